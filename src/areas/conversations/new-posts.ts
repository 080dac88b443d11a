/** Posts that are new to a member, in full: for their letter, which is their only way to read them. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import type { Since } from './since.ts'
import type { Standing } from './standing.ts'
import type { ConversationId } from './store.ts'

export interface NewPost extends Standing {
  conversation: ConversationId
  number: number
  author: MemberId
  name: string
  reply_to: number | null
  html: string
  posted_at: Date
  amended_at: Date | null
  photos: number
}

/**
 * The new posts of some conversations that this member may read, in order. What blocked people wrote and what they
 * wrote themselves is left out, as in `newsFor`, which says which conversations these are.
 */
export async function newPostsIn(
  db: Db | Tx,
  { member, since, until }: Pick<Since, 'member' | 'since' | 'until'>,
  conversations: readonly ConversationId[],
): Promise<NewPost[]> {
  if (conversations.length === 0) return []
  const { rows } = await sql<NewPost>`
    select p.conversation, p.number, p.author, p.html, p.posted_at, p.amended_at,
      p.voice, p.basis, p.basis_words, p.applies_to, p.interest, p.country, p.source_written,
      case when m.state = 'left' then 'a former member' else m.name end as name,
      (select number from post q where q.id = p.reply_to) as reply_to,
      (select count(*)::int from photo f where f.post = p.id) as photos
    from post p
    join member m on m.id = p.author
    left join reading r on r.conversation = p.conversation and r.member = ${member}
    where p.conversation = any(${[...conversations]}::uuid[])
      and p.state = 'shown'
      and p.number > coalesce(r.last_number, 0)
      and p.posted_at > ${since}
      and p.posted_at <= ${until}
      and p.author <> ${member}
      and not exists (select from block b where b.member = ${member} and b.blocked = p.author)
    order by p.conversation, p.number`.execute(db)
  return rows
}

/** What became of a post, for whoever wrote it. */
export async function postsBecame(db: Db | Tx, posts: readonly string[]) {
  const { rows } = await sql<{
    id: string
    state: 'shown' | 'held' | 'withdrawn' | 'removed'
    number: number | null
    title: string
    posted_at: Date
    replies: number
  }>`
    select p.id, p.state, p.number, p.posted_at, c.title,
      case when p.number = 1
        then c.posts - 1
        else (select count(*)::int from post q where q.reply_to = p.id and q.state = 'shown')
      end as replies
    from post p
    join conversation c on c.id = p.conversation
    where p.id = any(${[...posts]}::uuid[])`.execute(db)
  return rows
}
