/**
 * A questionnaire in the order of its paper booklet: every question with its number, a repeated section so many times,
 * and in words when a question can be left out. The booklet prints it; the desk keys in by the same numbers. Pure.
 */
import { type Condition, type Question, type Questionnaire, type Section, spokenIn } from './questionnaire.ts'

/** How often a repeated section is printed; whoever has more writes them on the last page or asks for a second booklet. */
export const printedRounds = 4

export interface Printed {
  readonly section: Section
  readonly question: Question
  /** in a repeated section, from 0 */
  readonly round: number
  /** 1, 2, 3 …; statements have none */
  readonly number: number | null
  /** "Only if question 4 is “Yes”." */
  readonly only: string | null
  /** the same, of its section alone and of itself alone */
  readonly sectionOnly: string | null
  readonly ownOnly: string | null
}

export function printedOrder(questionnaire: Questionnaire, language: string): Printed[] {
  const numbers = new Map<string, number>()
  const questions = new Map(questionnaire.sections.flatMap(({ questions }) => questions).map((one) => [one.id, one]))
  const order: Printed[] = []
  let number = 0
  for (const section of questionnaire.sections)
    for (let round = 0; round < Math.min(section.repeat?.most ?? 1, printedRounds); round++)
      for (const question of section.questions) {
        const own = question.kind === 'statement' ? null : ++number
        const only = (...shows: readonly (Condition | undefined)[]) => {
          const said = shows.flatMap((one) => (one ? [conditionWords(one, questions, numbers, language)] : []))
          return said.length > 0 ? said.map((one) => `Only if ${one}.`).join(' ') : null
        }
        order.push({
          section,
          question,
          round,
          number: own,
          only: only(section.show, question.show),
          sectionOnly: only(section.show),
          ownOnly: only(question.show),
        })
        if (own) numbers.set(question.id, own)
      }
  return order
}

/**
 * A condition as somebody reads it on paper: "question 4 is “Yes”".
 *
 * @param numbers of questions, by name; a question without one is called by its name
 */
export function conditionWords(
  condition: Condition,
  questions: ReadonlyMap<string, Question>,
  numbers: ReadonlyMap<string, number>,
  language: string,
): string {
  const words = (one: Condition) => conditionWords(one, questions, numbers, language)
  if ('all' in condition) return condition.all.map(words).join(', and ')
  if ('any' in condition) return condition.any.map(words).join(', or ')
  const asked = (name: string) => `question ${numbers.get(name) ?? name}`
  const labels = (name: string, values: readonly string[]) => {
    const question = questions.get(name)
    const options = question && 'options' in question ? question.options : []
    return values
      .map((value) => `“${spokenIn(options.find((one) => one.value === value)?.label, language) || value}”`)
      .reduce((all, one, at, { length }) => (at === 0 ? one : `${all}${at === length - 1 ? ' or' : ','} ${one}`), '')
  }
  if ('not' in condition) {
    const { not } = condition
    if ('is' in not) return `${asked(not.question)} is not ${labels(not.question, not.is)}`
    if ('answered' in not) return words({ ...not, answered: !not.answered })
    return `it is not so that ${words(not)}`
  }
  if ('is' in condition) return `${asked(condition.question)} is ${labels(condition.question, condition.is)}`
  if ('answered' in condition)
    return condition.answered
      ? `you answered ${asked(condition.question)}`
      : `you left out ${asked(condition.question)}`
  const { atLeast, atMost } = condition
  const range = [atLeast === undefined ? null : `${atLeast} or more`, atMost === undefined ? null : `${atMost} or less`]
  return `your answer to ${asked(condition.question)} was ${range.filter(Boolean).join(' and ')}`
}
