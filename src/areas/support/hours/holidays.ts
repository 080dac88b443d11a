/**
 * Bank holidays, computed. Pure.
 * Sources: Banking and Financial Dealings Act 1971, schedule 1; for St Andrew's Day the St Andrew's Day Bank Holiday
 * (Scotland) Act 2007; for substitute and single days the royal proclamations as listed on gov.uk/bank-holidays.
 * The date of Easter: Meeus 1991, "Astronomical algorithms", chapter 8 (the method of Butcher, 1876).
 */
import { daysAfter, weekdayOf } from './london.ts'

export const nations = {
  'england and wales': 'England and Wales',
  scotland: 'Scotland',
  'northern ireland': 'Northern Ireland',
} as const
export type Nation = keyof typeof nations

const pad = (n: number) => String(n).padStart(2, '0')

/** Easter Sunday of a year of the Gregorian calendar. */
export function easterSunday(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const all = h + l - 7 * m + 114
  return `${year}-${pad(Math.floor(all / 31))}-${pad((all % 31) + 1)}`
}

/** The first Monday on or after a day. */
const mondayFrom = (day: string) => daysAfter(day, (8 - weekdayOf(day)) % 7)
/** A day, or the Monday after when it falls on a weekend. */
const orMonday = (day: string) => (weekdayOf(day) > 5 ? mondayFrom(day) : day)
/** The second of two holidays in a row: neither shares a day with the other, and both are working days. */
function secondOf(first: string): string {
  const weekday = weekdayOf(first)
  // Friday: the next working day is Monday. Saturday and Sunday: the first moves to Monday, the second to Tuesday.
  if (weekday === 5) return daysAfter(first, 3)
  if (weekday === 6) return daysAfter(first, 3)
  if (weekday === 7) return daysAfter(first, 2)
  return daysAfter(first, 1)
}

const everywhere: readonly Nation[] = ['england and wales', 'scotland', 'northern ireland']
const notScotland: readonly Nation[] = ['england and wales', 'northern ireland']

/** Days proclaimed for one year only, and days moved for one year. */
const proclaimed: readonly (readonly [string, string, readonly Nation[]])[] = [
  ['2022-06-03', 'the Platinum Jubilee', everywhere],
  ['2022-09-19', 'the State Funeral of Queen Elizabeth', everywhere],
  ['2023-05-08', 'the Coronation', everywhere],
  ['2026-06-15', 'the World Cup holiday', ['scotland']],
]
const moved: Readonly<Record<string, string>> = { '2020 early May': '2020-05-08', '2022 spring': '2022-06-02' }

/** The bank holidays of one year in one nation, by day, each with its name as in "closed for …". */
export function bankHolidays(year: number, nation: Nation): ReadonlyMap<string, string> {
  const easter = easterSunday(year)
  const christmas = `${year}-12-25`
  const newYear = `${year}-01-01`
  const found = new Map<string, string>()
  const add = (day: string, name: string, where: readonly Nation[] = everywhere) => {
    if (where.includes(nation)) found.set(day, name)
  }
  add(orMonday(newYear), 'New Year’s Day')
  add(secondOf(newYear), 'the second of January', ['scotland'])
  add(orMonday(`${year}-03-17`), 'St Patrick’s Day', ['northern ireland'])
  add(daysAfter(easter, -2), 'Good Friday')
  add(daysAfter(easter, 1), 'Easter Monday', notScotland)
  add(moved[`${year} early May`] ?? mondayFrom(`${year}-05-01`), 'the early May bank holiday')
  add(moved[`${year} spring`] ?? mondayFrom(`${year}-05-25`), 'the spring bank holiday')
  add(orMonday(`${year}-07-12`), 'the twelfth of July', ['northern ireland'])
  add(mondayFrom(`${year}-08-01`), 'the summer bank holiday', ['scotland'])
  add(mondayFrom(`${year}-08-25`), 'the summer bank holiday', notScotland)
  add(orMonday(`${year}-11-30`), 'St Andrew’s Day', ['scotland'])
  // Christmas on a Sunday moves to the Tuesday, for Boxing Day is the Monday.
  add(weekdayOf(christmas) === 7 ? daysAfter(christmas, 2) : orMonday(christmas), 'Christmas Day')
  add(weekdayOf(christmas) === 7 ? daysAfter(christmas, 1) : secondOf(christmas), 'Boxing Day')
  for (const [day, name, where] of proclaimed) if (day.startsWith(`${year}-`)) add(day, name, where)
  return found
}

const known = new Map<string, ReadonlyMap<string, string>>()

/** The name of the bank holiday on a day, or null. */
export function holidayOn(day: string, nation: Nation): string | null {
  const key = `${day.slice(0, 4)} ${nation}`
  const year = known.get(key) ?? bankHolidays(Number(day.slice(0, 4)), nation)
  if (known.size < 60) known.set(key, year)
  return year.get(day) ?? null
}
