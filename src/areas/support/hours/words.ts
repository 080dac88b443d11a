/** Opening hours as people say them. The same words can be typed again: hours-typed.ts reads them. */
import { list } from '../../../kit/html.ts'
import { nations } from './holidays.ts'
import { daysBetween, londonClock, weekdayOf } from './london.ts'
import { type Exception, type Hours, type Regular, type Span, type Standing, weekdays } from './rules.ts'

export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
export const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'] as const
const nameOf = (day: string) => dayNames[weekdays.indexOf(day.slice(-2) as (typeof weekdays)[number])] ?? day

/** "9 am", "9:30 am", "noon", "midnight" */
export function clockWords(time: string): string {
  if (time === '12:00') return 'noon'
  if (time === '00:00' || time === '23:59') return 'midnight'
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, '0')}` : ''} ${hour < 12 ? 'am' : 'pm'}`
}

const isAllDay = ({ opens, closes }: Span) => opens === '00:00' && (closes === '00:00' || closes === '23:59')

const spanWords = (span: Span) =>
  isAllDay(span) ? 'day and night' : `${clockWords(span.opens)} to ${clockWords(span.closes)}`

const longDay = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' })
/** "4 March 2027" */
export const dayInWords = (day: string) => longDay.format(new Date(`${day}T12:00:00Z`))

/** "Monday to Friday", "Monday and Thursday", "Every day" */
function weekWords(days: readonly string[]): string {
  const at = weekdays.flatMap((day, index) => (days.includes(day) ? [index] : []))
  if (at.length === 7) return 'Every day'
  const runs: number[][] = []
  for (const index of at) {
    const run = runs.at(-1)
    if (run && run.at(-1) === index - 1) run.push(index)
    else runs.push([index])
  }
  return list(
    runs.flatMap((run) =>
      run.length > 2 ? [`${dayNames[run[0]!]} to ${dayNames[run.at(-1)!]}`] : run.map((index) => dayNames[index]!),
    ),
  )
}

const ending = (n: number) =>
  n % 10 === 1 && n !== 11 ? 'st' : n % 10 === 2 && n !== 12 ? 'nd' : n % 10 === 3 && n !== 13 ? 'rd' : 'th'

function monthWords({ days, monthdays, interval }: Regular): string {
  const named = days.map((day) => {
    const nth = Number(day.slice(0, -2))
    if (!nth) return `every ${nameOf(day)}`
    return `${nth < 0 ? (nth === -1 ? 'last' : `${ordinals[-nth - 1]} last`) : ordinals[nth - 1]} ${nameOf(day)}`
  })
  const numbers = monthdays.map((n) => (n < 0 ? 'last day' : `${n}${ending(n)}`))
  const words = [named.length > 0 ? list(named) : '', numbers.length > 0 ? list(numbers) : ''].filter(Boolean)
  const all = `${words.join(', if it is the ')} of ${interval > 1 ? `every ${ordinals[interval - 1] ?? `${interval}th`}` : 'the'} month`
  return all[0]!.toUpperCase() + all.slice(1)
}

const daysWords = (one: Regular) =>
  one.every === 'month'
    ? monthWords(one)
    : one.interval > 1
      ? `Every ${ordinals[one.interval - 1] ?? `${one.interval}th`} ${weekWords(one.days)}`
      : weekWords(one.days)

const bounds = ({ from, until, anchor, interval }: Regular) => {
  const since = from ?? (interval > 1 ? anchor : null)
  return `${since ? `, from ${dayInWords(since)}` : ''}${until ? `, until ${dayInWords(until)}` : ''}`
}

/** A line for each run of days with the same hours: "Monday to Friday, 9 am to noon and 1 pm to 5 pm". */
export function regularLines(regular: readonly Regular[]): string[] {
  const sameHours = Map.groupBy(regular, (one) => JSON.stringify({ ...one, opens: 0, closes: 0 }))
  return [...sameHours.values()].map((group) => {
    const [one] = group
    return `${daysWords(one!)}, ${list(group.map(spanWords))}${bounds(one!)}`
  })
}

/** "25 December 2026: closed", "1 August 2026 to 31 August 2026: 10 am to noon, summer hours" */
export const exceptionLines = (exceptions: readonly Exception[]): string[] =>
  exceptions.map(({ from, to, spans, why }) => {
    const days = from === to ? dayInWords(from) : `${dayInWords(from)} to ${dayInWords(to)}`
    return `${days}: ${spans.length === 0 ? 'closed' : list(spans.map(spanWords))}${why ? `, ${why}` : ''}`
  })

export const unknownHours = 'We do not know when it is open'

/**
 * Opening hours in sentences, for a page, a letter or a call.
 *
 * @param at days that are past are left out
 */
export function hoursSentences(hours: Hours | null, at: Date): string[] {
  if (!hours) return [`${unknownHours}.`]
  const { day } = londonClock(at)
  const lines = regularLines(hours.regular.filter(({ until }) => !until || until >= day))
  const others = exceptionLines(hours.exceptions.filter(({ to }) => to >= day))
  const holidays =
    hours.holidays && lines.length > 0
      ? [
          hours.holidays.is === 'open'
            ? 'Open on bank holidays'
            : `Closed on bank holidays in ${nations[hours.holidays.nation]}`,
        ]
      : []
  const all = [...lines, ...holidays, ...others].map((line) => `${line}.`)
  if (hours.words) all.push(`They say: “${hours.words}”`)
  return lines.length + others.length > 0 ? all : [`${unknownHours}.`, ...all]
}

/** How a day is named from another: "today", "tomorrow", "Monday", "on Monday 4 March". */
function dayFrom(today: string, day: string): string {
  const away = daysBetween(today, day)
  const name = dayNames[weekdayOf(day) - 1]!
  if (away === 0) return 'today'
  if (away === 1) return 'tomorrow'
  if (away < 7) return name
  const words = dayInWords(day)
  return `on ${name} ${words.slice(0, 4) && today.slice(0, 4) === day.slice(0, 4) ? words.replace(/ \d{4}$/, '') : words}`
}

/** "Open now, until 5 pm", "Opens Monday at 9 am", "Closed for the holiday", without a full stop. */
export function standingWords(standing: Standing | null, at: Date): string {
  if (!standing) return unknownHours
  const now = londonClock(at)
  if (standing.open) {
    const perhaps = standing.perhaps ? `. It may be closed for ${standing.perhaps}` : ''
    if (!standing.until) return `Open now, day and night${perhaps}`
    const { day, time } = londonClock(standing.until)
    const away = daysBetween(now.day, day)
    const when = away === 0 || (away === 1 && time <= '06:00') ? '' : ` ${dayFrom(now.day, day)}`
    return `Open now, until ${clockWords(time)}${when}${perhaps}`
  }
  const why = standing.why
    ? standing.holiday
      ? `Closed for the holiday (${standing.why}). `
      : `Closed: ${standing.why}. `
    : ''
  if (!standing.opens) return why ? why.slice(0, -2) : 'Closed. We do not know when it opens'
  const { day, time } = londonClock(standing.opens)
  const when = dayFrom(now.day, day)
  return `${why}Opens ${when === 'today' ? '' : `${when} `}at ${clockWords(time)}`
}
