/**
 * What a keyer types for what stands on paper: the number of the box, a word, or one of four keys for what is no answer.
 * All of them lie under one hand. Pure.
 */
import {
  type Answer,
  type AnswerKind,
  type AnswerValue,
  readAnswer,
  type Unread,
  type When,
} from '../questionnaires/answering.ts'
import { type Asked, type Option, spokenIn } from '../questionnaires/questionnaire.ts'

/** Keys for what is no answer, each apart. Whoever wrote "I don't know" beside a question said so, box or no box. */
export const keys = {
  '-': ['skipped', 'left empty'],
  d: ['dont know', 'I don’t know'],
  r: ['rather not say', 'I would rather not say'],
  x: ['illegible', 'cannot be read'],
} as const satisfies Record<string, readonly [AnswerKind, string]>

const isKey = (typed: string): typed is keyof typeof keys => typed in keys

/**
 * Read what was keyed in for one question.
 *
 * @param typed not empty
 * @param today for words such as "last year"
 */
export function readKeyed(question: Asked, typed: string, language: string, today: Date): Answer | Unread {
  const bare = typed.trim().toLowerCase()
  if (isKey(bare)) return { kind: keys[bare][0], value: null }
  if (question.kind === 'one' || question.kind === 'many') {
    const chosen = optionsTyped(question.options, bare, language)
    if (!chosen) return { wrong: `Type a number from 1 to ${question.options.length}, or one of the keys.` }
    if (question.kind === 'many') return { kind: 'answered', value: chosen }
    if (chosen.length > 1) return { wrong: 'Only one box can be ticked here. If there are two, type x.' }
    return { kind: 'answered', value: chosen[0]! }
  }
  const read = readAnswer(question, { answer: typed }, today)
  return 'wrong' in read && question.kind !== 'words'
    ? { wrong: `${read.wrong} If the paper says more, type x.` }
    : read
}

/** The options whose numbers were typed, in the order of the booklet; or the one whose words begin so. */
function optionsTyped(options: readonly Option[], bare: string, language: string): string[] | null {
  const parts = bare.split(/[\s,;.+/]+/).filter(Boolean)
  if (parts.every((one) => /^\d{1,2}$/.test(one))) {
    const places = new Set(parts.map(Number))
    const found = options.filter((_, at) => places.has(at + 1))
    return found.length === places.size && found.length > 0 ? found.map(({ value }) => value) : null
  }
  const words = options.filter(({ label }) => spokenIn(label, language).toLowerCase().startsWith(bare))
  return words.length === 1 ? [words[0]!.value] : null
}

/** What a keyer would type for an answer, for a field that is shown again. */
export function keysFor(question: Asked, { kind, value }: Answer): string {
  if (kind !== 'answered') return Object.entries(keys).find(([, [one]]) => one === kind)?.[0] ?? ''
  if ('options' in question) {
    const values: readonly AnswerValue[] = Array.isArray(value) ? value : [value as string]
    return question.options.flatMap((option, at) => (values.includes(option.value) ? [at + 1] : [])).join(' ')
  }
  return typeof value === 'object' && value !== null && 'words' in value ? (value as When).words : String(value)
}
