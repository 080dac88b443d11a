/** Answers in words, for whoever gave them. Pure. */
import { type Answer, type Answers, keyOf, labelOf, type When } from '../questionnaires/answering.ts'
import type { Question, Section } from '../questionnaires/questionnaire.ts'

const instead = {
  'dont know': 'You said: I don’t know',
  'rather not say': 'You said: I would rather not say',
  skipped: 'Left out',
  'not asked': 'Left out',
  illegible: 'We could not read it',
} as const

/** What somebody answered; whatever is no answer in words of its own. */
export function answerWords(question: Question | null, answer: Answer | undefined, language: string): string {
  if (!answer) return 'Not answered yet'
  if (answer.kind !== 'answered') return instead[answer.kind]
  if (!question) return answer.value === 'yes' ? 'Yes' : 'No'
  return labelOf(question, answer.value!, language)
}

/** How a spell stands, by the states of a support map. */
const standing: Readonly<Record<string, string>> = {
  looking: 'still',
  'taking-part': 'still',
  helping: 'still',
  paused: 'having a pause',
  left: 'stopped',
  returned: 'went back to it',
}

/** One round of a repeated section in a line: "A telephone helpline, from around 2012, still". */
export function roundWords({ questions }: Section, answers: Answers, round: number, language: string): string {
  const words: string[] = []
  let now: string | undefined
  let times = 0
  for (const question of questions) {
    const answer = answers.get(keyOf({ question: question.id, round }))
    if (question.kind === 'when') times++
    if (answer?.kind !== 'answered') continue
    if (question.kind === 'when') {
      const said = (answer.value as When).words
      const link = times === 1 ? 'from' : 'until'
      words.push(/^(from|since|until|till|to)\b/i.test(said) ? said : `${link} ${said}`)
    } else if (question.kind === 'one') {
      const known = words.length > 0 ? standing[String(answer.value)] : undefined
      if (known) now = known
      else words.push(labelOf(question, answer.value!, language))
    }
  }
  return [...words, ...(now ? [now] : [])].join(', ') || 'Nothing told yet'
}
