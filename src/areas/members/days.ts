/** Days without a time, as somebody types them and as the database keeps them: "2027-03-04", on the London clock. */
import { dayWords } from '../../kit/day.ts'

const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })

/** The day it is in London, such as "2027-03-04". */
export const londonDay = (at: Date) => london.format(at)

/** "4 March 2027", of "2027-03-04" */
export const dayInWords = (day: string) => dayWords(new Date(`${day}T12:00:00Z`))

const two = (n: number) => String(n).padStart(2, '0')

/** That day, when the calendar has it. */
function dayOf(year: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? `${year}-${two(month)}-${two(day)}` : null
}

/** The same day of the next month; its last day when it is shorter. */
export function monthLater(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + 1, 0))
  return `${last.getUTCFullYear()}-${two(last.getUTCMonth() + 1)}-${two(Math.min(date, last.getUTCDate()))}`
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * A day as people in Britain type it: "4 March 2027", "4 March", "4/3/2027", or "2027-03-04" as browsers send it.
 * Without a year it is the next such day.
 *
 * @param today in London
 * @returns null when it is no day
 */
export function readDay(typed: string, today: string): string | null {
  const text = typed.trim().toLowerCase()
  const machine = text.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/)
  if (machine) return dayOf(Number(machine[1]), Number(machine[2]), Number(machine[3]))
  const slashed = text.match(/^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/)
  if (slashed) return dayOf(Number(slashed[3]), Number(slashed[2]), Number(slashed[1]))
  const named = text.match(/^(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?(?:\s+(\d{4}))?$/)
  const month = named ? months.indexOf(named[2]!.slice(0, 3)) + 1 : 0
  if (!named || month === 0) return null
  if (named[3]) return dayOf(Number(named[3]), month, Number(named[1]))
  const year = Number(today.slice(0, 4))
  const thisYear = dayOf(year, month, Number(named[1]))
  return thisYear && thisYear > today ? thisYear : dayOf(year + 1, month, Number(named[1]))
}
