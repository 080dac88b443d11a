/** Opening hours as schedules of the standard, and back. Pure. Source: HSDS 3.0, schedule; RFC 5545 for its rules. */
import { type Nation, nations } from '../hours/holidays.ts'
import { type Exception, each, type Hours, type Regular, type Span, weekdays } from '../hours/rules.ts'
import type { Json, JsonObject } from './check.ts'

const text = (value: Json | undefined) => (typeof value === 'string' && value.trim() ? value.trim() : null)
const clock = (value: Json | undefined) => /^\d{2}:\d{2}/.exec(text(value) ?? '')?.[0] ?? null

const holidayWords = (nation: Nation, is: 'closed' | 'open') =>
  `${is === 'closed' ? 'Closed' : 'Open'} on bank holidays in ${nations[nation]}.`

/** What schedules say of holidays, in our own words or in theirs. */
function holidaysIn(schedules: readonly JsonObject[], nation: Nation): Hours['holidays'] {
  const said = schedules
    .flatMap(({ notes, description }) => [text(notes), text(description)])
    .filter((one) => one !== null)
  for (const one of Object.keys(nations) as Nation[])
    for (const is of ['closed', 'open'] as const)
      if (said.some((words) => words.includes(holidayWords(one, is)))) return { nation: one, is }
  const closed = said.some((words) => /\b(closed|not (open|available)) on (bank|public) holidays\b/i.test(words))
  return closed ? { nation, is: 'closed' } : null
}

const day = /^([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)$/

/** Hours that come back, from one schedule; null when it does not say when. */
function regularFrom(one: JsonObject): Regular | null {
  const opens = clock(one.opens_at)
  const closes = clock(one.closes_at)
  if (!opens || !closes || (opens === closes && opens !== '00:00')) return null
  const every = one.freq === 'MONTHLY' ? 'month' : 'week'
  const named = (text(one.byday) ?? '')
    .toUpperCase()
    .split(/[\s,]+/)
    .filter((name) => day.test(name))
  const begins = text(one.dtstart)
  const from = text(one.valid_from)
  const interval = typeof one.interval === 'number' && one.interval > 1 ? Math.floor(one.interval) : 1
  const days =
    every === 'month'
      ? named.map((name) => name.replace('+', ''))
      : weekdays.filter((name) => named.some((each) => each.endsWith(name)))
  const monthdays =
    every === 'month'
      ? (text(one.bymonthday) ?? '')
          .split(/[\s,]+/)
          .map(Number)
          .filter((n) => Number.isInteger(n) && n !== 0 && Math.abs(n) <= 31)
      : []
  // Without a day, a rule falls on the day on which it begins (RFC 5545); without that either, it says nothing.
  if (days.length + monthdays.length === 0) {
    const first = begins ?? from
    if (!first) return null
    if (every === 'month') monthdays.push(Number(first.slice(8)))
    else days.push(weekdays[(new Date(`${first}T12:00:00Z`).getUTCDay() + 6) % 7]!)
  }
  const later = begins && from ? (begins > from ? begins : from) : (from ?? begins)
  return {
    ...each,
    every,
    interval,
    days,
    monthdays,
    from: later,
    until: text(one.valid_to) ?? text(one.until),
    anchor: interval > 1 ? (begins ?? from) : null,
    opens,
    closes,
  }
}

/** Days that are not as usual: from one day to another, without a rule. */
function exceptionFrom(one: JsonObject): Exception | null {
  const from = text(one.valid_from)
  const to = text(one.valid_to)
  if (!from || !to || to < from || text(one.freq) || text(one.byday) || text(one.bymonthday)) return null
  const opens = clock(one.opens_at)
  const closes = clock(one.closes_at)
  const spans: Span[] = opens && closes ? [{ opens, closes }] : []
  return { from, to, spans, why: text(one.description) }
}

/** @param nation whose holidays are kept where the source is */
export function hoursFrom(schedules: readonly JsonObject[], nation: Nation): Hours | null {
  if (schedules.length === 0) return null
  const regular: Regular[] = []
  const exceptions = new Map<string, Exception>()
  const words = new Set<string>()
  for (const one of schedules) {
    const exception = exceptionFrom(one)
    const usual = exception ? null : regularFrom(one)
    if (exception) {
      const key = `${exception.from} ${exception.to}`
      const known = exceptions.get(key)
      exceptions.set(key, known ? { ...known, spans: [...known.spans, ...exception.spans] } : exception)
    } else if (usual) regular.push(usual)
    const said = exception ? null : text(one.description)
    if (said) words.add(said)
  }
  return {
    regular,
    exceptions: [...exceptions.values()],
    holidays: holidaysIn(schedules, nation),
    nation,
    words: [...words].join(' ') || null,
  }
}

const seconds = (time: string) => `${time}:00`

/** @param made an id for each schedule, from what it says */
export function schedulesOf(hours: Hours | null, made: (what: string) => string): JsonObject[] {
  if (!hours) return []
  const usual = hours.regular.map((one, at): JsonObject => {
    const { every, interval, days, monthdays, from, until, anchor, opens, closes } = one
    return {
      id: made(`${at} ${opens}`),
      ...(from ? { valid_from: from } : {}),
      ...(until ? { valid_to: until } : {}),
      ...(interval > 1 && (anchor ?? from) ? { dtstart: (anchor ?? from)! } : {}),
      freq: every === 'month' ? 'MONTHLY' : 'WEEKLY',
      interval,
      ...(days.length > 0 ? { byday: days.join(',') } : {}),
      ...(monthdays.length > 0 ? { bymonthday: monthdays.join(',') } : {}),
      opens_at: seconds(opens),
      closes_at: seconds(closes),
    }
  })
  const others = hours.exceptions.flatMap(({ from, to, spans, why }): JsonObject[] => {
    const days = { valid_from: from, valid_to: to, ...(why ? { description: why } : {}) }
    if (spans.length === 0) return [{ id: made(`${from} ${to}`), ...days }]
    return spans.map(({ opens, closes }, at) => ({
      id: made(`${from} ${to} ${at} ${opens}`),
      ...days,
      opens_at: seconds(opens),
      closes_at: seconds(closes),
    }))
  })
  const notes = hours.holidays ? holidayWords(hours.holidays.nation, hours.holidays.is) : null
  const said: JsonObject = { ...(hours.words ? { description: hours.words } : {}), ...(notes ? { notes } : {}) }
  const [first, ...rest] = usual
  if (first) return [{ ...first, ...said }, ...rest, ...others]
  return Object.keys(said).length > 0 ? [{ id: made('words'), ...said }, ...others] : others
}
