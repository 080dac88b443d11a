/**
 * A booklet that was keyed in twice: where the two readings differ, what was decided there, and what is then stored. Pure.
 */
import { type Answer, type Answers, anotherOf, keyOf, stepsFor, type When } from '../questionnaires/answering.ts'
import { printedRounds } from '../questionnaires/printed-order.ts'
import type { Questionnaire } from '../questionnaires/questionnaire.ts'
import { asAnswers, isWrittenOn, type OnSheet, type Reading, type Sheet } from './sheets.ts'

/** What one person keyed in: the boxes that are ticked on the front page, by consent item, and the answers, by place. */
export interface Keyed {
  readonly consents: Readonly<Record<string, boolean>>
  readonly answers: Reading
}

/** What is decided where readings differ; it has the same shape, and only those places. */
export type Decided = Keyed

export type Mismatch =
  | { readonly place: string; readonly item: string; readonly readings: readonly [boolean, boolean] }
  | {
      readonly place: string
      readonly sheet: Sheet
      readonly on: OnSheet
      readonly readings: readonly [Answer, Answer]
    }

const empty: Answer = { kind: 'skipped', value: null }

/** In words that somebody wrote, capitals, spaces and full stops are no difference. */
const plain = (words: string) =>
  words
    .toLowerCase()
    .replace(/[\s.,;:!?'"‘’“”–-]+/g, ' ')
    .trim()

/** Whether two readings of one place are the same. */
export function same(one: Answer, other: Answer, isWords: boolean): boolean {
  if (one.kind !== other.kind) return false
  if (one.kind !== 'answered') return true
  const text = ({ value }: Answer) =>
    typeof value === 'object' && value !== null && 'words' in value ? (value as When).words : value
  const [a, b] = [text(one), text(other)]
  if (isWords) return plain(String(a)) === plain(String(b))
  return JSON.stringify(a) === JSON.stringify(b)
}

/** In consent items and places of the booklet's order. */
export function mismatchesIn(sheets: readonly Sheet[], first: Keyed, second: Keyed): Mismatch[] {
  const items = [...new Set([...Object.keys(first.consents), ...Object.keys(second.consents)])]
  const boxes = items
    .map(
      (item): Mismatch => ({
        place: item,
        item,
        readings: [first.consents[item] === true, second.consents[item] === true],
      }),
    )
    .filter(({ readings: [a, b] }) => a !== b)
  const places = sheets.flatMap((sheet) =>
    sheet.questions.flatMap((on): Mismatch[] => {
      const place = keyOf({ question: on.question.id, round: sheet.round })
      const readings = [first.answers[place] ?? empty, second.answers[place] ?? empty] as const
      const isWords = on.question.kind === 'words' || on.question.kind === 'when'
      return same(...readings, isWords) ? [] : [{ place, sheet, on, readings }]
    }),
  )
  return [...boxes, ...places]
}

/** How many places can be compared: every box, and every place where either reading has something. */
export const placesCompared = (first: Keyed, second: Keyed): number =>
  new Set([
    ...Object.keys(first.consents),
    ...Object.keys(second.consents),
    ...Object.keys(first.answers),
    ...Object.keys(second.answers),
  ]).size

/** Those that nobody decided yet. */
export const openIn = (mismatches: readonly Mismatch[], decided: Decided): Mismatch[] =>
  mismatches.filter(({ place }) => !(place in decided.consents) && !(place in decided.answers))

/** The booklet as it is stored when all is decided: the first reading, and what was decided in its place. */
export const settled = (first: Keyed, second: Keyed, decided: Decided): Keyed => ({
  consents: { ...first.consents, ...decided.consents },
  answers: { ...second.answers, ...first.answers, ...decided.answers },
})

/**
 * The answers that a booklet becomes. The way through the questionnaire is the one that its skip instructions tell: what
 * was written where nothing was asked is "not asked", and stays in what was keyed in. Whether there is another round is
 * no question on paper: it is answered by there being one.
 */
export function answersFrom(questionnaire: Questionnaire, sheets: readonly Sheet[], reading: Reading): Answers {
  const keyed = new Map(asAnswers(reading))
  const lastRound = (id: string) =>
    Math.max(
      0,
      ...sheets.filter((one) => one.section?.id === id && isWrittenOn(one, reading)).map(({ round }) => round),
    )
  for (const { id, repeat } of questionnaire.sections) {
    if (!repeat) continue
    const last = lastRound(id)
    for (let round = 0; round <= last; round++)
      keyed.set(keyOf({ question: anotherOf({ id }), round }), whetherAnother(round, last))
  }
  const asked = stepsFor(questionnaire, keyed).filter(({ asks }) => asks?.kind !== 'statement')
  const found = asked.map((step) => [keyOf(step), keyed.get(keyOf(step)) ?? empty] as const)
  const all = sheets.filter(({ section, round }) => section && round <= lastRound(section.id))
  const places = all.flatMap(({ questions, round }) =>
    questions.map(({ question }) => keyOf({ question: question.id, round })),
  )
  return new Map([...places.map((place) => [place, notAsked] as const), ...found])
}

const notAsked: Answer = { kind: 'not asked', value: null }

/** When every printed round is full, nobody asked whether there were more. */
function whetherAnother(round: number, last: number): Answer {
  if (round < last) return { kind: 'answered', value: 'yes' }
  return last + 1 === printedRounds ? notAsked : { kind: 'answered', value: 'no' }
}
