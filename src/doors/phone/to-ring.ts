/** Calls to make: what waits to be told by phone. */
import { sql } from 'kysely'
import { reaches } from '../../areas/members/telling.ts'
import type { Db } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'

export interface ToRing {
  member: MemberId
  name: string
  phone: string | null
  notices: number
  /** since when the oldest waits */
  since: Date
}

export const mostToRing = 50

/** Whom to ring, whoever has waited longest first. What waits for somebody who stepped away since waits on. */
export async function toRing(db: Db): Promise<ToRing[]> {
  const { rows } = await sql<ToRing>`
    select n.member, m.name, r.phone, count(*)::int as notices, min(n.made_at) as since
    from notice n
    join member m on m.id = n.member
    left join reach r on r.member = n.member
    where n.door = 'phone' and n.told_at is null and ${reaches(sql`n.kind`)}
    group by n.member, m.name, r.phone
    order by since
    limit ${mostToRing}`.execute(db)
  return rows
}

export interface Notice {
  id: string
  title: string
  words: string
  made_at: Date
}

/** What waits to be read out to one member, the oldest first. */
export const noticesFor = (db: Db, member: MemberId): Promise<Notice[]> =>
  db
    .selectFrom('notice')
    .select(['id', 'title', 'words', 'made_at'])
    .where('door', '=', 'phone')
    .where('member', '=', member)
    .where('told_at', 'is', null)
    .orderBy('made_at')
    .limit(20)
    .execute()
