/** Opening hours from what a person typed, a line at a time, as in "Monday to Friday, 9 am to 5 pm". Pure. */
import { isDay } from './london.ts'
import { type Exception, each, type Regular, type Span, weekdays } from './rules.ts'
import { ordinals } from './words.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const date = String.raw`(\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{1,2}(?:st|nd|rd|th)? [a-z]+ \d{4})`

/** "4 March 2027", "4/3/2027" or "2027-03-04" as "2027-03-04"; null when it is no day. */
export function readDay(text: string): string | null {
  const words = /^(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3})[a-z]* (\d{4})$/i.exec(text)
  const numbers = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text)
  const two = (n: string | number) => String(n).padStart(2, '0')
  const day = words
    ? `${words[3]}-${two(months.indexOf(words[2]!.toLowerCase()) + 1)}-${two(words[1]!)}`
    : numbers
      ? `${numbers[3]}-${two(numbers[2]!)}-${two(numbers[1]!)}`
      : text
  return isDay(day) ? day : null
}

const clock = String.raw`(noon|midday|midnight|\d{1,2}(?:[:.]\d{2})?(?:\s?(?:am|pm))?)`
const allDay = '(?:24 hours(?: a day)?|day and night|all day|24/7)'
const span = new RegExp(String.raw`\b(?:${allDay}|${clock}\s?(?:-|to|until|till)\s?${clock}(?![\d/]))`, 'g')

interface Time {
  readonly hour: number
  readonly minute: number
  /** it says which half of the day it is in */
  readonly sure: boolean
}

