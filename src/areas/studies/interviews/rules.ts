/** Interviews: what they are called, what is asked before one, and what is said of those who took their words back. Pure. */
import { dayWords } from '../../../kit/day.ts'

/** The purpose of the consent item of a study by which somebody may be asked to an interview. */
export const interviewPurpose = 'interview'

export const interviewStates = ['invited', 'agreed', 'scheduled', 'done', 'declined', 'withdrawn'] as const
export type InterviewState = (typeof interviewStates)[number]

export const hows = ['phone', 'video', 'in person', 'letter'] as const
export type How = (typeof hows)[number]
export const howWords: Record<How, string> = {
  phone: 'By phone',
  video: 'By video call',
  'in person': 'In person',
  letter: 'By letter',
}

/** Each is said yes to on its own; all are off at first. Raise the version when the words change. */
export const secondConsent = {
  kept: {
    version: 1,
    words: 'What I say may be written down without names, and kept until the day above.',
    needed: true,
  },
  recorded: { version: 1, words: 'The talk may be recorded, so that it can be written down.', needed: false },
  quoted: { version: 1, words: 'My words may be quoted, without my name.', needed: false },
} as const satisfies Record<string, { version: number; words: string; needed: boolean }>
export type Purpose = keyof typeof secondConsent
export const purposes = Object.keys(secondConsent) as Purpose[]

/** What an interviewed person is called everywhere: 7 is P07. */
export const pseudonymOf = (number: number) => `P${String(number).padStart(2, '0')}`

/** @returns the number behind P07, p7 or 7; null when it is none */
export function numberOf(pseudonym: string): number | null {
  const found = /^p?0*([1-9]\d{0,3})$/i.exec(pseudonym.trim())
  return found ? Number(found[1]) : null
}

/** Which state may follow which. Withdrawing may follow any in which there is something to withdraw. */
const follows: Record<InterviewState, readonly InterviewState[]> = {
  invited: ['agreed', 'declined', 'withdrawn'],
  agreed: ['scheduled', 'done', 'declined', 'withdrawn'],
  scheduled: ['scheduled', 'done', 'declined', 'withdrawn'],
  done: ['withdrawn'],
  declined: ['withdrawn'],
  withdrawn: [],
}
export const mayFollow = (from: InterviewState, to: InterviewState) => follows[from].includes(to)

/** With so few people no percentage is ever printed (DOMAIN, research rules). Counts under ten are not told either. */
export const peopleWords = (n: number) => (n < 10 ? 'fewer than 10 people' : `${n} people`)

export interface Withdrawal {
  readonly at: Date
  readonly before: number
  readonly after: number
}

/** What every export says of those who took their words back, one sentence or two for each. */
export function withdrawalWords({ at, before, after }: Withdrawal): string {
  const removed = `1 person’s words were removed on ${dayWords(at)}, at their wish.`
  return after < 10 ? `${removed} Fewer than 10 people are left.` : `${removed} n was ${before} and is ${after}.`
}

export const notGeneralisable =
  'These are the words of people who chose to speak. They are not generalisable: they say nothing of how many think so.'

/** What stands on every output: how many, that it is not generalisable, and who took their words back. */
export function outputWords(n: number, withdrawals: readonly Withdrawal[]): string[] {
  const again = 'If you hold an earlier file, delete it and use this one.'
  return [
    `n: ${peopleWords(n)}.`,
    notGeneralisable,
    ...withdrawals.map(withdrawalWords),
    ...(withdrawals.length > 0 ? [again] : []),
  ]
}
