/** What was opened for a caller, kept for them to see: each page of a call, and each call, however it ended. */
import { sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Db } from '../../kit/database.ts'
import type { MemberId, Role } from '../../kit/who.ts'
import type { Reason, Scope } from './rules.ts'
import type { ConfirmedBy, Way } from './store.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    call_page: { id: string; call: string; page: string; at: Date }
  }
}

/** Note that a page was opened in a call. */
export const notePage = (db: Db, call: string, page: string, at = new Date()) =>
  db
    .insertInto('call_page')
    .values({ id: newId(at.getTime()), call, page, at })
    .execute()

export interface CallForMe {
  id: string
  way: Way
  began_at: Date
  checked_at: Date | null
  ended_at: Date | null
  reason: Reason | null
  wrong_codes: number
  volunteer: string
  role: Role
  standing: string | null
  consents: { scope: Scope; confirmed_by: ConfirmedBy | null }[]
  pages: { page: string; times: number }[]
}

export const callsOnMyPage = 20

/** Calls with a member, the newest first, with what they said yes to and what was opened in each. */
export async function callsWith(
  db: Db,
  member: MemberId,
  page: number,
): Promise<{ calls: CallForMe[]; total: number }> {
  const { rows } = await sql<CallForMe & { total: number }>`
    select c.id, c.way, c.began_at, c.checked_at, c.ended_at, c.reason, c.wrong_codes, v.name as volunteer, v.role, v.standing,
      (
        select coalesce(jsonb_agg(jsonb_build_object('scope', s.scope, 'confirmed_by', s.confirmed_by) order by s.at), '[]')
        from call_consent s
        where s.call = c.id
      ) as consents,
      (
        select coalesce(jsonb_agg(jsonb_build_object('page', p.page, 'times', p.times) order by p.first), '[]')
        from (
          select page, count(*)::int as times, min(at) as first
          from call_page
          where call = c.id
          group by page
        ) p
      ) as pages,
      count(*) over ()::int as total
    from call c
    join member v on v.id = c.volunteer
    where c.member = ${member}
    order by c.began_at desc
    limit ${callsOnMyPage} offset ${(page - 1) * callsOnMyPage}`.execute(db)
  return { calls: rows, total: rows[0]?.total ?? 0 }
}
