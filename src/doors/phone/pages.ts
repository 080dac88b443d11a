/** The phone desk between calls: find, register, ring, look up what was promised. */
import { membershipWords } from '../../areas/members/consent.ts'
import { dayTime, time } from '../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, line, type Sent, tick } from '../../kit/form.ts'
import { count, each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import { logFields } from './call-pages.ts'
import { type Found, mostFound } from './finding.ts'
import { lengthWords, reasons } from './rules.ts'
import { callsOnAPage, type LoggedCall, type OpenCall, type Promised } from './store.ts'
import type { ToRing } from './to-ring.ts'

export interface Desk {
  /** set aside, or begun in another session */
  readonly open: OpenCall | null
  /** what was typed into the field; null when nothing was looked for */
  readonly typed: string | null
  readonly found: readonly Found[]
  readonly toRing: number
  readonly promised: readonly Promised[]
}

export const deskPage = ({ open, typed, found, toRing, promised }: Desk): Page => ({
  title: typed ? `Callers found for “${typed}”` : 'Phone desk',
  body: html`<p><a href="/desk">Desk</a></p>
<h1>Phone desk</h1>
${when(
  open,
  () => html`<div class="note"><p>Your call with <b>${open?.name ?? 'somebody'}</b> is set aside.</p>
<form method="post" action="/phone/call/taken-up">${button('Take it up again')}</form></div>`,
)}
<form method="get" action="/phone">
${line({ name: 'q', label: 'Who is on the phone?', hint: 'A name, a phone number or a postcode. Then Enter.', first: true, autocomplete: 'off', sent: { typed: { q: typed ?? '' } } })}
${button('Find')}
</form>
${when(typed, () => results(found))}
<ul class="list">
<li><h2><a href="/phone/members/new" accesskey="n">A new caller joins</a></h2><p class="hint">In under a minute, without email.</p></li>
<li><h2><a href="/phone/to-ring" accesskey="r">Calls to make</a></h2><p class="hint">${toRing === 0 ? 'Nobody waits for a call.' : toRing === 1 ? '1 person waits for a call.' : `${toRing} people wait for a call.`}</p></li>
<li><h2><a href="/phone/calls/new" accesskey="l">Note a call without a member</a></h2></li>
<li><h2><a href="/phone/calls" accesskey="c">Calls so far</a></h2></li>
</ul>
${when(promised.length > 0, () => promisedPart(promised))}`,
})

const stateWords = { member: '', paused: ' Has paused.', left: ' Has left, and may come back.' } as const

const results = (
  found: readonly Found[],
): Html => html`<h2>${found.length > mostFound ? 'Too many to show' : `Found: ${count(found.length, 'member')}`}</h2>
${when(found.length > mostFound, () => html`<p>Ask for a phone number or a postcode. These are the first.</p>`)}
${when(found.length === 0, () => html`<p>Try the phone number, or another spelling. <a href="/phone/members/new">A new caller joins</a></p>`)}
<ul class="list">
${each(
  found.slice(0, mostFound),
  (
    one,
    index,
  ) => html`<li><form method="post" action="/phone/calls">${hidden('member', one.id)}<p><b>${one.name}</b></p>
<p class="hint">${[one.nation, one.district].filter(Boolean).join(', ')}${one.nation || one.district ? '. ' : ''}Joined ${dayTime(one.joined_at)}.${stateWords[one.state]}</p>
<button type="submit" accesskey="${index + 1}">Begin the call<span class="far"> with ${one.name}, ${one.district ?? one.nation ?? `joined ${one.joined_at.getFullYear()}`}</span></button></form></li>`,
)}
</ul>`

const promisedPart = (promised: readonly Promised[]): Html => html`<h2>What we promised</h2>
<ul class="list">
${each(
  promised,
  (one) => html`<li><h3>${one.next_step}</h3>
<p class="hint">To ${one.name ?? 'a caller'}, by ${one.volunteer_name} on ${dayTime(one.began_at)}.</p>
<form method="post" action="/phone/promises/kept">${hidden('call', one.id)}<button type="submit" class="quiet">It is done<span class="far">: ${one.next_step}</span></button></form></li>`,
)}
</ul>`

export const toRingPage = (people: readonly ToRing[]): Page => ({
  title: 'Calls to make',
  body: html`<p><a href="/phone">Phone desk</a></p>
<h1>Calls to make</h1>
<p>These people asked to hear from us by phone. Whoever has waited longest comes first.</p>
<ul class="list">
${each(
  people,
  (one) => html`<li><h2>${one.name}</h2>
<p>${one.phone ? html`<a href="tel:${one.phone.replace(/[^\d+]/g, '')}">${one.phone.replaceAll(' ', '\u00a0')}</a>` : 'We hold no number.'}</p>
<p class="hint">${count(one.notices, 'thing')} to say. Waits since ${time(one.since)}.</p>
<form method="post" action="/phone/calls">${hidden('member', one.member)}${hidden('way', 'we rang')}<button type="submit">I am ringing<span class="far"> ${one.name}</span></button></form></li>`,
)}
</ul>
${people.length === 0 ? html`<p>Nobody waits for a call.</p>` : html`<p class="end">That is everything.</p>`}`,
})

export const registerPage = (sent?: Sent): Page => ({
  title: 'A new caller joins',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/phone">Phone desk</a></p>
<h1>A new caller joins</h1>
<form method="post" action="/phone/members">
${line({ name: 'name', label: 'What name should others see?', hint: 'A first name is enough.', first: true, autocomplete: 'off', sent })}
${line({ name: 'phone', label: 'Phone number', type: 'tel', autocomplete: 'off', sent })}
${when(sent?.refusal?.fields.phone || sent?.typed?.shared, () => tick({ name: 'shared', label: 'Somebody else at home has this number too', sent }))}
${area({ name: 'address', label: 'Address, without the postcode', hint: 'For letters. Leave it empty if they want none.', rows: 3, sent })}
${line({ name: 'postcode', label: 'Postcode', short: true, autocomplete: 'off', sent })}
${choices({
  name: 'door',
  label: 'How should we reach them?',
  value: 'phone',
  options: [
    { value: 'phone', label: 'By phone' },
    { value: 'letter', label: 'By letter' },
  ],
  sent,
})}
${choices({
  name: 'print',
  label: 'How large should we print?',
  value: 'plain',
  options: [
    { value: 'plain', label: 'As usual' },
    { value: 'large', label: 'Large' },
  ],
  sent,
})}
<p>Read out:</p>
<blockquote><p>“${membershipWords.hint} May we?”</p></blockquote>
${tick({ name: 'membership', label: 'They said yes to this', sent })}
${button('Make them a member')}
</form>`,
})

export const newCallPage = (sent?: Sent): Page => ({
  title: 'Note a call without a member',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/phone">Phone desk</a></p>
<h1>Note a call without a member</h1>
<form method="post" action="/phone/calls/noted">
${logFields(sent, true)}
${choices({
  name: 'way',
  label: 'Who rang?',
  value: 'they rang',
  options: [
    { value: 'they rang', label: 'They rang us' },
    { value: 'we rang', label: 'We rang them' },
  ],
  sent,
})}
${line({ name: 'minutes', label: 'How many minutes was it?', value: '5', inputmode: 'numeric', short: true, sent })}
${button('Note it')}
</form>`,
})

export const callsPage = (calls: readonly LoggedCall[], page: number, total: number): Page => ({
  title: 'Calls so far',
  body: html`<p><a href="/phone">Phone desk</a></p>
<h1>Calls so far</h1>
<ul class="list">
${each(
  calls,
  (one) => html`<li><h2>${one.name ?? 'No member'}</h2>
<p class="hint">${time(one.began_at)}, ${one.ended_by_itself ? 'left open' : lengthWords(one.began_at, one.ended_at)}. ${one.way === 'we rang' ? `${one.volunteer_name} rang.` : `${one.volunteer_name} took the call.`}${when(one.reason, () => html` ${reasons[one.reason!]}.`)}</p>
${when(one.words, () => html`<div class="words"><p>${one.words}</p></div>`)}
${when(one.next_step, () => html`<p>${one.next_done_at ? 'Promised, and done:' : 'Promised:'} <b>${one.next_step}</b></p>`)}</li>`,
)}
</ul>
${when(total === 0, () => html`<p>No call has been noted yet.</p>`)}
${pages('/phone/calls?page=', page, total, callsOnAPage)}`,
})
