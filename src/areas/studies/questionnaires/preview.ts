/**
 * A way through a questionnaire with made-up answers, kept nowhere: they travel in the form itself. Pure.
 */
import { z } from 'zod'
import type { Typed } from '../../../kit/form.ts'
import { seeded } from '../statistics/seeded.ts'
import {
  type Answer,
  type Answers,
  type AnswerValue,
  keyOf,
  labelOf,
  piped,
  readAnswer,
  type Step,
  stepsFor,
} from './answering.ts'
import { type Asked, type Question, type Questionnaire, spokenIn } from './questionnaire.ts'

/** A step that asks something; what is only read stands above the next one, as participants see it. */
export interface Stop extends Step {
  readonly asks: Asked | null
  readonly before: readonly Question[]
}

export function stopsOf(all: Questionnaire, answers: Answers): Stop[] {
  const stops: Stop[] = []
  let before: Question[] = []
  for (const step of stepsFor(all, answers))
    if (step.asks?.kind === 'statement') before.push(step.asks)
    else {
      stops.push({ ...step, asks: step.asks, before })
      before = []
    }
  return stops
}

const Value = z.union([
  z.string().max(10_000),
  z.number(),
  z.array(z.string().max(60)).max(60),
  z.strictObject({ words: z.string().max(200), from: z.number().nullable(), to: z.number().nullable() }),
])
const SoFar = z
  .array(
    z.tuple([
      z.string().max(60),
      z.strictObject({
        kind: z.enum(['answered', 'dont know', 'rather not say', 'skipped']),
        value: Value.nullable(),
      }),
    ]),
  )
  .max(2000)

/** What travelled in the form; anything else is nothing yet. */
export function soFarIn(text: string): Answers {
  try {
    const read = SoFar.safeParse(JSON.parse(text))
    return new Map(read.success ? (read.data as [string, Answer][]) : [])
  } catch {
    return new Map()
  }
}
export const soFarText = (answers: Answers) => JSON.stringify([...answers])

/** Answers to what is asked still: what an earlier answer closed is forgotten. */
export function kept(all: Questionnaire, answers: Answers): Answers {
  const asked = new Set(stepsFor(all, answers).map(keyOf))
  return new Map([...answers].filter(([key]) => asked.has(key)))
}

/** One stop answered. @returns what is wrong, or all answers with it */
export function answeredAt(
  stop: Stop,
  typed: Typed,
  answers: Answers,
  today: Date,
): Answers | { readonly wrong: string } {
  const said = String([typed.answer ?? ''].flat()[0] ?? '')
  const answer: Answer | { wrong: string } = stop.asks
    ? readAnswer(stop.asks, typed, today)
    : { kind: 'answered', value: said === 'yes' ? 'yes' : 'no' }
  return 'wrong' in answer ? answer : new Map([...answers, [keyOf(stop), answer]])
}

export interface Walked {
  readonly section: string
  readonly ask: string
  readonly said: string
}

const insteadWords: Partial<Record<Answer['kind'], string>> = {
  'dont know': 'I don’t know',
  'rather not say': 'I would rather not say',
  skipped: 'Left out',
}

/** A made-up person's way, the same for the same number. */
export function madeUpWay(all: Questionnaire, language: string, number: number, today: Date): Walked[] {
  const random = seeded(number)
  const one = <Of>(list: readonly Of[]) => list[Math.floor(random() * list.length)]!
  let answers: Answers = new Map()
  const walked: Walked[] = []
  for (let turn = 0; turn < 600; turn++) {
    const stop = stopsOf(all, answers).find((one) => !answers.has(keyOf(one)))
    if (!stop) break
    const answer: Answer = stop.asks ? madeUp(stop.asks) : { kind: 'answered', value: random() < 0.4 ? 'yes' : 'no' }
    answers = new Map([...answers, [keyOf(stop), answer]])
    const say = (words: Parameters<typeof spokenIn>[0]) =>
      piped(spokenIn(words, language), all, answers, language, stop.round)
    const label = () =>
      stop.asks ? labelOf(stop.asks, answer.value!, language) : answer.value === 'yes' ? 'Yes' : 'No'
    walked.push({
      section: `${say(stop.section.title)}${stop.round > 0 ? ` (${stop.round + 1})` : ''}`,
      ask: say(stop.asks ? stop.asks.ask : stop.section.repeat!.another),
      said: insteadWords[answer.kind] ?? label(),
    })
  }
  return walked

  function madeUp(question: Asked): Answer {
    const chance = random()
    if (chance < 0.04 && question.dontKnow) return { kind: 'dont know', value: null }
    if (chance < 0.07 && question.ratherNot) return { kind: 'rather not say', value: null }
    if (chance < 0.09) return { kind: 'skipped', value: null }
    return { kind: 'answered', value: valueFor(question) }
  }
  function valueFor(question: Asked): AnswerValue {
    switch (question.kind) {
      case 'one':
        return one(question.options).value
      case 'many': {
        const some = question.options.filter(() => random() < 0.35).map(({ value }) => value)
        return some.length > 0 ? some : [one(question.options).value]
      }
      case 'number': {
        const most = question.bands.at(-1)?.to ?? question.to
        const number = question.from + random() * (Math.min(most, question.to) - question.from)
        return question.whole ? Math.round(number) : Math.round(number * 10) / 10
      }
      case 'when': {
        const year = today.getUTCFullYear() - Math.floor(random() * 15)
        return { words: `around ${year}`, from: year, to: year }
      }
      case 'words':
        return 'Some made-up words.'
    }
  }
}
