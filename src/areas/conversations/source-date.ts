/** When a source was written, as people remember it: their own words, and the days these can mean. No clock, no database. */
import { optionalWords } from '../../kit/task.ts'

export interface SourceDate {
  /** first and last day it can mean, as in 2019-01-01 */
  readonly from: string
  readonly to: string
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const two = (n: number) => String(n).padStart(2, '0')
const lastDay = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

function within(year: number, month?: number, day?: number): SourceDate | null {
  if (month === undefined) return { from: `${year}-01-01`, to: `${year}-12-31` }
  if (month < 1 || month > 12) return null
  if (day === undefined)
    return { from: `${year}-${two(month)}-01`, to: `${year}-${two(month)}-${two(lastDay(year, month))}` }
  if (day < 1 || day > lastDay(year, month)) return null
  const one = `${year}-${two(month)}-${two(day)}`
  return { from: one, to: one }
}

const year = '((?:19|20)\\d\\d)'
const forms: readonly [RegExp, (...parts: string[]) => SourceDate | null][] = [
  [new RegExp(`^${year}-(\\d{1,2})(?:-(\\d{1,2}))?$`), (y, m, d) => within(+y!, +m!, d ? +d : undefined)],
  [new RegExp(`^(\\d{1,2})[/.-](\\d{1,2})[/.-]${year}$`), (d, m, y) => within(+y!, +m!, +d!)],
  [
    new RegExp(`^(?:(\\d{1,2})(?:st|nd|rd|th)? )?(${months.join('|')})[a-z]*\\.?,? ${year}$`, 'i'),
    (d, m, y) => within(+y!, months.indexOf(m!.toLowerCase()) + 1, d ? +d : undefined),
  ],
  [
    new RegExp(`^(?:between )?${year} ?(?:-|–|to|and|or) ?${year}$`, 'i'),
    (a, b) => (a! <= b! ? { from: `${a}-01-01`, to: `${b}-12-31` } : null),
  ],
  // "about 2012", "spring 2019": the year is what can be relied on.
  [new RegExp(`^[a-z .]{0,20}\\b${year}$`, 'i'), (y) => within(+y!)],
]

/**
 * The days that somebody's words can mean. British order: day before month.
 *
 * @returns null when there is no day, month or year in them that can be
 * @example
 * sourceDate('May 2019') // { from: '2019-05-01', to: '2019-05-31' }
 */
export function sourceDate(text: string): SourceDate | null {
  for (const [form, made] of forms) {
    const found = form.exec(text.trim())
    if (found) return made(...(found.slice(1) as string[]))
  }
  return null
}

/** What is stored of it. Nobody's own experience has a date of its own: the post has one. */
export function sourceColumns({ basis, source_written }: { basis: string; source_written: string | null }) {
  const range = basis === 'one family' || !source_written ? null : sourceDate(source_written)
  return {
    source_written: range && source_written,
    source_from: range?.from ?? null,
    source_to: range?.to ?? null,
  }
}

/** The field of a form. It may stay empty, and words that are no date are asked for again. */
export const SourceWritten = optionalWords(60).refine(
  (text) => text === null || sourceDate(text) !== null,
  'Write a year, a month or a day, as in 2019 or May 2019. You can leave it empty.',
)
