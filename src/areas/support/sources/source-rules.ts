/** Pure decisions about sources: which kinds the directory holds, when they are due, what they rest on. */
import { daysAfter, isDay } from '../hours/london.ts'
import { dayInWords } from '../hours/words.ts'
import type { SourceKind } from './source-kinds.ts'
import type { Origin } from './source-store.ts'

/** The kinds that can stand in a directory: people and families cannot. */
export const directoryKinds = [
  'helpline',
  'group',
  'any group',
  'clinic',
  'blog',
  'checked',
  'circle',
  'charity',
  'other',
] as const satisfies readonly SourceKind[]
export type DirectoryKind = (typeof directoryKinds)[number]

/** Kinds one goes to, so that being near matters. */
export const nearKinds: readonly SourceKind[] = ['group', 'any group', 'clinic']

/** Items on regulators or trials go stale after 90 days (DOMAIN, rules); all else is looked at once a year. */
export const dueAfter = (checkedOn: string, topics: readonly string[]) =>
  daysAfter(checkedOn, topics.includes('trials') ? 90 : 365)

export const isDue = (today: string, nextDue: string | null) => nextDue === null || nextDue <= today

/** "Checked on 4 March 2026", or that this is long ago, as sentences. */
export function checkedWords(
  { assured_date, next_due }: { assured_date: string | null; next_due: string | null },
  today: string,
): string {
  if (!assured_date || !isDay(assured_date)) return 'Nobody here has checked this yet.'
  if (isDue(today, next_due))
    return `Last checked on ${dayInWords(assured_date)}. That is long ago, so this may have changed.`
  return `Checked on ${dayInWords(assured_date)}.`
}

/** Who says so is always the charity; what it rests on differs. */
export const restsOn: Record<Origin, string> = {
  kept: 'What the source says of itself',
  suggested: 'What a member told us, and what the source says of itself',
  imported: 'A list that another body keeps',
}

/** Bands in which numbers of families are shown; nothing under 10 is (DESIGN, never). */
export function bandWords(families: number): string | null {
  if (families < 10) return null
  if (families <= 20) return '10 to 20 families'
  if (families <= 50) return '20 to 50 families'
  return 'more than 50 families'
}
