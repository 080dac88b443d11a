/** The frame around every page: skip link, name, ways round, the page itself, and help at the foot. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Community } from './community.ts'
import { root } from './config.ts'
import { type Html, html, nothing, raw, when } from './html.ts'
import { isHelper, isModerator, isSignedIn, isSteward, type Who } from './who.ts'

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url').slice(0, 10)

/** The style sheet without what only people need: every byte is paid for on a phone. */
const slim = (css: string) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replaceAll(';}', '}')
    .trim()

export const style = Buffer.from(slim(readFileSync(path.join(import.meta.dirname, 'style.css'), 'utf8')))
export const styleHref = `/style-${hash(style)}.css`

/** A small script from `browser/` that improves a page which already works without it. */
export function script(name: string) {
  const bytes = readFileSync(path.join(root, 'browser', `${name}.js`))
  return { name, bytes, href: `/${name}-${hash(bytes)}.js` }
}

/** Every script there is, for the door that serves them. */
export const scripts = () =>
  readdirSync(path.join(root, 'browser'))
    .filter((file) => file.endsWith('.js'))
    .map((file) => script(file.slice(0, -3)))

export interface Reader {
  readonly community: Pick<Community, 'name' | 'example' | 'settings'>
  readonly who: Who
  /** One sentence about what was just done, shown once. */
  readonly said?: string | null
  /** A volunteer has this person on the phone, and does things for them. */
  readonly onThePhone?: { readonly name: string; readonly call: string } | undefined
}

/** What stands in for a community on a server that has none yet. */
export const unnamed: Reader['community'] = { name: 'Alongside', example: false, settings: {} }

export interface Page {
  /** What this page is, in a few words. */
  readonly title: string
  readonly body: Html
  /** Addresses of scripts from `script()`. */
  readonly scripts?: readonly string[]
  /** Leave the ways round out, for first visits and letters. */
  readonly bare?: boolean
  /** The page is in another language than English, and so is its frame. */
  readonly tongue?: Tongue
}

/** A language, which way it is written, and what the frame of a page says in it. */
export interface Tongue {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  readonly skip: string
  readonly needHelp: string
  readonly howThisWorks: string
  readonly report: string
  readonly runBy: (who: string) => string
}
const ours: Tongue = {
  lang: 'en-GB',
  dir: 'ltr',
  skip: 'Skip to main content',
  needHelp: 'Need help now?',
  howThisWorks: 'How this works',
  report: 'Report something',
  runBy: (who) => `Run by ${who}.`,
}

export function page(
  { community, who, said, onThePhone }: Reader,
  { title, body, scripts = [], bare = false, tongue = ours }: Page,
): Html {
  return html`<!DOCTYPE html>
<html lang="${tongue.lang}"${when(tongue.dir === 'rtl', () => html` dir="rtl"`)}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="same-origin">
<title>${title} – ${community.name}</title>
<link rel="stylesheet" href="${styleHref}">
<link rel="icon" href="data:,">
${scripts.map((href) => html`<script type="module" src="${href}"></script>`)}
</head>
<body>
<a class="skip" href="#main">${tongue.skip}</a>
${when(
  community.example,
  () => html`<aside class="example"${when(tongue.lang !== ours.lang, () => html` lang="en-GB" dir="ltr"`)} aria-label="About this example">
<p>This is an example. All people and posts are made up. <a href="/cast">Look round as someone else</a></p>
</aside>`,
)}
<header>
<a class="home" href="/">${community.name}</a>
${bare ? nothing : waysRound(who)}
</header>
${when(
  onThePhone,
  () => html`<aside class="said" aria-label="This call">
<p>On the phone with <b>${onThePhone?.name}</b>. What you do is done for ${onThePhone?.name}.</p>
<p class="steps"><a href="/phone/call">This call</a> <a href="/phone/read-back">Read back</a> <a href="/phone/call/ending">End the call</a></p>
</aside>`,
)}
<main id="main" tabindex="-1">
${when(said, () => html`<p class="said" role="status">${said}</p>`)}
${body}
</main>
<footer>
<p><a class="help" href="/help-now">${tongue.needHelp}</a></p>
${when(community !== unnamed, () => html`<p><a href="/how-this-works">${tongue.howThisWorks}</a> <a href="/report">${tongue.report}</a></p>`)}
${when(community.settings.runBy, () => html`<p>${tongue.runBy(community.settings.runBy!)}</p>`)}
</footer>
</body>
</html>`
}

function waysRound(who: Who): Html {
  if (!isSignedIn(who))
    return html`<nav aria-label="Main"><a href="/circles">Circles</a> <a href="/sources">Find help</a> <a href="/gatherings">Gatherings</a> <a href="/search">Search</a> <a href="/sign-in">Sign in</a> <a href="/join">Join</a></nav>`
  return html`<nav aria-label="Main"><a href="/">Today</a> <a href="/circles">Circles</a> <a href="/sources">Find help</a> <a href="/gatherings">Gatherings</a> <a href="/search">Search</a> <a href="/me">My page</a>${raw(
    (isHelper(who) ? ' <a href="/waiting">Waiting</a>' : '') +
      (isModerator(who) ? ' <a href="/desk">Desk</a>' : '') +
      (isSteward(who) ? ' <a href="/steward">Steward</a>' : ''),
  )}</nav>`
}
