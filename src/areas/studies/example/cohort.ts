/**
 * The made-up cohort: people who answer "Support in our lives", by letter and from places, on the web, on paper and by
 * phone. Nobody in it is real, and no size in it is taken from anywhere. The same seed makes the same people. Pure.
 */
import type { Typed } from '../../../kit/form.ts'
import type { Row } from '../analysis/variables.ts'
import {
  type Answer,
  type Answers,
  keyOf,
  nextStep,
  type Place,
  readAnswer,
  type Step,
} from '../questionnaires/answering.ts'
import { readyQuestionnaire } from '../questionnaires/ready.ts'
import type { Mode } from '../store.ts'
import { typedFor } from './answers.ts'
import { type Drawing, drawing } from './drawing.ts'
import { type Effects, fieldwork, models, places, unanswered } from './generating-model.ts'
import { drawLife, type Life } from './life.ts'

/** One answer as it was given: typed, or on paper so that nobody could read it. */
export interface Given extends Place {
  readonly typed: Typed
  readonly answer: Answer
}

export interface Person {
  readonly life: Life
  readonly arm: 'letters' | 'places'
  /** which of generating-model's places; null for a letter */
  readonly place: number | null
  readonly mode: Mode
  readonly end: 'stays' | 'half-finished' | 'withdraws'
  readonly interview: boolean
  /** days after the first answer */
  readonly day: number
  /** in the order of the questionnaire's route */
  readonly given: readonly Given[]
}

export interface Cohort {
  readonly seed: number
  readonly effects: Effects
  readonly people: readonly Person[]
  /** letters that were posted, answered or not */
  readonly letters: number
}

export const questionnaire = readyQuestionnaire('support-in-our-lives')

/**
 * Draw a cohort.
 *
 * @param today the day of the study: years are counted back from it
 */
export function drawCohort({
  seed,
  effects,
  today,
}: {
  readonly seed: number
  readonly effects: Effects
  readonly today: Date
}): Cohort {
  const draw = drawing(seed)
  const { stay, halfFinished, withdraw } = fieldwork
  const size = stay + halfFinished + withdraw
  const lives = Array.from({ length: size }, (_, at) => {
    const life = drawLife(draw, models[effects], today.getUTCFullYear())
    const arm = at % 5 < fieldwork.ofFiveByLetter ? ('letters' as const) : ('places' as const)
    return { at, life, arm, ...wayOf(draw, arm, life) }
  })
  const mixed = draw.shuffled(lives)
  // Nobody posts half a booklet.
  const half = new Set(mixed.filter(({ mode }) => mode !== 'paper').slice(0, halfFinished))
  const gone = new Set(mixed.filter((one) => !half.has(one)).slice(-withdraw))
  const people = lives.map((one): Person => {
    const { at, life, mode } = one
    const given = goThrough(draw, life, mode, half.has(one) ? draw.whole(3, 20) : null, today)
    return {
      ...{ life, mode, arm: one.arm, place: one.place, given },
      end: half.has(one) ? 'half-finished' : gone.has(one) ? 'withdraws' : 'stays',
      interview: draw.happens(fieldwork.saysYesToInterview),
      day: Math.floor((at * fieldwork.days) / size),
    }
  })
  return { seed, effects, people, letters: fieldwork.letters }
}

/** Whoever is not online answers on paper or by phone, and heard of it away from the internet. */
function wayOf(draw: Drawing, arm: Person['arm'], { internet }: Life): { place: number | null; mode: Mode } {
  if (arm === 'letters')
    return {
      place: null,
      mode: draw.oneOf<Mode>(internet === 'no' ? ['paper', 'paper', 'phone'] : ['web', 'web', 'web', 'paper', 'phone']),
    }
  const reached = places.flatMap(({ online }, at) => (internet === 'no' && online ? [] : [at]))
  const mode = internet === 'no' ? 'phone' : draw.oneOf<Mode>(['web', 'web', 'web', 'web', 'phone'])
  return { place: draw.oneOf(reached), mode }
}

/** Question by question along the route that the answers so far open. */
function goThrough(draw: Drawing, life: Life, mode: Mode, stopAfter: number | null, today: Date): Given[] {
  const given: Given[] = []
  const answers = new Map<string, Answer>()
  for (;;) {
    const step = nextStep(questionnaire, answers)
    if (!step || given.length === stopAfter) return given
    const one = answered(draw, life, mode, step, today)
    answers.set(keyOf(step), one.answer)
    given.push(one)
  }
}

function answered(draw: Drawing, life: Life, mode: Mode, step: Step, today: Date): Given {
  const { question, round } = step
  if (!step.asks) {
    const answer = life.history.length > round + 1 ? 'yes' : 'no'
    return { question, round, typed: { answer }, answer: { kind: 'answered', value: answer } }
  }
  const asked = step.asks
  if (asked.kind === 'statement') throw new Error('A statement is not asked.')
  const typed = typedFor(asked, step, life, draw)
  if (mode === 'paper' && draw.happens(unanswered.illegible))
    return { question, round, typed, answer: { kind: 'illegible', value: null } }
  const answer = readAnswer(asked, typed, today)
  if ('wrong' in answer) throw new Error(`“${question}”: ${answer.wrong}`)
  return { question, round, typed, answer }
}

export const answersOf = ({ given }: Pick<Person, 'given'>): Answers =>
  new Map(given.map((one) => [keyOf(one), one.answer]))

/** Somebody as an analysis sees them. */
export function rowOf(person: Person): Row {
  const row = new Map<string, Answer>(
    person.given.flatMap(({ question, round, answer }) => (round === 0 ? [[question, answer] as const] : [])),
  )
  row.set('arm', { kind: 'answered', value: person.arm })
  row.set('mode', { kind: 'answered', value: person.mode })
  return row
}

/** Those whose answers stay. */
export const staying = ({ people }: Pick<Cohort, 'people'>) => people.filter(({ end }) => end === 'stays')
