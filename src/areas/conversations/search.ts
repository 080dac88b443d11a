/** Search in what members wrote. Names are never searched, so an old name cannot be found. */
import { type RawBuilder, sql } from 'kysely'
import type { Condition } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { yes } from '../../kit/refuse.ts'
import type { Who } from '../../kit/who.ts'
import { isInSight, type Sight } from './ahead.ts'
import { type CircleDoor, mayRead } from './rules.ts'
import type { Basis, Voice } from './standing.ts'
import type { ConversationId } from './store.ts'

export interface ReadableCircle {
  id: string
  slug: string
  name: string
  about: string
  door: CircleDoor
  stage: string | null
  inside: boolean
}

/** The circles this person may read. */
export async function readableCircles(db: Db | Tx, who: Who): Promise<ReadableCircle[]> {
  const { rows } = await sql<ReadableCircle>`
    select id, slug, name, about, door, stage,
      exists (select from circle_member i where i.circle = circle.id and i.member = ${who.member}::uuid) as inside
    from circle
    order by position, name`.execute(db)
  return rows.filter((circle) => mayRead(who, circle) === yes)
}

const mostVariants = 12
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * What to look for: the words as typed, and the same with each lay word put into other words, in both directions.
 *
 * @returns queries in the web style, the typed one first, and the words that were also looked for
 */
