/** Calls to make: what waits to be told by phone. */
import { sql } from 'kysely'
import { type NoticeKind, reaches } from '../../areas/members/telling.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import type { Scope } from './rules.ts'

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
  kind: NoticeKind
  title: string
  words: string
  made_at: Date
  not_by: string | null
}

/** What waits to be read out to one member, the oldest first. */
export const noticesFor = (db: Db | Tx, member: MemberId): Promise<Notice[]> =>
  db
    .selectFrom('notice')
    .select(['id', 'kind', 'title', 'words', 'made_at', 'not_by'])
    .where('door', '=', 'phone')
    .where('member', '=', member)
    .where('told_at', 'is', null)
    .orderBy('made_at')
    .limit(20)
    .execute()

/** Kinds that say what somebody wrote in private, or whom a member may be put in touch with. */
const privateKinds: readonly NoticeKind[] = ['message', 'match']

/** Whether this volunteer may read a notice out in this call. Private ones wait for the caller's code. */
export const mayReadOut = ({ kind, not_by }: Notice, scopes: readonly Scope[], volunteer: MemberId | string | null) =>
  not_by !== volunteer && (!privateKinds.includes(kind) || scopes.includes('messages'))
