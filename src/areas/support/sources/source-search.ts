/** Looking in the directory: by words, by kind, near a district. What was typed as "near" is used and forgotten. */
import { type RawBuilder, sql } from 'kysely'
import type { Condition } from '../../../kit/community.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import { hiddenStages, inSight, type Looking } from '../../../kit/look-ahead.ts'
import { lookFor } from '../../conversations/search.ts'
import { distanceWords, milesBetween, type Where } from '../near/rules.ts'
import { positionsOf } from '../near/store.ts'
import type { SourceKind } from './source-kinds.ts'
import { nearKinds } from './source-rules.ts'
import { type Source, sourcesByIds } from './source-store.ts'

export interface Looked {
  readonly words: string
  readonly kinds: readonly SourceKind[]
  /** topic of the condition's file that it must be about, or about none in particular */
  readonly topic?: string | null
  readonly near: Where | null
  readonly looking: Looking
  /** also what lies further ahead */
  readonly ahead: boolean
  readonly page: number
}

export interface Hit {
  readonly source: Source
  /** "About 5 miles away"; null when it is nowhere, or nobody said where they are */
  readonly distance: string | null
  readonly group: Group
}

/** near: within a journey; anywhere: reached without one; far: the rest of those with a place */
export type Group = 'near' | 'anywhere' | 'far'

export interface Found {
  readonly hits: readonly Hit[]
  readonly total: number
  readonly ahead: number
  readonly also: readonly string[]
}

export const onAPage = 20
/** As far as most would go for an afternoon: about an hour by road. */
const nearMiles = 40

interface Light {
  id: string
  name: string
  kind: SourceKind
  postcode: string | null
  latitude: number | null
  longitude: number | null
  stages: string[]
  condition: boolean
  fits: number
}

/** In which order kinds are looked at when nothing else decides: somebody to call first. */
const calm: readonly SourceKind[] = ['helpline', 'group', 'any group', 'clinic', 'charity', 'circle', 'checked', 'blog']
/** What one goes to can be too far away; a helpline has an office somewhere, and is as near as a phone. */
const goesThere = (kind: SourceKind) => nearKinds.includes(kind) || kind === 'other'
const place = (kind: SourceKind) => calm.indexOf(kind) + 1 || calm.length + 1

async function light(db: Db | Tx, words: readonly string[], { kinds, topic }: Looked): Promise<Light[]> {
  const any: RawBuilder<unknown>[] = words.map((one) => sql`search @@ websearch_to_tsquery('english', ${one})`)
  const rank = words.map((one) => sql`ts_rank(search, websearch_to_tsquery('english', ${one}))`)
  const { rows } = await sql<Light>`
    select id, name, kind, postcode, latitude, longitude, stages, condition,
      ${rank.length > 0 ? sql`greatest(${sql.join(rank)})` : sql`0`}::float8 as fits
    from source
    where state = 'shown'
      ${kinds.length > 0 ? sql`and kind = any(${[...kinds]})` : sql``}
      ${topic ? sql`and (topics = '{}' or ${topic} = any(topics))` : sql``}
      ${any.length > 0 ? sql`and (${sql.join(any, sql` or `)})` : sql``}`.execute(db)
  return rows
}

/** What fits, best first, a page of it. */
export async function lookIn(db: Db | Tx, condition: Condition, looked: Looked): Promise<Found> {
  const { queries, also } = looked.words ? lookFor(looked.words, condition.layWords) : { queries: [], also: [] }
  const all = await light(db, queries, looked)
  const hidden = looked.ahead ? [] : hiddenStages(looked.looking, condition)
  const seen = all.filter(({ stages }) => inSight(stages, hidden))
  const where = looked.near ? await positionsOf(db, seen) : new Map<string, Where>()
  const miles = (id: string) => {
    const there = where.get(id)
    return looked.near && there ? milesBetween(looked.near, there) : null
  }
  const groupOf = ({ id, kind }: Pick<Light, 'id' | 'kind'>): Group => {
    const away = miles(id)
    if (away !== null && away <= nearMiles) return 'near'
    return away !== null && goesThere(kind) ? 'far' : 'anywhere'
  }
  const groups: readonly Group[] = ['near', 'anywhere', 'far']
  const sorted = seen
    .map((one) => ({ ...one, group: groupOf(one), away: miles(one.id) ?? 0 }))
    .sort(
      (a, b) =>
        groups.indexOf(a.group) - groups.indexOf(b.group) ||
        (a.group === 'anywhere' ? 0 : a.away - b.away) ||
        b.fits - a.fits ||
        place(a.kind) - place(b.kind) ||
        Number(b.condition) - Number(a.condition) ||
        a.name.localeCompare(b.name),
    )
  const page = sorted.slice((looked.page - 1) * onAPage, looked.page * onAPage)
  const sources = await sourcesByIds(
    db,
    page.map(({ id }) => id),
  )
  const hits = sources.map((source): Hit => {
    const there = where.get(source.id)
    const group = groupOf(source)
    const distance = looked.near && there && group !== 'anywhere' ? distanceWords(looked.near, there) : null
    return { source, distance, group }
  })
  return { hits, total: seen.length, ahead: all.length - seen.length, also }
}
