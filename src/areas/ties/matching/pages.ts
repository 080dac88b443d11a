/** What matching is, where one's own request stands, and the page of one match for either of its two. */
import { dayTime } from '../../../kit/day.ts'
import { button, choices, errorSummary, hidden, type Sent } from '../../../kit/form.ts'
import { each, type Html, html, nothing, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import type { MatchRow, openRequestOf, Weeks } from './store.ts'
import { followUpAnswers, matchHref, quietNo } from './words.ts'

export type OpenRequest = NonNullable<Awaited<ReturnType<typeof openRequestOf>>>

export interface MatchingView {
  readonly member: string | null
  readonly bereaved: boolean
  readonly request: OpenRequest | undefined
  /** first question that has no answer yet, or the page that sends */
  readonly goOnAt: string
  readonly matches: readonly MatchRow[]
}

export const matchingPage = ({ member, bereaved, request, goOnAt, matches }: MatchingView): Page => ({
  title: 'Meet another family',
  body: html`<h1>Meet another family</h1>
<p>We can put you in touch with someone who knows your kind of days. You talk the way you both like: on the phone, by letter, or over a cup of tea.</p>
${when(
  matches.length > 0,
  () => html`<h2>You and others</h2>
<ul class="list">${each(matches, (match) => matchLine(match, member!))}</ul>`,
)}
${member ? (bereaved ? afterADeath : html`<h2>Your request</h2>${requestHtml(request, goOnAt, matches)}`) : html`<p class="buttons"><a class="button" href="/sign-in?then=/matching">Sign in</a> <a class="button" href="/join">Join</a></p>`}
<h2>How it goes</h2>
<ol>
<li>You answer five short questions. “I don’t know” is an answer.</li>
<li>A coordinator at the charity reads them. You hear from us within 48 hours.</li>
<li>We look for a family by what you both share. We tell you why, and what is not the same.</li>
<li>We ask you both. ${quietNo}</li>
<li>When both say yes, you can be in touch at once. We ask how it goes after two weeks and after eight.</li>
</ol>
<p>Sometimes there is no match yet. Then we say so, and a person is there for you until there is one.</p>
${when(member && !bereaved, () => html`<p><a href="/matching/profile">How I can be put in touch</a>, also if you would like to be there for others.</p>`)}`,
})

const afterADeath = html`<p>After a death we do not match families this way. If you would like to talk, <a href="/help-now">a person is there</a>.</p>`

function requestHtml(request: OpenRequest | undefined, goOnAt: string, matches: readonly MatchRow[]): Html {
  if (!request) return html`<p class="buttons"><a class="button" href="${goOnAt}">Start</a></p>`
  if (!request.asked_at)
    return html`<p>You began to answer. It is kept for you.</p>
<p class="buttons"><a class="button" href="${goOnAt}">Go on</a></p>
<form method="post" action="/matching/request/withdrawal">${hidden('sure', 'yes')}${button('Throw it away', 'quiet')}</form>`
  return html`<p>You asked on ${dayTime(request.asked_at)}. ${findings(request, matches)}</p>
<form method="post" action="/matching/request/withdrawal">${hidden('sure', 'yes')}${button('Take my request back', 'quiet')}</form>`
}

function findings(request: OpenRequest, matches: readonly MatchRow[]): Html {
  if (matches.some((match) => match.request === request.id)) return html`We found someone: see above.`
  if (request.no_match_at)
    return html`There is no match yet: we told you on ${dayTime(request.no_match_at)}. We keep looking.`
  return html`A coordinator looks for a family. You hear from us within 48 hours.`
}

const matchLine = (
  match: MatchRow,
  member: string,
): Html => html`<li><h3><a href="${matchHref(match.id)}">${otherOf(match, member)}</a></h3>
<p class="hint">${standsFor(match, member)}</p></li>`

export const otherOf = ({ asker, asker_name, helper_name }: MatchRow, member: string) =>
  member === asker ? helper_name : asker_name

/** Where a match stands for one of its two. What the other said is not told. */
export function standsFor(match: MatchRow, member: string): string {
  const says = member === match.asker ? match.asker_says : match.helper_says
  if (match.state === 'proposed') return says ? 'You said yes. We wait for the other.' : 'We wait for your answer.'
  if (match.state === 'ended') return 'This has ended.'
  return match.first_contact_at ? 'You have been in touch.' : 'You both said yes. Who rings or writes first?'
}

export interface MatchView {
  readonly match: MatchRow
  readonly member: string
  readonly why: string
  readonly differs: string
  readonly begin: string
  /** asked and not answered */
  readonly asked: Weeks | null
  readonly sent?: Sent
}

export function matchPage({ match, member, why, differs, begin, asked, sent }: MatchView): Page {
  const name = otherOf(match, member)
  const title = match.state === 'ended' ? 'This match has ended' : `Meeting ${name}`
  const says = member === match.asker ? match.asker_says : match.helper_says
  return {
    title,
    body: html`${errorSummary(sent?.refusal)}
<p><a href="/matching">Meet another family</a></p>
<h1>${title}</h1>
${
  match.state === 'ended'
    ? html`<p>There is nothing you need to do. If you were in touch, that stays between you.</p>`
    : html`<p>${standsFor(match, member)}</p>`
}
${match.state === 'proposed' ? proposedHtml(match, why, differs, says, sent) : nothing}
${match.state === 'introduced' ? introducedHtml(match, name, begin, asked, member === match.asker, sent) : nothing}`,
  }
}

const proposedHtml = (
  match: MatchRow,
  why: string,
  differs: string,
  says: boolean | null,
  sent?: Sent,
): Html => html`<p>${why}</p>
<p class="hint">${differs}</p>
<form method="post" action="${matchHref(match.id)}/answer">
${choices({
  name: 'answer',
  label: 'Shall we put you in touch?',
  hint: quietNo,
  value: says ? 'yes' : '',
  options: [
    { value: 'yes', label: 'Yes, put us in touch' },
    { value: 'no', label: 'No, not this time' },
  ],
  sent,
})}
${button('Send my answer')}
</form>`

const introducedHtml = (
  match: MatchRow,
  name: string,
  begin: string,
  asked: Weeks | null,
  isAsker: boolean,
  sent?: Sent,
): Html => html`<p>${begin}</p>
${when(match.tie, () => html`<p class="buttons"><a class="button" href="/ties/${match.tie}">You and ${name}: your number, your words</a></p>`)}
${when(!match.first_contact_at && !asked, () => html`<form method="post" action="${matchHref(match.id)}/first-contact">${hidden('yes', 'yes')}${button('We have been in touch', 'quiet')}</form>`)}
${when(
  asked,
  () => html`<h2>How it goes</h2>
<form method="post" action="${matchHref(match.id)}/follow-up">
${hidden('weeks', String(asked))}
${choices({ name: 'answer', label: 'Have you been in touch?', hint: 'Any answer is fine. The coordinator reads it.', options: Object.entries(followUpAnswers).map(([value, label]) => ({ value, label })), sent })}
${button('Send')}
</form>`,
)}
<h2>If it has run its time</h2>
<p>You can stay in touch as long as you both like. This ends only what we do.</p>
<form method="post" action="${matchHref(match.id)}/end">
<p class="buttons">${isAsker ? html`${button('It is good: end it', 'quiet', 'next', 'done')} ${button('Look for another family', 'quiet', 'next', 'look again')}` : button('End it, so that I am free', 'quiet', 'next', 'done')}</p>
</form>`
