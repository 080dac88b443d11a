/** Two and eight weeks after an introduction both are asked, by their own door, whether they have been in touch. */
import { sql } from 'kysely'
import type { Community } from '../../../kit/community.ts'
import type { Tx } from '../../../kit/database.ts'
import { job } from '../../../kit/jobs.ts'
import type { MemberId } from '../../../kit/who.ts'
import { tellMember } from '../../members/telling.ts'
import type { MatchId, Weeks } from './store.ts'
import { followUp } from './words.ts'

const week = 7 * 24 * 60 * 60 * 1000

export const followUps = job({
  name: 'ties.match-follow-ups',
  cron: '30 9 * * *',
  work: (_, community) => askHowItGoes(community, new Date()),
})

interface Due {
  match: MatchId
  member: MemberId
  /** name of the other */
  other: string
  weeks: Weeks
}

/**
 * Ask everybody whose two or eight weeks are over. Safe to run twice or to be cut short: that somebody was asked is
 * stored with the words to them. Who paused is asked when they are back; who left or is bereaved is not asked.
 */
export async function askHowItGoes(community: Community, now: Date) {
  const { rows } = await sql<Due>`
    select due.match, due.member, o.name as other, due.weeks
    from (
      select x.id as match, side.member, side.other,
        -- after eight weeks nobody is asked about the second any more
        case when x.introduced_at <= ${new Date(now.getTime() - 8 * week)}::timestamptz then 8 else 2 end as weeks
      from match x
      cross join lateral (values (x.asker, x.helper), (x.helper, x.asker)) as side (member, other)
      where x.state = 'introduced' and x.introduced_at <= ${new Date(now.getTime() - 2 * week)}::timestamptz
    ) due
    join member m on m.id = due.member and m.state = 'member' and m.bereaved_at is null
    join member o on o.id = due.other
    where not exists (
      select from match_follow_up f
      where f.match = due.match and f.member = due.member and f.weeks = due.weeks
    )
    order by due.match, due.member`.execute(community.db)
  for (const one of rows) await community.db.transaction().execute((db) => ask(db, community, one, now))
}

/** Ask one of the two, once. */
export async function ask(db: Tx, community: Community, { match, member, other, weeks }: Due, now: Date) {
  const asked = await db
    .insertInto('match_follow_up')
    .values({ match, member, weeks, asked_at: now, answer: null, answered_at: null })
    .onConflict((clash) => clash.doNothing())
    .returning('match')
    .execute()
  if (asked.length > 0) await tellMember({ db, community, now }, member, followUp(match, weeks, other))
}
