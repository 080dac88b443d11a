/** Who may see, plan and come, how seats are given, and when somebody is reminded. No database, no clock. */
import { type Allowed, notFound, refuse, yes } from '../../kit/refuse.ts'
import { isHelper, isModerator, isSignedIn, type Who } from '../../kit/who.ts'
import { type CircleDoor, mayRead } from '../conversations/rules.ts'

/** How a gathering is held. */
export const kinds = {
  'in person': 'In person',
  phone: 'By phone',
  video: 'By video',
  mixed: 'In person, by phone or by video',
} as const
export type Kind = keyof typeof kinds

/** How one person comes. */
export const seats = { place: 'in person', phone: 'by phone', video: 'by video' } as const
export type Seat = keyof typeof seats

export type GatheringDoor = 'open' | 'members' | 'circle'
export type RsvpState = 'coming' | 'waiting' | 'not coming'

/** Proposed on the form: nobody without a car, a lift or a carer for the evening is left out. Source: DOMAIN, meet-ups. */
export const proposedPhoneSeats = 3

/** Where a gathering stands: its door, and its circle when it is one circle's. */
export interface Standing {
  readonly door: GatheringDoor
  readonly circle: { readonly door: CircleDoor; readonly inside: boolean } | null
}

/** Who may read a circle may come to what it plans; a researcher sees what a visitor sees. */
export function maySee(who: Who, { door, circle }: Standing): Allowed {
  if (door === 'open') return yes
  const read = mayRead(who, circle ?? { door: 'members', inside: false })
  if (read === yes) return yes
  if (read.status === 401) return refuse('This gathering is for members. Please sign in to see it.', 401)
  // Whoever was not let in is not told that there is one.
  return circle?.door === 'closed' ? notFound('gathering') : refuse('This gathering is for members.', 403)
}

/**
 * Trained helpers and staff plan gatherings: somebody answers for how people meet.
 * A member who wants to meet asks in a circle, and a helper can plan it with them.
 */
export const mayPlan = (who: Who): Allowed =>
  isHelper(who)
    ? yes
    : refuse(
        'Helpers and staff plan gatherings. Ask in a circle, and one can plan it with you.',
        isSignedIn(who) ? 403 : 401,
      )

/** Its host looks after it, and so may moderators. */
export const mayTend = (who: Who, host: string | null): Allowed => {
  if (isModerator(who) || (isHelper(who) && who.member === host)) return yes
  return refuse('Only its host and moderators can do this.', isSignedIn(who) ? 403 : 401)
}

interface Limits {
  readonly kind: Kind
  readonly places: number | null
  readonly phoneSeats: number | null
}

/** The ways in which one can come. Phone seats stand beside every other way. */
export function seatsOffered({ kind, phoneSeats }: Pick<Limits, 'kind' | 'phoneSeats'>): Seat[] {
  const offered: Seat[] = []
  if (kind === 'in person' || kind === 'mixed') offered.push('place')
  if (kind === 'phone' || phoneSeats !== 0) offered.push('phone')
  if (kind === 'video' || kind === 'mixed') offered.push('video')
  return offered
}

/** How many may have a seat; null: no limit. */
export const limitOf = ({ places, phoneSeats }: Limits, seat: Seat): number | null =>
  seat === 'place' ? places : seat === 'phone' ? phoneSeats : null

/**
 * Whether the next who asks comes or waits. Whoever asks while others wait stands behind them.
 *
 * @param coming how many have a seat
 * @param waiting how many wait for one
 */
export const answerFor = (limit: number | null, coming: number, waiting: number): 'coming' | 'waiting' =>
  limit === null || (coming < limit && waiting === 0) ? 'coming' : 'waiting'

/** How many of those who wait move up. When a limit is lowered, nobody loses a seat. */
export const movesUp = (limit: number | null, coming: number, waiting: number) =>
  limit === null ? waiting : Math.max(0, Math.min(waiting, limit - coming))

const nouns: Record<Seat, readonly [string, string]> = {
  place: ['place', 'places'],
  phone: ['phone seat', 'phone seats'],
  video: ['video seat', 'video seats'],
}

/** How many seats are free, in a sentence. */
export function freeWords(seat: Seat, limit: number | null, coming: number, waiting: number): string {
  const [one, many] = nouns[seat]
  if (limit === null) return seat === 'place' ? 'There is room for all.' : `All can come ${seats[seat]}.`
  const free = waiting > 0 ? 0 : Math.max(0, limit - coming)
  if (free === 0) return `The ${many} are full. You can wait for one.`
  return free === 1 ? `1 ${one} is free.` : `${free} ${many} are free.`
}

const day = 24 * 60 * 60 * 1000
/** Days before it starts: a letter takes longest, and a call has to be made by somebody. */
const remindDays = { email: 2, phone: 3, letter: 21 } as const

/** From when on somebody is reminded by their door. */
export const remindFrom = (door: keyof typeof remindDays, starts: Date) =>
  new Date(starts.getTime() - remindDays[door] * day)

/**
 * Whether somebody is reminded now. Whoever said that they come after reminders began heard it then.
 *
 * @param said when they last answered
 */
export function isToRemind(door: keyof typeof remindDays, starts: Date, said: Date, now: Date): boolean {
  const from = remindFrom(door, starts)
  return now >= from && now < starts && said < from
}

/**
 * Whether an answer is confirmed by the door that reaches somebody. Nobody is rung about what they just said on the
 * phone, and a "no" is confirmed only where it takes a date out of a calendar.
 *
 * @param door that reaches them
 * @param via by which they answered
 * @param held whether they had a seat, or waited for one, before
 */
export function isConfirmed(door: keyof typeof remindDays, via: string, state: RsvpState, held: boolean): boolean {
  if (state === 'not coming') return door === 'email' && held
  return door !== 'phone' || (via !== 'phone' && via !== 'in person')
}

export interface Wisher {
  readonly member: string
  /** how long it is that they answered: who asked first is paired first */
  readonly said: Date
}

/**
 * One who came with one who could not, each in one pair only, first come first served.
 *
 * @param apart whether two must not be put together: one blocks the other, or they are in touch already
 */
export function pairsOf(
  came: readonly Wisher[],
  missed: readonly Wisher[],
  apart: (one: string, other: string) => boolean,
): { came: string; missed: string }[] {
  const left = [...came].sort((a, b) => a.said.getTime() - b.said.getTime())
  const pairs: { came: string; missed: string }[] = []
  for (const { member } of [...missed].sort((a, b) => a.said.getTime() - b.said.getTime())) {
    const at = left.findIndex((one) => one.member !== member && !apart(one.member, member))
    if (at < 0) continue
    pairs.push({ came: left.splice(at, 1)[0]!.member, missed: member })
  }
  return pairs
}

const days = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const times = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h12',
})

/** "Thursday 5 March 2026" */
export const dayInWords = (at: Date) => days.format(at).replace(',', '')
/** "7 pm", "7:30 pm", "noon"; with a space that does not break */
export function timeInWords(at: Date): string {
  const text = times.format(at).replace(':00', '')
  // A time is not broken at the end of a line.
  return text === '12 pm' ? 'noon' : text.replace(' ', '\u00a0')
}

/** "Thursday 5 March 2026, 7 pm to 8:30 pm" */
export function whenWords(starts: Date, ends: Date): string {
  const sameDay = dayInWords(starts) === dayInWords(ends)
  return `${dayInWords(starts)}, ${timeInWords(starts)} to ${sameDay ? '' : `${dayInWords(ends)}, `}${timeInWords(ends)}`
}
