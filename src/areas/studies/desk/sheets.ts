/**
 * A booklet as it is keyed in: its front page with the boxes, then a sheet for each section, and in a section that is
 * asked again and again a sheet for each round. Pure.
 */
import { type Answer, type Answers, holds, keyOf } from '../questionnaires/answering.ts'
import { printedOrder, printedRounds } from '../questionnaires/printed-order.ts'
import type { Asked, Questionnaire, Section } from '../questionnaires/questionnaire.ts'

/** A question as it stands on a sheet. */
export interface OnSheet {
  readonly question: Asked
  /** its number in the booklet; null on a sheet that somebody added */
  readonly number: number | null
  readonly only: string | null
}

export interface Sheet {
  /** as in its address: `front-page`, `care`, `history-2` */
  readonly name: string
  /** null: the front page */
  readonly section: Section | null
  /** from 0 */
  readonly round: number
  readonly questions: readonly OnSheet[]
}

export const frontPage = 'front-page'

/** Every sheet there can be, in order. Rounds beyond those that are printed come on paper of the reader's own. */
export function sheetsOf(questionnaire: Questionnaire, language: string): Sheet[] {
  const order = printedOrder(questionnaire, language)
  const sheets: Sheet[] = [{ name: frontPage, section: null, round: 0, questions: [] }]
  for (const section of questionnaire.sections)
    for (let round = 0; round < (section.repeat?.most ?? 1); round++) {
      const printed = order.filter((one) => one.section === section && one.round === Math.min(round, printedRounds - 1))
      const questions = printed.flatMap(({ question, number, only }) =>
        question.kind === 'statement' ? [] : [{ question, number: round < printedRounds ? number : null, only }],
      )
      const name = section.repeat && round > 0 ? `${section.id}-${round + 1}` : section.id
      if (questions.length) sheets.push({ name, section, round, questions })
    }
  return sheets
}

/** A reading of a booklet: what is keyed in so far, by place. A place that nobody wrote at has none. */
export type Reading = Readonly<Record<string, Answer>>

export const asAnswers = (reading: Reading): Answers => new Map(Object.entries(reading))

/** Whether anything is written on a sheet. What was looked at and is empty is nothing. */
export const isWrittenOn = (sheet: Sheet, reading: Reading): boolean =>
  sheet.questions.some(({ question }) => {
    const found = reading[keyOf({ question: question.id, round: sheet.round })]
    return found !== undefined && found.kind !== 'skipped'
  })

/**
 * The sheets that are to be keyed in, as far as is known: another round only after one with something on it.
 *
 * @param keyed names of the sheets that are saved
 */
export const sheetsToKey = (sheets: readonly Sheet[], reading: Reading, keyed: readonly string[]): Sheet[] =>
  sheets.filter(({ round }, at) => {
    const before = sheets[at - 1]!
    return round === 0 || (keyed.includes(before.name) && isWrittenOn(before, reading))
  })

/** Whether a question should be answered, by what is keyed in. Whoever left a page out writes nothing there. */
export const isOnRoute = ({ section, round }: Sheet, question: Asked, reading: Reading): boolean => {
  const answers = asAnswers(reading)
  return holds(section?.show, answers) && holds(question.show, answers, round)
}
