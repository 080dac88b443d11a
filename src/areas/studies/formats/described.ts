/** Each variable of a questionnaire with all that a codebook says of it. Pure. */
import { variablesOf } from '../analysis/variables.ts'
import { conditionWords } from '../questionnaires/printed-order.ts'
import {
  type Question,
  type Questionnaire,
  questionsOf,
  type Section,
  spokenIn,
} from '../questionnaires/questionnaire.ts'

/** Why there is no answer: never mixed up, and never a value (DOMAIN, research rules). */
export const missingKinds = [
  ['dont-know', 'I don’t know'],
  ['rather-not-say', 'I would rather not say'],
  ['skipped', 'Left out'],
  ['not-asked', 'Not asked of this person'],
  ['illegible', 'Could not be read'],
] as const

export interface DescribedValue {
  readonly value: string
  readonly label: (language: string) => string
  readonly score: number | null
}

export interface Described {
  /** as released tables call it */
  readonly name: string
  /** null: not asked, but what a participant is: how they came and answered */
  readonly question: Exclude<Question, { kind: 'statement' }> | null
  readonly section: Section | null
  readonly label: (language: string) => string
  readonly kind: 'nominal' | 'ordered' | 'number' | 'words'
  /** its bands, where it has any */
  readonly values: readonly DescribedValue[]
  /** of whom it is asked, in words; null: of everybody */
  readonly askedOf: string | null
}

/** Every variable, those of repeated sections and of own words too, in the order of the questions. */
export function describedIn(all: Questionnaire): Described[] {
  const once: Questionnaire = { ...all, sections: all.sections.map(({ repeat: _, ...section }) => section) }
  const inLanguage = new Map(all.languages.map((language) => [language, variablesOf(once, language)]))
  const [first] = inLanguage.values()
  const questions = new Map(questionsOf(all).map((one) => [one.id, one]))
  const made: Described[] = []
  const add = (name: string, question: Described['question'], section: Section | null) => {
    const at = first!.findIndex((one) => one.name === name)
    const variable = first![at]
    const other = (language: string) => inLanguage.get(language)?.[at] ?? variable
    made.push({
      name,
      question,
      section,
      label: (language) => other(language)?.label ?? spokenIn(question?.ask, language),
      kind: variable?.kind ?? 'words',
      // Years come in bands of five without end; what can be typed says more.
      values:
        question?.kind === 'when'
          ? []
          : (variable?.bands ?? []).map(({ value }, band) => ({
              value,
              label: (language) => other(language)?.bands[band]?.label ?? value,
              score: question?.kind === 'one' ? (question.options[band]?.score ?? null) : null,
            })),
      askedOf: section && question ? askedOf(section, question, questions, all.languages[0]!) : null,
    })
  }
  for (const { name } of first!) if (!questions.has(name.split('__')[0]!)) add(name, null, null)
  for (const section of all.sections)
    for (const question of section.questions) {
      if (question.kind === 'statement') continue
      const own = first!.filter(({ name }) => name === question.id || name.startsWith(`${question.id}__`))
      if (own.length === 0) add(question.id, question, section)
      for (const { name } of own) add(name, question, section)
    }
  return made
}

function askedOf(
  section: Section,
  question: Question,
  questions: ReadonlyMap<string, Question>,
  language: string,
): string | null {
  const said = [section.show, question.show]
    .filter((one) => one !== undefined)
    .map((one) => conditionWords(one, questions, new Map(), language))
  return said.length > 0 ? `Asked only if ${said.join(', and ')}.` : null
}
