/** What staff see: who asks to join, the ways in that were handed out, and who is a member. */
import { dayTime } from '../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import type { InvitationLine } from './invitations.ts'
import type { WaitingRequest } from './requests.ts'
import { heldRoles, type MemberLine, membersOnAPage, roleWords } from './roles.ts'
import { isStaff } from './second-step.ts'
import { codeList } from './sheet-page.ts'

export const requestsPage = (waiting: readonly WaitingRequest[]): Page => ({
  title: 'People who ask to join',
  body: html`<h1>People who ask to join</h1>
<p>The oldest is first. Your words go to them as you write them.</p>
<ul class="list">
${each(waiting, (one) => html`<li><h2><a href="/desk/requests/${one.id}">${one.name}</a></h2><p class="hint">Asked on ${dayTime(one.asked_at)}.</p><p>${one.words}</p></li>`)}
</ul>
<p class="end">That is everything.</p>
<p><a href="/desk">Back to the desk</a></p>`,
})

export const requestPage = (one: WaitingRequest, sent?: Sent): Page => ({
  title: `${one.name} asks to join`,
  body: html`${errorSummary(sent?.refusal)}
<h1>${one.name} asks to join</h1>
<p class="hint">Asked on ${dayTime(one.asked_at)}. We will write to ${one.email}.</p>
${when(one.known, () => html`<p class="note">That address belongs to a member already.</p>`)}
<blockquote><p>${one.words}</p></blockquote>
<form method="post" action="/desk/requests/${one.id}/answer">
${choices({
  name: 'answer',
  label: 'Your answer',
  options: [
    { value: 'yes', label: 'Yes', hint: 'They get a link of their own.' },
    { value: 'no', label: 'No', hint: 'Say why below.' },
  ],
  sent,
})}
${area({ name: 'words', label: 'A few words to them', rows: 4, sent })}
${button('Send')}
</form>
<p><a href="/desk/requests">Back to the list</a></p>`,
})

const stateWords = (one: InvitationLine, now: Date): Html => {
  if (one.ended_at) return html`Ended on ${dayTime(one.ended_at)}.`
  if (one.ends_at && one.ends_at < now) return html`Ended on ${dayTime(one.ends_at)}.`
  const most = one.most_uses === null ? '' : ` of ${one.most_uses}`
  return html`${one.kind === 'code' ? 'Codes used' : 'People who joined'}: ${one.uses}${most}.${when(one.ends_at, () => html` Ends on ${dayTime(one.ends_at!)}.`)}`
}

export const invitationsPage = (
  list: readonly InvitationLine[],
  linkOf: (id: string) => string,
  now: Date,
  sent?: Sent,
): Page => ({
  title: 'Ways to join',
  body: html`${errorSummary(sent?.refusal)}
<h1>Ways to join</h1>
<h2>Make a link</h2>
<form method="post" action="/desk/links">
${line({ name: 'about', label: 'Where will you hand it out?', hint: 'Only staff see this.', autocomplete: 'off', sent })}
${line({ name: 'most_uses', label: 'How many people may join with it?', hint: 'Empty: as many as come.', inputmode: 'numeric', short: true, sent })}
${line({ name: 'days', label: 'For how many days should it work?', hint: 'Empty: until you end it.', inputmode: 'numeric', short: true, value: '90', sent })}
${button('Make a link')}
</form>
<h2>Codes for letters</h2>
<p><a class="button" href="/desk/letter-codes">Make codes to print in letters</a></p>
<h2>Made so far</h2>
<ul class="list">
${each(
  list,
  (one) => html`<li><h3>${one.about} (${one.kind === 'code' ? count(one.made, 'code') : 'link'})</h3>
<p>${stateWords(one, now)} Made on ${dayTime(one.made_at)}.</p>
${when(
  !one.ended_at && !(one.ends_at && one.ends_at < now),
  () => html`${when(one.kind === 'link', () => html`<p><code>${linkOf(one.id)}</code></p>`)}
<form method="post" action="/desk/ended-invitations">${hidden('invitation', one.id)}<button type="submit" class="quiet">End it<span class="far">: ${one.about}</span></button></form>`,
)}</li>`,
)}
</ul>
<p class="end">That is everything.</p>
<p><a href="/desk">Back to the desk</a></p>`,
})

