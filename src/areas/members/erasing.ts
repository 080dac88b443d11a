/** Erasing all that is held of a person, at any door and at any time: while they are here, or after they left. */
import { z } from 'zod'
import { erasesAgain, noteErasure } from '../../kit/erasures.ts'
import { tell } from '../../kit/events.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { type MemberId, visitor } from '../../kit/who.ts'
import { consentsOf, noteConsents } from './consent.ts'
import { mayGo } from './leaving.ts'
import { emailOf } from './store.ts'

/**
 * Erase. Posts stay under "a former member" or are withdrawn, as they choose; all else that is held of them goes,
 * except that there was a membership, from when to when, and what they had said yes to: the law asks for both.
 */
export const erase = task('members.erase', {
  title: 'Erase everything that is held of me',
  doors: ['web', 'letter', 'phone'],
  who: 'Members and people who left, for themselves; not the only steward',
  erases: true,
  input: z.object({ posts: z.enum(['kept', 'withdrawn'], { error: 'Choose what happens to your posts.' }) }),
  allowed: mayGo,
  async run({ posts }, doing) {
    const { db, who, now, about } = doing
    const member = who.member as MemberId
    about(member)
    await noteErasure(db, member, posts, now)
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
      'second_factor_draft',
      'second_step_recovery',
      'joining',
      'address_change',
      'reach',
      'notice',
      'absence',
      'bereavement',
      'sharing_review',
    ] as const)
      await db.deleteFrom(table).where('member', '=', member).execute()
    // Sessions and passkeys go with it.
    await db.deleteFrom('login').where('id', '=', member).execute()
    const nobody = { name: 'a former member', role: 'member', standing: null, nation: null } as const
    await db
      .updateTable('member')
      .set({ ...nobody, state: 'left', paused_until: null, bereaved_at: null, erased_at: now })
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

/** After a backup from before was restored. The only steward is not spared: they erased themselves. */
erasesAgain('member', {
  among: '(select id from member where erased_at is null)',
  async erase(db, community, id, { posts }) {
    const who = { ...visitor, member: id as MemberId, role: 'member', roleHeld: 'member' } as const
    const doing: Doing = { db, community, who, by: who, via: 'web', now: new Date(), about: () => {} }
    const done = await erase.run({ posts: posts ?? 'withdrawn' }, doing)
    if (isRefusal(done)) throw new Error(done.because)
  },
})
