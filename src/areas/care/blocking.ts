/** Blocking: a member does not see what another writes, and gets no mail about it. The other is not told. */
import { z } from 'zod'
import { idOf } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { tell } from '../../kit/events.ts'
import { type Allowed, notFound, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { memberNamed } from './people-store.ts'

declare module '../../kit/events.ts' {
  interface Events {
    /** Told when a block is made, also when there was one already. The one who is blocked must not be able to tell. */
    'care.blocked': { member: MemberId; blocked: MemberId }
  }
}

const OtherMember = z.object({ member: idOf<'MemberId'>() })

/** Who blocks: the member themselves, or the one a helper at the desk acts for. */
const blocker = ({ who }: Doing) => who.member

async function mayBlock({ member }: { member: MemberId }, doing: Doing): Promise<Allowed> {
  const self = blocker(doing)
  if (!self) return refuse('Please sign in first.', 401)
  if (self === member) return refuse('You cannot block yourself.')
  return (await memberNamed(doing.db, member)) ? yes : notFound('person')
}

/** Block a member. What staff decide still reaches the blocker: decisions are not posts. */
export const block = task('care.block', {
  title: 'Block someone, so that I do not see their posts',
  doors: ['web', 'phone'],
  who: 'Members, for themselves',
  input: OtherMember,
  allowed: mayBlock,
  async run({ member }, doing) {
    await doing.db
      .insertInto('block')
      .values({ member: blocker(doing)!, blocked: member, since: doing.now })
      .onConflict((conflict) => conflict.columns(['member', 'blocked']).doNothing())
      .execute()
    await tell('care.blocked', { member: blocker(doing)!, blocked: member }, doing)
    return member
  },
})

/** End a block. Posts that were folded away are there again. */
export const unblock = task('care.unblock', {
  title: 'See the posts of someone I blocked again',
  doors: ['web', 'phone'],
  who: 'Members, for themselves',
  input: OtherMember,
  allowed: mayBlock,
  async run({ member }, doing) {
    await doing.db.deleteFrom('block').where('member', '=', blocker(doing)!).where('blocked', '=', member).execute()
    return member
  },
})

/**
 * Has one member blocked another? The email door sends no mail about a reply when the reader has blocked its writer.
 *
 * @param member who would read it
 * @param other who wrote it
 */
export async function hasBlocked(db: Db | Tx, member: MemberId | string, other: MemberId | string): Promise<boolean> {
  const found = await db
    .selectFrom('block')
    .select('since')
    .where('member', '=', member)
    .where('blocked', '=', other)
    .executeTakeFirst()
  return found !== undefined
}

/** The people a member has blocked, by name. */
export const blockedBy = (db: Db | Tx, member: MemberId) =>
  db
    .selectFrom('block')
    .innerJoin('member', 'member.id', 'block.blocked')
    .select(['member.id', 'member.name', 'block.since'])
    .where('block.member', '=', member)
    .orderBy('member.name')
    .execute()
