/** What a member sees of what was done for them by phone or letter: every call, what was opened in it, and every deed. */
import { dayTime, time } from '../../kit/day.ts'
import { each, type Html, html, list, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { byDoor } from '../../kit/task.ts'
import type { DoneFor } from './done-for.ts'
import type { CallForMe } from './opened.ts'
import { isPrivate, lengthWords, reasons, type Scope, scopes } from './rules.ts'

const confirmed = { list: 'with a code from your list', email: 'with a code that we mailed to you' } as const

const saidYes = ({ consents }: CallForMe): Html =>
  consents.length === 0
    ? html`<p>Nobody noted a yes from you.</p>`
    : html`<p>What you said yes to, as it was noted:</p>
<ul>${each(consents, ({ scope, confirmed_by }) => html`<li>${labelFor(scope)}${when(isPrivate(scope), () => html`, ${confirmed_by ? confirmed[confirmed_by] : 'without a code'}`)}</li>`)}</ul>`

/** The desk's words for it, said to the caller. */
const labelFor = (scope: Scope) => scopes[scope].label.replace(/^Their\b/, 'Your')

const openedPages = ({ checked_at, pages }: CallForMe): Html =>
  html`<p>${checked_at ? 'Your address and number could be seen, to make sure who rang.' : 'Your address and number could be seen, but nobody said that it was you.'}</p>
${
  pages.length === 0
    ? html`<p>No page of yours was opened.</p>`
    : html`<p>Opened for you: ${list(pages.map(({ page, times }) => `${page}${times > 1 ? ` (${times} times)` : ''}`))}.</p>`
}`

const callPart = (one: CallForMe): Html => html`<li><h3>${time(one.began_at)}</h3>
<p class="hint">${one.way === 'we rang' ? `${one.volunteer} rang.` : `${one.volunteer} took the call.`} ${one.standing ?? capital(one.role)}. ${one.ended_at ? `It lasted ${lengthWords(one.began_at, one.ended_at)}.` : 'It goes on now.'}${when(one.reason, () => html` Noted as: ${reasons[one.reason!].toLowerCase()}.`)}</p>
${saidYes(one)}
${openedPages(one)}
${when(one.wrong_codes > 0, () => html`<p><b>Wrong codes were typed: ${one.wrong_codes}.</b></p>`)}</li>`

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

const deed = (one: DoneFor): Html => html`<li><h3>${one.title}</h3>
<p class="hint">${dayTime(one.at)}, ${byDoor[one.via]}. Done by ${one.by ?? 'somebody who has left'}${when(one.by, () => html`, ${one.standing ?? one.role}`)}.</p>
${when(one.conversation, () => html`<p>In “${one.conversation}”.</p>`)}
${when(one.words, () => html`<div class="words"><blockquote><p>${one.words}</p></blockquote></div>`)}</li>`

export const doneForMePage = (
  { calls, done }: { calls: readonly CallForMe[]; done: readonly DoneFor[] },
  pages: Html,
): Page => ({
  title: 'What was done for me',
  body: html`<h1>What was done for me by phone or letter</h1>
<p>When you ring us or write to us, a person here does it for you. This is what they opened and what they did.</p>
<p>Was it not you? Is something not right? <a href="/report">Tell us</a>.</p>
${when(calls.length === 0 && done.length === 0, () => html`<p>Nothing so far.</p>`)}
${when(
  calls.length > 0,
  () => html`<h2>Calls</h2>
<ul class="list">
${each(calls, callPart)}
</ul>`,
)}
${when(
  done.length > 0,
  () => html`<h2>What was done</h2>
<ul class="list">
${each(done, deed)}
</ul>`,
)}
${pages}
<p><a href="/me">Back to my page</a></p>`,
})
