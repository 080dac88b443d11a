/** Those who ask and those who may be proposed to them, read for `rank`. Other areas hold these tables; they are only read. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../../kit/database.ts'
import { afterADeath, type LookAhead } from '../../../kit/look-ahead.ts'
import type { MemberId } from '../../../kit/who.ts'
import type { Field } from '../../members/cared-for.ts'
import type { Candidate } from './ranking.ts'
import type { Asker, Channel, Fact, Matchable } from './ranking-facts.ts'

/** Lists and facts come as one text each, a line for each: a fifth of what arrays and JSON cost for a whole community. */
interface Row {
  id: MemberId
  name: string
  look_ahead: LookAhead
  /** "age+2 to 4": shared; "walks-yes": not */
  facts: string | null
  languages: string
  channels: string
  knows: string
  willing: boolean
  here: boolean
  apart: boolean
  live: number
}

/**
 * What matching reads of each member, in passes over all rather than one look for each: a community is ranked whole.
 * The newest answer about matching is the one that holds.
 */
const people = sql`
  from match_profile f
  join member m on m.id = f.member
  left join preference p on p.member = m.id
  left join (
    select member, string_agg(field || case when shared then '+' else '-' end || value, E'\n') as facts
    from cared_for
    group by member
  ) t on t.member = m.id
  left join (
    select distinct on (member) member, given
    from consent
    where purpose = 'matching'
    order by member, at desc, id desc
  ) c on c.member = m.id`

const ofEach = sql`
  m.id, m.name, coalesce(p.look_ahead, 'a little ahead') as look_ahead,
  array_to_string(f.languages, E'\n') as languages,
  array_to_string(f.channels, E'\n') as channels,
  array_to_string(f.knows, E'\n') as knows,
  t.facts,
  coalesce(c.given, false) as willing,
  m.state = 'member' and m.bereaved_at is null as here`

const lines = (text: string | null) => (text ? text.split('\n') : [])

function factsFrom(text: string | null) {
  const facts: Partial<Record<Field, Fact>> = {}
  for (const line of lines(text)) {
    const end = line.search(/[+-]/)
    facts[line.slice(0, end) as Field] = { value: line.slice(end + 1), shared: line[end] === '+' }
  }
  return facts
}

const toMatchable = ({ id, name, facts, languages, channels, knows, look_ahead }: Row): Matchable => ({
  id,
  name,
  facts: factsFrom(facts),
  languages: lines(languages),
  channels: lines(channels) as Channel[],
  knows: lines(knows),
  lookAhead: look_ahead,
})

/** Nobody whose child has died is matched by stage of life, whichever way they told us. */
const isHere = (one: Matchable, here: boolean) => here && one.facts.stage?.value !== afterADeath

function toCandidate(row: Row): Candidate {
  const one = toMatchable(row)
  const { willing, here, apart, live } = row
  return { ...one, willing, here: isHere(one, here), apart, live }
}

/**
 * Everybody who may be proposed to a member who asks.
 * Apart from the asker are those where one blocked the other, who are in touch already, or where it was tried before.
 *
 * @param only one of them
 */
export async function candidatesFor(db: Db | Tx, asker: MemberId | string, only?: MemberId): Promise<Candidate[]> {
  const { rows } = await sql<Row>`
    select ${ofEach},
      (
        exists (
          select from block b
          where (b.member = m.id and b.blocked = ${asker}) or (b.member = ${asker} and b.blocked = m.id)
        )
        or exists (
          select from tie
          where tie.one = least(m.id, ${asker}::uuid) and tie.other = greatest(m.id, ${asker}::uuid) and tie.state = 'open'
        )
        or exists (
          select from match x
          where ((x.asker = ${asker} and x.helper = m.id) or (x.asker = m.id and x.helper = ${asker}))
            and (x.state <> 'ended' or x.ended_because in ('declined', 'did not fit'))
        )
      ) as apart,
      (select count(*)::int from match x where x.helper = m.id and x.state <> 'ended') as live
    ${people}
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
    select ${ofEach}, false as apart, 0 as live
    ${people}
    where m.id = ${member}`.execute(db)
  const [row] = rows
  if (!row) return null
  const one = toMatchable(row)
  return { one, ready: row.willing && isHere(one, row.here) }
}

export const askerWith = (one: Matchable, topic: string | null): Asker => ({ ...one, topic })
