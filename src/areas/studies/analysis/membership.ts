/**
 * How the membership is made up, against those who answered a letter. The counts of members come through the wall once,
 * banded and rounded; nothing here knows a member. Pure.
 */
import { dayInWords } from '../../members/days.ts'
import { chiSquare } from '../statistics/tables.ts'
import { type Analyst, refusals } from './analyst.ts'
import { pSteps } from './associating.ts'
import type { Shown } from './disclosure.ts'
import { about, bare, decisionOn, type Output, percentOf, percentWords, shownWords } from './output.ts'
import { arms, type Variable } from './variables.ts'

export const membershipFields = ['age', 'nation', 'stage'] as const
export type MembershipField = (typeof membershipFields)[number]

/** What a steward gave to a study. */
export interface Membership {
  /** 2027-03-04 */
  readonly countedOn: string
  readonly total: Shown
  readonly fields: readonly {
    readonly field: MembershipField
    readonly label: string
    /** the last is "not told" */
    readonly bands: readonly { readonly label: string; readonly people: Shown }[]
  }[]
}

const same = (words: string) =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/^in /, '')
    .trim()

export function membershipAgainst(
  analyst: Analyst,
  membership: Membership | null,
  field: MembershipField,
  question: Variable,
): Output {
  const title = `Members and letters: ${question.label}`
  const members = membership?.fields.find((one) => one.field === field)
  if (!members) return analyst.nothing(title, 'The charity has not given this table to the study yet. Ask a steward.')
  if (question.bands.length === 0) return analyst.nothing(title, 'This question has no bands, so it cannot be counted.')
  const table = analyst.crossed(question, analyst.variable('arm'))
  if ('because' in table) return analyst.nothing(title, refusals[table.because])
  const letters = arms.indexOf('letters')
  const answered = question.bands.map(({ label }, at) => ({ label, people: table.cells[at]![letters] ?? null }))
  const told = members.bands.slice(0, -1)
  const lines = [
    ...told.map(({ label, people }) => ({
      label,
      members: people as Shown | undefined,
      letters: answered.find((one) => same(one.label) === same(label))?.people as Shown | undefined,
    })),
    ...answered
      .filter(({ label }) => !told.some((one) => same(one.label) === same(label)))
      .map(({ label, people }) => ({ label, members: undefined, letters: people as Shown | undefined })),
  ]
  const all = (some: readonly { readonly people: Shown }[]): Shown => {
    const total = some.reduce((total, { people }) => total + (people ?? 0), 0)
    return total > 0 ? total : null
  }
  const [allMembers, allLetters] = [all(told), all(answered)]
  // Both columns are as released, so whatever is worked out from them tells no more than they do.
  const both = lines.flatMap(({ members, letters }) => (members && letters ? [[members, letters]] : []))
  const test =
    both.length > 1 && both.length === told.length && both.length === answered.length ? chiSquare(both) : null
  const missing = lines.filter(({ members, letters }) => members === undefined || letters === undefined)
  const caption = 'Members of the charity, and those who answered a letter. Shares are of those who told.'
  return {
    title,
    table: {
      caption,
      head: ['', 'Members', 'Of members', 'By letter', 'Of letters'],
      rows: lines.map(({ label, members, letters }) => [
        label,
        members === undefined ? '–' : shownWords(members),
        members === undefined ? '–' : percentWords(members, allMembers),
        letters === undefined ? '–' : shownWords(letters),
        letters === undefined ? '–' : percentWords(letters, allLetters),
      ]),
    },
    long: {
      caption,
      head: ['band', 'members', 'members_percent', 'letters', 'letters_percent'],
      rows: lines.map(({ label, members, letters }) => [
        label,
        bare(members ?? null),
        bare(percentOf(members ?? null, allMembers)),
        bare(letters ?? null),
        bare(percentOf(letters ?? null, allLetters)),
      ]),
    },
    plot: null,
    says: [
      ...(test ? [`Chi-square, from the rounded counts: ${pSteps(test.p)}.`] : []),
      ...(missing.length > 0 ? ['Where a line has a dash, the charity and the study use other bands.'] : []),
      `Members were counted on ${dayInWords(membership!.countedOn)}.`,
    ],
    n: `${about(allLetters)} by letter; ${about(membership!.total)} members`,
    missing: `members who told nothing of it: ${shownWords(members.bands.at(-1)?.people ?? null)}`,
    tests: test ? 'chi-square, from the rounded counts' : 'none',
    decision: decisionOn(table),
  }
}
