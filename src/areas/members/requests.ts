/** Asking to join: a person reads it and says yes or no, with words that reach the one who asked. */
import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import type { Db } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { notFound, refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { optionalWords, words } from '../../kit/typed-words.ts'
import { inviteOne, linkOf } from './invitations.ts'
import { sendNo, sendYes } from './mail.ts'
import { mustBeModerator } from './rules.ts'
import { emailOf, memberByEmail } from './store.ts'
import { Email, Name } from './tasks.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    membership_request: {
      id: string
      name: string
      email: string
      words: string
      asked_at: Date
      answer: 'yes' | 'no' | null
      answer_words: string | null
      answered_by: string | null
      answered_at: Date | null
    }
  }
}

export const askToJoin = task('members.ask-to-join', {
  title: 'Ask to become a member',
  doors: ['web', 'phone', 'letter'],
  who: 'Anyone',
  input: z.object({
    name: Name,
    email: Email,
    words: words(2000, 'Write a few words, so that we know why you ask.'),
  }),
  allowed: () => yes,
  async run({ name, email, words: why }, { db, now, about }) {
    const waiting = await db
      .selectFrom('membership_request')
      .select('id')
      .where('email', '=', email)
      .where('answer', 'is', null)
      .executeTakeFirst()
    const id = waiting?.id ?? newId(now.getTime())
    const line = { name, email, words: why, asked_at: now }
    if (waiting) await db.updateTable('membership_request').set(line).where('id', '=', id).execute()
    else
      await db
        .insertInto('membership_request')
        .values({ id, ...line, answer: null, answer_words: null, answered_by: null, answered_at: null })
        .execute()
    about(id)
    return id
  },
})

/** Say yes or no to a request. A no says why: it goes to the one who asked as it is written. */
export const answerRequest = task('members.answer-request', {
  title: 'Say yes or no to someone who asks to join',
  doors: ['web'],
  who: 'Moderators and stewards',
  input: z
    .object({
      request: idOf<'MembershipRequestId'>(),
      answer: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }),
      words: optionalWords(2000),
    })
    .refine(({ answer, words: why }) => answer === 'yes' || why, {
      path: ['words'],
      message: 'Say why, in words that the person will read.',
    }),
  allowed: (_, { who }) => mustBeModerator(who),
  async run({ request, answer, words: why }, { db, who, now, community, about }) {
    const asked = await db
      .updateTable('membership_request')
      .set({ answer, answer_words: why, answered_by: who.member, answered_at: now })
      .where('id', '=', request)
      .where('answer', 'is', null)
      .returning(['name', 'email'])
      .executeTakeFirst()
    if (!asked) {
      const known = await db.selectFrom('membership_request').select('id').where('id', '=', request).executeTakeFirst()
      return known ? refuse('Somebody has answered this already.', 409) : notFound('request')
    }
    about(request)
    if (answer === 'no') await sendNo(db, community, asked, why ?? '')
    else {
      const invitation = await inviteOne(db, { ...asked, by: who.member!, now })
      await sendYes(db, community, asked, linkOf(community, invitation), why ?? '')
    }
    return asked.name
  },
})

/** Requests that wait, the oldest first, each with whether its address belongs to a member already. */
export async function waitingRequests(db: Db) {
  const rows = await db
    .selectFrom('membership_request')
    .select(['id', 'name', 'email', 'words', 'asked_at'])
    .where('answer', 'is', null)
    .orderBy('asked_at')
    .limit(100)
    .execute()
  return Promise.all(
    rows.map(async (row) => ({ ...row, known: (await memberByEmail(db, row.email))?.state === 'member' })),
  )
}
export type WaitingRequest = Awaited<ReturnType<typeof waitingRequests>>[number]

exports('When you asked to join', async (db, member) => {
  const email = await emailOf(db, member)
  if (!email) return []
  return db
    .selectFrom('membership_request')
    .select(['name', 'words', 'asked_at', 'answer', 'answer_words', 'answered_at'])
    .where('email', '=', email)
    .execute()
})
