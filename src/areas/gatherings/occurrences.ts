/** The dates of a gathering, with those that were cancelled or moved. Pure. */
import { dayOf, daysAfter, momentOf } from './london-clock.ts'
import { daysOf, isOn, lastDayOf, type Pattern } from './recurrence-rules.ts'
import type { Override } from './store.ts'

/** What has dates. */
export interface Dated extends Pattern {
  readonly minutes: number
  readonly state: 'planned' | 'cancelled'
  readonly cancelledWhy: string | null
  readonly overrides: readonly Override[]
}

export interface Occurrence {
  /** the day it would be by its rule; RSVPs name it by this day, wherever it was moved */
  readonly occurrence: string
  readonly starts: Date
  readonly ends: Date
  readonly moved: boolean
  readonly cancelled: boolean
  /** why it was cancelled, in the host's words */
  readonly why: string | null
}

function occurrenceFrom(gathering: Dated, occurrence: string): Occurrence {
  const other = gathering.overrides.find((one) => one.occurrence === occurrence)
  const moved = Boolean(other?.movedOn)
  const starts = moved ? momentOf(other!.movedOn!, other!.movedAt!) : momentOf(occurrence, gathering.startsAt)
  const cancelled = gathering.state === 'cancelled' || other?.cancelled === true
  return {
    occurrence,
    starts,
    ends: new Date(starts.getTime() + gathering.minutes * 60_000),
    moved,
    cancelled,
    why: cancelled ? (other?.why ?? gathering.cancelledWhy) : null,
  }
}

/** One date of a gathering; null when there is none by its rule. */
export const occurrenceOn = (gathering: Dated, day: string): Occurrence | null =>
  isOn(gathering, day) ? occurrenceFrom(gathering, day) : null

/**
 * Dates that are not over yet, soonest first.
 *
 * @param most how many at most
 */
export function datesToCome(gathering: Dated, now: Date, most: number): Occurrence[] {
  const today = dayOf(now)
  // What goes on past midnight, or was moved, is by its rule on an earlier day.
  const back = daysAfter(today, -1 - Math.ceil(gathering.minutes / 1440))
  const movedDays = gathering.overrides.filter(({ movedOn }) => movedOn).map(({ occurrence }) => occurrence)
  // Soon ones are nearly always among the next weeks; only a rule with wide gaps is followed to its end.
  for (const to of [daysAfter(today, 7 * (most + 4)), gathering.until]) {
    const days = new Set([...movedDays, ...daysOf(gathering, back, to)])
    const found = [...days]
      .map((day) => occurrenceFrom(gathering, day))
      .filter(({ ends }) => ends > now)
      .sort((a, b) => a.starts.getTime() - b.starts.getTime())
    if (found.length >= most || to >= gathering.until) return found.slice(0, most)
  }
  return []
}

/** The next date that takes place. */
export const nextOf = (gathering: Dated, now: Date): Occurrence | null =>
  datesToCome(gathering, now, 12).find(({ cancelled }) => !cancelled) ?? null

/** Dates that begin within a stretch of time, in order; those that were cancelled too. */
export function datesBetween(gathering: Dated, from: Date, to: Date): Occurrence[] {
  const days = new Set([
    ...gathering.overrides.map(({ occurrence }) => occurrence).filter((day) => isOn(gathering, day)),
    ...daysOf(gathering, dayOf(from), dayOf(to)),
  ])
  return [...days]
    .map((day) => occurrenceFrom(gathering, day))
    .filter(({ starts }) => starts >= from && starts < to)
    .sort((a, b) => a.starts.getTime() - b.starts.getTime())
}

/** When the last of it is over: what is read by this column need not know of rules. */
export function overAt(gathering: Dated): Date {
  const moved = gathering.overrides.filter(({ movedOn }) => movedOn).map(({ occurrence }) => occurrence)
  const ends = [lastDayOf(gathering), ...moved].map((day) => occurrenceFrom(gathering, day).ends.getTime())
  return new Date(Math.max(...ends))
}