export function lookFor(typed: string, layWords: Condition['layWords']): { queries: string[]; also: string[] } {
  const queries = [typed]
  const also = new Set<string>()
  const pairs = Object.entries(layWords).flatMap(([lay, others]) =>
    others.flatMap((other) => [[lay, other] as const, [other, lay] as const]),
  )
  for (const [from, to] of pairs) {
    const found = new RegExp(`(?<![\\w-])${escaped(from)}(?!\\w)`, 'i').exec(typed)
    if (!found || queries.length > mostVariants || new RegExp(`\\b${escaped(to)}\\b`, 'i').test(typed)) continue
    const before = typed.slice(0, found.index)
    const quoted = (before.match(/"/g)?.length ?? 0) % 2 === 1
    const query = `${before}${quoted ? to : `"${to}"`}${typed.slice(found.index + from.length)}`
    if (!queries.includes(query)) queries.push(query)
    also.add(to)
  }
  return { queries, also: [...also] }
}

export interface Filters {
  readonly circle?: string
  readonly voice?: Voice
  readonly basis?: Basis
  readonly stage?: string
}

export interface Found {
  conversation: ConversationId
  number: number
  title: string
  circle: string
  voice: Voice
  basis: Basis
  posted_at: Date
  /** words around what was found, between the marks below */
  piece: string
}

export interface Result {
  /** those of one page */
  readonly found: readonly Found[]
  /** how many matches were ranked, at most `mostCandidates` */
  readonly candidates: number
  /** how many of them lie further ahead than the reader looks, and were left out */
  readonly ahead: number
}
const nothingFound: Result = { found: [], candidates: 0, ahead: 0 }

export const foundOnAPage = 20
/** The newest matches that are ranked; older ones are found with one more word. */
export const mostCandidates = 200
export const marks = ['\u0002', '\u0003'] as const
const headline = `StartSel=${marks[0]}, StopSel=${marks[1]}, MaxWords=30, MinWords=12, MaxFragments=1`

/** One thing to narrow by, as it stands in the index beside the words. */
const facet = (kind: 'circle' | 'voice' | 'basis' | 'stage', value: string) =>
  `'${kind} ${value.replaceAll(/['\\]/g, '$&$&')}'`

/** What a post must have beside the words; a post is for a time of life when its conversation or its circle is. */
function facetsOf({ circle, voice, basis, stage }: Filters, circles: readonly ReadableCircle[]): string {
  const ofStage = circles.filter((one) => stage && one.stage === stage).map(({ id }) => facet('circle', id))
  return [
    circle && facet('circle', circle),
    voice && facet('voice', voice),
    basis && facet('basis', basis),
    stage && `(${[facet('stage', stage), ...ofStage].join(' | ')})`,
  ]
    .filter(Boolean)
    .join(' & ')
}

type Sql = RawBuilder<unknown>

/**
 * Posts that match, the best of the newest first.
 *
 * @param queries from `lookFor`; a post matches when it matches one of them
 * @param sight who reads, and what lies further ahead than they look
 * @param circles those the reader may read; nothing else is looked at
 */
export async function search(
  db: Db,
  sight: Sight,
  queries: readonly string[],
  circles: readonly ReadableCircle[],
  filters: Filters,
  page: number,
): Promise<Result> {
  const { member } = sight
  const variants = await stemmed(db, queries)
  if (variants.length === 0) return nothingFound
  const facets = facetsOf(filters, circles)
  // Variants stand apart, because the index of words answers each alone faster than all in one.
  const any = sql.join(
    variants.map((one) => sql`p.search @@ ${one}::tsquery`),
    sql` or `,
  )
  const matching = sql`
    p.state = 'shown'
      and (${any})
      ${facets ? sql`and p.search @@ ${facets}::tsquery` : sql``}
      and p.circle = any(${circles.map(({ id }) => id)}::uuid[])`
  const forMember = member
    ? sql`${matching} and p.author <> all(array(select blocked from block where block.member = ${member}))`
    : matching
  const words = variants.map((one) => `(${one})`).join(' | ')
  const since = await timeToLookFrom(db, matching)
  if (since) {
    const result = await bestOf(db, words, sql`${forMember} and p.posted_at >= ${since}`, sight, page)
    if (result.candidates === mostCandidates) return result
  }
  return bestOf(db, words, forMember, sight, page)
}

/** The queries as PostgreSQL understands them; those that say the same once, and none that ask for nothing. */
async function stemmed(db: Db, queries: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ query: string }>`
    select distinct websearch_to_tsquery('english', typed)::text as query
    from unnest(${queries}::text[]) typed`.execute(db)
  return rows.map(({ query }) => query).filter(Boolean)
}

/** So few posts are walked back through, newest first, as fast as they are looked up. */
const fewPosts = 15_000
/** Of so large a share it costs more to list the newest posts than to fetch some old ones for nothing. */
const largeShare = 0.1

/**
 * A word may be in tens of thousands of posts, of which only the newest are ranked. When PostgreSQL expects many,
 * this gives a time after which it expects half as many again as are ranked.
 *
 * @returns null to look in all posts
 */
async function timeToLookFrom(db: Db, matching: Sql): Promise<string | null> {
  const { rows: plans } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>`
    explain (format json)
    select
    from post p
    where ${matching}`.execute(db)
  const share = (1.5 * mostCandidates) / plans[0]!['QUERY PLAN'][0].Plan['Plan Rows']
  if (share > largeShare) return null
  const { rows } = await sql<{ at: string | null }>`
    with bounds as (
      select histogram_bounds::text::timestamptz[] as at
      from pg_stats
      where schemaname = current_schema() and tablename = 'post' and attname = 'posted_at'
    )
    select at[1 + floor((cardinality(at) - 1) * ${1 - share}::float8)]::text as at
    from bounds, pg_class
    where pg_class.oid = 'post'::regclass and reltuples * ${share}::float8 > ${fewPosts}`.execute(db)
  return rows[0]?.at ?? null
}

/**
 * PostgreSQL chooses between the index of words and walking back from the newest post, so it must know the words
 * when it plans: the comment in front keeps this text from being prepared once for all words.
 */
async function bestOf(db: Db, words: string, matching: Sql, sight: Sight, page: number): Promise<Result> {
  const { rows } = await sql<Found & { candidates: number; ahead: number }>`/* planned anew */
    with candidates as materialized (
      select p.id, p.conversation, p.search, p.posted_at
      from post p
      where ${matching}
      order by p.posted_at desc
      limit ${mostCandidates}
    ),
    seen as materialized (
      select p.id, p.search, p.posted_at, ${isInSight(sight)} as in_sight
      from candidates p
      join conversation c on c.id = p.conversation and c.shown
      join circle o on o.id = c.circle
    ),
    best as (
      select p.id, ts_rank(p.search, ${words}::tsquery) as rank, p.posted_at
      from seen p
      where in_sight
      order by rank desc, p.posted_at desc
      limit ${foundOnAPage}
      offset ${(page - 1) * foundOnAPage}
    )
    select p.conversation, p.number, c.title, o.name as circle, p.voice, p.basis, p.posted_at,
      counted.candidates, counted.ahead,
      ts_headline('english', p.words, ${words}::tsquery, ${headline}) as piece
    from (
      select count(*)::int as candidates, count(*) filter (where not in_sight)::int as ahead
      from seen
    ) counted
    left join best on true
    left join post p on p.id = best.id
    left join conversation c on c.id = p.conversation
    left join circle o on o.id = c.circle
    order by best.rank desc, best.posted_at desc`.execute(db)
  const { candidates, ahead } = rows[0]!
  return { found: rows.filter(({ conversation }) => conversation !== null), candidates, ahead }
}
