/** The coordinators' board: where each request stands, whose 48 hours run out, and who has a place free. Pure. */
import { mostLive } from './ranking.ts'

/** First contact within 48 hours. Source: DOMAIN, matching. */
export const clockHours = 48
const hour = 60 * 60 * 1000

/** A request as the board shows it, with its live match when it has one. */
export interface BoardRow {
  readonly request: string
  readonly name: string
  readonly topic: string | null
  readonly asked_at: Date
  readonly waiting_since: Date
  readonly no_match_at: Date | null
  readonly no_match_offer: 'ring' | 'write' | null
  readonly match: string | null
  readonly state: 'proposed' | 'introduced' | null
  readonly helper: string | null
  readonly proposed_at: Date | null
  readonly asker_says: boolean | null
  readonly helper_says: boolean | null
  readonly introduced_at: Date | null
  readonly first_contact_at: Date | null
  readonly followed_up: { member: string; weeks: number; answer: string | null }[]
}

export const columns = {
  waiting: { heading: 'Waiting', none: 'Nobody waits.' },
  proposed: { heading: 'Proposed', none: 'No proposal waits for an answer.' },
  introduced: { heading: 'Introduced', none: 'Nobody was introduced lately.' },
  'followed up': { heading: 'Followed up', none: 'Nobody was asked yet how it goes.' },
} as const
export type Column = keyof typeof columns

export const columnOf = ({ state, followed_up }: BoardRow): Column =>
  state === null ? 'waiting' : state === 'proposed' ? 'proposed' : followed_up.length > 0 ? 'followed up' : 'introduced'

/** From when the 48 hours of a row count; null when nothing is awaited: they were in touch, or told "no match yet". */
export function clockFrom(row: BoardRow): Date | null {
  if (row.state === 'introduced') return row.first_contact_at ? null : row.introduced_at
  return row.state === null && toldNoMatch(row) ? null : row.waiting_since
}

export const toldNoMatch = ({ no_match_at, waiting_since }: BoardRow) =>
  no_match_at !== null && no_match_at >= waiting_since

export const didNotFit = ({ followed_up }: BoardRow) => followed_up.some(({ answer }) => answer === 'did not fit')

/** Whole hours until the 48 are over; below zero when they are. */
export const hoursLeft = (from: Date, now: Date) =>
  Math.floor((from.getTime() + clockHours * hour - now.getTime()) / hour)

/** "21 hours left.", "Less than an hour left.", "5 hours late.", "3 days late." */
export function leftWords(from: Date, now: Date): string {
  const left = hoursLeft(from, now)
  if (left >= 1) return left === 1 ? '1 hour left.' : `${left} hours left.`
  if (left === 0) return 'Less than an hour left.'
  const late = Math.floor((now.getTime() - from.getTime()) / hour) - clockHours
  if (late < 1) return 'Just late.'
  if (late < 48) return late === 1 ? '1 hour late.' : `${late} hours late.`
  return `${Math.floor(late / 24)} days late.`
}

const zone = 'Europe/London'
const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: zone })
const timeOf = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: 'numeric', minute: '2-digit', hour12: true })
const dayWords = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'long' })

/** "today at 9:05 am", "yesterday at 3 pm", "on 4 March at 3 pm": on the London clock. */
export function whenWords(at: Date, now: Date): string {
  const time = timeOf.format(at).replace(':00', '').replace(/\s/g, ' ').toLowerCase()
  const days = (Date.parse(dayOf.format(now)) - Date.parse(dayOf.format(at))) / (24 * hour)
  const day = days === 0 ? 'today' : days === 1 ? 'yesterday' : `on ${dayWords.format(at)}`
  return `${day} at ${time}`
}

/** Late ones first, then those with the least time left, then those for whom no clock runs, the longest waiting first. */
export function inOrder(rows: readonly BoardRow[]): BoardRow[] {
  const from = (row: BoardRow) => clockFrom(row)?.getTime() ?? Number.POSITIVE_INFINITY
  return [...rows].sort(
    (a, b) =>
      Number(didNotFit(b)) - Number(didNotFit(a)) ||
      from(a) - from(b) ||
      a.waiting_since.getTime() - b.waiting_since.getTime() ||
      a.request.localeCompare(b.request),
  )
}

/** "2 live matches, none free": how much a helper carries. */
export function loadWords(live: number): string {
  const free = Math.max(0, mostLive - live)
  const matches = live === 0 ? 'no live match' : live === 1 ? '1 live match' : `${live} live matches`
  return `${matches}, ${free === 0 ? 'none' : free} free`
}
