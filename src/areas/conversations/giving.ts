/** Posts that change hands: two senders turn out to be one person, or one address to be somebody else's. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'

/** How many shown posts are a person's, and the titles of the conversations of the newest. */
export async function postsOf(db: Db | Tx, member: MemberId): Promise<{ posts: number; titles: string[] }> {
  const { rows } = await sql<{ posts: number; titles: string[] | null }>`
    select count(*)::int as posts,
      (
        select array_agg(title order by newest desc)
        from (
          select conversation.title, max(post.posted_at) as newest
          from post
          join conversation on conversation.id = post.conversation
          where post.author = ${member} and post.state = 'shown'
          group by conversation.id
          order by newest desc
          limit 3
        ) latest
      ) as titles
    from post
    where author = ${member} and state = 'shown'`.execute(db)
  return { posts: rows[0]!.posts, titles: rows[0]!.titles ?? [] }
}

/** Whether posts that were moved in wait here for whoever wrote them. */
export async function someUnclaimed(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select
    from member
    join login on login.id = member.id::text
    where member.state = 'to be'
      and login.email is not null
      and exists (select from post where post.author = member.id and post.state = 'shown')
    limit 1`.execute(db)
  return rows.length > 0
}

/**
 * Give all posts of one person to another. Pages made before show the new name, because versions rise;
 * who blocked the one has blocked the other.
 *
 * @returns how many posts changed hands
 */
export async function givePosts(db: Tx, from: MemberId, to: MemberId): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update conversation
    set version = version + 1,
      opened_by = case when opened_by = ${from} then ${to}::uuid else opened_by end
    where opened_by = ${from}
      or id in (select conversation from post where author = ${from})
    returning id`.execute(db)
  const { numAffectedRows } = await sql`update post set author = ${to} where author = ${from}`.execute(db)
  // A reply to oneself is no answer.
  await sql`
    update conversation
    set first_reply_at = (
      select min(posted_at)
      from post
      where post.conversation = conversation.id
        and number > 1
        and state = 'shown'
        and author <> conversation.opened_by
    )
    where id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(db)
  await sql`
    insert into block (member, blocked, since)
    select member, ${to}::uuid, since
    from block
    where blocked = ${from} and member <> ${to}
    on conflict do nothing`.execute(db)
  await db.deleteFrom('block').where('blocked', '=', from).execute()
  return Number(numAffectedRows ?? 0)
}
