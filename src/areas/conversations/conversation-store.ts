/** Conversations, and each reader's own marks on them. */
import { sql } from 'kysely'
import { type Db, statement, type Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import { type ReaderRow, readerSql } from '../members/reader.ts'
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
  first_reply_at: Date | null
  answered: boolean
  /** shown posts the reader has not seen; null when they have never opened it */
  unread: number | null
}

export const conversationsOnAPage = 20

/** Conversations of a circle, the one with the newest post first. */
export async function conversationsIn(
  db: Db,
  circle: CircleId,
  member: MemberId | null,
  page: number,
): Promise<ConversationLine[]> {
  const { rows } = await sql<ConversationLine>`
    select c.id, c.kind, c.title, c.opened_at, c.posts, c.last_post_at, c.first_reply_at,
      case when m.state = 'left' then 'a former member' else m.name end as opener,
      c.answered_at is not null as answered,
      c.posts - r.last_number as unread
    from conversation c
    join member m on m.id = c.opened_by
    left join reading r on r.conversation = c.id and r.member = ${member}::uuid
    where c.circle = ${circle} and c.shown
    order by c.last_post_at desc
    limit ${conversationsOnAPage}
    offset ${(page - 1) * conversationsOnAPage}`.execute(db)
  return rows
}

export interface ConversationView {
  id: ConversationId
  kind: Kind
  title: string
  opened_by: MemberId
  opened_at: Date
  posts: number
  /** of somebody else than who opened it */
  first_reply_at: Date | null
  answered_at: Date | null
  version: number
  shown: boolean
  circle: { id: CircleId; slug: string; name: string; door: CircleDoor; closed: boolean }
  inside: boolean
  last_number: number | null
  muted: boolean
  /** what the reader began to write here and has not sent */
  draft: Record<string, string | string[]> | null
  blocked: MemberId[]
}

type ConversationRow = Omit<ConversationView, 'circle'> & {
  circle_id: CircleId
  circle_slug: string
  circle_name: string
  circle_door: CircleDoor
  circle_closed: boolean
}

/**
 * SQL for a conversation ($1) and one reader's own marks on it.
 *
 * @param reader SQL for the row that names the reader, with a column `member`
 */
const conversationSql = (reader: string, readerColumns = '') => `
  select c.id, c.kind, c.title, c.opened_by, c.opened_at, c.posts, c.first_reply_at, c.answered_at, c.version, c.shown,
    o.id as circle_id, o.slug as circle_slug, o.name as circle_name, o.door as circle_door,
    o.closed_at is not null as circle_closed,
    exists (select from circle_member i where i.circle = o.id and i.member = r.member) as inside,
    m.last_number,
    coalesce(m.muted, false) as muted,
    d.fields as draft,
    array(select blocked::text from block where block.member = r.member) as blocked${readerColumns}
  from conversation c
  join circle o on o.id = c.circle
  left join (${reader}) r on true
  left join reading m on m.conversation = c.id and m.member = r.member
  left join draft d on d.member = r.member and d.place = c.id::text
  where c.id = $1`

const conversationById = statement<ConversationRow>(conversationSql('select $2::uuid as member'))

const conversationByToken = statement<
  ConversationRow & { reader: ReaderRow['member'] | null } & Omit<ReaderRow, 'member'>
>(conversationSql(readerSql('$2'), ', r.session, r.member as reader, r.name, r.role, r.second_factor'))

function viewOf(row: ConversationRow): ConversationView {
  const { circle_id, circle_slug, circle_name, circle_door, circle_closed, ...view } = row
  return {
    ...view,
    circle: { id: circle_id, slug: circle_slug, name: circle_name, door: circle_door, closed: circle_closed },
  }
}

/** A conversation and this reader's own marks on it, in one round trip. */
export async function conversationFor(
  db: Db | Tx,
  id: ConversationId,
  member: MemberId | null,
): Promise<ConversationView | null> {
  const [row] = await conversationById(db, id, member)
  return row ? viewOf(row) : null
}

/** The same together with who reads it, for the page that is read most. */
export async function conversationForToken(
  db: Db,
  id: ConversationId,
  token: string,
): Promise<{ view: ConversationView; reader: ReaderRow | null } | null> {
  const [row] = await conversationByToken(db, id, token)
  if (!row) return null
  const { reader, session, name, role, second_factor, ...conversation } = row
  return {
    view: viewOf(conversation),
    reader: reader && { member: reader, session, name, role, second_factor },
  }
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
