/** Who is due a digest, and up to when they have had news. */
import { sql } from 'kysely'
import { reaches } from '../../areas/members/telling.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId, Role } from '../../kit/who.ts'
import type { HowOften, Period } from './digest-rules.ts'

export interface DigestReader {
  member: MemberId
  role: Exclude<Role, 'visitor'>
  address: string
  how_often: HowOften
  joined: Date
  last: Date | null
}

/**
 * Members whom a digest may reach, who have an address and want a digest, by id. Those who never chose get one a week.
 *
 * @param after the last member of the batch before
 */
export async function digestReaders(db: Db, after: MemberId | null, most: number): Promise<DigestReader[]> {
  const { rows } = await sql<DigestReader>`
    select m.id as member, m.role, l.email as address, coalesce(p.digest, 'weekly') as how_often,
      (select max(began_at) from membership s where s.member = m.id and s.ended_at is null) as joined,
      d.until as last
    from member m
    join login l on l.id = m.id::text
    left join preference p on p.member = m.id
    left join digest_sent d on d.member = m.id
    where ${reaches('digest')}
      and l.email is not null
      and coalesce(p.digest, 'weekly') <> 'none'
      and coalesce(p.door, 'email') <> 'none'
      and exists (select from membership s where s.member = m.id and s.ended_at is null)
      and (${after}::uuid is null or m.id > ${after}::uuid)
    order by m.id
    limit ${most}`.execute(db)
  return rows
}

/**
 * Claim a digest, so that it is made once however often the job runs and on however many servers.
 *
 * @returns false when it was made already
 */
export async function claimDigest(tx: Tx, member: MemberId, period: Period, now: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into digest_sent as d (member, period, until, sent_at)
    values (${member}, ${period.key}, ${now}, ${now})
    on conflict (member) do update
    set period = excluded.period, until = excluded.until, sent_at = excluded.sent_at
    where d.until < ${period.ended}
    returning member`.execute(tx)
  return rows.length > 0
}
