/**
 * Conversations that already took place, put in as they were: with their own dates, voices and order.
 * For a list that moves in and for the example community. Nothing waits for a person and nobody is told.
 */
import { sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Tx } from '../../kit/database.ts'
import { prose } from '../../kit/prose.ts'
import type { Door } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import type { Kind } from './rules.ts'
import { sourceColumns } from './source-date.ts'
import type { Basis, Standing, Voice } from './standing.ts'
import type { CircleId, ConversationId, PostId, PostState } from './store.ts'

export interface PlacedPost extends Partial<Omit<Standing, 'voice' | 'basis'>> {
  /** Made when not given; give it when a later post in the same list replies to this one. */
  readonly id?: PostId
  readonly author: MemberId
  /** A post placed before, or earlier in the same list */
  readonly replyTo?: PostId | null
  readonly words: string
  /** Safe HTML; made from the words when not given. */
  readonly html?: string
  readonly voice: Voice
  /** `one family` unless told */
  readonly basis?: Basis
  readonly at: Date
  /** `web` unless told */
  readonly via?: Door
  readonly messageId?: string | null
  /** `shown` unless told. A held post has no number yet; the others keep their place. */
  readonly state?: PostState
  readonly amendedAt?: Date | null
}

export interface PlacedConversation {
  readonly id?: ConversationId
  readonly circle: CircleId
  readonly kind: Kind
  readonly title: string
  readonly answeredAt?: Date | null
  readonly stages?: readonly string[]
  readonly topics?: readonly string[]
  readonly madeByImport?: string | null
  /** In the order they are to be numbered; the first one opens it. */
  readonly posts: readonly PlacedPost[]
}

export interface Placed {
  readonly conversation: ConversationId
  /** In the order given */
  readonly posts: readonly { readonly id: PostId; readonly number: number | null }[]
}

/** Put in one whole conversation. Two statements, however many posts it has. */
export async function placeConversation(db: Tx, conversation: PlacedConversation): Promise<Placed> {
  const [first] = conversation.posts
  if (!first) throw new Error('A conversation needs a first post.')
  const id = conversation.id ?? newId<'ConversationId'>(first.at.getTime())
  await db
    .insertInto('conversation')
    .values({
      id,
      circle: conversation.circle,
      kind: conversation.kind,
      title: conversation.title,
      opened_by: first.author,
      opened_at: first.at,
      last_post_at: first.at,
      first_reply_at: null,
      answered_at: conversation.answeredAt ?? null,
      stages: [...(conversation.stages ?? [])],
      topics: [...(conversation.topics ?? [])],
      made_by_import: conversation.madeByImport ?? null,
      shown: false,
    })
    .execute()
  return { conversation: id, posts: await placePosts(db, id, conversation.posts, conversation.title) }
}

/**
 * Put posts at the end of a conversation, numbered in the order given.
 * One statement takes them all as JSON, so its text never changes and PostgreSQL plans it once.
 *
 * @param title given only when the first of these posts opens the conversation
 */
export async function placePosts(
  db: Tx,
  conversation: ConversationId,
  posts: readonly PlacedPost[],
  title: string | null = null,
): Promise<Placed['posts']> {
  if (posts.length === 0) return []
  const { rows: before } = await sql<{ posts: number }>`
    select posts
    from conversation
    where id = ${conversation}
    for update`.execute(db)
  if (!before[0]) throw new Error('There is no such conversation.')
  let last = before[0].posts
  const rows = posts.map((post, index) => ({
    id: post.id ?? newId<'PostId'>(post.at.getTime()),
    number: post.state === 'held' ? null : ++last,
    author: post.author,
    reply_to: post.replyTo ?? null,
    words: post.words,
    html: post.html ?? prose(post.words),
    voice: post.voice,
    basis: post.basis ?? 'one family',
    basis_words: post.basis_words ?? null,
    applies_to: post.applies_to ?? null,
    interest: post.interest ?? null,
    country: post.country ?? null,
    ...sourceColumns({ basis: post.basis ?? 'one family', source_written: post.source_written ?? null }),
    at: post.at,
    via: post.via ?? 'web',
    state: post.state ?? 'shown',
    amended_at: post.amendedAt ?? null,
    message_id: post.messageId ?? null,
    title: index === 0 ? title : null,
  }))
  await sql`
    insert into post (id, conversation, number, author, reply_to, words, html, voice, basis, basis_words, applies_to,
      interest, country, source_written, source_from, source_to, written_at, posted_at, via, state, amended_at, message_id, title)
    select id, ${conversation}, number, author, reply_to, words, html, voice, basis, basis_words, applies_to,
      interest, country, source_written, source_from, source_to, at, at, via, state, amended_at, message_id, title
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as placed (
      id uuid, number int, author uuid, reply_to uuid, words text, html text, voice text, basis text, basis_words text,
      applies_to text, interest text, country text, source_written text, source_from date, source_to date, at timestamptz, via text, state text, amended_at timestamptz,
      message_id text, title text
    )`.execute(db)
  await count(db, conversation, last)
  return rows.map(({ id, number }) => ({ id, number }))
}

/** What lists and pages need to know of a conversation, told again after posts were placed. */
const count = (db: Tx, conversation: ConversationId, posts: number) =>
  sql`
    update conversation
    set posts = ${posts},
      version = version + 1,
      shown = ${posts > 0},
      last_post_at = coalesce((select max(posted_at) from post where conversation = ${conversation} and number is not null), last_post_at),
      first_reply_at = (
        select min(posted_at)
        from post
        where conversation = ${conversation} and number > 1 and state = 'shown' and author <> conversation.opened_by
      )
    where id = ${conversation}`.execute(db)
