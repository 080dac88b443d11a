/**
 * Every page of the example community, as each kind of person: valid, open to all, narrow enough for 320 px, light,
 * and without a request to anybody else. An address that no test reaches fails here by its name.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { HtmlValidate } from 'html-validate'
import { parseHTML } from 'linkedom'
import type { Page } from 'playwright-core'
import { style } from '../src/kit/page.ts'
import { openBrowser } from './browser.ts'
import { type Person, testServer } from './harness.ts'
import { roam, type Seen } from './roaming.ts'
import { notPages, samplesOf } from './roaming-samples.ts'

const server = await testServer({ example: true })
const browser = await openBrowser()
after(() => browser.close())
const { pages, reached, broken, patterns } = await roam(server, await samplesOf(server))

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** All rules on a small phone. The style asks for no width, so on a wide screen only room can turn out otherwise. */
const views = [
  { width: 320, rules: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  { width: 1280, rules: ['target-size', 'scrollable-region-focusable'] },
] as const
/** HTML and CSS of a first view, compressed: one round trip. Source: DESIGN, budgets. */
const mostBytes = 14 * 1024

const validate = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Templates leave ends of lines where a piece is left out; no reader and no browser sees them.
    'no-trailing-whitespace': 'off',
    // Titles hold people's own words, such as a conversation's title, which may be up to 150 letters long.
    'long-title': 'off',
  },
})

const nameOf = ({ pattern, who }: Seen) => `${pattern} as ${who.who.name}`
const none = (wrong: readonly string[]) => assert.equal(wrong.length, 0, `\n${[...new Set(wrong)].join('\n')}`)

test('no link leads nowhere', () => none(broken))

test('every address that can be read is reached, or it is said why not', () => {
  const missed = patterns.filter((pattern) => !reached.has(pattern) && !(pattern in notPages))
  none(missed.map((pattern) => `${pattern}: no link leads here, and no sample`))
  none(Object.keys(notPages).flatMap((pattern) => (patterns.includes(pattern) ? [] : `${pattern}: is no address`)))
})

test('every page is valid HTML', async () => {
  const wrong: string[] = []
  for (const seen of pages)
    for (const { messages } of (await validate.validateString(seen.html)).results)
      for (const { ruleId, message, line } of messages)
        wrong.push(`${nameOf(seen)}, line ${line}: ${ruleId}: ${message}`)
  none(wrong)
})

test('every page has one heading above all, a title of its own, and no script or style inside', () => {
  const wrong: string[] = []
  const titles = new Map<Person, Map<string, Seen>>()
  for (const seen of pages) {
    const { html, who } = seen
    const title = /<title>(.*?)<\/title>/.exec(html)?.[1] ?? ''
    if (!title) wrong.push(`${nameOf(seen)}: has no title`)
    const theirs = titles.get(who) ?? new Map<string, Seen>()
    titles.set(who, theirs)
    const other = theirs.get(title)
    if (other && other.pattern !== seen.pattern)
      wrong.push(`${nameOf(seen)}: has the title of ${other.pattern}: ${title}`)
    theirs.set(title, seen)
    if ((html.match(/<h1[ >]/g) ?? []).length !== 1) wrong.push(`${nameOf(seen)}: has not exactly one h1`)
    if (/<style|<script(?![^>]*src=)| style="|<[^>]+ on[a-z]+="/.test(html))
      wrong.push(`${nameOf(seen)}: holds a script or style`)
  }
  none(wrong)
})

test('the style is under 6 KB', () => assert.ok(style.length < 6 * 1024, `${style.length} bytes`))

test('the style is one for every width', () => assert.doesNotMatch(style.toString(), /@(media|container)[^{]*width/))

test('every page and its style come in 14 KB', () => {
  const styleBytes = gzipSync(style).length
  const heavy = pages.flatMap((seen) => {
    const bytes = gzipSync(seen.html).length + styleBytes
    return bytes > mostBytes ? [`${nameOf(seen)}: ${bytes} bytes`] : []
  })
  none(heavy)
})

/** What style and assistive technology go by, in an element. */
const looksOf = (element: Element) =>
  [...element.attributes]
    .filter(({ name }) => !/^(?:value|href|src|alt|title|content|datetime|action)$/.test(name))
    .map(({ name, value }) =>
      /^(?:class|type|role|lang|dir|tabindex|hidden|open)$/.test(name) ? `${name}=${value}` : name,
    )
    .sort()
    .join(' ')
const placeOf = (element: Element | null): string => (element ? `${element.localName} ${looksOf(element)}` : '')

/** What a page is built of: each kind of element in each kind of place, and whether it says anything. */
function partsOf(html: string): Set<string> {
  const { document } = parseHTML(html)
  const parts = new Set<string>()
  for (const element of document.querySelectorAll('body *')) {
    const parent = element.parentElement
    const says = element.textContent?.trim() || element.getAttribute('aria-label') ? 'words' : 'no words'
    parts.add([placeOf(parent?.parentElement ?? null), placeOf(parent), placeOf(element), says].join(' > '))
  }
  return parts
}

/** The part that is this page's own, whatever ids are in it. */
const mainOf = (html: string) =>
  (/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')

test('every page can be used by all at 320 and 1280 px, and asks nobody else for anything', async () => {
  const wrong: string[] = []
  // What is the same for several people is looked at once.
  const looked = new Map(pages.map((seen) => [seen.pattern + mainOf(seen.html), seen]))
  /** What pages are built of that were looked at by every rule. */
  const known = new Set<string>()
  for (const [who, theirs] of Map.groupBy(looked.values(), ({ who }) => who)) {
    const context = await browser.newContext()
    for (const cookie of (await who.cookie()).split('; ').filter(Boolean)) {
      const [name, value] = cookie.split('=') as [string, string]
      await context.addCookies([{ name, value, url: server.url, httpOnly: true }])
    }
    const page = await context.newPage()
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(`${server.url}/`) && !url.startsWith('data:')) wrong.push(`asks another site: ${url}`)
    })
    for (const seen of theirs) {
      const parts = partsOf(seen.html)
      const isNew = !parts.isSubsetOf(known)
      for (const part of parts) known.add(part)
      for (const what of await faults(page, seen, isNew)) wrong.push(`${nameOf(seen)}${what}`)
    }
    await context.close()
  }
  none(wrong)
})

/**
 * What is wrong with one page at each width, with everything that folds opened.
 *
 * @param isNew something in it was on no page that was looked at so far
 */
async function faults(page: Page, { path }: Seen, isNew: boolean): Promise<string[]> {
  // Looked at once its style is there: a page without it is another page.
  await page.goto(server.url + path, { waitUntil: 'load' })
  await page.evaluate(`for (const folded of document.querySelectorAll('details')) folded.open = true`)
  if (isNew) await page.evaluate(axe)
  const wrong: string[] = []
  for (const { width, rules } of views) {
    await page.setViewportSize({ width, height: 800 })
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    if (wide > 0) wrong.push(` at ${width} px: ${wide} px too wide`)
    if (!isNew) continue
    const violations = await page.evaluate<string[]>(`axe
      .run({ runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`)
    for (const what of violations) wrong.push(` at ${width} px: ${what}`)
  }
  return wrong
}
