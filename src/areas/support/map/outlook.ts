/**
 * How somebody looks at the diagnosis, and how well they know their way: two of the four drivers of change.
 * Said at will and changed at will, with its history by date. Never inferred. Source: DOMAIN, part 1.
 */
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import { exports } from '../../../kit/exports.ts'
import { refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import type { MemberId } from '../../../kit/who.ts'
import { mustBeSignedIn } from '../../members/rules.ts'

declare module '../../../kit/database.ts' {
  interface Tables {
    outlook: { id: string; member: string; question: Question; answer: string | null; at: Date }
  }
}

export const questions = {
  approach: {
    question: 'How do you look at the diagnosis now?',
    options: {
      everything: 'I want to know everything',
      now: 'I want to know what matters now',
      day: 'I take one day at a time',
      little: 'I would rather not think about it much',
      changes: 'It changes',
    },
  },
  expertise: {
    question: 'How well do you know your way?',
    options: {
      new: 'I am new to this',
      finding: 'I am finding my way',
      know: 'I know my way',
      help: 'I could help others find theirs',
    },
  },
} as const satisfies Record<string, { question: string; options: Record<string, string> }>
export type Question = keyof typeof questions
export const questionNames = Object.keys(questions) as Question[]
export const isQuestion = (name: string): name is Question => Object.hasOwn(questions, name)

const optionsOf = (question: Question): Readonly<Record<string, string>> => questions[question].options

/** An answer in words; null stands for one that was taken back. */
export const answerWords = (question: Question, answer: string | null) =>
  answer === null ? 'Rather not say' : (optionsOf(question)[answer] ?? answer)

export interface Answered {
  readonly question: Question
  readonly answer: string | null
  readonly at: Date
}

/** All that a member has answered, the newest first. */
export const outlookOf = (db: Db | Tx, member: MemberId | string): Promise<Answered[]> =>
  db
    .selectFrom('outlook')
    .select(['question', 'answer', 'at'])
    .where('member', '=', member)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()

/** What holds now, for one question; null when nothing does. */
export const answerNow = (all: readonly Answered[], question: Question) =>
  all.find((one) => one.question === question)?.answer ?? null

export const tellOutlook = task('support.tell-outlook', {
  title: 'Say how I look at the diagnosis, or how well I know my way',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: z.object({
    question: z.enum(questionNames, { error: 'We could not find that question.' }),
    answer: z.string({ error: 'Choose one, or say that you would rather not.' }).max(40),
  }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ question, answer: typed }, { db, who, now }) {
    const because = 'Choose from the list.'
    if (typed && !Object.hasOwn(optionsOf(question), typed)) return refuse(because, 422, { answer: because })
    const answer = typed || null
    const member = who.member as MemberId
    // What was said before stays, with its day; saying the same again is no change.
    if (answerNow(await outlookOf(db, member), question) !== answer)
      await db
        .insertInto('outlook')
        .values({ id: newId(now.getTime()), member, question, answer, at: now })
        .execute()
    return question
  },
})

exports('How you look at things', outlookOf)
