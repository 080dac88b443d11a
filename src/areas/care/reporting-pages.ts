/** Reporting and complaining, one question a page, and what became of it. */
import type { Contact } from '../../kit/community.ts'
import { dayTime, time } from '../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, line, onceKey, type Sent } from '../../kit/form.ts'
import { each, type Html, html, nothing, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import type { Decided } from './decision-store.ts'
import { complaints, matterKinds, needsHelpNow, outcomes, signature, wrongs, wrongWords } from './rules.ts'
import type { Matter } from './store.ts'

/** What is being sent, and where its form goes. */
export interface Sending {
  readonly kind: 'report' | 'complaint'
  readonly action: string
  /** the post, as far as this reader may know of it */
  readonly about: { readonly number: number; readonly title: string | null; readonly href: string } | null
  readonly signedIn: boolean
  readonly contacts: readonly Contact[]
}

export type Step = 1 | 2 | 3

const typed = (sent: Sent, name: string) => {
  const value = sent.typed?.[name]
  return typeof value === 'string' ? value : ''
}

/** One of the three steps. What was said before travels along in hidden fields. */
export function stepPage(sending: Sending, step: Step, sent: Sent): Page {
  const title = sending.kind === 'complaint' ? 'Make a complaint' : 'Report something'
  const inTitle = sending.about ? `Report post ${sending.about.number}` : title
  const wrong = typed(sent, 'wrong')
  // Only what was asked on this page can be wrong on it.
  const shown: Sent = step === 1 && !sent.refusal && !wrong ? {} : sent
  return {
    title: `${inTitle}: step ${step} of 3`,
    body: html`${errorSummary(sent.refusal)}
${when(step === 2 && needsHelpNow(wrong), () => helpAtOnce(sending.contacts))}
<p class="hint">${title}. Step ${step} of 3.${aboutWords(sending)}</p>
<form method="post" action="${sending.action}">
${hidden('step', String(step))}
${step === 1 ? whatIsWrong(sending, shown) : step === 2 ? sayMore(sending, shown) : howToTell(sending, shown)}
${each(carried(sending, step), (name) => (typed(sent, name) ? hidden(name, typed(sent, name)) : nothing))}
${onceKey(sent)}
<p class="buttons">${button(step === 3 ? 'Send' : 'Next')}${when(step > 1, () => html` ${button('Back', 'quiet', 'go', 'back')}`)}</p>
</form>
${when(step === 1 && sending.kind === 'report', () => html`<p>If someone is in danger now, please do not wait for us. <a href="/help-now">Get help now</a></p>`)}`,
  }
}

const aboutWords = ({ about }: Sending): Html =>
  about
    ? html` About <a href="${about.href}">post ${about.number}${when(about.title, () => html` in “${about.title}”`)}</a>.`
    : nothing

/** Fields asked on other steps. */
const carried = ({ about, kind }: Sending, step: Step) => {
  const fields: Record<Step, readonly string[]> = {
    1: ['wrong'],
    2: about || kind === 'complaint' ? ['words'] : ['place', 'words'],
    3: ['email'],
  }
  return ([1, 2, 3] as const).filter((one) => one !== step).flatMap((one) => fields[one])
}

const whatIsWrong = ({ kind }: Sending, sent: Sent): Html =>
  choices({
    name: 'wrong',
    label: kind === 'complaint' ? 'What is it about?' : 'What is wrong?',
    heading: true,
    sent,
    options: Object.entries(kind === 'complaint' ? complaints : wrongs).map(([value, words]) => ({ value, ...words })),
  })

function sayMore({ kind, about }: Sending, sent: Sent): Html {
  if (kind === 'complaint') return area({ name: 'words', label: 'What happened?', heading: true, sent })
  const more = { name: 'words', hint: 'You can leave this empty.', sent }
  if (about) return area({ ...more, label: 'Do you want to tell us more?', heading: true })
  return html`<h1>Where is it?</h1>
${line({ name: 'place', label: 'A link, or where we can find it', hint: 'For example: the circle, the title, and the day.', autocomplete: 'off', sent })}
${area({ ...more, label: 'Do you want to tell us more?' })}`
}

const howToTell = ({ signedIn }: Sending, sent: Sent): Html =>
  signedIn
    ? html`<h1>Ready to send</h1>
<p>We tell you on your page, and by email if we have your address. The person who wrote it is not told who you are.</p>`
    : line({
        name: 'email',
        label: 'How can we tell you what we did?',
        heading: true,
        hint: 'Your email address. You can leave this empty: we give you a code to look it up. We use it only for this.',
        type: 'email',
        autocomplete: 'email',
        sent,
      })

/** Crisis contacts on the page itself. */
export const helpAtOnce = (contacts: readonly Contact[]): Html => html`<section class="note" aria-labelledby="now">
<h2 id="now">If someone is in danger now</h2>
<p>Please do not wait for us. Call:</p>
${contactList(contacts.slice(0, 3))}
<p><a href="/help-now">All the places that help</a></p>
</section>`

export const contactList = (contacts: readonly Contact[]): Html => html`<ul class="list">
${each(
  contacts,
  ({
    name,
    does,
    phone,
    web,
  }) => html`<li><h3>${phone === name ? 'Call' : `${name}${phone ? ':' : ''}`}${when(phone, () => html` <a href="tel:${phone!.replaceAll(' ', '')}">${phone!.replaceAll(' ', '\u00a0')}</a>`)}</h3>
<p>${does}${when(web, () => html` <a href="${web}">Their web page</a>`)}</p></li>`,
)}
</ul>`

/** How reporting works, for everyone; linked at the foot of each page. */
export const reportPage = (sent?: Sent): Page => ({
  title: 'Report something',
  body: html`${errorSummary(sent?.refusal)}
<h1>Report something</h1>
<p>Anyone can tell us that something here is wrong. You do not need an account. The person who wrote it is not told who you are.</p>
<ul>
<li>To report one post, use the word “Report” under it.</li>
<li>Or tell us where it is: paste a link, or describe it.</li>
</ul>
<p><a class="button" href="/reports/new">Report something</a></p>
<h2>What happens next</h2>
<ol>
<li>You get a code.</li>
<li>A moderator reads what you told us. If someone may be in danger, we are told at once.</li>
<li>The moderator decides and says why. You can see it with your code.</li>
<li>If you think it is wrong, you can ask for a second look by someone else.</li>
</ol>
<h2>If someone is in danger now</h2>
<p><a href="/help-now">Get help now</a></p>
<h2>Make a complaint</h2>
<p>If you are not happy with what we did, or with how we use your details, tell us.</p>
<p><a class="button" href="/complaints/new">Make a complaint</a></p>
<h2>See what became of a report</h2>
<form method="get" action="/reports">
${line({ name: 'code', label: 'Your code', hint: 'For example: K7F-9X4-RDM', autocomplete: 'off', short: true, sent })}
${button('Look it up', 'quiet')}
</form>`,
})

/** Decision, reason, date and signature: the same words for everyone it concerns. */
export const decisionHtml = ({
  outcome,
  becomes,
  reason,
  role,
  at,
}: Decided): Html => html`<p><b>${outcomes[outcome]}.</b>${when(becomes, () => html` ${outcomes[becomes!]}.`)}</p>
<p>${reason}</p>
<p class="hint">Decided by ${signature(role)} on ${dayTime(at)}.</p>`

export interface Became {
  readonly matter: Matter
  readonly decision: Decided | null
  /** what a second look found, when there was one */
  readonly second: Decided | null
  readonly isNew: boolean
  readonly mayAppeal: boolean
  readonly contacts: readonly Contact[]
  readonly sent?: Sent
}

/** What anyone with the code can see. Neither the post nor the reporter's own words: a code may be found by others. */
export function becamePage({ matter, decision, second, isNew, mayAppeal, contacts, sent }: Became): Page {
  const kind = matterKinds[matter.kind].toLowerCase()
  const title = isNew ? 'Thank you for telling us' : `What became of your ${kind}`
  return {
    title,
    body: html`${errorSummary(sent?.refusal)}
<h1>${title}</h1>
${when(isNew && needsHelpNow(matter.wrong ?? ''), () => helpAtOnce(contacts))}
<p>Your code is <b>${matter.code}</b>. ${isNew ? 'Please keep it. With it, anyone can see on this page what became of it.' : ''}</p>
<p>You told us on ${time(matter.came_at)}: ${wrongWords(matter.wrong ?? 'other')}.</p>
${
  decision
    ? html`<h2>What we decided</h2>${decisionHtml(decision)}`
    : html`<h2>It waits for a person</h2>
<p>${matter.wrong === 'data' ? 'We answer you within 30 days.' : matter.urgent ? 'We have told our moderators at once.' : 'A moderator reads it as soon as one can.'} You do not need to do anything.</p>`
}
${when(second, () => html`<h2>What the second look found</h2>${decisionHtml(second!)}`)}
${when(decision?.appeal && !second, () => html`<p>Somebody asked for a second look. It waits for another moderator.</p>`)}
${when(mayAppeal, () => appealForm(`/reports/${matter.code}/appeal`, sent))}
<p><a href="/">Go to the first page</a></p>`,
  }
}

export const appealForm = (action: string, sent?: Sent): Html => html`<h2>Do you think it is wrong?</h2>
<form method="post" action="${action}">
${area({ name: 'words', label: 'Why do you see it in another way?', hint: 'Someone else will look, not the person who decided.', rows: 5, sent })}
${button('Ask for a second look')}
</form>`
