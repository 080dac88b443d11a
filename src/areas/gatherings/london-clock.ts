/**
 * Days and times on the London clock, as they are typed and as they are moments. No database, no clock.
 * A day is "2026-03-04", a time "19:00".
 */
import { RRuleTemporal, type TemporalZonedDateTime } from 'rrule-temporal'

export const zone = 'Europe/London'

const ofDay = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
const ofTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** The day it is in London at a moment. */
export const dayOf = (at: Date) => ofDay.format(at)
/** The time it is in London at a moment. */
export const timeOf = (at: Date) => ofTime.format(at)

/** The letters of a day and a time as iCalendar writes them: 20260304T190000. */
export const icalLocal = (day: string, time: string) => `${day.replaceAll('-', '')}T${time.replace(':', '')}00`

/**
 * A day and a time in London as a moment with its zone.
 * A time that is skipped when the clocks go forward is the same moment as an hour later; one that comes twice when
 * they go back is the first of the two. Source: RFC 5545, section 3.3.5.
 */
export function zoned(day: string, time: string): TemporalZonedDateTime {
  const rruleString = `DTSTART;TZID=${zone}:${icalLocal(day, time)}\nRRULE:FREQ=DAILY;COUNT=1`
  return new RRuleTemporal({ rruleString, includeDtstart: true }).all()[0]!
}

export const momentOf = (day: string, time: string) => new Date(zoned(day, time).epochMilliseconds)

/** False for 01:30 on the night when the clocks go forward. */
export const isOnTheClock = (day: string, time: string) => timeOf(momentOf(day, time)) === time

/** @param days may be less than zero */
export function daysAfter(day: string, days: number): string {
  const at = new Date(`${day}T12:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** True for a day there is: not for 30 February. */
export const isDay = (text: string) =>
  /^[12]\d{3}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T12:00:00Z`)) && daysAfter(text, 0) === text

/** A day as people type it: "2026-03-04", "4/3/2026", "4.3.26". Null when it is none. */
export function readDay(typed: string): string | null {
  const british = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{2}|\d{4})$/.exec(typed.trim())
  const two = (part: string) => part.padStart(2, '0')
  const day = british
    ? `${british[3]!.length === 2 ? `20${british[3]}` : british[3]}-${two(british[2]!)}-${two(british[1]!)}`
    : typed.trim()
  return isDay(day) ? day : null
}

/** A time as people type it: "19:00", "7 pm", "7.30pm", "noon". Null when it is none. */
export function readTime(typed: string): string | null {
  const text = typed.trim().toLowerCase().replace(/\s+/g, '')
  if (text === 'noon' || text === 'midday') return '12:00'
  const found = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm|a\.m\.?|p\.m\.?)?$/.exec(text)
  if (!found) return null
  const [, typedHour = '', minute = '00', half = ''] = found
  // "7" alone could be morning or evening; "19" and "7:00" say which.
  if (!half && found[2] === undefined && Number(typedHour) <= 12) return null
  let hour = Number(typedHour)
  if (half) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (half.startsWith('p') ? 12 : 0)
  }
  return hour > 23 || Number(minute) > 59 ? null : `${String(hour).padStart(2, '0')}:${minute}`
}
