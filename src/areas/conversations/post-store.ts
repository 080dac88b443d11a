/** Posts: as pages show them, as moderators see them, and the states they go through. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'
import type { Door } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { type CircleDoor, type Kind, postsOnAPage } from './rules.ts'
import type { Standing } from './standing.ts'
import type { ConversationId, PostId, PostState } from './store.ts'

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

/** SQL for posts as pages show them; who reads may keep some of them. */
const postColumns = sql`
  p.id, p.number, p.author, p.html, p.written_at, p.posted_at, p.via, p.state, p.amended_at,
  p.voice, p.basis, p.basis_words, p.applies_to, p.interest, p.country, p.source_written,
  case when m.state = 'left' then 'a former member' else m.name end as name,
  case when m.state <> 'left' then m.standing end as author_standing,
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
      p.voice, p.basis, p.basis_words, p.applies_to, p.interest, p.country, p.source_written,
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
