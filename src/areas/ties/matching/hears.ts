/** What matching does when somebody steps away: what waits ends quietly, in the same transaction, and nobody is told why. */
import { sql } from 'kysely'
import type { Tx } from '../../../kit/database.ts'
import { on } from '../../../kit/events.ts'
import type { MemberId } from '../../../kit/who.ts'
import { type EndedBecause, endMatch, endRequest, liveMatchesOf, openRequestOf, waitAgain } from './store.ts'
import './follow-ups.ts'

/**
 * @param all also those who were put in touch: their tie is theirs, but nobody is asked how it goes
 */
async function stepAside(db: Tx, member: MemberId, because: EndedBecause, now: Date, all: boolean) {
  const live = await liveMatchesOf(db, member)
  for (const { id, request, helper, state } of live) {
    if (state === 'introduced' && !all) continue
    await endMatch(db, id, 'withdrawn', now)
    // Who was put in touch and loses them waits anew; who was only asked goes on waiting.
    if (helper === member && state === 'introduced') await waitAgain(db, request, now)
  }
  const open = await openRequestOf(db, member)
  const inTouch = live.some(({ request, state }) => request === open?.id && state === 'introduced')
  if (open && (all || !inTouch)) await endRequest(db, open.id, because, now)
}

on('members.paused', ({ member }, { db, now }) => stepAside(db, member, 'away', now, false))
on('members.left', ({ member }, { db, now }) => stepAside(db, member, 'away', now, true))
on('members.bereaved', ({ member }, { db, now }) => stepAside(db, member, 'bereaved', now, true))

on('members.erased', async ({ member }, { db, now }) => {
  await stepAside(db, member, 'away', now, true)
  await sql`delete from match where ${member} in (asker, helper)`.execute(db)
  await sql`update match set proposed_by = null where proposed_by = ${member}`.execute(db)
  for (const table of ['match_follow_up', 'match_request', 'match_profile'] as const)
    await db.deleteFrom(table).where('member', '=', member).execute()
})
