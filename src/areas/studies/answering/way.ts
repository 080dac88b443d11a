/** Where somebody is in a questionnaire: addresses of steps, what comes before and after, how far it is. Pure. */

import type { Typed } from '../../../kit/form.ts'
import type { Refusal } from '../../../kit/refuse.ts'
import { refuse } from '../../../kit/refuse.ts'
import { words } from '../../../kit/typed-words.ts'
import { type Answer, keyOf, type Place, readAnswer, type Step } from '../questionnaires/answering.ts'
import { english, type House } from '../questionnaires/house.ts'
import type { Asked, Question } from '../questionnaires/questionnaire.ts'
import { answersIn, type Participation } from './keeping.ts'
import { stepsOf } from './settling.ts'

/** A step that asks something: a question, or whether there is another round. Statements stand above the next one. */
export interface Stop extends Step {
  readonly asks: Asked | null
  /** statements that lead to it */
  readonly before: readonly Question[]
}

export interface Way {
  readonly stops: readonly Stop[]
  /** statements after the last question */
  readonly last: readonly Question[]
}

export function wayOf(so: Pick<Participation, 'questionnaire' | 'rows'>): Way {
  const stops: Stop[] = []
  let before: Question[] = []
  for (const step of stepsOf(so.questionnaire, so.rows)) {
    if (step.asks?.kind === 'statement') before.push(step.asks)
    else {
      stops.push({ ...step, asks: step.asks, before })
      before = []
    }
  }
  return { stops, last: before }
}

/** The first stop without an answer; null when there is none. */
export const firstOpen = (so: Participation, { stops }: Way): Stop | null => {
  const answers = answersIn(so)
  return stops.find((stop) => !answers.has(keyOf(stop))) ?? null
}

export const indexOf = ({ stops }: Way, place: Place) => stops.findIndex((stop) => keyOf(stop) === keyOf(place))

/** Rounds are counted from 1 in addresses. */
export const addressOf = (slug: string, { question, round }: Place, back?: string | null) =>
  `/studies/${slug}/answers/questions/${question}${round ? `/${round + 1}` : ''}${back ? `?back=${back}` : ''}`

/**
 * Where a change leads back to: the page to check all answers, or the list of rounds that somebody came from, named as in
 * another_history-2. Anything else is nothing.
 */
export function backFrom(way: Way, back: string | null | undefined): Place | 'check' | null {
  if (back === 'check') return 'check'
  const [, question, round] = /^(another_[a-z0-9_]+)-(\d+)$/.exec(back ?? '') ?? []
  const place = question && { question, round: Number(round) - 1 }
  return place && indexOf(way, place) >= 0 ? place : null
}
export const backTo = ({ question, round }: Place) => `${question}-${round + 1}`

/**
 * Where to go once an answer is kept: straight on. In a change, first to what has no answer yet between here and where it
 * leads back to, because the change opened it; what was never reached is left for later.
 *
 * @param opened the first step that only this answer led to
 */
export function after(
  so: Participation,
  way: Way,
  place: Place,
  back: Place | 'check' | null,
  opened: Place | null,
): Place | 'check' {
  const { stops } = way
  const here = indexOf(way, place)
  if (!back) return stops[here + 1] ?? 'check'
  const answers = answersIn(so)
  const end = back === 'check' ? stops.findLastIndex((stop) => answers.has(keyOf(stop))) : indexOf(way, back)
  const open = stops.slice(here + 1, Math.max(end, here + 1)).find((stop) => !answers.has(keyOf(stop)))
  return open ?? (back === 'check' && opened ? opened : back)
}

const anyLength = words(10_000_000, '', 0)

/**
 * What somebody sent for one stop. Whether there is another round is "yes" or "no".
 *
 * @param house says what is wrong; in English unless told
 * @returns a refusal with what is wrong, beside the field
 */
export function readStop(
  { asks }: Pick<Stop, 'asks'>,
  typed: Typed,
  today: Date,
  house: House = english,
): Answer | Refusal {
  const wrong = (because: string) => refuse(because, 422, { answer: because })
  const clean: Record<string, string | string[] | undefined> = { instead: [typed.instead].flat()[0] }
  for (const name of ['answer', 'answer[]']) {
    const texts: string[] = []
    for (const one of [typed[name] ?? []].flat()) {
      const read = anyLength.safeParse(one)
      if (!read.success) return house.refused(wrong(read.error.issues[0]!.message))
      texts.push(read.data)
    }
    if (texts.length > 0) clean[name] = texts
  }
  if (!asks) {
    const said = [clean.answer].flat()[0]
    return said === 'yes' || said === 'no' ? { kind: 'answered', value: said } : { kind: 'skipped', value: null }
  }
  const read = readAnswer(asks, clean, today, house)
  return 'wrong' in read ? wrong(read.wrong) : read
}