export const makeCodesPage = (sent?: Sent): Page => ({
  title: 'Codes for letters',
  body: html`${errorSummary(sent?.refusal)}
<h1>Codes for letters</h1>
<p>Each code lets one person join. They need no email.</p>
<form method="post" action="/desk/letter-codes">
${line({ name: 'about', label: 'Which letter are they for?', hint: 'Only staff see this.', autocomplete: 'off', sent })}
${line({ name: 'count', label: 'How many codes do you need?', inputmode: 'numeric', short: true, sent })}
${button('Make the codes')}
</form>
<p><a href="/desk/invitations">Back</a></p>`,
})

export const codesMadePage = (url: string, codes: readonly string[]): Page => ({
  title: 'Codes for letters',
  body: html`<h1>Codes for letters</h1>
<p>Print this page, or copy the codes into your letters. We cannot show them again.</p>
<p>Write in the letter: open ${url}/sign-in/paper and type your code.</p>
${codeList(codes)}
<p><a href="/desk/invitations">Back</a></p>`,
})

export const membersPage = (rows: readonly MemberLine[], page: number, total: number): Page => ({
  title: 'Members',
  body: html`<h1>Members</h1>
<div class="wide"><table>
<caption>Staff first, then by name</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Member since</th></tr></thead>
<tbody>${each(rows, (one) => html`<tr><td><a href="/steward/members/${one.id}">${one.name}</a></td><td>${one.role}</td><td>${dayTime(one.since)}</td></tr>`)}</tbody>
</table></div>
${pages('/steward/members?page=', page, total, membersOnAPage)}`,
})

export const memberPage = (one: MemberLine, me: boolean, email?: string | null, sent?: Sent): Page => ({
  title: one.name,
  body: html`${errorSummary(sent?.refusal)}
<h1>${one.name}</h1>
<p>A ${one.role} since ${dayTime(one.since)}.${one.state === 'paused' ? ' Paused now.' : ''}</p>
<form method="post" action="/steward/members/${one.id}/role">
${choices({ name: 'role', label: 'Role', value: one.role, options: heldRoles.map((value) => ({ value, label: value[0]!.toUpperCase() + value.slice(1), hint: roleWords[value] })), sent })}
${line({ name: 'standing', label: 'Who are they, for readers?', hint: 'For a clinician: name, work and place, once you have checked it. It stands beside their posts.', value: one.standing ?? '', autocomplete: 'off', sent })}
${button('Save')}
</form>
<h2>Help them sign in</h2>
${email === undefined ? html`<form method="post" action="/steward/members/${one.id}/address">${hidden('sure', 'yes')}${button('Show their email address', 'quiet')}</form><p class="hint">They can read later that you looked.</p>` : html`<p>Their email address: ${email ?? 'none. They sign in with codes on paper.'}</p>`}
${isStaff(one.role) ? html`<p class="hint">Staff make their own codes to sign in with.</p>` : html`<form method="post" action="/steward/members/${one.id}/paper-codes">${hidden('sure', 'yes')}${button('Make a sheet of codes for them', 'quiet')}</form><p class="hint">They are told at once.</p>`}
${when(one.second_step && !me, () => html`<form method="post" action="/steward/members/${one.id}/second-step-recovery">${hidden('sure', 'yes')}${button('They lost their second step', 'quiet')}</form><p class="hint">Another steward has to agree, and they can stop it for two days.</p>`)}
<h2>After a death</h2>
<p><a href="/steward/members/${one.id}/bereavement">The person ${one.name} cared for has died</a></p>
<p><a href="/steward/members">All members</a></p>`,
})
