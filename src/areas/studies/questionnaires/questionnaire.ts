/**
 * A questionnaire as it is written: plain JSON, the same for the web, the booklet and the desk. docs/questionnaires.md
 * tells it to whoever writes one. One question a page; no grid can be written down.
 */
import { z } from 'zod'
import { words } from '../../../kit/typed-words.ts'
import { type HouseWord, houseWordNames, isHouseWord, wrongHouseWords } from './house-words.ts'

const language = z
  .string()
  .regex(/^[a-z]{2,3}$/, 'A language is written with two or three small letters, like en or cy.')
/** The same words in each language. */
export const Words = z
  .record(language, words(2000, 'Write the words.'))
  .refine((all) => Object.keys(all).length > 0, 'Write the words.')
export type Words = z.infer<typeof Words>

/** In all parts together. A person answers one a page. */
export const mostQuestions = 1000

const id = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,25}$/,
    'A name has small letters, numbers and _ only, begins with a letter, and has 26 at most.',
  )
const value = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'A value has small letters, numbers, - and _ only, 40 at most.')

/** When something is asked. `is`: the answer is one of these, or, where several can be chosen, has one of them. */
export type Condition =
  | { readonly question: string; readonly is: readonly string[] }
  | { readonly question: string; readonly atLeast?: number | undefined; readonly atMost?: number | undefined }
  | { readonly question: string; readonly answered: boolean }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }

const number = z.number('Type a number.')
const whole = (least: number, most: number) => {
  const says = `Type a whole number from ${least} to ${most.toLocaleString('en-GB')}.`
  return z.number(says).int(says).min(least, says).max(most, says)
}
const twoOptions = 'Write two answers at least, one on each line.'
const mostOptions = 'Write 60 answers at most.'

export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ question: id, is: z.array(value).min(1).max(60) }),
      z.strictObject({ question: id, answered: z.boolean() }),
      z.strictObject({ question: id, atLeast: number.optional(), atMost: number.optional() }),
      z.strictObject({ all: z.array(Condition).min(1).max(20) }),
      z.strictObject({ any: z.array(Condition).min(1).max(20) }),
      z.strictObject({ not: Condition }),
    ],
    'This is no condition that can be checked. Look at its values.',
  ),
)

const Option = z.strictObject({
  value,
  label: Words,
  hint: Words.optional(),
  /** counts in a scale */
  score: number.optional(),
})
export type Option = z.infer<typeof Option>

/** Fixed bands of a number: the only ones in which it is ever shown. */
const Band = z.strictObject({ label: Words, from: number, to: number })

const asked = {
  id,
  ask: Words,
  hint: Words.optional(),
  show: Condition.optional(),
  /** "I don't know" is offered; yes unless told */
  dontKnow: z.boolean().default(true),
  /** "I would rather not say" is offered; yes unless told */
  ratherNot: z.boolean().default(true),
  /** the instrument it belongs to, whose licence is in instruments.ts */
  instrument: words(60, 'Name the instrument.').optional(),
}

export const Question = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('statement'), id, ask: Words, show: Condition.optional() }),
  z.strictObject({
    kind: z.literal('one'),
    ...asked,
    options: z.array(Option).min(2, twoOptions).max(60, mostOptions),
    /** the options stand in an order, from less to more */
    ordered: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('many'),
    ...asked,
    options: z.array(Option).min(1, 'Write one answer at least.').max(60, mostOptions),
  }),
  z.strictObject({
    kind: z.literal('number'),
    ...asked,
    from: number,
    to: number,
    whole: z.boolean().default(true),
    unit: Words.optional(),
    bands: z.array(Band).max(20, 'Write 20 bands at most.').default([]),
  }),
  /** around 2012, when she started school: a range of years and the words */
  z.strictObject({ kind: z.literal('when'), ...asked, earliest: whole(1000, 3000).default(1930) }),
  z.strictObject({ kind: z.literal('words'), ...asked, most: whole(1, 10_000).default(1000) }),
])
export type Question = z.infer<typeof Question>
export type Asked = Exclude<Question, { kind: 'statement' }>

export const Section = z.strictObject({
  id,
  title: Words,
  show: Condition.optional(),
  /** Asked again and again: a life history. Its questions are asked for each round, then whether there is another. */
  repeat: z.strictObject({ most: whole(1, 40), another: Words }).optional(),
  questions: z.array(Question).min(1).max(120, 'A part has 120 questions at most.'),
})
export type Section = z.infer<typeof Section>

/** What the house says round the questions, by language; the closed list of names is in house-words.ts. */
const HouseWords = z.partialRecord(
  z.enum(houseWordNames as [HouseWord, ...HouseWord[]]),
  words(600, 'Write the words.'),
)

