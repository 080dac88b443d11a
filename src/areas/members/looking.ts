/** How far ahead a member looks, and from which stage of life: what every list is made for. */
import { sql } from 'kysely'
import { type Db, statement, type Tx } from '../../kit/database.ts'
import type { ListReader } from '../../kit/lists.ts'
import { anybody, type Looking } from '../../kit/look-ahead.ts'
import type { MemberId, Role } from '../../kit/who.ts'
import { districtOf } from './reach.ts'

const looking = statement<{ stage: string | null; look_ahead: Looking['lookAhead'] | null; bereaved: boolean }>(`
  select c.value as stage, p.look_ahead, m.bereaved_at is not null as bereaved
  from member m
  left join preference p on p.member = m.id
  left join cared_for c on c.member = m.id and c.field = 'stage'
  where m.id = $1`)

/** How far ahead somebody looks; a visitor as anybody does. */
export async function lookingOf(db: Db | Tx, member: MemberId | null): Promise<Looking> {
  const [row] = member ? await looking(db, member) : []
  return row ? { ...row, lookAhead: row.look_ahead ?? 'a little ahead' } : anybody
}

/** The reader that lists are made for, in one round trip. */
export async function listReader(db: Db | Tx, member: MemberId): Promise<ListReader> {
  const { rows } = await sql<{
    role: Exclude<Role, 'visitor'>
    bereaved: boolean
    look_ahead: ListReader['lookAhead'] | null
    stage: string | null
    postcode: string | null
    needs: ListReader['needs']
  }>`
    select m.role, m.bereaved_at is not null as bereaved, p.look_ahead, c.value as stage, r.postcode,
      coalesce(
        (
          select json_agg(json_build_object('id', id, 'what', what, 'topic', topic) order by made_at)
          from need
          where need.member = m.id and need.ended_at is null
            -- after a death only what was said to be true since (support/needs.ts)
            and (m.bereaved_at is null or need.confirmed_at > m.bereaved_at)
        ),
        '[]'
      ) as needs
    from member m
    left join preference p on p.member = m.id
    left join cared_for c on c.member = m.id and c.field = 'stage'
    left join reach r on r.member = m.id
    where m.id = ${member}`.execute(db)
  const { role, bereaved, look_ahead, stage, postcode, needs } = rows[0]!
  return {
    member,
    role,
    bereaved,
    stage,
    needs,
    lookAhead: look_ahead ?? 'a little ahead',
    near: postcode ? districtOf(postcode) : null,
  }
}
