/** Scores of instruments as variables: the sum of the items, in the instrument's own bands. Pure. */
import type { Answer, AnswerValue } from '../questionnaires/answering.ts'
import { instruments } from '../questionnaires/instruments.ts'
import { type Questionnaire, questionsOf } from '../questionnaires/questionnaire.ts'
import type { Row, Variable } from './variables.ts'

interface ScoreVariable extends Variable {
  /** ids of its questions */
  readonly items: readonly string[]
}

const nameOf = (instrument: string) => `score_${instrument.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`

/** One variable for each instrument that is asked in full. */
export function scoreVariables(questionnaire: Questionnaire): ScoreVariable[] {
  return instruments.flatMap(({ name, items, bands }) => {
    const asked = questionsOf(questionnaire).filter((one) => 'instrument' in one && one.instrument === name)
    if (asked.length !== items || bands.length === 0) return []
    const numberOf = (value: AnswerValue) => (typeof value === 'number' ? value : null)
    const bandOf = (value: AnswerValue) => {
      const found = bands.findIndex(({ from, to }) => Number(value) >= from && Number(value) <= to)
      return found < 0 ? null : found
    }
    return [
      {
        name: nameOf(name),
        label: `${name}, the whole score`,
        kind: 'number' as const,
        bands: bands.map(({ label, from, to }) => ({ value: `${from}-${to}`, label })),
        bandOf,
        numberOf,
        items: asked.map(({ id }) => id),
      },
    ]
  })
}

/** The scores of one person. Half a scale is no score. */
export function scoresIn(questionnaire: Questionnaire, row: Row): [string, Answer][] {
  return scoreVariables(questionnaire).flatMap(({ name, items }): [string, Answer][] => {
    let total = 0
    for (const question of questionsOf(questionnaire).filter(({ id }) => items.includes(id))) {
      const answer = row.get(question.id)
      const option = 'options' in question && question.options.find(({ value }) => value === answer?.value)
      if (!option || option.score === undefined) return []
      total += option.score
    }
    return [[name, { kind: 'answered', value: total }]]
  })
}
