/** What can be analysed: each question as a variable with fixed bands, from the questionnaire alone. Pure. */
import type { Answer, AnswerValue, When } from '../questionnaires/answering.ts'
import { type Question, type Questionnaire, questionsOf, spokenIn } from '../questionnaires/questionnaire.ts'
import { questionOf } from './released.ts'

export interface Variable {
  readonly name: string
  readonly label: string
  readonly kind: 'nominal' | 'ordered' | 'number'
  readonly bands: readonly { readonly value: string; readonly label: string }[]
  /** the band an answer is in, from 0; null when it is in none */
  readonly bandOf: (value: AnswerValue) => number | null
  /** for ranks and regressions: a number as it was answered; an ordered answer's place */
  readonly numberOf: (value: AnswerValue) => number | null
}

/** What a participant is, beside what they answered: how they came and answered. Analysed like a question. */
export const arms = ['letters', 'places', 'members'] as const
export const modes = ['web', 'paper', 'phone'] as const

const chosen = (name: string, label: string, values: readonly string[], labels: readonly string[]): Variable => {
  const bands = values.map((value, at) => ({ value, label: labels[at]! }))
  const at = (value: AnswerValue) => {
    const found = values.indexOf(String(value))
    return found < 0 ? null : found
  }
  return { name, label, kind: 'nominal', bands, bandOf: at, numberOf: at }
}

export const about: readonly Variable[] = [
  chosen('arm', 'How they came to the study', arms, ['By letter', 'From a place', 'As members']),
  chosen('mode', 'How they answered', modes, ['Online', 'On paper', 'By phone']),
]

/**
 * Every variable of a questionnaire, in the order of its questions. A question with several answers is one variable for
 * each, yes or no. Words are none, for they cannot be counted; nor is what is asked again and again (see spells).
 */
export function variablesOf(questionnaire: Questionnaire, language = questionnaire.languages[0] ?? 'en'): Variable[] {
  const repeated = new Set(
    questionnaire.sections.flatMap(({ repeat, questions }) => (repeat ? questions : [])).map(({ id }) => id),
  )
  return [
    ...about,
    ...questionsOf(questionnaire)
      .filter(({ id }) => !repeated.has(id))
      .flatMap((one) => variablesOfOne(one, language)),
  ]
}

function variablesOfOne(question: Question, language: string): Variable[] {
  const label = spokenIn(question.ask, language)
  const name = question.id
  switch (question.kind) {
    case 'one': {
      const bands = question.options.map((option) => ({ value: option.value, label: spokenIn(option.label, language) }))
      const at = (value: AnswerValue) => {
        const found = question.options.findIndex((option) => option.value === value)
        return found < 0 ? null : found
      }
      const numberOf = (value: AnswerValue) => {
        const found = at(value)
        return found === null ? null : (question.options[found]!.score ?? found + 1)
      }
      return [{ name, label, kind: question.ordered ? 'ordered' : 'nominal', bands, bandOf: at, numberOf }]
    }
    case 'many':
      return question.options.map((option) => {
        const has = (value: AnswerValue) => (Array.isArray(value) && value.includes(option.value) ? 1 : 0)
        return {
          name: `${name}__${option.value.replaceAll('-', '_')}`,
          label: `${label} ${spokenIn(option.label, language)}`,
          kind: 'nominal' as const,
          bands: [
            { value: 'no', label: 'No' },
            { value: 'yes', label: 'Yes' },
          ],
          bandOf: has,
          numberOf: has,
        }
      })
    case 'number': {
      const bands = question.bands.map((band) => ({
        value: `${band.from}-${band.to}`,
        label: spokenIn(band.label, language),
      }))
      const numberOf = (value: AnswerValue) => (typeof value === 'number' ? value : null)
      const bandOf = (value: AnswerValue) => {
        const number = numberOf(value)
        const found = question.bands.findIndex((band) => number !== null && number >= band.from && number <= band.to)
        return found < 0 ? null : found
      }
      return [{ name, label, kind: 'number', bands, bandOf, numberOf }]
    }
    case 'when': {
      // The middle of the years that the words can mean; shown in bands of five years.
      const numberOf = (value: AnswerValue) => {
        const { from, to } = value as When
        return from === null || to === null ? null : (from + to) / 2
      }
      const first = Math.floor(question.earliest / 5) * 5
      const bands = Array.from({ length: 30 }, (_, at) => first + at * 5).map((year) => ({
        value: String(year),
        label: `${year} to ${year + 4}`,
      }))
      const bandOf = (value: AnswerValue) => {
        const year = numberOf(value)
        const found = year === null ? -1 : Math.floor((year - first) / 5)
        return found < 0 || found >= bands.length ? null : found
      }
      return [{ name, label, kind: 'number', bands, bandOf, numberOf }]
    }
    default:
      return []
  }
}

/** A participant's answers by variable; what was not answered keeps its kind. */
export type Row = ReadonlyMap<string, Answer>

/** The answer to the question behind a variable. */
export const answerFor = (row: Row, { name }: Pick<Variable, 'name'>): Answer =>
  row.get(questionOf(name)) ?? { kind: 'not asked', value: null }

export const bandIn = (row: Row, variable: Variable): number | null => {
  const { kind, value } = answerFor(row, variable)
  return kind === 'answered' ? variable.bandOf(value!) : null
}

export const numberIn = (row: Row, variable: Variable): number | null => {
  const { kind, value } = answerFor(row, variable)
  return kind === 'answered' ? variable.numberOf(value!) : null
}

/** The band of each row; without an answer it is the last, so that every table is about the same people. */
export function bandsOf(rows: readonly Row[], variable: Variable): number[] {
  const none = variable.bands.length
  const question = questionOf(variable.name)
  return rows.map((row) => {
    const answer = row.get(question)
    return answer?.kind === 'answered' ? (variable.bandOf(answer.value!) ?? none) : none
  })
}

/** What kind of answer each row has. */
export function kindsOf(rows: readonly Row[], variable: Variable): Answer['kind'][] {
  const question = questionOf(variable.name)
  return rows.map((row) => row.get(question)?.kind ?? 'not asked')
}

/** Exact counts of one or two variables, and for each cell the sum of the keys of those in it (see people.ts). */
export function countedIn(
  first: readonly number[],
  size: number,
  second: { readonly bands: readonly number[]; readonly size: number } | null,
  keys: readonly number[],
): { counts: number[][]; keys: number[][] } {
  const empty = () => Array.from({ length: size }, () => new Array<number>(second?.size ?? 1).fill(0))
  const [counts, sums] = [empty(), empty()]
  for (const [at, i] of first.entries()) {
    const j = second ? second.bands[at]! : 0
    counts[i]![j]!++
    sums[i]![j] = (sums[i]![j]! + keys[at]!) % 2 ** 32
  }
  return { counts, keys: sums }
}

/**
 * Exact counts of one or two variables over some rows. The last row and the last column are those without an answer,
 * so that every table of a freeze is about the same people: what is released of one can then be held against another.
 */
export function countsOf(rows: readonly Row[], [first, second]: readonly Variable[]): number[][] {
  const size = (one: Variable) => one.bands.length + 1
  const other = second ? { bands: bandsOf(rows, second), size: size(second) } : null
  return countedIn(bandsOf(rows, first!), size(first!), other, new Array(rows.length).fill(0)).counts
}

/** The part of a table that is about those who answered both. */
export const answeredPart = (counts: readonly (readonly number[])[]) =>
  counts.slice(0, -1).map((row) => (row.length > 1 ? row.slice(0, -1) : row))