function readTime(text: string): Time | null {
  if (text === 'noon' || text === 'midday') return { hour: 12, minute: 0, sure: true }
  if (text === 'midnight') return { hour: 0, minute: 0, sure: true }
  const [, digits, minutes, half] = /^(\d{1,2})(?:[:.](\d{2}))?\s?(am|pm)?$/.exec(text) ?? []
  const hour = Number(digits)
  const minute = Number(minutes ?? 0)
  if (!digits || minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null
  if (half) return hour < 1 || hour > 12 ? null : { hour: (hour % 12) + (half === 'pm' ? 12 : 0), minute, sure: true }
  return { hour: hour % 24, minute, sure: hour > 12 || hour === 0 || digits.startsWith('0') }
}

const shown = ({ hour, minute }: Time) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`

/** A span, or what is unclear about it. Times without am or pm are taken as they must be meant, or asked about. */
function spanOf(one: string, other: string): Span | string {
  const opens = readTime(one)
  let closes = readTime(other)
  if (!opens || !closes) return `“${one} to ${other}” is no time of day.`
  const between = (h: number, least: number, most: number) => h >= least && h <= most
  if (!opens.sure && !closes.sure) {
    // "9 to 5" can only be a working day, and "10 to 12" a morning.
    if (closes.hour < opens.hour && between(opens.hour, 7, 12)) closes = { ...closes, hour: closes.hour + 12 }
    else if (!(opens.hour < closes.hour && between(opens.hour, 8, 12))) return `Say am or pm in “${one} to ${other}”.`
  } else if (!opens.sure) {
    // "2 to 4 pm" begins in the afternoon too; "9 to 5 pm" in the morning.
    const later = { ...opens, hour: (opens.hour % 12) + 12 }
    const fits = later.hour * 60 + later.minute < closes.hour * 60 + closes.minute
    if (fits && between(opens.hour, 1, 6)) return { opens: shown(later), closes: shown(closes) }
  } else if (!closes.sure && opens.hour >= 12 && closes.hour < 12) closes = { ...closes, hour: closes.hour + 12 }
  else if (!closes.sure && closes.hour <= opens.hour && closes.hour < 12) closes = { ...closes, hour: closes.hour + 12 }
  if (shown(opens) === shown(closes) && shown(opens) !== '00:00') return `“${one} to ${other}” is no time at all.`
  return { opens: shown(opens), closes: shown(closes) }
}

const plainly = (line: string) =>
  line
    .toLowerCase()
    .replace(/[–—]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/a\.m\.?/g, 'am')
    .replace(/p\.m\.?/g, 'pm')
    .trim()

/** The spans in a text and what is left of it, or what is wrong. */
function takeSpans(text: string): { spans: Span[]; rest: string } | string {
  const spans: Span[] = []
  let wrong: string | null = null
  const rest = text.replace(span, (_, one?: string, other?: string) => {
    const found = one && other ? spanOf(one, other) : { opens: '00:00', closes: '00:00' }
    if (typeof found === 'string') wrong ??= found
    else spans.push(found)
    return '|'
  })
  return wrong ?? { spans, rest }
}

const weekday = (word: string) => {
  const at = word.length < 2 ? -1 : ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'].indexOf(word.slice(0, 2))
  const full = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'][at]
  return full && (full.startsWith(word.replace(/s$/, '')) || `${full}s` === word || word === 'weds') ? at : -1
}

/** Days of the week by name: "monday to friday", "mon, wed and sat", "every day", "weekends". */
function weekDays(text: string): string[] | null {
  const words = text.replace(/^(every|each|on) (?=.)/, '').trim()
  if (/^(day|daily|7 days a week)$/.test(words)) return [...weekdays]
  const found = new Set<string>()
  for (const part of words.split(/\s*(?:,|&|\band\b)\s*/).filter(Boolean)) {
    if (/^weekdays?$/.test(part)) for (const day of weekdays.slice(0, 5)) found.add(day)
    else if (/^weekends?$/.test(part)) for (const day of weekdays.slice(5)) found.add(day)
    else {
      const [one = '', other] = part.split(/\s?(?:-|\bto\b)\s?/)
      const from = weekday(one)
      const to = other === undefined ? from : weekday(other)
      if (from < 0 || to < 0) return null
      for (let at = from; ; at = (at + 1) % 7) {
        found.add(weekdays[at]!)
        if (at === to) break
      }
    }
  }
  return found.size > 0 ? weekdays.filter((day) => found.has(day)) : null
}

const nth = (word: string) => {
  const at = (ordinals as readonly string[]).indexOf(word)
  if (at >= 0) return at + 1
  return word === 'other' ? 2 : Number(/^(\d+)(?:st|nd|rd|th)$/.exec(word)?.[1] ?? 0)
}

/** "first tuesday", "last friday", "2nd and 16th", of a month. */
function monthDays(text: string): Pick<Regular, 'days' | 'monthdays'> | null {
  const days: string[] = []
  const monthdays: number[] = []
  const parts = text.split(/\s*(?:, if it is the|,|&|\band\b)\s*/).filter(Boolean)
  for (const [at, part] of parts.entries()) {
    const words = part.replace(/^(on )?(the )?/, '').split(' ')
    // "First and third Tuesday": the first is a Tuesday too.
    const named = parts.slice(at + 1).map((one) => one.split(' ').at(-1)!)
    if (words.length === 1 && named[0] && weekday(named[0]) >= 0) words.push(named[0])
    const [first = '', second, third] = words
    if (part === 'last day') monthdays.push(-1)
    else if (words.length === 1 && nth(first) > 0 && nth(first) < 32) monthdays.push(nth(first))
    else {
      const name = weekday(third ?? second ?? '')
      const number = second === 'last' ? -nth(first) : first === 'last' ? -1 : nth(first)
      if (name < 0 || (number === 0 && first !== 'every') || Math.abs(number) > 5) return null
      days.push(number === 0 ? weekdays[name]! : `${number}${weekdays[name]}`)
    }
  }
  return days.length + monthdays.length > 0 ? { days, monthdays } : null
}

const fromWhen = 'Say from which day on, as in “from 4 March 2027”.'

function regularFrom(line: string): Regular[] | string {
  let text = plainly(line).replace(/[.]$/, '')
  const take = (word: string) => {
    const found = new RegExp(`,? ?\\b${word} ${date}`).exec(text)
    if (found) text = text.replace(found[0], '')
    return found?.[1]
  }
  const [until, from] = [take('until'), take('from')]
  for (const day of [until, from]) if (day && !readDay(day)) return `“${day}” is no day.`
  const taken = takeSpans(text)
  if (typeof taken === 'string') return taken
  const { spans } = taken
  if (spans.length === 0) return 'Say from when to when, as in “9 am to 5 pm”.'
  const rest = taken.rest.replace(/[,: ]*\|(?:(?:,| and|[: ])*\|)*[,: ]*/g, ' ').trim()
  const bounds = { ...each, from: from ? readDay(from) : null, until: until ? readDay(until) : null }
  const made = (one: Pick<Regular, 'days'> & Partial<Regular>) => spans.map((span) => ({ ...bounds, ...one, ...span }))
  const ofMonth = /^(.+?) (?:of|in) (?:the|each|every(?: (\S+))?) month$/.exec(rest)
  if (ofMonth) {
    const days = monthDays(ofMonth[1]!)
    const interval = ofMonth[2] ? nth(ofMonth[2]) : 1
    if (days && interval > 1 && !bounds.from) return fromWhen
    if (days && interval > 0)
      return made({ ...days, every: 'month', interval, anchor: interval > 1 ? bounds.from : null })
  }
  const everySecond = /^every (\S+) (.+)$/.exec(rest)
  const interval = everySecond && weekday(everySecond[1]!) < 0 ? nth(everySecond[1]!) : 0
  if (interval > 1) {
    const days = weekDays(everySecond![2]!)
    if (days && !bounds.from) return fromWhen
    if (days) return made({ days, interval, anchor: bounds.from })
  }
  const days = rest === '' ? [...weekdays] : weekDays(rest)
  return days ? made({ days }) : `We do not understand the days in “${rest}”.`
}

const linesOf = (text: string) => text.split('\n').flatMap((line, at) => (line.trim() ? [{ line, at: at + 1 }] : []))

/** What was read, or what is wrong with the first line that cannot be. */
type Read<T> = { readonly read: T[] } | { readonly wrong: string }

function readLines<T>(text: string, read: (line: string) => T[] | string): Read<T> {
  const all: T[] = []
  for (const { line, at } of linesOf(text)) {
    const one = read(line)
    if (typeof one === 'string') return { wrong: `Line ${at}: ${one}` }
    all.push(...one)
  }
  return { read: all }
}

/** Hours that come back, a line for each: "First Tuesday of the month, 10 am to noon". */
export const readRegular = (text: string): Read<Regular> => readLines(text, regularFrom)

/** Days that are not as usual, a line for each: "24 December 2026: 9 am to noon, Christmas Eve". */
export const readExceptions = (text: string): Read<Exception> =>
  readLines(text, (line) => {
    const [, one, other, then] =
      new RegExp(`^${date}(?: ?(?:-|to|until) ?${date})? ?[:,] ?(.+)$`, 'i').exec(line.trim().replace(/\s+/g, ' ')) ??
      []
    const from = one ? readDay(one) : null
    const to = other ? readDay(other) : from
    if (!from || !to || !then) return 'Begin with the day, as in “25 December 2026: closed”.'
    if (to < from) return 'The last day is before the first.'
    const closed = /^closed\b[,: ]*/i.exec(then)
    if (closed) return [{ from, to, spans: [], why: then.slice(closed[0].length).trim() || null }]
    const end = /^[^,]*/.exec(then)![0]
    const taken = takeSpans(plainly(end))
    if (typeof taken === 'string') return taken
    if (taken.spans.length === 0) return 'Say “closed”, or from when to when it is open.'
    const why =
      then
        .slice(end.length)
        .replace(/^[, ]+/, '')
        .trim() || null
    return [{ from, to, spans: taken.spans, why }]
  })
