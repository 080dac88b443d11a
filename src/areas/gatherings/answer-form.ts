/** The form with which one says that one comes, and the words about seats around it. */
import { area, button, choices, hidden, line, type Sent } from '../../kit/form.ts'
import { type Html, html } from '../../kit/html.ts'
import type { Occurrence } from './occurrences.ts'
import { wishes } from './rsvp.ts'
import type { Rsvp, TakenSeats } from './rsvp-store.ts'
import { freeWords, limitOf, type Seat, seats, seatsOffered } from './rules.ts'
import type { Gathering } from './store.ts'

/** Each way to come, with how many seats are free. */
export const seatWords = (gathering: Gathering, taken: TakenSeats): { seat: Seat; free: string }[] =>
  seatsOffered(gathering).map((seat) => ({
    seat,
    free: freeWords(seat, limitOf(gathering, seat), taken[seat].coming, taken[seat].waiting),
  }))

const wayIn = (gathering: Gathering, taken: TakenSeats, mine: Rsvp | null) =>
  seatWords(gathering, taken).map(({ seat, free }) => ({
    value: seat,
    label: `I will come ${seats[seat]}`,
    hint: mine?.seat === seat && mine.state === 'coming' ? 'This seat is yours.' : free,
  }))

const needs = (value: string | null | undefined, sent?: Sent) =>
  area({
    name: 'access',
    label: 'What do you need, to be able to come?',
    hint: 'You can leave this empty. Only the host and staff see it.',
    value: value ?? '',
    rows: 2,
    sent,
  })

/** For a member. */
export const answerForm = (
  gathering: Gathering,
  { occurrence }: Occurrence,
  taken: TakenSeats,
  mine: Rsvp | null,
  sent?: Sent,
): Html => html`<form method="post" action="/gatherings/${gathering.id}/answers">
${hidden('occurrence', occurrence)}
${choices({
  name: 'seat',
  label: 'Will you come?',
  value: mine ? (mine.state === 'not coming' ? 'no' : (mine.seat ?? '')) : '',
  options: [...wayIn(gathering, taken, mine), { value: 'no', label: 'Not this time' }],
  sent,
})}
${needs(mine?.access, sent)}
${choices({
  name: 'wishes[]',
  label: 'Afterwards',
  hint: 'Tick what you would like. Your name is shown to nobody without it.',
  many: true,
  values: [...(mine?.listed ? ['listed'] : []), ...(mine?.pairUp ? ['pair up'] : [])],
  options: Object.entries(wishes).map(([value, label]) => ({ value, label })),
  sent,
})}
${button(mine ? 'Change my answer' : 'Send my answer')}
</form>`

/** For a guest of an open gathering. */
export const guestForm = (gathering: Gathering, { occurrence }: Occurrence, taken: TakenSeats, sent?: Sent): Html =>
  html`<form method="post" action="/gatherings/${gathering.id}/guests">
${hidden('occurrence', occurrence)}
${choices({ name: 'seat', label: 'How will you come?', options: wayIn(gathering, taken, null), sent })}
${line({ name: 'name', label: 'Your name', autocomplete: 'name', sent })}
${line({ name: 'email', label: 'Your email address', hint: 'We send you a link to change your answer. Or give a phone number below.', type: 'email', autocomplete: 'email', sent })}
${line({ name: 'phone', label: 'Your phone number', type: 'tel', autocomplete: 'tel', sent })}
${needs('', sent)}
${button('Send my answer')}
</form>`

/** What somebody said so far, in a sentence. */
export function saidWords({ state, seat }: Pick<Rsvp, 'state' | 'seat'>): string {
  if (state === 'coming') return `You are coming ${seats[seat!]}.`
  if (state === 'waiting')
    return `You are on the waiting list to come ${seats[seat!]}. If a seat comes free, it is yours.`
  return 'You said: not this time.'
}

/** Free seats in one line, for lists. */
export const freeLine = (gathering: Gathering, taken: TakenSeats): string =>
  seatWords(gathering, taken)
    .map(({ free }) => free)
    .join(' ')
