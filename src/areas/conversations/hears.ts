/** What conversations do when other areas tell an event. */
import { sql } from 'kysely'
import type { Tx } from '../../kit/database.ts'
import { on } from '../../kit/events.ts'
import { setState } from './post-store.ts'

/** Pages with a member's name on them are made again, so that the old name is nowhere. */
on('members.renamed', async ({ member }, { db }) => {
  await sql`
    update conversation set version = version + 1
    where id in (select conversation from post where author = ${member})`.execute(db)
})

/** Posts of a person who left stay under "a former member", or their words go: they chose. */
on('members.erased', async ({ member, posts }, { db }) => {
  for (const table of ['draft', 'kept_post', 'reading', 'circle_member'] as const)
    await db.deleteFrom(table).where('member', '=', member).execute()
  if (posts === 'kept') {
    await sql`
      update conversation set version = version + 1
      where id in (select conversation from post where author = ${member})`.execute(db)
    return
  }
  const theirs = await db.selectFrom('post').select(['id', 'state']).where('author', '=', member).execute()
  const ids = theirs.map(({ id }) => id)
  await setState(
    db,
    theirs.filter(({ state }) => state !== 'removed').map(({ id }) => id),
    'withdrawn',
  )
  await takeOutOfMail(db, ids)
  await sql`delete from photo where post = any(${ids}::uuid[])`.execute(db)
  await sql`delete from amendment where post = any(${ids}::uuid[])`.execute(db)
  await sql`update post set words = '', html = '', title = null where author = ${member}`.execute(db)
})

/** A mail about a post quotes it. One that has not left yet does not leave; of one that was sent, the words go. */
async function takeOutOfMail(db: Tx, posts: readonly string[]) {
  const quoting = sql`substring(headers ->> 'Message-ID' from '^<post-([0-9a-f-]{36})@') = any(${posts}::text[]) and headers ? 'Message-ID'`
  await sql`delete from message_out where state = 'waiting' and ${quoting}`.execute(db)
  await sql`
    update message_out set subject = 'A reply that was withdrawn', plain = 'These words were withdrawn.', html = null
    where ${quoting}`.execute(db)
}
