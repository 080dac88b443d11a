/** Answers in words, for whoever gave them. Pure. */
import { each, type Html, html } from '../../../kit/html.ts'
import { type Answer, type Answers, keyOf, labelOf, type When } from '../questionnaires/answering.ts'
import { english, type House } from '../questionnaires/house.ts'
import type { HouseWord } from '../questionnaires/house-words.ts'
import type { Question, Section } from '../questionnaires/questionnaire.ts'

const instead = {
  'dont know': 'saidDontKnow',
  'rather not say': 'saidRatherNot',
  skipped: 'leftOut',
  'not asked': 'leftOut',
  illegible: 'notReadable',
} as const satisfies Record<string, HouseWord>

/**
 * What somebody answered; whatever is no answer in words of its own.
 *
 * @param house says these; in English unless told
 */
export function answerWords(
  question: Question | null,
  answer: Answer | undefined,
  language: string,
  house: House = english,
): string {
  if (!answer) return house('notAnswered')
  if (answer.kind !== 'answered') return house(instead[answer.kind])
  if (!question) return house(answer.value === 'yes' ? 'yes' : 'no')
  return labelOf(question, answer.value!, language)
}

/** How a spell stands, by the states of a support map. */
const standing: Readonly<Record<string, HouseWord>> = {
  looking: 'still',
  'taking-part': 'still',
  helping: 'still',
  paused: 'pausing',
  left: 'stopped',
  returned: 'wentBack',
}
const saysWhen = /^(from|since|until|till|to)\b/i

/** One round of a repeated section in a line: "A telephone helpline, from around 2012, still". */
export function roundWords(
  { questions }: Section,
  answers: Answers,
  round: number,
  language: string,
  house: House = english,
): Html {
  const words: string[] = []
  let now: HouseWord | undefined
  let times = 0
  for (const question of questions) {
    const answer = answers.get(keyOf({ question: question.id, round }))
    if (question.kind === 'when') times++
    if (answer?.kind !== 'answered') continue
    if (question.kind === 'when') {
      const said = (answer.value as When).words
      const link = times === 1 ? 'fromWhen' : 'untilWhen'
      const [first] = house.plain(link).trim().toLowerCase().split(' ')
      const linked = saysWhen.test(said) || said.toLowerCase().startsWith(`${first} `)
      words.push(linked ? said : house(link, { when: said }))
    } else if (question.kind === 'one') {
      const known = words.length > 0 ? standing[String(answer.value)] : undefined
      if (known) now = known
      else words.push(labelOf(question, answer.value!, language))
    }
  }
  const all = [...words, ...(now ? [house(now)] : [])]
  if (all.length === 0) return html`${house('nothingTold')}`
  return html`${each(all, (one, at) => html`${at > 0 ? ', ' : ''}${one}`)}`
}
