/** Leaving is not failure: one step, nothing is lost, and the door stays open. */
import { z } from 'zod'
import { newId } from '../../kit/brand.ts'
import { tell } from '../../kit/events.ts'
import { type Allowed, isRefusal, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import { type MemberId, type Role, staffRoles } from '../../kit/who.ts'
import { Reasons } from '../support/reasons.ts'
import { endAbsences } from './absence.ts'
import { noteConsents } from './consent.ts'
import { backAnswer } from './returning.ts'
import { otherStewards } from './roles.ts'
import { mustBeSignedIn, mustBeTicked } from './rules.ts'
import { stateOf } from './store.ts'
import { doorTo, tellMember } from './telling.ts'

/** One steward always stays, and nobody else's hands end a role: staff sign in for it. */
export async function mayGo(_: unknown, { db, who, via }: Doing): Promise<Allowed> {
  const signedIn = mustBeSignedIn(who)
  if (signedIn !== yes) return signedIn
  const member = who.member!
  const { role } = await stateOf(db, member)
  if (via !== 'web' && (staffRoles as readonly Role[]).includes(role))
    return refuse('Whoever has a role here signs in to leave or to erase everything.', 403)
  return role === 'steward' && (await otherStewards(db, member)) === 0
    ? refuse(
        'You are the only steward. Make someone else a steward first, so that the community is not left alone.',
        409,
      )
    : yes
}

/**
 * Leave. The dated membership ends, nothing reaches them any more, and their posts stand under "a former member".
 * All else is kept, so that they can come back in one step; staff give their role back. To erase is a step of its own.
 */
export const leave = task('members.leave', {
  title: 'Leave the community. I can come back',
  // Not by a link in a mail: whoever the mail was forwarded to has it too.
  doors: ['web', 'letter', 'phone'],
  who: 'Members, for themselves; not the only steward',
  input: z.object({ sure: z.literal('yes').optional(), reasons: Reasons, words: optionalWords(1000) }),
  allowed: mayGo,
  async run({ sure, reasons, words }, doing): Promise<'left' | Refusal> {
    const { db, who, now, via } = doing
    const member = who.member as MemberId
    const ticked = mustBeTicked(via, sure)
    if (isRefusal(ticked)) return ticked
    const { state, role } = await stateOf(db, member)
    if (state === 'left') return refuse('You have left already.', 409)
    doing.about(member)
    // What was still on its way to them is told no more.
    await db.deleteFrom('message_out').where('member', '=', member).where('state', '=', 'waiting').execute()
    await db.deleteFrom('notice').where('member', '=', member).where('told_at', 'is', null).execute()
    // A pause ends with it, so that its silence does not keep the way back from them.
    await endAbsences(db, member, now)
    await db.updateTable('member').set({ state: 'member' }).where('id', '=', member).execute()
    await goodbye(doing, member)
    await db
      .insertInto('absence')
      .values({
        id: newId(),
        member,
        kind: 'left',
        began_at: now,
        until: null,
        ended_at: null,
        keeps: [],
        reasons,
        words,
        via,
      })
      .execute()
    await noteConsents(doing, member, [['membership', false]])
    const staff = (staffRoles as readonly Role[]).includes(role)
    await db
      .updateTable('member')
      .set({ state: 'left', paused_until: null, ...(staff ? { role: 'member', standing: null } : {}) })
      .where('id', '=', member)
      .execute()
    await db
      .updateTable('membership')
      .set({ ended_at: now })
      .where('member', '=', member)
      .where('ended_at', 'is', null)
      .execute()
    await db.deleteFrom('session').where('login_id', '=', member).execute()
    await tell('members.left', { member }, doing)
    // Pages with their name on them are made again.
    await tell('members.renamed', { member }, doing)
    return 'left'
  },
})

/** The one thing that still reaches them: that it is done, and the way back by the same door. Nobody is rung for it. */
async function goodbye(doing: Doing, member: MemberId) {
  const to = await doorTo(doing.db, member, 'answer')
  if (!to || to.door === 'phone') return
  const way = to.door === 'email' ? 'Sign in here and press the button:' : 'Ring us, or send the slip.'
  await tellMember(doing, member, {
    kind: 'answer',
    subject: 'You have left',
    words: `You have left. From now on we send you nothing. All that is yours is kept. You can come back at any time. ${way}`,
    href: '/sign-in?then=/return',
    answer: backAnswer,
  })
}
