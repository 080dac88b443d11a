/**
 * A questionnaire in the order of its paper booklet: every question with its number, a repeated section so many times,
 * and in words when a question can be left out. The booklet prints it; the desk keys in by the same numbers. Pure.
 */
import { english, type House, localeOf } from './house.ts'
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

/** @param house says who is asked; in English unless told, as the desk and the pages for researchers do */
export function printedOrder(questionnaire: Questionnaire, language: string, house: House = english): Printed[] {
  const numbers = new Map<string, number>()
  const questions = new Map(questionnaire.sections.flatMap(({ questions }) => questions).map((one) => [one.id, one]))
  const order: Printed[] = []
  let number = 0
  for (const section of questionnaire.sections)
    for (let round = 0; round < Math.min(section.repeat?.most ?? 1, printedRounds); round++)
      for (const question of section.questions) {
        const own = question.kind === 'statement' ? null : ++number
        const only = (...shows: readonly (Condition | undefined)[]) => {
          const said = shows.flatMap((one) => (one ? [conditionWords(one, questions, numbers, language, house)] : []))
          return said.length > 0 ? said.map((so) => house.plain('paperOnlyIf', { so })).join(' ') : null
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
  house: House = english,
): string {
  const say = house.plain
  const words = (one: Condition) => conditionWords(one, questions, numbers, language, house)
  if ('all' in condition) return condition.all.map(words).reduce((one, other) => say('paperAnd', { one, other }))
  if ('any' in condition) return condition.any.map(words).reduce((one, other) => say('paperOr', { one, other }))
  const number = (name: string) => String(numbers.get(name) ?? name)
  const answers = (name: string, values: readonly string[]) => {
    const question = questions.get(name)
    const options = question && 'options' in question ? question.options : []
    const labels = values.map((value) => spokenIn(options.find((one) => one.value === value)?.label, language) || value)
    return anyOf(house.language).format(labels.map((answer) => say('paperAnswer', { answer })))
  }
  if ('not' in condition) {
    const { not } = condition
    if ('is' in not) return say('paperIsNot', { number: number(not.question), answers: answers(not.question, not.is) })
    if ('answered' in not) return words({ ...not, answered: !not.answered })
    return say('paperNotSo', { so: words(not) })
  }
  const asked = { number: number(condition.question) }
  if ('is' in condition) return say('paperIs', { ...asked, answers: answers(condition.question, condition.is) })
  if ('answered' in condition) return say(condition.answered ? 'paperAnswered' : 'paperLeftOut', asked)
  const [least, most] = [String(condition.atLeast), String(condition.atMost)]
  if (condition.atLeast === undefined) return say('paperWas', { ...asked, range: say('paperAtMost', { most }) })
  if (condition.atMost === undefined) return say('paperWas', { ...asked, range: say('paperAtLeast', { least }) })
  return say('paperWas', { ...asked, range: say('paperBetween', { least, most }) })
}

/** “Yes”, “No” or “Not sure” */
const anyOf = (language: string) => new Intl.ListFormat(localeOf(language), { type: 'disjunction' })
