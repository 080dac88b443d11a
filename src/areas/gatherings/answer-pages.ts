/** Answers by a link, being put in touch, and a member's own gatherings. */
import { button, choices, errorSummary, hidden, type Sent } from '../../kit/form.ts'
import { each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { saidWords, seatWords } from './answer-form.ts'
import { joiningHtml } from './joining-html.ts'
import { howWords, whenOf } from './joining-words.ts'
import { gatheringHref } from './lists.ts'
import type { Occurrence } from './occurrences.ts'
import { askWords, type Pairing } from './pairing.ts'
import type { Rsvp, TakenSeats } from './rsvp-store.ts'
import { seats } from './rules.ts'
import type { Gathering } from './store.ts'

export interface LinkedPage {
  readonly token: string
  readonly gathering: Gathering
  readonly date: Occurrence
  readonly rsvp: Rsvp
  readonly taken: TakenSeats
  readonly over: boolean
}

/** What a link in a mail leads to. Looking changes nothing: each button is one press. */
export const linkedPage = ({ token, gathering, date, rsvp, taken, over }: LinkedPage, sent?: Sent): Page => ({
  title: 'Your answer',
  body: html`${errorSummary(sent?.refusal)}
<h1>${gathering.title}</h1>
<p><b>${whenOf(date)}</b></p>
<p>${howWords(gathering)}</p>
<p class="note">${date.cancelled ? 'This one is off.' : saidWords(rsvp)}</p>
${when(rsvp.state === 'coming' && !date.cancelled, () => joiningHtml(gathering, rsvp.seat!))}
${when(over && !date.cancelled, () => html`<p>This one is over.</p>`)}
${when(!over && !date.cancelled, () => presses(token, gathering, taken, rsvp))}
<p><a href="${gatheringHref(gathering.id, date.occurrence)}">All about this gathering</a></p>`,
})

function presses(token: string, gathering: Gathering, taken: TakenSeats, rsvp: Rsvp): Html {
  const press = (seat: string, label: string, kind: 'main' | 'quiet') =>
    html`<form method="post" action="/gatherings/answers/${token}">${hidden('seat', seat)}${button(label, kind)}</form>`
  const ways = seatWords(gathering, taken).filter(({ seat }) => rsvp.state === 'not coming' || rsvp.seat !== seat)
  return html`<h2>Change it</h2>
${each(ways, ({ seat, free }) => html`<p>${free}</p>${press(seat, `I will come ${seats[seat]}`, 'main')}`)}
${when(rsvp.state !== 'not coming', () => press('no', 'I cannot come', 'quiet'))}`
}

export const guestThanksPage = (gathering: Gathering, byMail: boolean): Page => ({
  title: 'Thank you',
  body: html`<h1>Thank you</h1>
<p>We have your answer.</p>
${byMail ? html`<p>We sent you a mail. It says if a seat is yours, and how to come. With its link you can change your answer.</p>` : html`<p>The host has your number, and will ring you.</p>`}
<p><a href="/gatherings/${gathering.id}">Back to the gathering</a></p>`,
})

export const pairingPage = (pairing: Pairing, side: 'came' | 'missed', sent?: Sent): Page => {
  const said = side === 'came' ? pairing.cameSays : pairing.missedSays
  const both = pairing.cameSays === 'yes' && pairing.missedSays === 'yes'
  return {
    title: 'Shall we put you in touch?',
    body: html`${errorSummary(sent?.refusal)}
<h1>Shall we put you in touch?</h1>
<div class="words">${each(askWords(pairing, side).split('\n\n').slice(0, 1), (text) => html`<p>${text}</p>`)}</div>
${when(both, () => html`<p class="note">You both said yes. You are in touch now.</p>`)}
${when(!both && (pairing.over || said), () => html`<p class="note">You have answered. If you both say yes, we tell you.</p>`)}
${when(
  !pairing.over && !said,
  () => html`<form method="post" action="/gatherings/pairings/${pairing.id}">
${choices({
  name: 'answer',
  label: 'Your answer',
  hint: 'If you say no, we tell nobody.',
  options: [
    { value: 'yes', label: 'Yes please' },
    { value: 'no', label: 'No thank you' },
  ],
  sent,
})}
${button('Send my answer')}
</form>`,
)}
<p><a href="/gatherings/mine">My gatherings</a></p>`,
  }
}

export interface MineLine {
  readonly gathering: Gathering
  readonly date: Occurrence
  readonly rsvp: Rsvp
}

export const minePage = (lines: readonly MineLine[], pairings: readonly Pairing[], calendar: string | null): Page => ({
  title: 'My gatherings',
  body: html`<h1>My gatherings</h1>
${when(pairings.length > 0, () => html`<h2>Shall we put you in touch?</h2><ul class="list">${each(pairings, ({ id, title }) => html`<li><a href="/gatherings/pairings/${id}">After “${title}”</a></li>`)}</ul>`)}
<h2>Where I said I will come</h2>
${when(lines.length === 0, () => html`<p>Nowhere yet. <a href="/gatherings">See what is planned</a></p>`)}
<ul class="list">${each(lines, ({ gathering, date, rsvp }) => html`<li><h3><a href="${gatheringHref(gathering.id, date.occurrence)}">${gathering.title}</a></h3><p>${whenOf(date)}.</p><p class="hint">${date.cancelled ? 'This one is off.' : saidWords(rsvp)}</p></li>`)}</ul>
${when(calendar, () => ownCalendar(calendar!))}
<p><a href="/gatherings">All gatherings</a></p>`,
})

const ownCalendar = (href: string) => html`<h2>In my calendar</h2>
<p>Give this address to the calendar on your phone. It shows where you come, and what is planned in your circles.</p>
<p><a href="${href}">My private calendar</a></p>
<p>Anyone who has this address can read it. If somebody else has it, make it anew. Then the old one stops.</p>
<form method="post" action="/gatherings/mine/calendar">${button('Make a new address', 'quiet')}</form>`
