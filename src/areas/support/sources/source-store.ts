/** The directory's tables and what is read from them. */
import { type RawBuilder, sql } from 'kysely'
import type { Brand } from '../../../kit/brand.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import type { MemberId } from '../../../kit/who.ts'
import type { JsonObject } from '../hsds/check.ts'
import type { Columns } from '../hsds/lens.ts'

export type SourceId = Brand<string, 'SourceId'>
export type SourceState = 'suggested' | 'shown' | 'closed'
/** how it came here: made by the charity, suggested by a member, or from a directory's file */
export type Origin = 'kept' | 'suggested' | 'imported'

export interface Source extends Omit<Columns, 'closed'> {
  readonly id: SourceId
  /** a day as "2026-03-04" */
  readonly next_due: string | null
  readonly state: SourceState
  readonly origin: Origin
  readonly suggested_by: MemberId | null
  readonly suggestion: string | null
  readonly hsds: JsonObject | null
  readonly made_at: Date
  readonly changed_at: Date
}

declare module '../../../kit/database.ts' {
  interface Tables {
    source: {
      id: string
      state: SourceState
      suggested_by: string | null
      suggestion: string | null
      name: string
    }
    source_say: { source: string; member: string; helps: string; made_at: Date }
    postcode_district: { outcode: string; latitude: number; longitude: number }
  }
}

const columns = sql`
  id, name, about, kind, for_whom, stages, topics, condition, area, address, postcode, latitude, longitude, phone, email,
  web, cost, languages, access, hours, assured_date::text, next_due::text, state, origin, suggested_by, suggestion, hsds,
  made_at, changed_at`

export async function sourcesWhere(
  db: Db | Tx,
  condition: RawBuilder<unknown>,
  order: RawBuilder<unknown> = sql`name, id`,
): Promise<Source[]> {
  const { rows } = await sql<Source>`
    select ${columns}
    from source
    where ${condition}
    order by ${order}`.execute(db)
  return rows
}

export async function sourceById(db: Db | Tx, id: string): Promise<Source | null> {
  const [one] = await sourcesWhere(db, sql`id = ${id}`)
  return one ?? null
}

/** Sources in the order of these ids. */
export async function sourcesByIds(db: Db | Tx, ids: readonly string[]): Promise<Source[]> {
  const rows = new Map<string, Source>(
    (await sourcesWhere(db, sql`id = any(${[...ids]}::uuid[])`)).map((one) => [one.id, one]),
  )
  return ids.flatMap((id) => rows.get(id) ?? [])
}

/** What a source says in its columns, as it goes into the standard. */
export const columnsIn = (source: Source): Columns => ({
  name: source.name,
  about: source.about,
  kind: source.kind,
  for_whom: source.for_whom,
  stages: source.stages,
  topics: source.topics,
  condition: source.condition,
  area: source.area,
  address: source.address,
  postcode: source.postcode,
  latitude: source.latitude,
  longitude: source.longitude,
  phone: source.phone,
  email: source.email,
  web: source.web,
  cost: source.cost,
  languages: source.languages,
  access: source.access,
  assured_date: source.assured_date,
  hours: source.hours,
  closed: source.state === 'closed',
})

export interface Saved extends Omit<Columns, 'closed'> {
  readonly id: string
  readonly state: SourceState
  readonly origin: Origin
  readonly next_due: string | null
  readonly suggested_by: string | null
  readonly suggestion: string | null
  readonly hsds: JsonObject | null
  /** more words it is found by: names of its topics, its kind */
  readonly found_by: string
  readonly at: Date
}

/** Put a source in, or in the place of the one with its id. When it was made, who suggested it and why stay. */
export async function saveSource(db: Tx, one: Saved) {
  const words = [one.name, one.about, one.for_whom, one.area, one.address, one.found_by].filter(Boolean).join(' ')
  await sql`
    insert into source (
      id, name, about, kind, for_whom, stages, topics, condition, area, address, postcode, latitude, longitude, phone,
      email, web, cost, languages, access, hours, assured_date, next_due, state, origin, suggested_by, suggestion, hsds,
      search, made_at, changed_at
    )
    values (
      ${one.id}, ${one.name}, ${one.about}, ${one.kind}, ${one.for_whom}, ${[...one.stages]}, ${[...one.topics]},
      ${one.condition}, ${one.area}, ${one.address}, ${one.postcode}, ${one.latitude}, ${one.longitude}, ${one.phone},
      ${one.email}, ${one.web}, ${one.cost}, ${[...one.languages]}, ${one.access},
      ${one.hours ? JSON.stringify(one.hours) : null}::jsonb, ${one.assured_date}::date, ${one.next_due}::date,
      ${one.state}, ${one.origin}, ${one.suggested_by}, ${one.suggestion},
      ${one.hsds ? JSON.stringify(one.hsds) : null}::jsonb, to_tsvector('english', ${words}), ${one.at}, ${one.at}
    )
    on conflict (id) do update set
      name = excluded.name, about = excluded.about, kind = excluded.kind, for_whom = excluded.for_whom,
      stages = excluded.stages, topics = excluded.topics, condition = excluded.condition, area = excluded.area,
      address = excluded.address, postcode = excluded.postcode, latitude = excluded.latitude,
      longitude = excluded.longitude, phone = excluded.phone, email = excluded.email, web = excluded.web,
      cost = excluded.cost, languages = excluded.languages, access = excluded.access, hours = excluded.hours,
      assured_date = excluded.assured_date, next_due = excluded.next_due, state = excluded.state,
      hsds = excluded.hsds, search = excluded.search, changed_at = excluded.changed_at`.execute(db)
}

/** Sources that are due to be checked, the longest due first; those never checked before them. */
export const dueOn = (db: Db | Tx, day: string) =>
  sourcesWhere(
    db,
    sql`state = 'shown' and (next_due is null or next_due <= ${day}::date)`,
    sql`next_due nulls first, name`,
  )

export const suggestedOnes = (db: Db | Tx) => sourcesWhere(db, sql`state = 'suggested'`, sql`made_at, id`)

export async function countDirectory(db: Db | Tx): Promise<{ shown: number; closed: number }> {
  const { rows } = await sql<{ shown: number; closed: number }>`
    select count(*) filter (where state = 'shown')::int as shown, count(*) filter (where state = 'closed')::int as closed
    from source`.execute(db)
  return rows[0]!
}

/** How many families say a source helps, in all and with each thing. Never shown as they are: source-says.ts. */
export async function saysAbout(
  db: Db | Tx,
  source: string,
): Promise<{ families: number; helps: Map<string, number> }> {
  const { rows } = await sql<{ helps: string | null; families: number }>`
    select helps, count(distinct member)::int as families
    from source_say
    where source = ${source}
    group by grouping sets ((), (helps))`.execute(db)
  const helps = new Map(rows.flatMap((row) => (row.helps === null ? [] : [[row.helps, row.families] as const])))
  return { families: rows.find((row) => row.helps === null)?.families ?? 0, helps }
}

export async function saysOf(db: Db | Tx, source: string, member: string): Promise<string[]> {
  const rows = await db
    .selectFrom('source_say')
    .select('helps')
    .where('source', '=', source)
    .where('member', '=', member)
    .orderBy('helps')
    .execute()
  return rows.map(({ helps }) => helps)
}
