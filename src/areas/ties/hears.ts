/** What ties do when other areas tell an event. */
import { sql } from 'kysely'
import type { Tx } from '../../kit/database.ts'
import { on } from '../../kit/events.ts'
import type { MemberId } from '../../kit/who.ts'
import './exports.ts'
import './people-lists.ts'
import { putToRest } from './offering.ts'
import { tieBetween } from './tie-store.ts'

/**
 * Who blocks somebody is left in peace by them: the tie rests, an offer falls silent, and what they asked looks to them
 * as if it still waited.
 */
on('care.blocked', async ({ member, blocked }, { db, now }) => {
  const tie = await tieBetween(db, member, blocked)
  if (!tie) return
  await forgetWaiting(db, tie.id, member)
  if (tie.state === 'open' || tie.offered_by === member) await putToRest({ db, now }, [tie.id])
  else if (tie.state === 'offered')
    await db.updateTable('tie').set({ state: 'declined', declined_by: member }).where('id', '=', tie.id).execute()
})

/** What waits to be told about a tie to one of the two goes into no letter and no call. */
const forgetWaiting = (db: Tx, tie: string, member: string) =>
  sql`
    delete from notice
    where member = ${member} and told_at is null and answer -> 'input' ->> 'tie' = ${tie}`.execute(db)

const waitingOf = async (db: Tx, member: MemberId) =>
  (
    await db
      .selectFrom('tie')
      .select('id')
      .where((where) => where.or([where('one', '=', member), where('other', '=', member)]))
      .where('state', 'in', ['offered', 'declined'])
      .execute()
  ).map(({ id }) => id)

/** Who leaves is asked nothing and asks nothing. What they have with others rests, and is there when they are back. */
on('members.left', async ({ member }, { db, now }) => {
  await putToRest({ db, now }, await waitingOf(db, member))
})

/**
 * All they told goes: what they shared, noted and chose. Messages are the other's letters too, so they stay under
 * "a former member" or go with the posts, as whoever leaves chose (docs/decisions/0140).
 */
on('members.erased', async ({ member, posts }, { db, now }) => {
  const ties = await db
    .selectFrom('tie')
    .select('id')
    .where((where) => where.or([where('one', '=', member), where('other', '=', member)]))
    .execute()
  const ids = ties.map(({ id }) => id)
  await putToRest({ db, now }, ids)
  for (const id of ids)
    await sql`
    delete from notice
    where told_at is null and answer -> 'input' ->> 'tie' = ${id}`.execute(db)
  for (const table of ['tie_reading', 'glad_to_talk', 'may_be_asked'] as const)
    await db.deleteFrom(table).where('member', '=', member).execute()
  await db.deleteFrom('tie_contact').where('noted_by', '=', member).execute()
  if (posts === 'withdrawn') await db.deleteFrom('tie_message').where('sender', '=', member).execute()
  // Where nothing of the other's is left, there is no tie to keep.
  await sql`
    delete from tie t
    where (t.one = ${member} or t.other = ${member})
      and not exists (select from tie_contact c where c.tie = t.id)
      and not exists (select from tie_message m where m.tie = t.id)`.execute(db)
})
