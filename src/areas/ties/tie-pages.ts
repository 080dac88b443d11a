/** A tie's own page: how it came about, how to reach each other, and when the two were in touch, in whatever way. */
import { dayTime } from '../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import type { MemberId } from '../../kit/who.ts'
import type { ContactLine } from './contacts.ts'
import { hopes, noon, sentence, shareChoices, shareWords } from './people-pages.ts'
import type { Held } from './shared.ts'
import { contactDoorNames, contactDoors, type Shareable, shareable, shareableNames } from './tie-rules.ts'
import type { TieView } from './tie-store.ts'

export interface TiePage {
  readonly tie: TieView
  readonly me: MemberId
  readonly how: { readonly words: string; readonly href?: string; readonly title?: string }
  /** what the other lets this reader have */
  readonly theirs: Partial<Held>
  /** what this reader lets the other have */
  readonly mine: readonly Shareable[]
  readonly held: Held
  readonly contacts: readonly ContactLine[]
  readonly messages: number
}

const back = html`<p><a href="/ties">My people</a></p>`
export const backTo = ({ id, name }: TieView): Html => html`<p><a href="/ties/${id}">${name}</a></p>`

export function tiePage(shown: TiePage, sent?: Sent): Page {
  const { tie, how } = shown
  return {
    title: `You and ${tie.name}`,
    body: html`${errorSummary(sent?.refusal)}
${back}
<h1>${tie.name}</h1>
${whereTheyStand(shown, sent)}
<h2>How it began</h2>
<p>${how.words}${when(how.href, () => html` <a href="${how.href}">${how.title}</a>`)}</p>
${tie.standing === 'open' || tie.standing === 'at rest' ? leave(tie) : blockForm(tie)}`,
  }
}

function whereTheyStand(shown: TiePage, sent?: Sent): Html {
  const { tie, held } = shown
  const { id, name } = tie
  if (tie.standing === 'open') return openHtml(shown)
  if (tie.standing === 'at rest')
    return html`<p class="note">You and ${name} are not in touch here now. What was between you stays here.</p>
${when(!tie.away, () => html`<p><a href="/ties/new?with=${tie.other}&amp;from=${tie.came_from}">Ask to be in touch again</a></p>`)}
${messagesLink(shown)}
${contactsHtml(shown)}`
  if (tie.standing === 'asked')
    return html`<p>You asked ${name} on ${dayTime(tie.offered_at)}. There is no answer yet.</p>
<p>Some people take a while, and some do not answer. You need do nothing.</p>
<form method="post" action="/ties/${id}/withdrawal">${button('Take it back', 'quiet')}</form>
${pastOf(shown)}`
  return html`${when(tie.standing === 'asks me', () => html`<p>${name} asked on ${dayTime(tie.offered_at)}. They hope ${hopes(tie.means)}.</p>`)}
${when(tie.words, () => html`<p>They write:</p><div class="words"><blockquote><p>${tie.words}</p></blockquote></div>`)}
${when(tie.standing === 'said no', () => html`<p>You said not now, and ${name} was not told. You can still say yes.</p>`)}
<form method="post" action="/ties/${id}/answer">
${shareChoices(name, held, sent)}
<p class="buttons">${button('Yes, be in touch', 'main', 'answer', 'yes')} ${when(tie.standing === 'asks me', () => button('Not now', 'quiet', 'answer', 'no'))}</p>
</form>
${when(tie.standing === 'asks me', () => html`<p class="hint">If you say “Not now”, ${name} is not told. To them it stays open.</p>`)}
${pastOf(shown)}`
}

/** What two had before they ask each other again. */
const pastOf = (shown: TiePage): Html =>
  when(shown.tie.agreed_at, () => html`${messagesLink(shown)}${contactsHtml(shown)}`)

const messagesLink = ({ tie, messages }: TiePage): Html =>
  when(messages > 0, () => html`<p><a href="/ties/${tie.id}/messages">Read what you wrote to each other</a></p>`)

function openHtml(shown: TiePage): Html {
  const { tie, theirs, mine } = shown
  const { id, name } = tie
  return html`<p>You have been in touch since ${dayTime(tie.agreed_at!)}.</p>
${
  tie.away
    ? html`<p class="note">${name} is not here now. What you have rests, and is here when they are back.</p>${messagesLink(shown)}`
    : html`<h2>Reach ${name}</h2>
${each(shareableNames, (what) => when(theirs[what], () => html`<p>${sentence(shareable[what])}: ${valueHtml(what, theirs[what]!)}</p>`))}
${when(Object.keys(theirs).length === 0, () => html`<p>${name} has not shared a number or an address with you.</p>`)}
<p><a class="button" href="/ties/${id}/messages">Write to ${name}</a>${when(tie.unread > 0, () => html` <strong class="new">${count(tie.unread, 'new message')}</strong>`)}</p>
<h2>What you share</h2>
<p>${mine.length > 0 ? `${name} has ${shareWords(mine)}.` : `${name} has no number or address of yours.`} <a href="/ties/${id}/sharing">Change what you share</a></p>`
}
${contactsHtml(shown)}
<h2>Another way to keep in touch</h2>
<p>You can go back and forth as it suits you. Some begin with messages, then ring, then meet.
Some stop writing and just meet. All of it is fine.</p>
<ul>
${when(!tie.away && !theirs.phone, () => html`<li>To speak by phone, share your number. Then ask for theirs in a message.</li>`)}
${when(theirs.phone, () => html`<li>Ring ${name}, and agree on a time that suits you both.</li>`)}
<li>No phone or screen to hand? Ring or write to us, and we pass your words on.</li>
</ul>`
}

