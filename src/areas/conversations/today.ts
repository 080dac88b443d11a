/** What the first page needs to know: what is new for a member since they were here, and what of theirs waits. */
import { sql } from 'kysely'
import type { Db } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import { isInSight, type Sight } from './ahead.ts'
import type { ConversationId, PostId } from './store.ts'

export interface NewsLine {
  id: ConversationId
  title: string
  circle: string
  last_post_at: Date
  /** number of the first new post */
  first_new: number
  new_posts: number
}

export interface ReplyLine {
  conversation: ConversationId
  number: number
  title: string
  name: string
  to: number
}

export interface AskedLine {
  id: ConversationId
  title: string
  opened_at: Date
  /** after the first, one's own among them */
  more_posts: number
  /** of somebody else */
  first_reply_at: Date | null
}

export interface HeldLine {
  id: PostId
  title: string
  words: string
  posted_at: Date
}

export const mostOfEach = 20
const fortnight = 14 * 24 * 60 * 60 * 1000

/**
 * New posts where the member has read before, and conversations begun in their circles that they have not opened.
 *
 * @param circles those they may read
 * @param sight what they only looked into once stays away when it lies further ahead; circles they follow are a choice
 */
export async function newsFor(
  db: Db,
  member: MemberId,
  circles: readonly string[],
  sight: Sight,
  now: Date,
): Promise<NewsLine[]> {
  const { rows } = await sql<NewsLine>`
    select c.id, c.title, o.name as circle, c.last_post_at, new.first_new, c.posts - new.first_new + 1 as new_posts
    from (
      (select c.id, r.last_number + 1 as first_new
      from reading r
      join conversation c on c.id = r.conversation
      join circle o on o.id = c.circle
      where r.member = ${member} and not r.muted and c.shown and c.posts > r.last_number
        and ${isInSight(sight)}
      order by c.last_post_at desc
      limit ${mostOfEach})
      union all
      (select c.id, 1
      from circle_member i
      join conversation c on c.circle = i.circle and c.shown
      where i.member = ${member}
        and c.opened_at > ${new Date(now.getTime() - fortnight)}
        and c.opened_by <> ${member}
        and not exists (select from reading r where r.member = ${member} and r.conversation = c.id)
      order by c.last_post_at desc
      limit ${mostOfEach})
    ) new
    join conversation c on c.id = new.id
    join circle o on o.id = c.circle
    where c.circle = any(${circles}::uuid[])
      and c.opened_by not in (select blocked from block where block.member = ${member})
    order by c.last_post_at desc
    limit ${mostOfEach}`.execute(db)
  return rows
}

/** Replies to the member's own posts that they have not read yet. */
export async function repliesTo(db: Db, member: MemberId, circles: readonly string[]): Promise<ReplyLine[]> {
  const { rows } = await sql<ReplyLine>`
    select p.conversation, p.number, c.title, mine.number as to,
      case when m.state = 'left' then 'a former member' else m.name end as name
    from (select id, number from post where author = ${member} order by posted_at desc limit 200) mine
    join post p on p.reply_to = mine.id and p.state = 'shown'
    join conversation c on c.id = p.conversation and c.shown and c.circle = any(${circles}::uuid[])
    join member m on m.id = p.author
    left join reading r on r.member = ${member} and r.conversation = c.id
    where p.author <> ${member}
      and p.number > coalesce(r.last_number, 0)
      and p.author not in (select blocked from block where block.member = ${member})
    order by p.posted_at desc
    limit ${mostOfEach}`.execute(db)
  return rows
}

/** The member's questions that nobody has called answered, oldest first. */
export async function askedBy(db: Db, member: MemberId): Promise<AskedLine[]> {
  const { rows } = await sql<AskedLine>`
    select id, title, opened_at, posts - 1 as more_posts, first_reply_at
    from conversation
    where opened_by = ${member} and kind = 'asks' and answered_at is null and shown and posts > 0
    order by opened_at
    limit ${mostOfEach}`.execute(db)
  return rows
}

/** The member's posts that wait for a person. */
export async function heldOf(db: Db, member: MemberId): Promise<HeldLine[]> {
  const { rows } = await sql<HeldLine>`
    select p.id, c.title, p.words, p.posted_at
    from post p
    join conversation c on c.id = p.conversation
    where p.author = ${member} and p.state = 'held'
    order by p.posted_at desc
    limit 100`.execute(db)
  return rows
}
