/** Leaving is not failure: one step, with the leaver's own choice, and the door stays open. */
import { z } from 'zod'
import { tell } from '../../kit/events.ts'
import { type Allowed, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { consentsOf, noteConsents } from './consent.ts'
import { otherStewards } from './roles.ts'
import { mustBeSignedIn } from './rules.ts'
import { emailOf } from './store.ts'

async function mayLeave(_: unknown, { db, who }: Doing): Promise<Allowed> {
  const signedIn = mustBeSignedIn(who)
  if (signedIn !== yes) return signedIn
  const member = who.member!
  const { role } = await db.selectFrom('member').select('role').where('id', '=', member).executeTakeFirstOrThrow()
  return role === 'steward' && (await otherStewards(db, member)) === 0
    ? refuse(
        'You are the only steward. Make someone else a steward first, so that the community is not left alone.',
        409,
      )
    : yes
}

/**
 * Leave. Posts stay under "a former member" or are withdrawn, as the leaver chooses; all else that is held of them is erased,
 * except that there was a membership, from when to when, and what they had said yes to: the law asks for both.
 */
export const leave = task('members.leave', {
  title: 'Leave the community',
  doors: ['web', 'email', 'letter', 'phone'],
  who: 'Members, for themselves; not the only steward',
  input: z.object({ posts: z.enum(['kept', 'withdrawn'], { error: 'Choose what happens to your posts.' }) }),
  allowed: mayLeave,
  async run({ posts }, doing) {
    const { db, who, now, about } = doing
    const member = who.member as MemberId
    about(member)
    await tell('members.erased', { member, posts }, doing)
    const given = await consentsOf(db, member)
    await noteConsents(doing, member, [['membership', false], ...given.map((purpose) => [purpose, false] as const)])
    const email = await emailOf(db, member)
    if (email) {
      await db.deleteFrom('membership_request').where('email', '=', email).execute()
      await db.updateTable('invitation').set({ name: null, email: null }).where('email', '=', email).execute()
      await db.deleteFrom('message_out').where('to_address', '=', email).execute()
    }
    await db.deleteFrom('message_out').where('member', '=', member).execute()
    for (const table of [
      'preference',
      'cared_for',
      'paper_code',
      'second_factor',
      'joining',
      'address_change',
      'reach',
      'notice',
    ] as const)
      await db.deleteFrom(table).where('member', '=', member).execute()
    // Sessions and passkeys go with it.
    await db.deleteFrom('login').where('id', '=', member).execute()
    await db
      .updateTable('member')
      .set({ state: 'left', name: 'a former member', role: 'member', standing: null, nation: null })
      .where('id', '=', member)
      .execute()
    await db
      .updateTable('membership')
      .set({ ended_at: now })
      .where('member', '=', member)
      .where('ended_at', 'is', null)
      .execute()
    return posts
  },
})
