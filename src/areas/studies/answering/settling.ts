/** What becomes of answers when an earlier one is changed, and when they are sent. Pure. */
import {
  type Answer,
  type AnswerKind,
  type Answers,
  type AnswerValue,
  keyOf,
  type Place,
  type Step,
  stepsFor,
} from '../questionnaires/answering.ts'
import type { Questionnaire } from '../questionnaires/questionnaire.ts'

/** An answer as it is stored. `aside`: what was said to a question that is not asked now, in case it is again. */
export interface Row extends Place {
  readonly kind: AnswerKind
  readonly value: AnswerValue | null
  readonly aside: Answer | null
}
export type Rows = ReadonlyMap<string, Row>

/** The answers to what is asked now. */
export const liveIn = (rows: Rows): Answers =>
  new Map(
    [...rows].filter(([, { kind }]) => kind !== 'not asked').map(([key, { kind, value }]) => [key, { kind, value }]),
  )

/** All that was ever said: it decides what is asked, so that an answer changed back finds all that followed from it. */
const saidIn = (rows: Rows): Answers =>
  new Map(
    [...rows].flatMap(([key, { kind, value, aside }]) =>
      aside ? [[key, aside] as const] : kind === 'not asked' ? [] : [[key, { kind, value }] as const],
    ),
  )

/** Steps by the rows they follow from: one page asks for them several times. Rows are never changed, only made anew. */
const known = new WeakMap<Rows, readonly Step[]>()

/** The steps of somebody with these rows: statements too. */
export function stepsOf(questionnaire: Questionnaire, rows: Rows): readonly Step[] {
  const steps = known.get(rows) ?? stepsFor(questionnaire, saidIn(rows))
  known.set(rows, steps)
  return steps
}

export interface Change {
  readonly rows: Rows
  /** keys of answers that are put aside, because nothing leads to them any more */
  readonly hidden: readonly string[]
  /** keys of those that something leads to again */
  readonly shown: readonly string[]
  /** the first step that only this answer led to, and that has no answer yet */
  readonly opened: Step | null
}

/** What one answer changes beside itself. */
export function changeBy(questionnaire: Questionnaire, rows: Rows, place: Place, answer: Answer): Change {
  const before = new Set(stepsOf(questionnaire, rows).map(keyOf))
  const here = keyOf(place)
  const next = new Map(rows)
  next.set(here, { question: place.question, round: place.round, ...answer, aside: null })
  const steps = stepsOf(questionnaire, next)
  const asked = new Set(steps.map(keyOf))
  const [hidden, shown]: [string[], string[]] = [[], []]
  for (const [key, row] of rows) {
    if (key === here) continue
    if (row.kind !== 'not asked' && !asked.has(key)) {
      hidden.push(key)
      next.set(key, { ...row, kind: 'not asked', value: null, aside: { kind: row.kind, value: row.value } })
    } else if (row.aside && asked.has(key)) {
      shown.push(key)
      next.set(key, { ...row, ...row.aside, aside: null })
    }
  }
  const opened = steps.find(
    (step) => step.asks?.kind !== 'statement' && !before.has(keyOf(step)) && !rows.get(keyOf(step))?.aside,
  )
  return { rows: next, hidden, shown, opened: opened ?? null }
}

/**
 * What has no answer when all is sent: asked and left out, or not asked of this person.
 * Of a repeated section, rounds that nobody reached are not there at all.
 */
export function leftOpen(questionnaire: Questionnaire, rows: Rows): { skipped: Place[]; notAsked: Place[] } {
  const steps = stepsOf(questionnaire, rows).filter(({ asks }) => asks?.kind !== 'statement')
  const asked = new Set(steps.map(keyOf))
  const skipped = steps.filter((step) => (rows.get(keyOf(step))?.kind ?? 'not asked') === 'not asked')
  const notAsked: Place[] = []
  for (const section of questionnaire.sections) {
    const rounds = Math.max(1, ...steps.filter((step) => step.section === section).map(({ round }) => round + 1))
    for (let round = 0; round < rounds; round++)
      for (const { kind, id: question } of section.questions)
        if (kind !== 'statement' && !asked.has(keyOf({ question, round }))) notAsked.push({ question, round })
  }
  return { skipped: skipped.map(({ question, round }) => ({ question, round })), notAsked }
}
