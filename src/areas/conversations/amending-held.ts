/**
 * A writer changes a post while it waits for a person. It goes on waiting, and the person reads the new words.
 * What it said before is not kept: nobody was shown it, and it may be just what had to go, such as a name.
 */
import { z } from 'zod'
import { idOf } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { signal, tell } from '../../kit/events.ts'
import { prose } from '../../kit/prose.ts'
import { type Allowed, notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import { isHelper, type MemberId } from '../../kit/who.ts'
import { conversationFor } from './conversation-store.ts'
import { lockPost, setState, shownPostsOf } from './post-store.ts'
import { type HoldReason, type Kind, maySpeak, reasonsToHold } from './rules.ts'
import { sourceColumns } from './source-date.ts'
import { missingFrom, type Standing, StandingInput, standingFor } from './standing.ts'
import type { ConversationId, PostId, PostState } from './store.ts'
import { Words } from './tasks.ts'

export interface HeldPost extends Standing {
  readonly id: PostId
  readonly conversation: ConversationId
  readonly kind: Kind
  /** of the conversation it opens; null for a reply */
  readonly title: string | null
  /** of the conversation it is in */
  readonly in: string
  readonly words: string
  readonly author: MemberId
  readonly state: PostState
  readonly photos: number
}

/** A post of this member, whatever its state; null when it is somebody else's or nobody's. */
export async function ownPost(db: Db | Tx, id: string, member: MemberId | null): Promise<HeldPost | null> {
  const post = await db
    .selectFrom('post')
    .innerJoin('conversation', 'conversation.id', 'post.conversation')
    .select((select) => [
      'post.id',
      'post.conversation',
      'conversation.kind',
      'post.title',
      'conversation.title as in',
      'post.words',
      'post.author',
      'post.state',
      'post.voice',
      'post.basis',
      'post.basis_words',
      'post.applies_to',
      'post.interest',
      'post.country',
      'post.source_written',
      select
        .selectFrom('photo')
        .select((one) => one.fn.countAll<number>().as('photos'))
        .whereRef('photo.post', '=', 'post.id')
        .as('photos'),
    ])
    .where('post.id', '=', id)
    .where('post.author', '=', member)
    .executeTakeFirst()
  return (post as HeldPost | undefined) ?? null
}

async function mayAmend({ post: id }: { post: string }, { db, who }: Doing): Promise<Allowed> {
  if (!who.member) return refuse('Please sign in first.', 401)
  const post = await ownPost(db, id, who.member)
  if (!post) return notFound('post')
  if (post.state !== 'held') return refuse('This post does not wait any more.', 409)
  const view = (await conversationFor(db, post.conversation, who.member))!
  return maySpeak(who, { door: view.circle.door, inside: view.inside })
}

export const amendHeld = task('conversations.amend-held', {
  title: 'Change my post while it waits for a person',
  doors: ['web', 'phone', 'letter'],
  who: 'The person who wrote it',
  input: z
    .object({ post: idOf<'PostId'>(), title: optionalWords(150), words: Words, ...StandingInput })
    .superRefine((input, issues) => {
      for (const [path, message] of Object.entries(missingFrom(input)))
        issues.addIssue({ code: 'custom', path: [path], message })
    }),
  allowed: mayAmend,
  async run({ post: id, title, words, ...standing }, doing): Promise<PostId | Refusal> {
    const { db, who, about } = doing
    await lockPost(db, id)
    const post = (await ownPost(db, id, who.member))!
    // A moderator may have decided while this waited for the lock.
    if (post.state !== 'held') return refuse('This post does not wait any more.', 409)
    const untitled = 'Give it a title, so that others can find it.'
    if (post.title !== null && !title) return refuse(untitled, 422, { title: untitled })
    about(id)
    await db
      .updateTable('post')
      .set({
        ...standing,
        ...sourceColumns(standing),
        ...standingFor(who.role, post.kind === 'announces', standing.basis),
      })
      .where('id', '=', id)
      .execute()
    if (post.title !== null && title) await rename(db, post, title)
    await changeHeldWords(doing, post, words)
    return id
  },
})

async function rename(db: Tx, { id, conversation }: HeldPost, title: string) {
  await db.updateTable('post').set({ title }).where('id', '=', id).execute()
  await db.updateTable('conversation').set({ title }).where('id', '=', conversation).execute()
}

/** Give a post that waits other words, and put it before a person again, who is told that it was changed. */
export async function changeHeldWords(
  doing: Doing,
  { id, conversation, author, photos }: Pick<HeldPost, 'id' | 'conversation' | 'author' | 'photos'>,
  words: string,
) {
  const { db, who, community } = doing
  await db
    .updateTable('post')
    .set({ words, html: prose(words) })
    .where('id', '=', id)
    .execute()
  await setState(db, [id], 'held')
  const shownBefore = await shownPostsOf(db, author)
  const still = reasonsToHold({ words, shownBefore, photos, trusted: isHelper(who) })
  const reasons: HoldReason[] = ['changed', ...still]
  await tell('conversations.held', { conversation, post: id, author, reasons }, doing)
  await signal(db, community.schema, conversation)
}
