/**
 * Telling a member what was done in their name, whether they paused or not: by email where we have an address, else in
 * a letter, else on the next call, which somebody else has to make.
 */
import { addressOf } from '../../areas/members/tasks.ts'
import { newId } from '../../kit/brand.ts'
import { lockReader } from '../../kit/member-lock.ts'
import { post } from '../../kit/outbox.ts'
import type { Doing } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'

interface Told {
  /** No health word: it shows on a lock screen. */
  readonly subject: string
  readonly words: string
}

const notYou = 'Was it not you on the phone? Then tell us at once. You need not sign in. A person reads it:'

/** @returns false when we have no email address of theirs */
export async function tellByEmail({ db, community }: Doing, member: MemberId, { subject, words }: Told) {
  const to = await addressOf(db, member)
  if (!to) return false
  const plain = `Hello,\n\n${words}\n\n${notYou}\n\n${community.url}/complaints/new\n\n${community.name}\n`
  await post(db, { to, member, kind: 'security', subject, plain })
  return true
}

const insertNotice = async (
  { db, now, who }: Doing,
  member: MemberId,
  { subject, words }: Told,
  door: 'letter' | 'phone',
) => {
  if (!(await lockReader(db, member))) return
  await db
    .insertInto('notice')
    .values({
      id: newId(now.getTime()),
      member,
      kind: 'answer',
      door,
      title: subject,
      words,
      answer: null,
      made_at: now,
      told_at: null,
      not_by: who.member,
    })
    .execute()
}

/** In their next letter, whatever door they chose. */
export const tellByLetter = (doing: Doing, member: MemberId, told: Told) => insertNotice(doing, member, told, 'letter')

/** By the door that reaches them soonest. */
export async function tellAtOnce(doing: Doing, member: MemberId, told: Told) {
  if (await tellByEmail(doing, member, told)) return
  const reach = await doing.db.selectFrom('reach').select('address').where('member', '=', member).executeTakeFirst()
  const words = `${told.words} Was it not you on the phone? Please ring us.`
  await insertNotice(doing, member, { ...told, words }, reach?.address ? 'letter' : 'phone')
}
