/** What a volunteer sees before something private is opened, and a member's own list of phone codes. */
import { dayTime } from '../../kit/day.ts'
import { button, errorSummary, hidden, line } from '../../kit/form.ts'
import { each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { type AskFirst, heardField, typedAgain } from './call-pages.ts'
import { scopes } from './rules.ts'

/** The field in which the caller's code comes. */
export const codeField = 'phone-code'

export interface AskCode extends AskFirst {
  /** why the code that was typed did not do */
  readonly because?: string | undefined
}

/** A yes to something private is confirmed with a code that the caller has. */
export const askCodePage = ({ name, scope, path, typed, sends, because }: AskCode): Page => {
  const refusal = because
    ? { refused: true as const, because, status: 422 as const, fields: { [codeField]: because } }
    : null
  const to = html`${hidden('scope', scope)}${hidden('to', sends ? '/phone/call' : path)}`
  return {
    title: `Ask ${name} for a code`,
    body: html`${errorSummary(refusal)}
<h1>Ask ${name} for a code</h1>
<p>This is private. Say:</p>
<blockquote><p>“${scopes[scope].ask} Then please read me the next code on your list.”</p></blockquote>
<form method="post" action="${sends ? path : '/phone/call/private'}">
${sends ? html`${hidden(heardField, scope)}${typedAgain(typed, [codeField])}` : to}
${line({ name: codeField, label: `What code does ${name} read out?`, hint: 'Eight digits from the list, or six from a mail.', inputmode: 'numeric', short: true, first: true, autocomplete: 'off', sent: { typed: {}, refusal } })}
${button(`${name} says yes. Open it`)}
</form>
<p class="hint">${name} is told that it was opened, when, and by you.</p>
<h2>If ${name} has no list</h2>
<form method="post" action="/phone/call/mailed-codes">${to}${button('Mail a code now', 'quiet')}</form>
<form method="post" action="/phone/call/lists">${button('Post a list of codes', 'quiet')}</form>
<p><a href="/phone/call">Back to this call</a></p>`,
  }
}

/** After a list was shown, or before one is made. */
export const phoneCodesPage = (list: { madeAt: Date; left: number } | null): Page => ({
  title: 'Codes for the phone',
  body: html`<h1>Codes for the phone</h1>
<p>When you ring us, we can open private things for you: your messages, your support map, a copy of everything. Before that, we ask you for a code. So nobody can ring in your name.</p>
<p>Nobody can sign in with these codes.</p>
${when(list, () => html`<p class="note">You have a list from ${dayTime(list!.madeAt)}. Codes left: ${list!.left}.</p>`)}
<form method="post" action="/me/phone-codes">${button(list ? 'Make a new list' : 'Make my list')}</form>
<p class="hint">${list ? 'A new list ends this one. ' : ''}You can also ask for a list by post when you ring us.</p>
<p><a href="/me">Back to my page</a></p>`,
})

export const phoneListPage = (codes: readonly string[]): Page => ({
  title: 'Your phone codes',
  body: html`<h1>Your phone codes</h1>
<p>Print this page, or write the codes down. We cannot show them again.</p>
<ol>${each(codes, (code): Html => html`<li><code>${code}</code></li>`)}</ol>
<p>Read one out only when you rang us, or when you know who rings. Each works once. Cross it out after you use it.</p>
<p><a href="/me">Back to my page</a></p>`,
})
