/**
 * A way through a questionnaire with made-up answers, kept nowhere: they travel in the form itself. Pure.
 */
import { z } from 'zod'
import type { Typed } from '../../../kit/form.ts'
import { isRefusal, type Refusal } from '../../../kit/refuse.ts'
import type { StudyHere } from '../access.ts'
import { answerWords } from '../answering/answer-words.ts'
import { answersIn, type Participation } from '../answering/keeping.ts'
import { changeBy, type Row } from '../answering/settling.ts'
import { firstOpen, readStop, type Stop, wayOf } from '../answering/way.ts'
import { type Answer, type AnswerValue, keyOf, piped } from '../questionnaires/answering.ts'
import { houseOf } from '../questionnaires/house.ts'
import { type Asked, type Questionnaire, spokenIn } from '../questionnaires/questionnaire.ts'
import { seeded } from '../statistics/seeded.ts'

const Value = z.union([
  z.string().max(10_000),
  z.number(),
  z.array(z.string().max(60)).max(60),
  z.strictObject({ words: z.string().max(200), from: z.number().nullable(), to: z.number().nullable() }),
])
const Said = z.strictObject({
  kind: z.enum(['answered', 'dont know', 'rather not say', 'skipped']),
  value: Value.nullable(),
})
const SoFar = z.array(z.tuple([z.string().max(60), z.number().int().min(0).max(40), Said])).max(2000)

/** Nobody: a participation with no id, whose answers are those that travelled in the form. Anything else is nothing yet. */
export function madeUp(study: StudyHere, all: Questionnaire, language: string, soFar = ''): Participation {
  const rows = new Map<string, Row>()
  for (const [question, round, said] of soFarIn(soFar))
    rows.set(keyOf({ question, round }), { question, round, ...(said as Answer), aside: null })
  return {
    id: '',
    study: { ...study, state: 'draft', withdraw_until: null, asks_for_spells: false },
    arm: 'places',
    code: null,
    mode: 'web',
    language: all.languages.includes(language) ? language : all.languages[0]!,
    completed_at: null,
    withdrawn_at: null,
    questionnaire: all,
    edition: '',
    return_hash: null,
    rows,
  }
}
function soFarIn(text: string) {
  try {
    const read = SoFar.safeParse(JSON.parse(text))
    return read.success ? read.data : []
  } catch {
    return []
  }
}
export const soFarText = (so: Participation) =>
  JSON.stringify(
    [...so.rows.values()]
      .filter(({ kind }) => kind !== 'not asked')
      .map(({ question, round, kind, value }) => [question, round, { kind, value }]),
  )

export const withAnswer = (so: Participation, stop: Stop, answer: Answer): Participation => ({
  ...so,
  rows: changeBy(so.questionnaire, so.rows, stop, answer).rows,
})

export interface Step {
  readonly so: Participation
  /** null: it has come to the end */
  readonly stop: Stop | null
  readonly refusal: Refusal | null
}

/**
 * One press on a page of the preview.
 *
 * @param at the place it was pressed at, as keyOf writes it; empty: it begins
 */
export function pressed(so: Participation, at: string, typed: Typed, today: Date): Step {
  const { stops } = wayOf(so)
  const here = stops.findIndex((stop) => keyOf(stop) === at)
  if (here < 0) return { so, stop: stops[0] ?? null, refusal: null }
  if (typed.go === 'back') return { so, stop: stops[Math.max(0, here - 1)]!, refusal: null }
  const stop = stops[here]!
  const answer = readStop(stop, typed, today, houseOf(so.questionnaire, so.language))
  if (isRefusal(answer)) return { so, stop, refusal: answer }
  const next = withAnswer(so, stop, answer)
  return { so: next, stop: wayOf(next).stops[here + 1] ?? null, refusal: null }
}

export interface Walked {
  readonly section: string
  readonly ask: string
  /** each answer by itself */
  readonly said: readonly string[]
}

/** The way of somebody made up, the same for the same number. */
export function madeUpWay(begun: Participation, number: number, today: Date): Walked[] {
  const random = seeded(number)
  const one = <Of>(list: readonly Of[]) => list[Math.floor(random() * list.length)]!
  const walked: Walked[] = []
  let so = begun
  for (let turn = 0; turn < 600; turn++) {
    const stop = firstOpen(so, wayOf(so))
    if (!stop) break
    const answer = stop.asks ? said(stop.asks) : { kind: 'answered' as const, value: random() < 0.4 ? 'yes' : 'no' }
    so = withAnswer(so, stop, answer)
    const say = (words: Parameters<typeof spokenIn>[0]) =>
      piped(spokenIn(words, so.language), so.questionnaire, answersIn(so), so.language, stop.round)
    walked.push({
      section: `${say(stop.section.title)}${stop.round > 0 ? ` (${stop.round + 1})` : ''}`,
      ask: say(stop.asks ? stop.asks.ask : stop.section.repeat!.another),
      said: eachAnswer(stop.asks, answer, so.language),
    })
  }
  return walked

  function eachAnswer(question: Asked | null, { kind, value }: Answer, language: string): string[] {
    if (kind === 'answered' && Array.isArray(value))
      return value.map((one: string) => answerWords(question, { kind, value: [one] }, language))
    return [answerWords(question, { kind, value }, language).replace(/^You said: /, '')]
  }

  function said(question: Asked): Answer {
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
        const most = Math.min(question.bands.at(-1)?.to ?? question.to, question.to)
        const number = question.from + random() * (most - question.from)
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
