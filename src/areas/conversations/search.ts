/** Search in what members wrote. Names are never searched, so an old name cannot be found. */
import { sql } from 'kysely'
import type { Condition } from '../../kit/community.ts'
import type { Db } from '../../kit/database.ts'
import { yes } from '../../kit/refuse.ts'
import type { MemberId, Who } from '../../kit/who.ts'
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
export async function readableCircles(db: Db, who: Who): Promise<ReadableCircle[]> {
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
  candidates: number
}

export const foundOnAPage = 20
/** The newest matches that are ranked; older ones are found with one more word. */
export const mostCandidates = 200
export const marks = ['\u0002', '\u0003'] as const
const headline = `StartSel=${marks[0]}, StopSel=${marks[1]}, MaxWords=30, MinWords=12, MaxFragments=1`

/**
 * Posts that match, the best of the newest first.
 * PostgreSQL chooses between the index of words and walking back from the newest post, so it must know the words
 * when it plans: the comment in front keeps this text from being prepared once for all words.
 */
export async function search(
  db: Db,
  member: MemberId | null,
  queries: readonly string[],
  circles: readonly string[],
  { voice, basis, stage }: Filters,
  page: number,
): Promise<Found[]> {
  const query = sql.join(
    queries.map((one) => sql`websearch_to_tsquery('english', ${one})`),
    sql` || `,
  )
  const { rows } = await sql<Found>`/* planned anew */
    with candidates as materialized (
      select p.id, p.search, p.posted_at
      from post p
      join conversation c on c.id = p.conversation
      ${stage ? sql`join circle o on o.id = c.circle` : sql``}
      where p.state = 'shown'
        and p.search @@ (${query})
        and c.shown
        and c.circle = any(${circles}::uuid[])
        ${voice ? sql`and p.voice = ${voice}` : sql``}
        ${basis ? sql`and p.basis = ${basis}` : sql``}
        ${stage ? sql`and (${stage} = any(c.stages) or o.stage = ${stage})` : sql``}
        ${member ? sql`and p.author not in (select blocked from block where block.member = ${member})` : sql``}
      order by p.posted_at desc
      limit ${mostCandidates}
    ),
    best as (
      select id, count(*) over ()::int as candidates, ts_rank(search, (${query})) as rank, posted_at
      from candidates
      order by rank desc, posted_at desc
      limit ${foundOnAPage}
      offset ${(page - 1) * foundOnAPage}
    )
    select p.conversation, p.number, c.title, o.name as circle, p.voice, p.basis, p.posted_at, best.candidates,
      ts_headline('english', p.words, (${query}), ${headline}) as piece
    from best
    join post p on p.id = best.id
    join conversation c on c.id = p.conversation
    join circle o on o.id = c.circle
    order by best.rank desc, best.posted_at desc`.execute(db)
  return rows
}
