import { type Generated, sql } from 'kysely'
import type { Brand } from '../../kit/brand.ts'
import { type Db, statement, type Tx } from '../../kit/database.ts'
import type { Door } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { type ReaderRow, readerSql } from '../members/reader.ts'
import { type CircleDoor, type Kind, postsOnAPage } from './rules.ts'
import type { Basis, Standing, Voice } from './standing.ts'

export type CircleId = Brand<string, 'CircleId'>
export type ConversationId = Brand<string, 'ConversationId'>
export type PostId = Brand<string, 'PostId'>
export type PostState = 'shown' | 'held' | 'withdrawn' | 'removed'

declare module '../../kit/database.ts' {
  interface Tables {
    circle: {
      id: string
      slug: string
      name: string
      about: string
      door: CircleDoor
      stage: string | null
      position: Generated<number>
      closed_at: Date | null
      made_at: Generated<Date>
    }
    circle_member: { circle: string; member: string; since: Generated<Date> }
    conversation: {
      id: string
      circle: string
      kind: Kind
      title: string
      opened_by: string
      opened_at: Date
      posts: Generated<number>
      last_post_at: Date
      first_reply_at: Date | null
      answered_at: Date | null
      stages: Generated<string[]>
      topics: Generated<string[]>
      version: Generated<number>
      made_by_import: string | null
      shown: Generated<boolean>
    }
    post: {
      id: string
      conversation: string
      number: number | null
      author: string
      reply_to: string | null
      words: string
      html: string
      voice: Voice
      basis: Basis
      basis_words: string | null
      applies_to: string | null
      interest: string | null
      country: string | null
      written_at: Date
      posted_at: Date
      via: Door
      state: Generated<PostState>
      amended_at: Date | null
      once: string | null
      message_id: string | null
      title: string | null
    }
    reading: {
      member: string
      conversation: string
      last_number: Generated<number>
      read_at: Date
      muted: Generated<boolean>
    }
    block: { member: string; blocked: string; since: Date }
    amendment: { id: string; post: string; words_before: string; reason: string; by: string; at: Date }
    kept_post: { member: string; post: string; kept_at: Date }
    draft: { member: string; place: string; fields: Record<string, string | string[]>; saved_at: Date }
    photo: {
      id: string
      post: string
      description: string
      of_people: Generated<boolean>
      type: string
      width: number
      height: number
      bytes: Buffer
      position: Generated<number>
    }
  }
}

export interface CircleRow {
  id: CircleId
  slug: string
  name: string
  about: string
  door: CircleDoor
  stage: string | null
  closed: boolean
  conversations: number
  /** the reader was let in, or joined it */
  inside: boolean
}

/** Every circle that is still open to writing, with whether this reader is in it. */
export async function circlesFor(db: Db | Tx, member: MemberId | null): Promise<CircleRow[]> {
  const { rows } = await sql<CircleRow>`
    select circle.id, slug, name, about, door, stage, closed_at is not null as closed,
      (select count(*) from conversation where conversation.circle = circle.id and shown)::int as conversations,
      exists (select from circle_member where circle_member.circle = circle.id and member = ${member}::uuid) as inside
    from circle
    order by position, name`.execute(db)
  return rows
}

export async function circleBySlug(db: Db | Tx, slug: string, member: MemberId | null): Promise<CircleRow | null> {
  const { rows } = await sql<CircleRow>`
    select circle.id, slug, name, about, door, stage, closed_at is not null as closed,
      (select count(*) from conversation where conversation.circle = circle.id and shown)::int as conversations,
      exists (select from circle_member where circle_member.circle = circle.id and member = ${member}::uuid) as inside
    from circle
    where slug = ${slug}`.execute(db)
  return rows[0] ?? null
}

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

