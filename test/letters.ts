/** What tests of letters stand on: readers of letters, and a batch made to its end. */

import { newSlipCode } from '../src/doors/letter/codes.ts'
import type { LetterContent } from '../src/doors/letter/content.ts'
import { makeLetters } from '../src/doors/letter/making.ts'
import { openBatch, piecesOf } from '../src/doors/letter/store.ts'
import { newId } from '../src/kit/brand.ts'
import type { Db } from '../src/kit/database.ts'
import { type Person, person, type TestServer } from './harness.ts'

const day = 24 * 60 * 60 * 1000
export const daysBefore = (days: number, from = new Date()) => new Date(from.getTime() - days * day)

/** A member without email who gets letters. */
export async function letterReader(
  server: TestServer,
  name: string,
  { print = 'plain', joined = 100, digest = 'monthly' as const, circles = [] as readonly { id: string }[] } = {},
): Promise<Person> {
  const { db } = server.community
  const one = await person(server, name)
  await db.updateTable('login').set({ email: null }).where('id', '=', one.id).execute()
  await db
    .updateTable('membership')
    .set({ began_at: daysBefore(joined) })
    .where('member', '=', one.id)
    .execute()
  await db
    .insertInto('reach')
    .values({
      member: one.id,
      phone: null,
      phone_digits: null,
      address: `1 ${name} Street\nLeeds`,
      postcode: 'LS6 2AB',
      print: print as 'plain',
      changed_at: new Date(),
    })
    .execute()
  await db
    .insertInto('preference')
    .values({
      member: one.id,
      digest,
      replies_by_email: true,
      look_ahead: 'a little ahead',
      door: 'letter',
      changed_at: new Date(),
    })
    .execute()
  for (const { id } of circles) await db.insertInto('circle_member').values({ circle: id, member: one.id }).execute()
  return one
}

/** Make the open batch to its end; the server's own job may be at it too. */
export async function madeBatch(server: TestServer) {
  const { community } = server
  for (let tries = 0; tries < 200; tries++) {
    await makeLetters(community, server.server.communities.pool)
    const batch = await openBatch(community.db)
    if (batch?.printed_at) return batch
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('The batch was not made in ten seconds.')
}

export async function pdfOf(server: TestServer, batch: string): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of piecesOf(server.community.db, batch)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** What a letter to somebody says, in the batch made last. */
export async function contentFor(server: TestServer, who: Person): Promise<LetterContent | null> {
  const row = await server.community.db
    .selectFrom('letter')
    .select('content')
    .where('member', '=', who.id)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row?.content ?? null
}

/** Something waits to be told to them by letter. */
export const noticeFor = (
  server: TestServer,
  who: Person,
  title: string,
  kind: 'answer' | 'review' | 'gathering' = 'answer',
  at = new Date(),
) =>
  server.community.db
    .insertInto('notice')
    .values({
      id: newId(),
      member: who.id,
      kind,
      door: 'letter',
      title,
      words: `${title}, in words.`,
      answer: null,
      made_at: at,
      told_at: null,
    })
    .execute()

/** A slip on which how often letters come can be chosen. */
export async function codeOnPaper(
  db: Db,
  { member, at, state = 'open' }: { member: string; at: Date; state?: 'open' | 'kept' },
) {
  const [id, code] = [newId(), newSlipCode()]
  const answer = {
    task: 'members.change-preferences',
    input: {},
    asks: [{ field: 'digest', label: 'How often?', options: [{ value: 'monthly', label: 'Each month' }] }],
  }
  const kept = state === 'kept' ? { keyed_at: at, keyed_by: member, said: { digest: 'monthly' } } : {}
  await db
    .insertInto('slip')
    .values({
      ...{ id, code, member, letter: null, title: 'How we write to you', answer, made_at: at, state },
      ...{ keyed_at: null, keyed_by: null, said: null, because: null, subject: null, confirmed_at: null },
      ...kept,
    })
    .execute()
  return { id, code }
}
