/** Days and moments on the London clock. Pure: a day is "2026-03-29", a time of day "09:30", a moment a `Date`. */

const wall = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** The day and the time of day that a clock in London shows. */
export function londonClock(at: Date): { readonly day: string; readonly time: string } {
  const part = Object.fromEntries(wall.formatToParts(at).map(({ type, value }) => [type, value]))
  return { day: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` }
}

const minute = 60_000
const hour = 60 * minute

/** The moment that stands on the clock, if the clock were always on Greenwich time. */
const onGreenwich = (day: string, time: string) => Date.parse(`${day}T${time}:00Z`)

/**
 * The moment at which a clock in London shows a time.
 * A time that comes twice when the clocks go back is the first of the two; one that is left out when they go forward
 * is counted from the time before. Source: RFC 5545, section 3.3.5.
 */
export function momentOf(day: string, time: string): Date {
  const greenwich = onGreenwich(day, time)
  const summer = new Date(greenwich - hour)
  const shown = londonClock(summer)
  return shown.day === day && shown.time === time ? summer : new Date(greenwich)
}

const noon = (day: string) => new Date(`${day}T12:00:00Z`)

/** `n` days later, or earlier. */
export const daysAfter = (day: string, n: number) =>
  new Date(noon(day).getTime() + n * 24 * hour).toISOString().slice(0, 10)

/** 1 for Monday to 7 for Sunday. */
export const weekdayOf = (day: string) => noon(day).getUTCDay() || 7

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string) =>
  Math.round((noon(to).getTime() - noon(from).getTime()) / (24 * hour))

/** Whether there is such a day: 2027-02-29 is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = noon(text)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
}
