/**
 * When a source is open. Pure, on the London clock, with clock changes, bank holidays and days of their own.
 * The rules of days are those HSDS schedules can say: RFC 5545, section 3.3.10, weekly and monthly, weeks from Monday.
 */
import { holidayOn, type Nation } from './holidays.ts'
import { daysAfter, daysBetween, londonClock, momentOf, weekdayOf } from './london.ts'

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

export interface Span {
  /** "09:00" */
  readonly opens: string
  /** "17:00"; at or before `opens`: on the next day. "00:00" to "00:00" is day and night. */
  readonly closes: string
}

/** Hours that come back each week or month. */
export interface Regular extends Span {
  readonly every: 'week' | 'month'
  /** 1: each; 2: every second */
  readonly interval: number
  /** "MO"; in a month also "1TU" for the first Tuesday and "-1FR" for the last Friday */
  readonly days: readonly string[]
  /** in a month: its days by number */
  readonly monthdays: readonly number[]
  /** first and last day on which this holds */
  readonly from: string | null
  readonly until: string | null
  /** a day of the first week or month that counts, when not every one does */
  readonly anchor: string | null
}

/** Days that are not as usual. Without spans: closed. */
export interface Exception {
  readonly from: string
  readonly to: string
  readonly spans: readonly Span[]
  readonly why: string | null
}

export interface Hours {
  readonly regular: readonly Regular[]
  readonly exceptions: readonly Exception[]
  /** null: nobody knows what happens on bank holidays */
  readonly holidays: { readonly nation: Nation; readonly is: 'closed' | 'open' } | null
  /** whose bank holidays may matter, where nobody knows */
  readonly nation: Nation
  /** what the source itself says of its hours */
  readonly words: string | null
}

export const each: Omit<Regular, 'days' | 'opens' | 'closes'> = {
  every: 'week',
  interval: 1,
  monthdays: [],
  from: null,
  until: null,
  anchor: null,
}

const monthsOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
const monday = (day: string) => daysAfter(day, 1 - weekdayOf(day))

/** Whether hours that come back fall on a day. */
export function fallsOn(one: Regular, day: string): boolean {
  if ((one.from && day < one.from) || (one.until && day > one.until)) return false
  const name = weekdays[weekdayOf(day) - 1]!
  const anchor = one.anchor ?? one.from
  if (one.every === 'week') {
    if (!one.days.includes(name)) return false
    return one.interval === 1 || !anchor || (daysBetween(monday(anchor), monday(day)) / 7) % one.interval === 0
  }
  if (one.interval > 1 && anchor && (monthsOf(day) - monthsOf(anchor)) % one.interval !== 0) return false
  const number = Number(day.slice(8))
  const last = daysAfter(`${daysAfter(`${day.slice(0, 7)}-01`, 31).slice(0, 7)}-01`, -1)
  const fromEnd = Number(last.slice(8)) - number
  const names = [name, `${Math.ceil(number / 7)}${name}`, `-${Math.floor(fromEnd / 7) + 1}${name}`]
  const byDay = one.days.length === 0 || one.days.some((each) => names.includes(each))
  const byNumber =
    one.monthdays.length === 0 || one.monthdays.includes(number) || one.monthdays.includes(-(fromEnd + 1))
  return byDay && byNumber && one.days.length + one.monthdays.length > 0
}

/** What happens on one day, and why it is not as usual. */
export function dayOf(
  hours: Hours,
  day: string,
): { spans: readonly Span[]; why: string | null; perhaps: string | null } {
  const own = hours.exceptions.filter(({ from, to }) => from <= day && day <= to)
  if (own.length > 0)
    return { spans: own.flatMap(({ spans }) => spans), why: own.find(({ why }) => why)?.why ?? 'closed', perhaps: null }
  const holiday = holidayOn(day, hours.holidays?.nation ?? hours.nation)
  const spans = hours.regular.filter((one) => fallsOn(one, day))
  if (holiday && hours.holidays?.is === 'closed' && spans.length > 0) return { spans: [], why: holiday, perhaps: null }
  return { spans, why: null, perhaps: holiday && !hours.holidays && spans.length > 0 ? holiday : null }
}

/** Moments from and to which it is open on one day; a span may end on the next. */
function momentsOn(hours: Hours, day: string): [Date, Date][] {
  return dayOf(hours, day)
    .spans.map(({ opens, closes }): [Date, Date] => {
      const toMidnight = closes === '23:59'
      const next = toMidnight || closes <= opens
      return [momentOf(day, opens), momentOf(next ? daysAfter(day, 1) : day, toMidnight ? '00:00' : closes)]
    })
    .filter(([from, to]) => from < to)
    .sort(([one], [other]) => one.getTime() - other.getTime())
}

export type Standing =
  | { readonly open: true /** null: day and night */; readonly until: Date | null; readonly perhaps: string | null }
  | {
      readonly open: false
      /** null: not in the next year */
      readonly opens: Date | null
      /** why it is closed today, when it usually is not: a holiday, or words of the source */
      readonly why: string | null
      readonly holiday: boolean
    }

/** So many days on end mean that it never closes. */
const alwaysAfter = 9
const furthest = 370

/**
 * Whether it is open at a moment, and when that changes next.
 *
 * @returns null when nobody knows: no hours, or only hours that have run out
 */
export function standingAt(hours: Hours | null, at: Date): Standing | null {
  if (!hours) return null
  const { day } = londonClock(at)
  // What opened yesterday may still be open.
  const since = daysAfter(day, -1)
  const current = hours.regular.some(({ until }) => !until || until >= since)
  if (!current && !hours.exceptions.some(({ to, spans }) => to >= since && spans.length > 0)) return null
  const near: [Date, Date][] = []
  for (let n = -1; n <= alwaysAfter; n++) near.push(...momentsOn(hours, daysAfter(day, n)))
  const holding = near.find(([from, to]) => from <= at && at < to)
  const today = dayOf(hours, day)
  if (holding) {
    let [, until] = holding
    for (const [from, to] of near) if (from <= until && to > until) until = to
    const always = until >= momentOf(daysAfter(day, alwaysAfter), '00:00')
    return { open: true, until: always ? null : until, perhaps: today.perhaps }
  }
  const holiday = today.why !== null && hours.exceptions.every(({ from, to }) => day < from || day > to)
  const why = today.spans.length === 0 && today.why !== 'closed' ? today.why : null
  for (let n = 0; n <= furthest; n++) {
    const next = momentsOn(hours, daysAfter(day, n)).find(([from]) => from > at)
    if (next) return { open: false, opens: next[0], why, holiday }
  }
  return { open: false, opens: null, why, holiday }
}
