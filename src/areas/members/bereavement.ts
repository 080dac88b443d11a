/**
 * After the death of the person a member cared for. Set by the member, or by a steward with care; in force at once:
 * nothing that an age or a stage of life drives reaches them or is shown to them, and they are not asked or counted.
 * Their circles, words, ties and yeses stay; they choose what else does. Source: DOMAIN, bereavement.
 */
import { z } from 'zod'
import { idOf } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { tell } from '../../kit/events.ts'
import { exports } from '../../kit/exports.ts'
import type { LookAhead } from '../../kit/look-ahead.ts'
import { type Allowed, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, type Door, task } from '../../kit/task.ts'
import { isSignedIn, isSteward, type MemberId } from '../../kit/who.ts'
import { Kept, takeBackMail } from './pausing.ts'
import { preferencesOf } from './preferences.ts'
import { mustBeSignedIn } from './rules.ts'
import { type NoticeKind, noticeKinds } from './telling.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    bereavement: {
      member: string
      noted_at: Date
      noted_by: string
      via: Door
      stays: NoticeKind[]
      looked_ahead: LookAhead | null
      read_at: Date | null
    }
  }
}

const byStage = (Object.keys(noticeKinds) as NoticeKind[]).filter((kind) => noticeKinds[kind].byStage)

/** What they may want to go on getting, though a stage of life drives it. Nobody is matched or reviewed after a death. */
export const mayStay = ['digest', 'news', 'study'] as const satisfies readonly NoticeKind[]

/** Members, for themselves; a steward, for another: a family rings, and nobody should have to tell it twice. */
async function mayNote({ member }: { member?: string | undefined }, { db, who }: Doing): Promise<Allowed> {
  if (!isSignedIn(who)) return refuse('Please sign in first.', 401)
  if (!member || member === who.member) return yes
  if (!isSteward(who)) return refuse('Only a steward can do this for somebody else.', 403)
  const one = await db.selectFrom('member').select('erased_at').where('id', '=', member).executeTakeFirst()
  return one && !one.erased_at ? yes : notFound('member')
}

export const noteBereavement = task('members.note-bereavement', {
  title: 'Say that the person I cared for has died',
  doors: ['web', 'letter', 'phone'],
  who: 'Members, for themselves; stewards, for a member',
  input: z.object({ member: idOf<'MemberId'>().optional() }),
  allowed: mayNote,
  async run({ member: other }, doing): Promise<MemberId | Refusal> {
    const { db, who, now, via } = doing
    const member = other ?? (who.member as MemberId)
    const told = await db
      .updateTable('member')
      .set({ bereaved_at: now })
      .where('id', '=', member)
      .where('bereaved_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!told) return refuse('We know already. Nothing more is needed.', 409)
    doing.about(member)
    const { lookAhead } = await preferencesOf(db, member)
    await db
      .insertInto('bereavement')
      .values({ member, noted_at: now, noted_by: who.member!, via, stays: [], looked_ahead: lookAhead, read_at: null })
      .execute()
    // "The whole picture" was chosen for another life. They may choose it again.
    if (lookAhead === 'the whole picture') await looksAhead(db, member, 'a little ahead')
    await takeBackMail(db, member, [], byStage)
    await db
      .deleteFrom('notice')
      .where('member', '=', member)
      .where('told_at', 'is', null)
      .where('kind', 'in', byStage)
      .execute()
    await tell('members.bereaved', { member }, doing)
    return member
  },
})

const looksAhead = (db: Tx, member: MemberId, look_ahead: LookAhead) =>
  db.updateTable('preference').set({ look_ahead }).where('member', '=', member).execute()

/** Choose what goes on reaching one. */
export const chooseWhatStays = task('members.choose-what-stays', {
  title: 'Choose what goes on after a death',
  doors: ['web', 'letter', 'phone'],
  who: 'Members, for themselves',
  input: z.object({ stays: Kept(mayStay).default([]) }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ stays }, { db, who, about }): Promise<readonly NoticeKind[] | Refusal> {
    const member = who.member as MemberId
    const chosen = await db
      .updateTable('bereavement')
      .set({ stays })
      .where('member', '=', member)
      .returning('stays')
      .executeTakeFirst()
    if (!chosen) return refuse('No death is noted, so nothing was stopped.', 409)
    about(member)
    return chosen.stays
  },
})

/** It was not so, or was noted for the wrong person. All is as it was. */
export const undoBereavement = task('members.undo-bereavement', {
  title: 'Say that nobody has died, when it was noted by mistake',
  doors: ['web', 'letter', 'phone'],
  who: 'Members, for themselves; stewards, for a member',
  input: z.object({ member: idOf<'MemberId'>().optional() }),
  allowed: mayNote,
  async run({ member: other }, { db, who, about }): Promise<MemberId | Refusal> {
    const member = other ?? (who.member as MemberId)
    const noted = await db.deleteFrom('bereavement').where('member', '=', member).returningAll().executeTakeFirst()
    const { numUpdatedRows } = await db
      .updateTable('member')
      .set({ bereaved_at: null })
      .where('id', '=', member)
      .where('bereaved_at', 'is not', null)
      .executeTakeFirst()
    if (!numUpdatedRows) return refuse('Nothing of the kind is noted.', 409)
    about(member)
    if (noted?.looked_ahead === 'the whole picture') await looksAhead(db, member, noted.looked_ahead)
    return member
  },
})

/** When it was noted and what stays; null when nobody has died. */
export const bereavementOf = async (db: Db | Tx, member: MemberId | string) =>
  (await db
    .selectFrom('bereavement')
    .select(['noted_at', 'stays', 'read_at'])
    .where('member', '=', member)
    .executeTakeFirst()) ?? null

/** They have been shown what is there for them: it is not put before everything else again. */
export const markRead = (db: Db, member: MemberId) =>
  db
    .updateTable('bereavement')
    .set({ read_at: new Date() })
    .where('member', '=', member)
    .where('read_at', 'is', null)
    .execute()

exports('That the person you cared for has died', (db, member) =>
  db.selectFrom('bereavement').select(['noted_at', 'via', 'stays']).where('member', '=', member).execute(),
)
