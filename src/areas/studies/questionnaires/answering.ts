/**
 * Going through a questionnaire: what is asked next, and what an answer means. Pure.
 * Answers keep apart: answered, don't know, rather not say, skipped, not asked, illegible (DOMAIN, research rules).
 */

import type { Typed } from '../../../kit/form.ts'
import { fuzzyDay } from '../../../kit/fuzzy-day.ts'
import { english, type House } from './house.ts'
import {
  type Asked,
  type Condition,
  pipedIn,
  type Question,
  type Questionnaire,
  type Section,
  spokenIn,
} from './questionnaire.ts'

export const answerKinds = ['answered', 'dont know', 'rather not say', 'skipped', 'not asked', 'illegible'] as const
export type AnswerKind = (typeof answerKinds)[number]

/** A moment as it is remembered: the words, and the years these can mean. */
export interface When {
  readonly words: string
  readonly from: number | null
  readonly to: number | null
}
export type AnswerValue = string | readonly string[] | number | When

export interface Answer {
  readonly kind: AnswerKind
  /** only where it is answered */
  readonly value: AnswerValue | null
}

/** A place in a questionnaire: a question, and in a repeated section which round, from 0. */
export interface Place {
  readonly question: string
  readonly round: number
}

/** Answers by place; outside repeated sections the round is 0. */
export type Answers = ReadonlyMap<string, Answer>
export const keyOf = ({ question, round }: Place) => `${question} ${round}`

/** Asked after each round of a repeated section. */
export const anotherOf = (section: Pick<Section, 'id'>) => `another_${section.id}`

const answered = (answers: Answers, question: string, round: number) =>
  answers.get(keyOf({ question, round })) ?? answers.get(keyOf({ question, round: 0 }))

/** Whether a condition holds. What was not answered is neither this nor that, so only "not" and "answered: no" hold for it. */
export function holds(condition: Condition | undefined, answers: Answers, round = 0): boolean {
  if (!condition) return true
  if ('all' in condition) return condition.all.every((one) => holds(one, answers, round))
  if ('any' in condition) return condition.any.some((one) => holds(one, answers, round))
  if ('not' in condition) return !holds(condition.not, answers, round)
  const found = answered(answers, condition.question, round)
  const value = found?.kind === 'answered' ? found.value : null
  if ('answered' in condition) return (value !== null) === condition.answered
  if (value === null) return false
  if ('is' in condition)
    return Array.isArray(value) ? value.some((one) => condition.is.includes(one)) : condition.is.includes(String(value))
  const number = typeof value === 'number' ? value : Number.NaN
  return (
    number >= (condition.atLeast ?? Number.NEGATIVE_INFINITY) &&
    number <= (condition.atMost ?? Number.POSITIVE_INFINITY)
  )
}

export interface Step extends Place {
  readonly section: Section
  /** null: the question whether there is another round */
  readonly asks: Question | null
}

/**
 * Everything that is asked of somebody with these answers so far, in order. What they skipped is still asked. An answer to
 * what is not asked any more decides nothing.
 */
export function stepsFor({ sections }: Questionnaire, answers: Answers): Step[] {
  const steps: Step[] = []
  const asked = new Map<string, Answer>()
  const ask = (step: Step) => {
    steps.push(step)
    const found = answers.get(keyOf(step))
    if (found) asked.set(keyOf(step), found)
  }
  for (const section of sections) {
    if (!holds(section.show, asked)) continue
    for (let round = 0; round < (section.repeat?.most ?? 1); round++) {
      for (const asks of section.questions)
        if (holds(asks.show, asked, round)) ask({ section, asks, question: asks.id, round })
      if (!section.repeat || round + 1 >= section.repeat.most) break
      const question = anotherOf(section)
      ask({ section, asks: null, question, round })
      if (answers.get(keyOf({ question, round }))?.value !== 'yes') break
    }
  }
  return steps
}

/** The first step that has no answer yet; null when all is answered. */
export const nextStep = (questionnaire: Questionnaire, answers: Answers): Step | null =>
  stepsFor(questionnaire, answers).find((step) => step.asks?.kind !== 'statement' && !answers.has(keyOf(step))) ?? null

/** The step after a place, also when that place is a statement; null at the end. */
export function stepAfter(questionnaire: Questionnaire, answers: Answers, place: Place): Step | null {
  const steps = stepsFor(questionnaire, answers)
  return steps[steps.findIndex((step) => keyOf(step) === keyOf(place)) + 1] ?? null
}
export function stepBefore(questionnaire: Questionnaire, answers: Answers, place: Place): Step | null {
  const steps = stepsFor(questionnaire, answers)
  return steps[steps.findIndex((step) => keyOf(step) === keyOf(place)) - 1] ?? null
}

