/** Which digest is due when, on the London clock. No database; the clock is given. */
export const everyHowOften = ['daily', 'weekly', 'monthly'] as const
export type HowOften = (typeof everyHowOften)[number]

const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  hourCycle: 'h23',
})

function inLondon(at: Date) {
  const part = Object.fromEntries(london.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  return { year: part.year!, month: part.month!, day: part.day!, hour: part.hour! }
}

/** Midnight in London at the start of a day; out-of-range days roll over as in Date.UTC. */
function midnight(year: number, month: number, day: number): Date {
  const guess = new Date(Date.UTC(year, month - 1, day))
  // In summer London is an hour ahead, so its midnight comes an hour before that of UTC.
  return inLondon(guess).hour === 0 ? guess : new Date(guess.getTime() - 60 * 60 * 1000)
}

export interface Period {
  /** the period that has just ended is named by the day on which it did, such as "weekly 2026-03-02" */
  readonly key: string
  /** when it ended: today's midnight, Monday's, or the first of the month's */
  readonly ended: Date
  /** when it began */
  readonly began: Date
}

/**
 * The newest whole period that has ended by now. A day off on the server's side does not matter:
 * the digest of a week that ended on Monday can leave on Tuesday.
 */
export function periodBefore(howOften: HowOften, now: Date): Period {
  const { year, month, day } = inLondon(now)
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
  const [ended, began] =
    howOften === 'daily'
      ? [midnight(year, month, day), midnight(year, month, day - 1)]
      : howOften === 'weekly'
        ? [midnight(year, month, day - weekday), midnight(year, month, day - weekday - 7)]
        : [midnight(year, month, 1), midnight(year, month - 1, 1)]
  const end = inLondon(ended)
  const two = (n: number) => String(n).padStart(2, '0')
  return { key: `${howOften} ${end.year}-${two(end.month)}-${two(end.day)}`, ended, began }
}

/**
 * Since when a digest tells what is new: since the last one, however long ago, or since joining,
 * but for a first digest no further back than its own period.
 *
 * @returns null when no digest is due
 */
export function tellsSince(period: Period, joined: Date, last: Date | null): Date | null {
  if (joined >= period.ended) return null
  if (last) return last < period.ended ? last : null
  return joined > period.began ? joined : period.began
}