export interface PostRow extends Standing {
  id: PostId
  number: number
  author: MemberId
  name: string
  /** what the charity says of a clinician or of itself */
  author_standing: string | null
  reply_to: number | null
  html: string
  written_at: Date
  posted_at: Date
  via: Door
  state: PostState
  amended_at: Date | null
  amendment: string | null
  moved_in: boolean
  photos: { id: string; description: string; width: number; height: number }[]
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

/** SQL for posts as pages show them; who reads may keep some of them. */
const postColumns = sql`
  p.id, p.number, p.author, p.html, p.written_at, p.posted_at, p.via, p.state, p.amended_at,
  p.voice, p.basis, p.basis_words, p.applies_to, p.interest, p.country,
  case when m.state = 'left' then 'a former member' else m.name end as name,
  m.standing as author_standing,
  p.message_id is not null as moved_in,
  (select number from post q where q.id = p.reply_to) as reply_to,
  case when p.amended_at is not null then
    (select reason from amendment a where a.post = p.id order by a.at desc limit 1)
  end as amendment,
  array(select jsonb_build_object('id', f.id, 'description', f.description, 'width', f.width, 'height', f.height)
    from photo f where f.post = p.id order by f.position) as photos`

/** The posts of one page of a conversation, in order. Withdrawn and removed posts keep their place. */
export async function postsOn(db: Db | Tx, conversation: ConversationId, page: number): Promise<PostRow[]> {
  const { rows } = await sql<PostRow>`
    select ${postColumns}
    from post p
    join member m on m.id = p.author
    where p.conversation = ${conversation}
      and p.number > ${(page - 1) * postsOnAPage}
      and p.number <= ${page * postsOnAPage}
    order by p.number`.execute(db)
  return rows
}

/** One post, and whether this reader keeps it for later. */
export async function postFor(
  db: Db | Tx,
  conversation: ConversationId,
  number: number,
  member: MemberId | null,
): Promise<(PostRow & { words: string; kept: boolean }) | null> {
  const { rows } = await sql<PostRow & { words: string; kept: boolean }>`
    select ${postColumns}, p.words,
      exists (select from kept_post k where k.post = p.id and k.member = ${member}::uuid) as kept
    from post p
    join member m on m.id = p.author
    where p.conversation = ${conversation} and p.number = ${number}`.execute(db)
  return rows[0] ?? null
}

export const postByNumber = (db: Db | Tx, conversation: ConversationId, number: number) =>
  db
    .selectFrom('post')
    .select(['id', 'author', 'state', 'number', 'conversation', 'words'])
    .where('conversation', '=', conversation)
    .where('number', '=', number)
    .executeTakeFirst()

/** A post already stored under this key, when the same form is sent twice. */
export const postSentOnce = (db: Db | Tx, once: string) =>
  db
    .selectFrom('post')
    .select(['id', 'conversation', 'number', 'state', 'author'])
    .where('once', '=', once)
    .executeTakeFirst()

export async function shownPostsOf(db: Tx, member: MemberId) {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from post where author = ${member} and state = 'shown' limit 10) few`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}

/**
 * Give a post the next number of its conversation and show it.
 * The row lock on the conversation keeps numbers in order without gaps.
 */
export async function showPost(db: Tx, post: { id: string; conversation: string; author: string; at: Date }) {
  const { rows } = await sql<{ number: number }>`
    with next as (
      update conversation
      set posts = posts + 1,
        version = version + 1,
        shown = true,
        last_post_at = greatest(last_post_at, ${post.at}),
        first_reply_at = case when posts > 0 and opened_by <> ${post.author} then coalesce(first_reply_at, ${post.at}) else first_reply_at end
      where id = ${post.conversation}
      returning posts
    )
    update post set number = next.posts, state = 'shown', posted_at = ${post.at}
    from next
    where post.id = ${post.id}
    returning post.number`.execute(db)
  return rows[0]!.number
}

export interface PostForCare extends Standing {
  id: PostId
  conversation: ConversationId
  title: string
  circle: string
  circle_name: string
  circle_door: CircleDoor
  kind: Kind
  /** null while it waits, and when it was never shown */
  number: number | null
  author: MemberId
  name: string
  /** number of the post it replies to */
  reply_to: number | null
  words: string
  html: string
  state: PostState
  posted_at: Date
  amended_at: Date | null
  photos: { id: string; description: string; of_people: boolean }[]
}

/** Everything a moderator needs to see of one post, whatever its state. */
export async function postForCare(db: Db | Tx, post: string): Promise<PostForCare | null> {
  const { rows } = await sql<PostForCare>`
    select p.id, p.conversation, c.title, o.slug as circle, o.name as circle_name, o.door as circle_door, c.kind,
      p.number, p.author, p.words, p.html, p.state, p.posted_at, p.amended_at,
      p.voice, p.basis, p.basis_words, p.applies_to, p.interest, p.country,
      case when m.state = 'left' then 'a former member' else m.name end as name,
      (select number from post q where q.id = p.reply_to) as reply_to,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', f.id, 'description', f.description, 'of_people', f.of_people) order by f.position)
        from photo f
        where f.post = p.id
      ), '[]') as photos
    from post p
    join conversation c on c.id = p.conversation
    join circle o on o.id = c.circle
    join member m on m.id = p.author
    where p.id = ${post}`.execute(db)
  return rows[0] ?? null
}

/** Two people who change one post at once take turns. */
export const lockPost = (db: Tx, post: string) => sql`select from post where id = ${post} for update`.execute(db)

/**
 * Give posts another state. Their places stay; an opening post takes its title with it, and a conversation
 * in which nobody else has spoken goes and comes with its opening post. A question whose only reply is gone
 * waits for a first reply again.
 */
export const setState = (db: Tx, posts: readonly string[], state: PostState) =>
  sql`
    with changed as (
      update post set state = ${state}
      where id = any(${posts}::uuid[])
      returning conversation, number, title
    ),
    touched as (
      select conversation, max(title) as title, bool_or(number = 1) as opening
      from changed
      group by conversation
    )
    update conversation c
    set version = version + 1,
      title = case
        when touched.title is null then c.title
        when ${state}::text in ('withdrawn', 'removed') then 'Withdrawn'
        else touched.title
      end,
      shown = case
        when touched.opening and c.posts = 1 then ${state}::text in ('shown', 'held')
        else c.shown
      end,
      first_reply_at = (
        select min(posted_at)
        from post
        where post.conversation = c.id
          and number > 1
          and author <> c.opened_by
          and case when post.id = any(${posts}::uuid[]) then ${state}::text else post.state end = 'shown'
      )
    from touched
    where c.id = touched.conversation`.execute(db)

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
