/**
 * On which days a gathering is, by its rule. Pure: no database, no clock.
 * Source: RFC 5545, section 3.3.10, on the London clock: 19:00 stays 19:00 when the clocks change.
 */
import { LRUCache } from 'lru-cache'
import { RRuleTemporal } from 'rrule-temporal'
import { toText } from 'rrule-temporal/totext'
import { type Refusal, refuse } from '../../kit/refuse.ts'
import { daysAfter, icalLocal, momentOf, zone } from './london-clock.ts'

/** A day, a time and a rule: everything that says when a gathering is. */
export interface Pattern {
  /** the first day, "2026-03-04" */
  readonly startsOn: string
  /** "19:00" */
  readonly startsAt: string
  /** RFC 5545, without COUNT and UNTIL; null for once */
  readonly rrule: string | null
  /** the last day it can be */
  readonly until: string
}

/** The repeats that are offered, in the words of the form. */
export const repeats = {
  once: 'Only once',
  week: 'Every week',
  fortnight: 'Every two weeks',
  month: 'Every month, on the same day of the week',
  year: 'Every year',
} as const
export type Repeat = keyof typeof repeats

const codes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const weekdayOf = (day: string) => new Date(`${day}T12:00:00Z`).getUTCDay()

/** "First Tuesday" is 1, "fourth" is 4; a fifth is the last, for many months have no fifth. */
function weekOfMonth(day: string) {
  const week = Math.ceil(Number(day.slice(8)) / 7)
  return week === 5 ? -1 : week
}

/**
 * The rule for a repeat that was chosen.
 *
 * @returns RFC 5545, without an end; null for once
 */
export function ruleFor(repeat: Repeat, startsOn: string): string | null {
  const day = codes[weekdayOf(startsOn)]!
  if (repeat === 'week') return `FREQ=WEEKLY;BYDAY=${day}`
  if (repeat === 'fortnight') return `FREQ=WEEKLY;INTERVAL=2;BYDAY=${day}`
  if (repeat === 'month') return `FREQ=MONTHLY;BYDAY=${weekOfMonth(startsOn)}${day}`
  if (repeat === 'year') return 'FREQ=YEARLY'
  return null
}

/** Days after the first until which a rule may go on. */
const longest = 10 * 366
/** Dates that one gathering may have at most. */
export const mostDates = 530

/** The last day when nobody named one: a year, or ten for what is once a year. */
export const untilFor = (rrule: string | null, startsOn: string) =>
  rrule === null ? startsOn : daysAfter(startsOn, rrule.includes('FREQ=YEARLY') ? 3652 : 365)

const parts =
  /^(?:FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)|INTERVAL=\d{1,3}|COUNT=\d{1,4}|UNTIL=\d{8}(?:T\d{6}Z?)?|WKST=(?:MO|TU|WE|TH|FR|SA|SU)|BY(?:DAY|MONTH|MONTHDAY|SETPOS)=[-+\dA-Z,]{1,120})$/

/**
 * A rule from elsewhere, as somebody typed it or another calendar wrote it. Only whole days are taken: what repeats by
 * the hour, minute or second, or at several times of one day, is refused, and so is what never ends.
 *
 * @param until the last day, where one was named beside the rule
 * @returns the rule without COUNT and UNTIL, and the last day it can be; or a refusal
 */
export function readRule(
  typed: string,
  startsOn: string,
  startsAt: string,
  until: string | null,
): { rrule: string; until: string } | Refusal {
  const no = (because: string) => refuse(because, 422, { rule: because })
  const text = typed
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '')
  const split = text.split(';')
  const names = split.map((part) => part.split('=')[0])
  if (!names.includes('FREQ') || new Set(names).size < names.length || !split.every((part) => parts.test(part)))
    return no('We cannot use that rule. It must repeat by the day, week, month or year.')
  if (!until && !names.includes('COUNT') && !names.includes('UNTIL'))
    return no('A rule needs an end. Give the last day.')
  const endless = split.filter((part) => !/^(COUNT|UNTIL)=/.test(part)).join(';')
  const furthest = daysAfter(startsOn, longest)
  const last = until && until < furthest ? until : furthest
  try {
    const days = daysBy(text, startsOn, startsAt, momentOf(startsOn, '00:00'), momentOf(last, '23:59'))
    if (days[0] !== startsOn) return no('The first day is not one of the days of this rule.')
    if (days.length > mostDates) return no('That is too many dates. Choose an earlier last day.')
    return { rrule: endless, until: days.at(-1)! }
  } catch {
    return no('We cannot use that rule. Look at it again, or choose from the list.')
  }
}

