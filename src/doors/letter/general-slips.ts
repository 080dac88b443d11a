/** Slips that are in every letter, whatever else it tells: ask something, choose how we write, and anything else. */
import { type Task, tasks } from '../../kit/task.ts'
import type { NewSlip, Said, SlipAnswer } from './slip-store.ts'

const ask = (circles: readonly { slug: string; name: string }[]): NewSlip => ({
  title: 'Ask something',
  answer: {
    task: 'conversations.open',
    input: { kind: 'asks' },
    asks: [
      {
        field: 'circle',
        label: 'In which circle?',
        options: circles.map(({ slug, name }) => ({ value: slug, label: name })),
      },
      { field: 'title', label: 'What is it about, in a few words?' },
      { field: 'words', label: 'Your question' },
    ],
  },
})

const howWeWrite: NewSlip = {
  title: 'How we write to you',
  answer: {
    task: 'members.change-preferences',
    input: {},
    asks: [
      {
        field: 'digest',
        label: 'How often do you want this letter?',
        options: [
          { value: 'weekly', label: 'Each week' },
          { value: 'monthly', label: 'Each month' },
          { value: 'none', label: 'Only when there is something for me' },
        ],
      },
      {
        field: 'lookAhead',
        label: 'How far ahead do you want to look?',
        options: [
          { value: 'only now', label: 'Only now' },
          { value: 'a little ahead', label: 'A little ahead' },
          { value: 'the whole picture', label: 'The whole picture' },
        ],
      },
    ],
  },
}

const findHelp: NewSlip = {
  title: 'Find help',
  answer: {
    task: 'support.find-source',
    input: {},
    asks: [
      { field: 'words', label: 'What do you look for? We print what we find in your next letter.' },
      { field: 'near', label: 'Near where? The first part of a postcode is enough.' },
    ],
  },
}

/** The box that was ticked on the slip "Anything else" decides what it becomes. */
export const wishes = {
  pause: 'A break from letters',
  return: 'I am back',
  leave: 'I want to leave',
  copy: 'Send me a copy of all you hold of me',
  erase: 'Erase all you hold of me',
  other: 'Something else',
} as const
export type Wish = keyof typeof wishes

const anythingElse: NewSlip = {
  title: 'Anything else',
  answer: {
    task: null,
    input: {},
    asks: [
      {
        field: 'wish',
        label: 'What would you like?',
        options: Object.entries(wishes).map(([value, label]) => ({ value, label })),
      },
      { field: 'words', label: 'Your words' },
    ],
  },
}

export const generalSlips = (circles: readonly { slug: string; name: string }[]): NewSlip[] => [
  ...(circles.length > 0 ? [ask(circles)] : []),
  findHelp,
  howWeWrite,
  anythingElse,
]

/** What a ticked box becomes at once. The others are done by a person, who may have to ask. */
const atOnce: Partial<Record<Wish, { task: string; input: Readonly<Record<string, unknown>> }>> = {
  pause: { task: 'members.pause', input: { pause: 'until I say' } },
  return: { task: 'members.return', input: { back: 'yes' } },
  leave: { task: 'members.leave', input: { sure: 'yes' } },
}

const taskNamed = (name: string | null): Task | null =>
  tasks().find((one) => one.name === name && one.doors.includes('letter')) ?? null

/**
 * The task that a slip becomes, and its input with what was written added.
 *
 * @returns null when a person has to read it
 */
export function becomes(answer: SlipAnswer, said: Said): { task: Task; input: Record<string, unknown> } | null {
  const { task: name, input } = answer.task
    ? answer
    : (atOnce[said.wish as Wish] ?? { task: null, input: {} as Readonly<Record<string, unknown>> })
  const found = taskNamed(name)
  if (!found) return null
  const filled = Object.fromEntries(Object.entries(said).filter(([field, words]) => field !== 'wish' && words !== ''))
  return { task: found, input: { ...input, ...(answer.task ? filled : {}) } }
}

/** Whether what a line offers can be answered on paper at all. */
export const canBeAnswered = (answer: SlipAnswer | undefined | null): answer is SlipAnswer =>
  !!answer && taskNamed(answer.task) !== null