/** Answers that are not asked any more, because an earlier answer was changed: kept as "not asked" for the analysis. */
export function noLongerAsked(questionnaire: Questionnaire, answers: Answers): string[] {
  const asked = new Set(stepsFor(questionnaire, answers).map(keyOf))
  return [...answers.keys()].filter((key) => !asked.has(key))
}

/** Words with the answers that they repeat: {who} becomes the label of the answer, or "…" when there is none. */
export function piped(
  text: string,
  questionnaire: Questionnaire,
  answers: Answers,
  language: string,
  round = 0,
): string {
  const names = new Set(pipedIn(text))
  if (names.size === 0) return text
  const questions = new Map(questionnaire.sections.flatMap(({ questions }) => questions).map((one) => [one.id, one]))
  return text.replace(/\{([a-z][a-z0-9_]*)\}/g, (_, name: string) => {
    const found = answered(answers, name, round)
    const question = questions.get(name)
    return found?.kind === 'answered' && question ? labelOf(question, found.value!, language) : '…'
  })
}

/** An answer in words. */
export function labelOf(question: Question, value: AnswerValue, language: string): string {
  const option = (one: string) =>
    'options' in question
      ? spokenIn(question.options.find((option) => option.value === one)?.label, language) || one
      : one
  if (typeof value === 'string') return option(value)
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return new Intl.ListFormat(language === 'en' ? 'en-GB' : language).format(value.map(option))
  return (value as When).words
}

export const dontKnow = 'dont-know'
export const ratherNot = 'rather-not-say'

/** What is wrong with an answer, for the one who gave it. */
export type Unread = { readonly wrong: string }

/**
 * What somebody sent for one question. The field is named `answer`; "I don't know" and "I would rather not say" come as
 * `instead`. Nothing at all is "skipped": nobody has to answer.
 *
 * @param house says what is wrong; in English unless told
 */
export function readAnswer(question: Asked, typed: Typed, today: Date, house: House = english): Answer | Unread {
  const instead = [typed.instead].flat()[0]
  if (instead === dontKnow && question.dontKnow) return { kind: 'dont know', value: null }
  if (instead === ratherNot && question.ratherNot) return { kind: 'rather not say', value: null }
  const texts = [typed['answer[]'] ?? typed.answer ?? []].flat().map((one) => one.trim())
  const given = texts.filter((one) => one !== '')
  if (given.length === 0) return { kind: 'skipped', value: null }
  const first = given[0]!
  const known = (one: string) => 'options' in question && question.options.some((option) => option.value === one)
  switch (question.kind) {
    case 'one':
      if (first === dontKnow && question.dontKnow) return { kind: 'dont know', value: null }
      if (first === ratherNot && question.ratherNot) return { kind: 'rather not say', value: null }
      return known(first) ? { kind: 'answered', value: first } : { wrong: house('chooseFromList') }
    case 'many': {
      if (given.includes(ratherNot) && question.ratherNot) return { kind: 'rather not say', value: null }
      if (given.includes(dontKnow) && question.dontKnow) return { kind: 'dont know', value: null }
      return given.every(known) ? { kind: 'answered', value: [...new Set(given)] } : { wrong: house('chooseFromList') }
    }
    case 'number': {
      const number = Number(first.replaceAll(',', '').replace(/\s/g, ''))
      if (!/^-?[\d,\s]*\.?\d+$/.test(first) || !Number.isFinite(number)) return { wrong: house('typeNumber') }
      if (question.whole && !Number.isInteger(number)) return { wrong: house('typeWholeNumber') }
      if (number < question.from || number > question.to)
        return { wrong: house('numberFromTo', { least: String(question.from), most: String(question.to) }) }
      return { kind: 'answered', value: number }
    }
    case 'when': {
      const read = fuzzyDay(first, today)
      const from = read ? Number(read.from.slice(0, 4)) : null
      const to = read ? Number(read.to.slice(0, 4)) : null
      if (from !== null && (to! < question.earliest || from > today.getUTCFullYear()))
        return { wrong: house('timeFrom', { year: String(question.earliest) }) }
      return first.length > 200 ? { wrong: house('fewWords') } : { kind: 'answered', value: { words: first, from, to } }
    }
    case 'words':
      return first.length > question.most
        ? { wrong: house('tooLong', { most: question.most }) }
        : { kind: 'answered', value: given.join('\n') }
  }
}
