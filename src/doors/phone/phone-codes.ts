/**
 * A list of phone codes: ten numbers on paper that show, on a call, that it is the caller who says yes. Each works once.
 * They let nobody sign in. The digits are worked out from the id of their row, so they are stored nowhere.
 */
import { z } from 'zod'
import { reachOf } from '../../areas/members/reach.ts'
import { mustBeSignedIn } from '../../areas/members/rules.ts'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { isSame, signFor } from '../../kit/link-token.ts'
import { type Refusal, refuse } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { codesMark } from '../letter/content.ts'
import { atTheDesk, theCall } from './tasks.ts'
import { tellByEmail, tellByLetter } from './telling-at-once.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    phone_code: { id: string; member: string; number: number; made_at: Date; used_at: Date | null }
  }
}

const codesOnAList = 10
/** Digits of a code; easy to read out, and with the limit on tries not to be guessed. */
const digits = 8

const codeOf = (community: Pick<Community, 'secret'>, id: string): string => {
  const number = Buffer.from(signFor(community, 'phone code', id), 'base64url').readUIntBE(0, 6)
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** As it is printed: "4821 0937". */
const codeWords = (code: string) => `${code.slice(0, 4)} ${code.slice(4)}`

/** Make a list in place of the one before, whose codes stop. */
async function newList({ db, now }: Pick<Doing, 'db' | 'now'>, member: MemberId): Promise<string[]> {
  await db.deleteFrom('phone_code').where('member', '=', member).execute()
  const rows = Array.from({ length: codesOnAList }, (_, index) => ({
    id: newId(now.getTime()),
    member,
    number: index + 1,
    made_at: now,
    used_at: null,
  }))
  await db.insertInto('phone_code').values(rows).execute()
  return rows.map(({ id }) => id)
}

const unused = (db: Db | Tx, member: MemberId | string) =>
  db
    .selectFrom('phone_code')
    .select(['id', 'number'])
    .where('member', '=', member)
    .where('used_at', 'is', null)
    .orderBy('number')

/** The codes of a list that still work, for the letter they are printed in. */
export const codesToPrint = async (community: Community, member: string): Promise<string[]> =>
  (await unused(community.db, member).execute()).map(
    ({ id, number }) => `${number}.  ${codeWords(codeOf(community, id))}`,
  )

/** How many codes a member has left, and since when; null when there is no list. */
export async function phoneListOf(db: Db | Tx, member: MemberId) {
  const rows = await db.selectFrom('phone_code').select(['made_at', 'used_at']).where('member', '=', member).execute()
  return rows[0] ? { madeAt: rows[0].made_at, left: rows.filter((row) => !row.used_at).length } : null
}

/** Use a code of a member's list up. @returns false when it is none of theirs that still works */
export async function usePhoneCode({ db, community, now }: Doing, member: MemberId, typed: string): Promise<boolean> {
  const bare = typed.replace(/\D/g, '')
  const found = (await unused(db, member).forUpdate().execute()).find(({ id }) => isSame(codeOf(community, id), bare))
  if (!found) return false
  await db.updateTable('phone_code').set({ used_at: now }).where('id', '=', found.id).execute()
  return true
}

export const makePhoneCodes = task('phone.make-codes', {
  title: 'Make my list of phone codes',
  doors: ['web'],
  who: 'Members, for themselves',
  input: z.object({}),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run(_, doing): Promise<string[]> {
    const ids = await newList(doing, doing.who.member as MemberId)
    return ids.map((id) => codeWords(codeOf(doing.community, id)))
  },
})

/** Days for which an address has to have stood before codes go there. */
const settledDays = 14
const day = 24 * 60 * 60 * 1000

/** Why a list cannot be posted to a member now; null when it can. */
async function whyNotPosted({ db, who, now }: Doing, member: MemberId): Promise<Refusal | null> {
  const { address } = await reachOf(db, member)
  if (!address) return refuse('We hold no address to write to. Ask for one first.', 409)
  const one = await db
    .selectFrom('member')
    .innerJoin('reach', 'reach.member', 'member.id')
    .select(['made_at', 'changed_at'])
    .where('member.id', '=', member)
    .executeTakeFirstOrThrow()
  const sinceJoining = one.changed_at.getTime() - one.made_at.getTime() < day
  if (!sinceJoining && now.getTime() - one.changed_at.getTime() < settledDays * day)
    return refuse(
      `How they are reached was changed in the last ${settledDays} days. Codes can be posted once it has stood for that long.`,
      409,
    )
  // Whoever wrote an address down does not also send codes there.
  const changed = await db
    .selectFrom('audit')
    .select('who')
    .where('task', '=', 'members.change-reach')
    .where('for_whom', '=', member)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return changed?.who === who.member && !sinceJoining
    ? refuse('You wrote this address down yourself. Please ask somebody else here to post the codes.', 403)
    : null
}

export const postPhoneCodes = task('phone.post-codes', {
  title: 'Post a list of phone codes to a caller',
  doors: ['phone'],
  who: 'Moderators and stewards, in their own call, to the address we hold',
  input: z.object({}),
  allowed: atTheDesk,
  async run(_, doing): Promise<MemberId | Refusal> {
    const { db, who, about } = doing
    const call = await theCall(doing)
    if ('refused' in call) return call
    if (!call.member || !call.checked_at) return refuse('Make sure who it is first.', 409)
    const no = await whyNotPosted(doing, call.member)
    if (no) return no
    about(call.member)
    await db
      .deleteFrom('notice')
      .where('member', '=', call.member)
      .where('told_at', 'is', null)
      .where('title', '=', listTitle)
      .execute()
    await newList(doing, call.member)
    await tellByLetter(doing, call.member, {
      subject: listTitle,
      words: `${who.name} asked for this list on a call with you. With these codes you can have private things opened for you when you ring us. Tell a code only when you rang, or when you know who rings. Each works once: cross it out.\n${codesMark}\nA new list ends this one. Did you not ask for it? Please ring us.`,
    })
    await tellByEmail(doing, call.member, {
      subject: 'A list of codes is on its way by post',
      words: `${who.name} asked for a list of phone codes on a call with you. It goes to the postal address we hold.`,
    })
    return call.member
  },
})

const listTitle = 'Your phone codes'

exports('Phone codes (when they were made and used)', (db, member) =>
  db
    .selectFrom('phone_code')
    .select(['number', 'made_at', 'used_at'])
    .where('member', '=', member)
    .orderBy('number')
    .execute(),
)
