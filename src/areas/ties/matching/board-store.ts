/** What the coordinators' board reads: open requests with their live match, and how much each helper carries. */
import { sql } from 'kysely'
import type { Db } from '../../../kit/database.ts'
import type { BoardRow } from './board.ts'

/** Requests on the board at most; a community that has more needs more coordinators, and the page says so. */
export const mostOnBoard = 200

/** @param only one request */
export async function boardRows(db: Db, only?: string): Promise<BoardRow[]> {
  const { rows } = await sql<BoardRow>`
    select r.id as request, a.name, r.topic, r.asked_at, r.waiting_since, r.no_match_at, r.no_match_offer,
      x.id as match, x.state, h.name as helper, x.proposed_at, x.asker_says, x.helper_says, x.introduced_at,
      x.first_contact_at,
      coalesce(
        (
          select json_agg(json_build_object('member', m.name, 'weeks', f.weeks, 'answer', f.answer) order by f.weeks, m.name)
          from match_follow_up f
          join member m on m.id = f.member
          where f.match = x.id
        ),
        '[]'
      ) as followed_up
    from match_request r
    join member a on a.id = r.member
    left join match x on x.request = r.id and x.state <> 'ended'
    left join member h on h.id = x.helper
    where r.asked_at is not null and r.ended_at is null
      ${only ? sql`and r.id = ${only}` : sql``}
    order by r.waiting_since
    limit ${mostOnBoard}`.execute(db)
  return rows
}

/** How many wait for a coordinator, and since when the one who waits longest. */
export async function countWaitingForMatch(db: Db) {
  const { rows } = await sql<{ waiting: number; since: Date | null }>`
    select count(*)::int as waiting, min(r.waiting_since) as since
    from match_request r
    where r.asked_at is not null and r.ended_at is null
      and (r.no_match_at is null or r.no_match_at < r.waiting_since)
      and not exists (select from match x where x.request = r.id and x.state <> 'ended')`.execute(db)
  return rows[0]!
}

/** Helpers and whoever else is in a live match or glad to be in one, the busiest first. */
export async function loads(db: Db, most = 40): Promise<{ name: string; live: number }[]> {
  const { rows } = await sql<{ name: string; live: number }>`
    select m.name, count(x.id)::int as live
    from match_profile f
    join member m on m.id = f.member and m.state = 'member' and m.bereaved_at is null
    left join match x on x.helper = f.member and x.state <> 'ended'
    where f.willing
    group by m.id
    order by count(x.id) desc, m.role = 'helper' desc, m.name, m.id
    limit ${most}`.execute(db)
  return rows
}