function valueHtml(what: Shareable, value: string): Html {
  if (what === 'phone')
    return html`<a href="tel:${value.replace(/[^+\d]/g, '')}">${value.replaceAll(' ', '\u00a0')}</a>`
  if (what === 'email') return html`<a href="mailto:${value}">${value}</a>`
  return html`<br>${each(value.split('\n'), (one, index) => html`${index > 0 ? html`<br>` : ''}${one}`)}`
}

const quickDoors = ['in person', 'phone', 'letter'] as const

function contactsHtml({ tie, me, contacts }: TiePage): Html {
  const mayNote = tie.standing === 'open' || tie.standing === 'at rest'
  return html`<h2>When you were in touch</h2>
${when(
  mayNote,
  () => html`<form method="post" action="/ties/${tie.id}/contacts">
<p class="buttons">${each(quickDoors, (door) => html`${button(contactDoors[door].label, 'quiet', 'door', door)} `)}</p>
<p class="hint">One press notes it for today. You both see it. What you said stays between you.</p>
</form>
<p class="steps"><a href="/ties/${tie.id}/contacts/new">Note another day or another way</a></p>`,
)}
<ul class="list">
${each(
  contacts,
  (
    one,
  ) => html`<li><p><span aria-hidden="true">${contactDoors[one.door].shape}</span> <b>${contactDoors[one.door].long}</b>, ${whenHtml(one)}.
${one.noted_by === me ? html`Noted by you. <a href="/ties/${tie.id}/contacts/${one.id}">Change<span class="far">: ${contactDoors[one.door].long}, ${whenHtml(one)}</span></a>` : html`Noted by ${tie.name}.`}</p></li>`,
)}
</ul>
${contacts.length === 0 ? html`<p>Nothing is noted yet.</p>` : html`<p class="end">That is everything.</p>`}`
}

export const whenHtml = ({ on_from, on_words }: Pick<ContactLine, 'on_from' | 'on_words'>): Html =>
  on_words ? html`<span>${on_words}</span>` : html`${dayTime(noon(on_from))}`

const leave = (tie: TieView): Html => html`${when(
  tie.standing === 'open',
  () => html`<details><summary>End it quietly</summary>
<p>Messages stop, and you no longer see what the other shares. ${tie.name} gets no word of it. You can both take it up again.</p>
<form method="post" action="/ties/${tie.id}/ending">${button('End it', 'grave')}</form>
</details>`,
)}
${blockForm(tie)}`

const blockForm = ({ id, name }: TieView): Html => html`<details><summary>Block ${name}</summary>
<p>You no longer see their posts, and they can no longer write to you. They are not told.</p>
<form method="post" action="/ties/${id}/block">${button(`Block ${name}`, 'grave')}</form>
</details>`

/** What one lets the other have: a thing, a button. */
export const sharingPage = (tie: TieView, held: Held, mine: readonly Shareable[], sent?: Sent): Page => ({
  title: `What ${tie.name} may have`,
  body: html`${errorSummary(sent?.refusal)}
${backTo(tie)}
<h1>What ${tie.name} may have</h1>
<p>You can take each back at any time. Then they no longer see it here. What they have written down, we cannot take back.</p>
${each(shareableNames, (what) => {
  const shared = mine.includes(what)
  return html`<h2>${sentence(shareable[what])}</h2>
${when(held[what], () => html`<p>${held[what]!.replaceAll('\n', ', ')}</p>`)}
${
  what === 'email' && !held.email
    ? html`<p>We have no email address of yours. <a href="/me">You can add one on your page</a>.</p>`
    : html`<form method="post" action="/ties/${tie.id}/sharing">${hidden('what', what)}${hidden('share', shared ? 'no' : 'yes')}
${when(!held[what] && what === 'phone', () => line({ name: 'phone', label: 'Your phone number', type: 'tel', autocomplete: 'tel', ...(sent ? { sent } : {}) }))}
${when(!held[what] && what === 'address', () => html`${area({ name: 'address', label: 'Your address', hint: 'One line under the other, without the postcode.', rows: 3, ...(sent ? { sent } : {}) })}${line({ name: 'postcode', label: 'Your postcode', autocomplete: 'postal-code', short: true, ...(sent ? { sent } : {}) })}`)}
<p>${shared ? `${tie.name} has this.` : `${tie.name} does not have this.`}</p>
<button type="submit" class="quiet">${shared ? 'Take it back' : 'Share it'}<span class="far">: my ${shareable[what]}</span></button></form>`
}`
})}`,
})

const whenHint = 'For example: today, 4 May 2026, May 2026, or 2024.'

/** Noting a time they were in touch, or correcting it. */
export function contactPage(tie: TieView, now: ContactLine | null, sent?: Sent): Page {
  const title = now ? 'Change what you noted' : 'When were you in touch?'
  return {
    title,
    body: html`${errorSummary(sent?.refusal)}
${backTo(tie)}
<h1>${title}</h1>
<p>Only how and when. What you said stays between you.</p>
<form method="post" action="/ties/${tie.id}/contacts${now ? `/${now.id}` : ''}">
${choices({ name: 'door', label: 'How were you in touch?', ...(now ? { value: now.door } : {}), options: contactDoorNames.map((value) => ({ value, label: contactDoors[value].label })), ...(sent ? { sent } : {}) })}
${line({ name: 'when', label: 'When was it?', hint: whenHint, value: now ? (now.on_words ?? spoken(now.on_from)) : 'today', autocomplete: 'off', ...(sent ? { sent } : {}) })}
${button(now ? 'Save' : 'Note it')}
</form>
${when(now, () => html`<form method="post" action="/ties/${tie.id}/contacts/${now!.id}/removal">${button('Take this note away', 'grave')}</form>`)}`,
  }
}

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' })
const spoken = (on: string) => day.format(noon(on))
