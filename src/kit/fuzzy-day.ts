/**
 * Days as people remember them: their own words, and the days these can mean. No clock, no database.
 * Source: DESIGN, data: dates that people remember are a from–to range plus their words.
 */

/** First and last day that words can mean, as in 2019-01-01. */
export interface FuzzyDay {
  readonly from: string
  readonly to: string
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const two = (n: number) => String(n).padStart(2, '0')
const lastDay = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

function within(year: number, month?: number, day?: number): FuzzyDay | null {
  if (month === undefined) return { from: `${year}-01-01`, to: `${year}-12-31` }
  if (month < 1 || month > 12) return null
  if (day === undefined)
    return { from: `${year}-${two(month)}-01`, to: `${year}-${two(month)}-${two(lastDay(year, month))}` }
  if (day < 1 || day > lastDay(year, month)) return null
  const one = `${year}-${two(month)}-${two(day)}`
  return { from: one, to: one }
}

const years = (from: number, to: number): FuzzyDay | null =>
  from <= to ? { from: `${from}-01-01`, to: `${to}-12-31` } : null

type Forms<Parts extends string | number> = readonly [RegExp, (...parts: Parts[]) => FuzzyDay | null][]

const year = '((?:19|20)\\d\\d)'
/** The year is what can be relied on in "about 2012" and "spring 2019". */
const forms: Forms<string> = [
  [new RegExp(`^${year}-(\\d{1,2})(?:-(\\d{1,2}))?$`), (y, m, d) => within(+y!, +m!, d ? +d : undefined)],
  [new RegExp(`^(\\d{1,2})[/.-](\\d{1,2})[/.-]${year}$`), (d, m, y) => within(+y!, +m!, +d!)],
  [
    new RegExp(
      `^(?:in |from |since |until |about |around |the )*(?:(\\d{1,2})(?:st|nd|rd|th)? (?:of )?)?(${months.join('|')})[a-z]*\\.?,? (?:of )?${year}$`,
      'i',
    ),
    (d, m, y) => within(+y!, months.indexOf(m!.toLowerCase()) + 1, d ? +d : undefined),
  ],
  [new RegExp(`^(?:between |from )?${year} ?(?:-|–|to|and|or|until) ?${year}$`, 'i'), (a, b) => years(+a!, +b!)],
  [/^[a-z .]{0,20}\b((?:19|20)\d)0['’]?s$/i, (decade) => years(+decade! * 10, +decade! * 10 + 9)],
  [new RegExp(`^[a-z .]{0,20}\\b${year}$`, 'i'), (y) => within(+y!)],
]

const counts = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const numberOf = (text: string) => (/^an?$/i.test(text) ? 1 : counts.indexOf(text.toLowerCase()) + 1 || Number(text))

/** Words that mean a day only beside today: "last year", "two years ago", "last spring". */
const besideToday: Forms<string | number> = [
  [/^(?:just )?(?:now|today|this week)$/i, (y, m, d) => within(+y!, +m!, +d!)],
  [/^(?:in |since |from )*this month$/i, (y, m) => within(+y!, +m!)],
  [/^(?:in |since |from )*last month$/i, (y, m) => (m === 1 ? within(+y! - 1, 12) : within(+y!, +m! - 1))],
  [/^(?:[a-z]+ )?this (?:year|spring|summer|autumn|winter)$/i, (y) => within(+y!)],
  [/^(?:[a-z]+ )?last (?:year|spring|summer|autumn|winter)$/i, (y) => years(+y! - 1, +y! - 1)],
  [
    new RegExp(`^(?:about |around |some |maybe )*(an?|\\d{1,2}|${counts.join('|')}) years? ago$`, 'i'),
    (y, _m, _d, n) => within(+y! - numberOf(String(n))),
  ],
]

const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })
/** The day of a moment on the London clock, as in 2019-01-01. */
export const dayOf = (at: Date) => london.format(at)

/**
 * The days that somebody's words can mean. British order: day before month.
 *
 * @param today the moment they are said, for words such as "last year"; without it these mean no day
 * @returns null when there is no day, month or year in them that can be, as in "when she started school"
 * @example
 * fuzzyDay('May 2019') // { from: '2019-05-01', to: '2019-05-31' }
 */
export function fuzzyDay(text: string, today?: Date): FuzzyDay | null {
  const said = text.trim().replace(/\s+/g, ' ')
  for (const [form, made] of forms) {
    const found = form.exec(said)
    if (found) return made(...(found.slice(1) as string[]))
  }
  if (!today) return null
  const [y, m, d] = dayOf(today).split('-').map(Number) as [number, number, number]
  for (const [form, made] of besideToday) {
    const found = form.exec(said)
    if (found) return made(y, m, d, ...found.slice(1))
  }
  return null
}

/**
 * Words for a time as they can be read in any later year: "last spring (2025)", "when she started school (2009)".
 *
 * @param days what they were said to mean; null leaves the words alone
 */
export function fuzzyWords(words: string, days: FuzzyDay | null): string {
  if (!days || fuzzyDay(words)) return words
  const [from, to] = [days.from.slice(0, 4), days.to.slice(0, 4)]
  return `${words} (${from === to ? from : `${from} to ${to}`})`
}
