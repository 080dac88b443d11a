/** Coming back, after a pause or after having left: one step, and everything is there again. */
import { z } from 'zod'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import { tell } from '../../kit/events.ts'
import { job } from '../../kit/jobs.ts'
import type { Answer } from '../../kit/lists.ts'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { type MemberId, visitor } from '../../kit/who.ts'
import { awaySince, endAbsences } from './absence.ts'
import { noteConsents } from './consent.ts'
import { londonDay } from './days.ts'
import { mustBeSignedIn, mustBeTicked } from './rules.ts'
import { beginMembership } from './store.ts'

export interface Returned {
  readonly from: 'paused' | 'left'
  /** when they stepped away */
  readonly since: Date
}

/** Come back. A new dated membership begins for whoever had left. */
export const comeBack = task('members.return', {
  title: 'Come back after a pause, or after leaving',
  doors: ['web', 'email', 'letter', 'phone'],
  who: 'Members who paused, and people who left and were not erased',
  input: z.object({ back: z.literal('yes').optional() }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ back }, doing) {
    const ticked = mustBeTicked(doing.via, back)
    return isRefusal(ticked) ? ticked : bringBack(doing, doing.who.member as MemberId)
  },
})

/** As it stands on a reply slip. */
export const backAnswer: Answer = {
  task: comeBack.name,
  input: {},
  asks: [{ field: 'back', label: 'Tick this box', options: [{ value: 'yes', label: 'I am coming back' }] }],
}

async function bringBack(doing: Doing, member: MemberId): Promise<Returned | Refusal> {
  const { db, now } = doing
  const one = await db
    .selectFrom('member')
    .select(['state', 'erased_at'])
    .where('id', '=', member)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (one?.erased_at) return refuse('All we held of you was erased. You can join again at any time.', 410)
  if (one?.state === 'left' && doing.via === 'email')
    return refuse('You have left. To come back, please sign in and press “Come back”.', 403)
  if (one?.state !== 'paused' && one?.state !== 'left') return refuse('You are here already.', 409)
  doing.about(member)
  const since = (await awaySince(db, member)) ?? now
  await endAbsences(db, member, now)
  await db.updateTable('member').set({ state: 'member', paused_until: null }).where('id', '=', member).execute()
  if (one.state === 'left') {
    await beginMembership(db, member, 'coming back', now)
    await noteConsents(doing, member, [['membership', true]])
    // Their posts stand under their own name again.
    await tell('members.renamed', { member }, doing)
  }
  await tell('members.returned', { member, since }, doing)
  return { from: one.state, since }
}

/** A pause until a day ends by itself, the night after. Nothing is sent: whoever is back finds what is new. */
export async function endPauses(community: Community, now: Date) {
  const over = await community.db
    .selectFrom('member')
    .select('id')
    .where('state', '=', 'paused')
    .where('paused_until', '<', londonDay(now) as never)
    .execute()
  for (const { id } of over)
    await community.db.transaction().execute(async (db) => {
      const doing: Doing = { db, community, who: visitor, by: visitor, via: 'web', now, about: () => {} }
      await bringBack(doing, id as MemberId)
      await db
        .insertInto('audit')
        .values({ id: newId(), task: comeBack.name, who: null, for_whom: id, via: 'web', subject: id, at: now })
        .execute()
    })
}

job({ name: 'members.end-pauses', cron: '10 0 * * *', work: (_, community) => endPauses(community, new Date()) })
