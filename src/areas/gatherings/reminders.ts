/** Reminders before a gathering, by each person's door: a letter long before, a call and a mail shortly before. */
import { sql } from 'kysely'
import type { Community } from '../../kit/community.ts'
import { job } from '../../kit/jobs.ts'
import { yes } from '../../kit/refuse.ts'
import { visitor } from '../../kit/who.ts'
import { doorTo } from '../members/telling.ts'
import { isQuietFor } from './afterwards.ts'
import { dayOf, daysAfter } from './london-clock.ts'
import { occurrenceOn } from './occurrences.ts'
import { rsvpById } from './rsvp-store.ts'
import { isToRemind, maySee } from './rules.ts'
import { gatheringFor } from './store.ts'
import { tellComer } from './telling-comers.ts'
import { memberWho } from './tending.ts'

export const reminders = job({
  name: 'gatherings.remind',
  cron: '30 8 * * *',
  work: (_, community) => remindAll(community, new Date()),
})

/** A date that was moved may be far from the day it would be by its rule. */
const around = 400

/**
 * Tell everybody whose gathering is near. Safe to run twice, or to be cut short: each is marked in the transaction
 * that tells them.
 */
export async function remindAll(community: Community, now: Date) {
  const today = dayOf(now)
  const { rows } = await sql<{ id: string }>`
    select r.id
    from rsvp r
    join gathering g on g.id = r.gathering and g.state = 'planned' and g.over_at > ${now}
    where r.state = 'coming' and r.reminded_at is null
      and r.occurrence between ${daysAfter(today, -around)}::date and ${daysAfter(today, around)}::date
    order by r.occurrence, r.id`.execute(community.db)
  for (const { id } of rows) await remind(community, id, now)
}

const remind = (community: Community, id: string, now: Date) =>
  community.db.transaction().execute(async (db) => {
    await sql`select id from rsvp where id = ${id} for update`.execute(db)
    const rsvp = await rsvpById(db, id)
    if (rsvp?.state !== 'coming' || rsvp.remindedAt) return
    const gathering = (await gatheringFor(db, rsvp.gathering, rsvp.member))!
    const date = occurrenceOn(gathering, rsvp.occurrence)
    if (!date || date.cancelled) return
    // Whoever was put out of a circle since is not told how to come to what it plans.
    const who = rsvp.member ? await memberWho(db, rsvp.member) : visitor
    if (!who || maySee(who, gathering) !== yes) return
    const door = rsvp.member ? (await doorTo(db, rsvp.member, 'gathering'))?.door : rsvp.guestEmail ? 'email' : null
    if (!door || !isToRemind(door, date.starts, rsvp.changedAt, now)) return
    if (rsvp.member && (await isQuietFor(db, rsvp.member, gathering))) return
    await tellComer({ db, community, now }, gathering, date, rsvp, 'reminder')
    await db.updateTable('rsvp').set({ reminded_at: now }).where('id', '=', id).execute()
  })
