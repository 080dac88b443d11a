/** What was told for one gathering only is not kept for ever: who guests were, and what anybody needed to come. */
import { sql } from 'kysely'
import type { Community } from '../../kit/community.ts'
import { job } from '../../kit/jobs.ts'
import { dayOf, daysAfter } from './london-clock.ts'

/** Days after a date for which the host may still need to reach a guest. */
const kept = 90

export const forgetting = job({
  name: 'gatherings.forget',
  cron: '50 3 * * *',
  work: (_, community) => forgetOld(community, new Date()),
})

/** Guests of dates long over become "a guest", and needs are taken away. How many came stays. Safe to run twice. */
export async function forgetOld({ db }: Community, now: Date) {
  const before = daysAfter(dayOf(now), -kept)
  await sql`
    update rsvp
    set access = null,
      guest_name = case when member is null then 'a guest' end,
      guest_email = null,
      guest_phone = null
    where occurrence < ${before}::date
      and (access is not null or guest_email is not null or guest_phone is not null)`.execute(db)
}
