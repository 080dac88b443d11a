/** Conversations, and each reader's own marks on them. */
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { type Db, statement, type Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import { type ReaderRow, readerSql } from '../members/reader.ts'
import { isInSight, type Sight } from './ahead.ts'
import type { CircleDoor, Kind } from './rules.ts'
import type { CircleId, ConversationId } from './store.ts'

export interface ConversationLine {
  id: ConversationId
  kind: Kind
  title: string
  opened_at: Date
  opener: string
  posts: number
  last_post_at: Date
  /** of somebody else than who opened it */
  replied: boolean
  answered: boolean
  /** shown posts the reader has not seen; null when they have never opened it */
  unread: number | null
}

export const conversationsOnAPage = 20

/** Conversations of a circle that are in sight, the one with the newest post first. */
export async function conversationsIn(
  db: Db,
  circle: CircleId,
  sight: Sight,
  page: number,
): Promise<ConversationLine[]> {
  const { rows } = await sql<ConversationLine>`
    select c.id, c.kind, c.title, c.opened_at, c.posts, c.last_post_at,
      c.first_reply_at is not null as replied,
      case when m.state = 'left' then 'a former member' else m.name end as opener,
      c.answered_at is not null as answered,
      c.posts - r.last_number as unread
    from conversation c
    join circle o on o.id = c.circle
    join member m on m.id = c.opened_by
    left join reading r on r.conversation = c.id and r.member = ${sight.member}::uuid
    where c.circle = ${circle} and c.shown and ${isInSight(sight)}
    order by c.last_post_at desc
    limit ${conversationsOnAPage}
    offset ${(page - 1) * conversationsOnAPage}`.execute(db)
  return rows
}

/** How many conversations of a circle lie further ahead than somebody looks. */
export async function aheadIn(db: Db, circle: CircleId, sight: Sight): Promise<number> {
  if (sight.hidden.length === 0) return 0
  const { rows } = await sql<{ ahead: number }>`
    select count(*)::int as ahead
    from conversation c
    join circle o on o.id = c.circle
    where c.circle = ${circle} and c.shown and not ${isInSight(sight)}`.execute(db)
  return rows[0]!.ahead
}

/** A conversation as everyone finds it. */
interface Common {
  id: ConversationId
  kind: Kind
  title: string
  opened_by: MemberId
  posts: number
  /** by somebody else than who opened it */
  replied: boolean
  answered: boolean
  shown: boolean
  circle: { id: CircleId; slug: string; name: string; door: CircleDoor; closed: boolean }
}

/** What one reader has to do with it. */
interface Marks {
  last_number: number | null
  muted: boolean | null
  /** what the reader began to write here and has not sent */
  draft: Record<string, string | string[]> | null
  blocked: MemberId[]
}

export interface ConversationView extends Common, Marks {
  version: number
  /** let in to the circle, where somebody has to be */
  inside: boolean
  /** Stands for all the rest: two readers for whom this is the same see the same. */
  madeFrom: string
}

/**
 * SQL for the version of a conversation ($1) and one reader's marks on it. It runs for the page that is read most, so it
 * asks for no more than has to be asked each time; what everyone finds is kept by version.
 *
 * @param reader SQL for the row that names the reader, with a column `member`
 * @param columns more of that row
 */
const marksSql = (reader: string, columns = '') => `
  select c.version, m.last_number, m.muted, d.fields as draft,
    array(select blocked from block where block.member = r.member) as blocked${columns}
  from conversation c
  left join (${reader}) r on true
  left join reading m on m.conversation = c.id and m.member = r.member
  left join draft d on d.member = r.member and d.place = c.id::text
  where c.id = $1`

type MarksRow = Marks & { version: number }

const marksOfMember = statement<MarksRow>(marksSql('select $2::uuid as member'))
const marksOfToken = statement<MarksRow & { [Column in keyof ReaderRow]: ReaderRow[Column] | null }>(
  marksSql(readerSql('$2'), ', r.session, r.member, r.name, r.role, r.second_factor'),
)

type CommonRow = Common & { version: number }

const commonById = statement<CommonRow>(`
  select c.id, c.kind, c.title, c.opened_by, c.posts, c.shown, c.version,
    c.first_reply_at is not null as replied,
    c.answered_at is not null as answered,
    jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'door', o.door, 'closed', o.closed_at is not null) as circle
  from conversation c
  join circle o on o.id = c.circle
  where c.id = $1`)

const keptOf = new WeakMap<Db | Tx, LRUCache<string, CommonRow>>()

/** What everyone finds, from memory when nothing has changed. A transaction may see what is never stored: it keeps nothing. */
async function commonOf(db: Db | Tx, id: ConversationId, version: number) {
  if (db.isTransaction) return (await commonById(db, id))[0]
  let kept = keptOf.get(db)
  if (!kept) {
    kept = new LRUCache({ max: 5000 })
    keptOf.set(db, kept)
  }
  const known = kept.get(id)
  if (known?.version === version) return known
  const [found] = await commonById(db, id)
  if (found) kept.set(id, found)
  return found
}

const letIn = statement<object>('select from circle_member where circle = $1 and member = $2')

async function viewOf(
  db: Db | Tx,
  id: ConversationId,
  member: MemberId | null,
  { version, last_number, muted, draft, blocked }: MarksRow,
): Promise<ConversationView | null> {
  const found = await commonOf(db, id, version)
  if (!found) return null
  const inside = found.circle.door === 'closed' && (await letIn(db, found.circle.id, member)).length > 0
  const madeFrom = JSON.stringify([id, found.version, inside, last_number, muted, draft, blocked])
  return { ...found, inside, last_number, muted, draft, blocked, madeFrom }
}

/** A conversation and this reader's own marks on it. */
export async function conversationFor(
  db: Db | Tx,
  id: ConversationId,
  member: MemberId | null,
): Promise<ConversationView | null> {
  const [row] = await marksOfMember(db, id, member)
  return row ? viewOf(db, id, member, row) : null
}

/** The same together with who reads it, in one round trip. */
export async function conversationForToken(
  db: Db,
  id: ConversationId,
  token: string,
): Promise<{ view: ConversationView; reader: ReaderRow | null } | null> {
  const [row] = await marksOfToken(db, id, token)
  const view = row && (await viewOf(db, id, row.member, row))
  return view ? { view, reader: row.member === null ? null : (row as ReaderRow) } : null
}

/** Raise the version so that pages made from the posts are made again. */
export const raiseVersion = (db: Tx, conversation: string) =>
  sql`update conversation set version = version + 1 where id = ${conversation}`.execute(db)

/** Remember how far a member has read. Never goes back. */
export const rememberReading = (db: Db | Tx, member: MemberId, conversation: string, number: number, at: Date) =>
  sql`
    insert into reading (member, conversation, last_number, read_at)
    values (${member}, ${conversation}, ${number}, ${at})
    on conflict (member, conversation) do update
    set last_number = greatest(reading.last_number, excluded.last_number), read_at = excluded.read_at`.execute(db)