/** The days of a rule between two moments. A rule that never comes true is given up after ten years of days. */
function daysBy(rrule: string, startsOn: string, startsAt: string, from: Date, to: Date): string[] {
  const rule = new RRuleTemporal({
    rruleString: `DTSTART;TZID=${zone}:${icalLocal(startsOn, startsAt)}\nRRULE:${rrule}`,
    maxIterations: longest,
    cache: false,
  })
  return rule.between(from, to, true).map((at) => at.toPlainDate().toString())
}

/**
 * The days on which a gathering is by its rule.
 * A time that is skipped when the clocks go forward has no date that day (RFC 5545, section 3.3.10).
 *
 * @param from the first day that is asked for
 * @param to the last day that is asked for
 */
export function daysOf({ startsOn, startsAt, rrule, until }: Pattern, from: string, to: string): readonly string[] {
  const last = to < until ? to : until
  const first = from > startsOn ? from : startsOn
  if (first > last) return []
  if (rrule === null) return [startsOn]
  const key = [rrule, startsOn, startsAt, first, last].join(' ')
  const known = expanded.get(key)
  if (known) return known
  const days = daysBy(rrule, startsOn, startsAt, momentOf(first, '00:00'), momentOf(last, '23:59'))
  expanded.set(key, days)
  return days
}

/** The same days are asked for by every page that shows a list: what was worked out is kept. */
const expanded = new LRUCache<string, string[]>({ max: 2000 })

/** Whether a gathering is on a day by its rule. */
export const isOn = (pattern: Pattern, day: string) => daysOf(pattern, day, day).length > 0

/** The last day on which it is by its rule. */
export function lastDayOf(pattern: Pattern): string {
  if (pattern.rrule === null) return pattern.startsOn
  return daysOf(pattern, pattern.startsOn, pattern.until).at(-1) ?? pattern.startsOn
}

/** The rule with its end, as calendars want it: UNTIL in UTC. */
export function ruleWithEnd({ rrule, until }: Pattern): string | null {
  const end = momentOf(until, '23:59')
  return rrule && `${rrule};UNTIL=${end.toISOString().replace(/[-:]|\.\d+/g, '')}`
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const nth: Record<string, string> = { '1': 'first', '2': 'second', '3': 'third', '4': 'fourth', '-1': 'last' }
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long' })

/** How it repeats, in words: "Every two weeks on Thursday". Null for once. */
export function repeatWords({ rrule, startsOn, startsAt, until }: Pattern): string | null {
  if (!rrule) return null
  const weekly = /^FREQ=WEEKLY;(INTERVAL=2;)?BYDAY=([A-Z]{2})$/.exec(rrule)
  if (weekly) return `Every ${weekly[1] ? 'two weeks' : 'week'} on ${weekdays[codes.indexOf(weekly[2]!)]}`
  const monthly = /^FREQ=MONTHLY;BYDAY=(-?\d)([A-Z]{2})$/.exec(rrule)
  if (monthly && nth[monthly[1]!])
    return `Every month on the ${nth[monthly[1]!]} ${weekdays[codes.indexOf(monthly[2]!)]}`
  if (rrule === 'FREQ=YEARLY') return `Every year on ${dayAndMonth.format(new Date(`${startsOn}T12:00:00Z`))}`
  const rule = new RRuleTemporal({
    rruleString: `DTSTART;TZID=${zone}:${icalLocal(startsOn, startsAt)}\nRRULE:${ruleWithEnd({ rrule, startsOn, startsAt, until })}`,
  })
  const text = toText(rule, 'en', { excludeTzAbbreviation: true }).replace(/ at [\d: ]+(AM|PM).*$| until .*$/, '')
  return `${text[0]!.toUpperCase()}${text.slice(1)}`
}
