/** What gatherings do when other areas tell an event. Whoever paused keeps their seats: nothing decays. */
import { sql } from 'kysely'
import { on } from '../../kit/events.ts'
import type { Doing } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { dayOf, daysAfter } from './london-clock.ts'
import { occurrenceOn } from './occurrences.ts'
import { type Rsvp, rsvpsOfMember } from './rsvp-store.ts'
import { moveUp } from './seats.ts'
import { lockedGathering } from './store.ts'

/** Dates are looked for from here on: one that was moved may be by its rule on an earlier day. */
const early = -400

/** Let go of seats that somebody will not use: the next in turn move up. */
async function letGo(member: MemberId, doing: Doing, release: (rsvp: Rsvp) => Promise<unknown>) {
  const { db, now } = doing
  // In the order of their ids, so that two who step away at once never wait for each other.
  const theirs = (await rsvpsOfMember(db, member, daysAfter(dayOf(now), early))).sort((a, b) =>
    a.gathering.localeCompare(b.gathering),
  )
  for (const rsvp of theirs) {
    const gathering = await lockedGathering(db, rsvp.gathering, null)
    const date = gathering && occurrenceOn(gathering, rsvp.occurrence)
    if (!gathering || !date || date.ends <= now) continue
    await release(rsvp)
    await moveUp(doing, gathering, date)
  }
}

const endPairings = (member: MemberId, { db, now }: Doing) =>
  sql`
    update pairing
    set ended_at = ${now}
    where ended_at is null and ${member}::uuid in (came, missed)`.execute(db)

on('members.erased', async ({ member, posts }, doing) => {
  const { db } = doing
  await letGo(member, doing, ({ id }) => db.deleteFrom('rsvp').where('id', '=', id).execute())
  await sql`delete from pairing where ${member}::uuid in (came, missed)`.execute(db)
  await db.updateTable('pairing').set({ proposed_by: null }).where('proposed_by', '=', member).execute()
  await db.deleteFrom('rsvp').where('member', '=', member).execute()
  await db.deleteFrom('private_calendar').where('member', '=', member).execute()
  await db.updateTable('gathering').set({ host: null }).where('host', '=', member).execute()
  if (posts === 'withdrawn') await db.deleteFrom('write_up').where('by', '=', member).execute()
  else await db.updateTable('write_up').set({ by: null }).where('by', '=', member).execute()
})

on('members.left', async ({ member }, doing) => {
  const { db, now } = doing
  await letGo(member, doing, ({ id }) =>
    db.updateTable('rsvp').set({ state: 'not coming', changed_at: now }).where('id', '=', id).execute(),
  )
  await endPairings(member, doing)
})

/** Being put in touch is withdrawn without a word; seats stay, for the parent chooses what stays. */
on('members.bereaved', async ({ member }, doing) => {
  await endPairings(member, doing)
})
