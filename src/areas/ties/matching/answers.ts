/** What the two of a match say: yes or no to meeting, that they were in touch, and how it went. */
import { z } from 'zod'
import { idOf } from '../../../kit/brand.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import { exports } from '../../../kit/exports.ts'
import { refuse } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import type { MemberId } from '../../../kit/who.ts'
import { hasBlocked } from '../../care/blocking.ts'
import { takeBackNotices, tellMember } from '../../members/telling.ts'
import { beginTie } from '../tie-store.ts'
import { mayTouch } from './matching.ts'
import { matchableOf } from './people.ts'
import type { Channel } from './ranking-facts.ts'
import { endMatch, endRequest, followUpsOf, holdMatch, type MatchRow, profileOf } from './store.ts'
import { howToBegin, introduced, notThisTime } from './words.ts'

const gone = refuse('This has ended meanwhile. Thank you for answering. There is nothing you need to do.', 410)

/**
 * Say yes or no to a proposal. When both said yes they are put in touch; a no ends it quietly.
 *
 * @returns what came of it: `waits` for the other's answer, `introduced`, `declined`, or `apart` when the other
 * stepped away meanwhile
 */
export const answerProposal = task('ties.answer-proposal', {
  title: 'Say yes or no to meeting a family',
  doors: ['web', 'phone', 'letter'],
  who: 'The two it is about',
  input: z.object({
    match: idOf<'MatchId'>(),
    answer: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }),
  }),
  allowed: ({ match }, doing) => mayTouch(match, doing, false),
  async run({ match: id, answer }, doing) {
    const { db, who, now, about } = doing
    const match = (await holdMatch(db, id))!
    about(id)
    if (match.state === 'ended') return gone
    if (match.state === 'introduced') return refuse('You both said yes already. You can end it on its page.', 409)
    // Answered: what waits for a letter or a call asks nothing any more.
    await takeBackNotices(db, { match: id }, who.member!)
    const asks = who.member === match.asker
    const says = answer === 'yes'
    await db
      .updateTable('match')
      .set(asks ? { asker_says: says } : { helper_says: says })
      .where('id', '=', id)
      .execute()
    const other = asks ? match.helper_says : match.asker_says
    if (!says) {
      await endMatch(db, id, 'declined', now)
      // Who asked hears that we look further; a helper only when they had said yes.
      if (!asks) await tellMember(doing, match.asker, notThisTime(true))
      else if (other) await tellMember(doing, match.helper, notThisTime(false))
      return 'declined' as const
    }
    if (!other) return 'waits' as const
    if (await isApart(doing, match)) {
      await endMatch(db, id, 'withdrawn', now)
      return 'apart' as const
    }
    await introduce(doing, match)
    return 'introduced' as const
  },
})

/** Whether one of the two stepped away, took back their yes to matching, or blocked the other since it was proposed. */
async function isApart({ db }: Doing, { asker, helper }: MatchRow): Promise<boolean> {
  const both = [await matchableOf(db, asker), await matchableOf(db, helper)]
  return (
    !both.every((one) => one?.ready) || (await hasBlocked(db, asker, helper)) || (await hasBlocked(db, helper, asker))
  )
}

async function introduce(doing: Doing, { id, asker, helper, asker_name, helper_name }: MatchRow) {
  const { db, now } = doing
  const tie = await beginTie(db, asker, helper, { from: 'match', id }, now)
  await db.updateTable('match').set({ state: 'introduced', introduced_at: now, tie }).where('id', '=', id).execute()
  for (const [one, other, name] of [
    [asker, helper, helper_name],
    [helper, asker, asker_name],
  ] as const)
    await tellMember(doing, one, introduced(id, name, await beginningFor(doing, one, other, name)))
}

/** How somebody may begin with the other, by what both said of how they like to be in touch. */
export async function beginningFor({ db }: { db: Db | Tx }, one: string, other: string, name: string) {
  const [mine, theirs] = [await profileOf(db, one), await profileOf(db, other)]
  const shared = (mine?.channels ?? []).filter((way): way is Channel => theirs?.channels.includes(way) ?? false)
  return howToBegin(name, shared, theirs?.hours ?? null)
}

/** Note that the two were in touch; never what was said. */
export const noteFirstContact = task('ties.note-first-contact', {
  title: 'Say that we have been in touch',
  doors: ['web', 'phone', 'letter'],
  who: 'Those it is about; moderators and stewards',
  input: z.object({ match: idOf<'MatchId'>(), yes: z.literal('yes').default('yes') }),
  allowed: ({ match }, doing) => mayTouch(match, doing),
  async run({ match: id }, { db, now, about }) {
    const match = (await holdMatch(db, id))!
    about(id)
    if (!match.introduced_at) return refuse('They have not both said yes yet.', 409)
    await db
      .updateTable('match')
      .set({ first_contact_at: match.first_contact_at ?? now })
      .where('id', '=', id)
      .execute()
    return id
  },
})

/**
 * Answer how it went, two or eight weeks after. When both say at eight weeks that they are in touch, the match has
 * done its work: it ends, and the helper is free for somebody else. That it did not fit goes to the coordinator.
 */
export const answerFollowUp = task('ties.follow-up', {
  title: 'Say whether we have been in touch',
  doors: ['web', 'phone', 'letter'],
  who: 'The two it is about',
  input: z.object({
    match: idOf<'MatchId'>(),
    weeks: z.coerce.number().pipe(z.union([z.literal(2), z.literal(8)], { error: 'We did not ask that.' })),
    answer: z.enum(['yes', 'not yet', 'did not fit'], { error: 'Choose what fits best.' }),
  }),
  allowed: ({ match }, doing) => mayTouch(match, doing, false),
  async run({ match: id, weeks, answer }, { db, who, now, about }) {
    const match = (await holdMatch(db, id))!
    about(id)
    const member = who.member as MemberId
    const asked = await followUpsOf(db, id)
    if (!asked.some((one) => one.member === member && one.weeks === weeks))
      return refuse('We have not asked that yet.', 409)
    await takeBackNotices(db, { match: id, weeks }, member)
    await db
      .updateTable('match_follow_up')
      .set({ answer, answered_at: now })
      .where('match', '=', id)
      .where('member', '=', member)
      .where('weeks', '=', weeks)
      .execute()
    if (answer === 'yes' && !match.first_contact_at)
      await db.updateTable('match').set({ first_contact_at: now }).where('id', '=', id).execute()
    const both = (await followUpsOf(db, id)).filter((one) => one.weeks === 8 && one.answer === 'yes').length === 2
    if (both && match.state === 'introduced') {
      await endMatch(db, id, 'done', now)
      await endRequest(db, match.request, 'done', now)
    }
    return answer
  },
})

exports('Families you were put in touch with', async (db, member) => {
  const rows = await db
    .selectFrom('match')
    .select([
      'asker',
      'asker_says',
      'helper_says',
      'state',
      'proposed_at',
      'introduced_at',
      'first_contact_at',
      'ended_at',
    ])
    .where((either) => either.or([either('asker', '=', member), either('helper', '=', member)]))
    .orderBy('proposed_at')
    .execute()
  // What the other said is theirs.
  return rows.map(({ asker, asker_says, helper_says, ...row }) => ({
    ...row,
    you_asked: asker === member,
    you_said_yes: asker === member ? asker_says : helper_says,
  }))
})

exports('What you told us of how it went', (db, member) =>
  db
    .selectFrom('match_follow_up')
    .select(['weeks', 'asked_at', 'answer', 'answered_at'])
    .where('member', '=', member)
    .orderBy('asked_at')
    .execute(),
)
