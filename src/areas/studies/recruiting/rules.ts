/** Pure decisions about recruiting. No database, no clock. */
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { fewest } from '../analysis/disclosure.ts'
import type { CodeState } from '../store.ts'

/** "L0007, L12 and 30" as numbers, each once. */
export function numbersIn(typed: string): readonly number[] | Refusal {
  const parts = typed.split(/[\s,;.]+|\band\b/i).filter(Boolean)
  const numbers = parts.map((one) => Number(/^[lL]?0*(\d{1,6})$/.exec(one)?.[1] ?? Number.NaN))
  const unclear = parts[numbers.findIndex((one) => !(one >= 1))]
  if (unclear === undefined && numbers.length > 0) return [...new Set(numbers)]
  const because = unclear ? `“${unclear.slice(0, 20)}” is not a number like L0007.` : 'Type the numbers, like L0007.'
  return refuse(because, 422, { numbers: because })
}

/** How a code stands, as researchers see it. */
export const shownStates = ['drawn', 'posted', 'opened', 'answered', 'returned'] as const
export type ShownState = (typeof shownStates)[number]

/** Codes of one arm and mailing, counted by how they stand. */
export type ByState = Readonly<Partial<Record<CodeState, number>>>

/**
 * What researchers are shown of a code. What the charity did (drawn, posted, come back) is told as it is. What people did
 * is told once ten or more did it: until then they stand as posted, on the list of codes and in its table alike, so that
 * neither gives away what the other keeps back. Whoever took their answers back stands as one who answered.
 *
 * @param among how many there are of each state in the same arm and mailing
 */
export function shownAs(state: CodeState, among: ByState): ShownState {
  if (state === 'drawn' || state === 'posted' || state === 'returned') return state
  const many = state === 'opened' ? (among.opened ?? 0) : (among.answered ?? 0) + (among.withdrawn ?? 0)
  const shown = state === 'opened' ? 'opened' : 'answered'
  return many >= fewest ? shown : 'posted'
}

/** The same for whole counts. */
export function shownCounts(among: ByState): Record<ShownState, number> {
  const shown: Record<ShownState, number> = { drawn: 0, posted: 0, opened: 0, answered: 0, returned: 0 }
  for (const [state, many] of Object.entries(among) as [CodeState, number][]) shown[shownAs(state, among)] += many
  return shown
}

/** What became of the letters of a study. */
export interface LetterOutcomes {
  readonly posted: number
  /** came back from the post */
  readonly returned: number
  /** answered to the end, and did not take it back */
  readonly complete: number
  /** answered something, and not to the end */
  readonly partial: number
}

/**
 * Response rates as the American Association for Public Opinion Research defines them, for letters to named people
 * (Standard Definitions, 10th edition, 2023). I: complete, P: partial; all others who were posted a letter and did not
 * answer are R, NC, O or of unknown eligibility (UH, UO).
 *
 * - RR1 = I / ((I + P) + (R + NC + O) + (UH + UO)): over all letters posted; the least it can be
 * - RR2 = (I + P) / the same
 * - RR5 and RR6: the same with letters that came back left out (the share of unknown cases that are eligible is taken as 0)
 *
 * @returns shares from 0 to 1, or null where nothing was posted
 */
export function responseRates({ posted, returned, complete, partial }: LetterOutcomes) {
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null)
  return {
    rr1: share(complete, posted),
    rr2: share(complete + partial, posted),
    rr5: share(complete, posted - returned),
    rr6: share(complete + partial, posted - returned),
  }
}

/**
 * Completion rate, where nobody knows how many saw the notice: of those who began, how many went to the end
 * (Eysenbach 2004, CHERRIES: users who finished the survey over users who agreed to participate).
 */
export const completionRate = (began: number, complete: number) => (began > 0 ? complete / began : null)
