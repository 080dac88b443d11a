/** Those who ask and those who may be proposed to them, read for `rank`. Other areas hold these tables; they are only read. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'
import type { LookAhead } from '../../kit/look-ahead.ts'
import type { MemberId } from '../../kit/who.ts'
import type { Field } from '../members/cared-for.ts'
import type { Candidate } from './ranking.ts'
import type { Asker, Channel, Fact, Matchable } from './ranking-facts.ts'

interface Row {
  id: MemberId
  name: string
  look_ahead: LookAhead
  facts: Partial<Record<Field, Fact>> | null
  languages: string[]
  channels: Channel[]
  knows: string[]
  willing: boolean
  here: boolean
  apart: boolean
  live: number
}

/** Whether the newest answer of a member about matching is a yes. */
const saysYes = sql`coalesce(
  (
    select given
    from consent c
    where c.member = m.id and c.purpose = 'matching'
    order by c.at desc, c.id desc
    limit 1
  ),
  false
)`

/** Here: a member, neither paused nor gone; nobody whose child has died is matched by stage of life. */
const isHere = sql`(
  m.state = 'member' and m.bereaved_at is null
  and not exists (select from cared_for d where d.member = m.id and d.field = 'stage' and d.value = 'after-a-death')
)`

const facts = sql`(
  select json_object_agg(field, json_build_object('value', value, 'shared', shared))
  from cared_for
  where cared_for.member = m.id
)`

const toMatchable = ({ id, name, facts, languages, channels, knows, look_ahead }: Row): Matchable => ({
  id,
  name,
  facts: facts ?? {},
  languages,
  channels,
  knows,
  lookAhead: look_ahead,
})

const toCandidate = (row: Row): Candidate => ({
  ...toMatchable(row),
  willing: row.willing,
  here: row.here,
  apart: row.apart,
  live: row.live,
})

/**
 * Everybody who may be proposed to a member who asks.
 * Apart from the asker are those where one blocked the other, who are in touch already, or where it was tried before.
 *
 * @param only one of them
 */
export async function candidatesFor(db: Db | Tx, asker: MemberId | string, only?: MemberId): Promise<Candidate[]> {
  const { rows } = await sql<Row>`
    select m.id, m.name, coalesce(p.look_ahead, 'a little ahead') as look_ahead, f.languages, f.channels, f.knows,
      ${facts} as facts,
      ${saysYes} as willing,
      ${isHere} as here,
      (
        exists (
          select from block b
          where (b.member = m.id and b.blocked = ${asker}) or (b.member = ${asker} and b.blocked = m.id)
        )
        or exists (
          select from tie t
          where t.one = least(m.id, ${asker}::uuid) and t.other = greatest(m.id, ${asker}::uuid) and t.state = 'open'
        )
        or exists (
          select from match x
          where ((x.asker = ${asker} and x.helper = m.id) or (x.asker = m.id and x.helper = ${asker}))
            and (x.state <> 'ended' or x.ended_because in ('declined', 'did not fit'))
        )
      ) as apart,
      (select count(*)::int from match x where x.helper = m.id and x.state <> 'ended') as live
    from match_profile f
    join member m on m.id = f.member
    left join preference p on p.member = m.id
    where f.willing and m.id <> ${asker} and m.state = 'member'
      ${only ? sql`and m.id = ${only}` : sql``}`.execute(db)
  return rows.map(toCandidate)
}

/** Somebody as matching sees them; null without a profile. `ready`: here, and says yes to matching. */
export async function matchableOf(
  db: Db | Tx,
  member: MemberId | string,
): Promise<{ one: Matchable; ready: boolean } | null> {
  const { rows } = await sql<Row>`
    select m.id, m.name, coalesce(p.look_ahead, 'a little ahead') as look_ahead, f.languages, f.channels, f.knows,
      ${facts} as facts,
      ${saysYes} as willing,
      ${isHere} as here,
      false as apart,
      0 as live
    from match_profile f
    join member m on m.id = f.member
    left join preference p on p.member = m.id
    where m.id = ${member}`.execute(db)
  const [row] = rows
  return row ? { one: toMatchable(row), ready: row.willing && row.here } : null
}

export const askerWith = (one: Matchable, topic: string | null): Asker => ({ ...one, topic })