export const Questionnaire = z
  .strictObject({
    title: Words,
    languages: z.array(language).min(1).max(12),
    intro: Words.optional(),
    thanks: Words.optional(),
    words: z.record(language, HouseWords).optional(),
    sections: z.array(Section).min(1).max(60, 'A questionnaire has 60 parts at most.'),
  })
  .superRefine((all, check) => {
    for (const { path, message } of faultsIn(all)) check.addIssue({ code: 'custom', path, message })
  })
export type Questionnaire = z.infer<typeof Questionnaire>

export const questionsOf = ({ sections }: Pick<Questionnaire, 'sections'>): Question[] =>
  sections.flatMap(({ questions }) => questions)

interface Fault {
  readonly path: (string | number)[]
  readonly message: string
}

/** What zod's shapes cannot see: names used twice, conditions that look ahead, words missing in a language. */
function faultsIn({
  sections,
  languages,
  title,
  words,
}: {
  sections: Section[]
  languages: string[]
  title: Words
  words?: Readonly<Record<string, Partial<Record<HouseWord, string>>>> | undefined
}): Fault[] {
  const faults: Fault[] = []
  for (const [language, said] of Object.entries(words ?? {}))
    for (const [name, text] of Object.entries(said)) {
      const message = isHouseWord(name) ? wrongHouseWords(name, text) : null
      if (message) faults.push({ path: ['words', language, name], message })
    }
  const many = sections.reduce((sum, { questions }) => sum + questions.length, 0)
  if (many > mostQuestions)
    faults.push({
      path: ['sections'],
      message: `There are ${many.toLocaleString('en-GB')} questions. A questionnaire has ${mostQuestions.toLocaleString('en-GB')} at most.`,
    })
  const before = new Map<string, Question>()
  const sectionIds = new Set<string>()
  const check = (condition: Condition | undefined, path: (string | number)[]) => {
    for (const name of namesIn(condition))
      if (!before.has(name))
        faults.push({ path, message: `“${name}” is not asked before this, so it cannot decide it.` })
  }
  const spoken = (some: Words | undefined, path: (string | number)[]) => {
    if (!some) return
    for (const one of languages) if (!some[one]) faults.push({ path, message: `The words in “${one}” are missing.` })
    for (const words of Object.values(some))
      for (const name of pipedIn(words))
        if (!before.has(name)) faults.push({ path, message: `“${name}” is not asked before it is repeated here.` })
  }
  spoken(title, ['title'])
  for (const [at, section] of sections.entries()) {
    const path = ['sections', at]
    if (sectionIds.has(section.id))
      faults.push({ path: [...path, 'id'], message: `Two sections are named “${section.id}”.` })
    sectionIds.add(section.id)
    check(section.show, [...path, 'show'])
    spoken(section.title, [...path, 'title'])
    spoken(section.repeat?.another, [...path, 'repeat', 'another'])
    for (const [n, question] of section.questions.entries()) {
      const here = [...path, 'questions', n]
      if (before.has(question.id))
        faults.push({ path: [...here, 'id'], message: `Two questions are named “${question.id}”.` })
      check(question.show, [...here, 'show'])
      spoken(question.ask, [...here, 'ask'])
      if ('options' in question) {
        const values = question.options.map((option) => option.value)
        if (new Set(values).size < values.length)
          faults.push({ path: [...here, 'options'], message: 'Two answers have the same value.' })
        for (const [o, option] of question.options.entries()) spoken(option.label, [...here, 'options', o, 'label'])
      }
      if (question.kind === 'number') {
        if (question.from > question.to)
          faults.push({ path: [...here, 'to'], message: 'The most must not be less than the least.' })
        const { bands } = question
        for (const [b, band] of bands.entries())
          if (band.from > band.to || (b > 0 && band.from <= bands[b - 1]!.to))
            faults.push({ path: [...here, 'bands', b], message: 'Bands go upwards and must not overlap.' })
      }
      before.set(question.id, question)
    }
  }
  return faults
}

/** Names of questions in a condition. */
export function namesIn(condition: Condition | undefined): string[] {
  if (!condition) return []
  if ('all' in condition) return condition.all.flatMap(namesIn)
  if ('any' in condition) return condition.any.flatMap(namesIn)
  if ('not' in condition) return namesIn(condition.not)
  return [condition.question]
}

/** Names of answers that stand in words as {name}. */
export const pipedIn = (text: string) => [...text.matchAll(/\{([a-z][a-z0-9_]*)\}/g)].map(([, name]) => name!)

/** Words in a language, or in the first that has them. */
export const spokenIn = (all: Words | undefined, language: string): string =>
  all?.[language] ?? Object.values(all ?? {})[0] ?? ''
