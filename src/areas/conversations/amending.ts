/** A writer changes or withdraws a post. Changes stay visible, with their date and reason. */
import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { signal, tell } from '../../kit/events.ts'
import { prose } from '../../kit/prose.ts'
import { type Allowed, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { words } from '../../kit/typed-words.ts'
import { isHelper } from '../../kit/who.ts'
import { changeHeldWords, ownPost } from './amending-held.ts'
import { conversationFor } from './conversation-store.ts'
import { lockPost, postByNumber, setState, shownPostsOf } from './post-store.ts'
import { maySpeak, reasonsToHold } from './rules.ts'
import type { ConversationId, PostId } from './store.ts'
import { ConversationIdInput, Words } from './tasks.ts'

export const PostNumber = z.coerce.number().int().positive().max(1_000_000)
const OnePost = { conversation: ConversationIdInput, number: PostNumber }

/** Only who wrote it, and only while it is shown or waits. */
async function isWriter({ conversation, number }: { conversation: string; number: number }, doing: Doing) {
  const { db, who } = doing
  if (!who.member) return refuse('Please sign in first.', 401)
  const view = await conversationFor(db, conversation as never, who.member)
  const post = view?.shown ? await postByNumber(db, view.id, number) : null
  if (!post) return notFound('post')
  if (post.author !== who.member) return refuse('Only the person who wrote this can change it.', 403)
  if (post.state === 'removed') return refuse('A moderator removed this post.', 409)
  if (post.state === 'withdrawn') return refuse('You have withdrawn this post.', 409)
  return yes
}

/** To change words is to speak there; to take them away stays possible for whoever may not speak there any more. */
async function mayAmend(input: { conversation: ConversationId; number: number }, doing: Doing): Promise<Allowed> {
  const writer = await isWriter(input, doing)
  if (writer !== yes) return writer
  const view = (await conversationFor(doing.db, input.conversation, doing.who.member))!
  return maySpeak(doing.who, { door: view.circle.door, inside: view.inside })
}

/** Change the words of a post. What it said before stays readable. */
export const amend = task('conversations.amend', {
  title: 'Change the words of my post',
  doors: ['web', 'phone', 'letter'],
  who: 'The person who wrote it',
  input: z.object({
    ...OnePost,
    words: Words,
    reason: words(200, 'Say in a few words why you change it. "A typing mistake" is fine.'),
  }),
  allowed: mayAmend,
  async run({ conversation, number, words: after, reason }, doing): Promise<{ held: boolean } | Refusal> {
    const { db, who, now, community, about } = doing
    const author = who.member!
    const post = (await postByNumber(db, conversation, number))!
    await lockPost(db, post.id)
    if (post.words === after)
      return refuse('The words are the same as before.', 422, { words: 'Nothing is changed yet.' })
    about(post.id)
    if (post.state === 'held') {
      // What it said while it waited, nobody was shown: so it is not kept as what it said before.
      await changeHeldWords(doing, (await ownPost(db, post.id, author))!, after)
      return { held: true }
    }
    await db
      .insertInto('amendment')
      .values({ id: newId(now.getTime()), post: post.id, words_before: post.words, reason, by: author, at: now })
      .execute()
    await db
      .updateTable('post')
      .set({ words: after, html: prose(after), amended_at: now })
      .where('id', '=', post.id)
      .execute()
    // A change is no way round the rules: what is new in it and would have waited, waits now.
    const shownBefore = await shownPostsOf(db, author)
    const before = reasonsToHold({ words: post.words, shownBefore: 3, photos: 0, trusted: false })
    const reasons = reasonsToHold({ words: after, shownBefore, photos: 0, trusted: isHelper(who) }).filter(
      (reason) => !before.includes(reason),
    )
    const held = reasons.length > 0
    await setState(db, [post.id], held ? 'held' : 'shown')
    if (reasons.length > 0)
      await tell('conversations.held', { conversation, post: post.id as PostId, author, reasons }, doing)
    await signal(db, community.schema, conversation)
    return { held }
  },
})

/** Withdraw a post: its place stays, its words go. */
export const withdraw = task('conversations.withdraw', {
  title: 'Withdraw my post',
  doors: ['web', 'phone', 'letter'],
  who: 'The person who wrote it',
  input: z.object(OnePost),
  allowed: isWriter,
  async run({ conversation, number }, { db, community, about }) {
    const post = (await postByNumber(db, conversation, number))!
    await lockPost(db, post.id)
    about(post.id)
    await setState(db, [post.id], 'withdrawn')
    await signal(db, community.schema, conversation)
    return post.id
  },
})

/** Take back a post that still waits for a person. Its words are given back to the writer. */
export const takeBack = task('conversations.take-back', {
  title: 'Take back my post that waits for a person',
  doors: ['web', 'phone'],
  who: 'The person who wrote it',
  input: z.object({ post: idOf<'PostId'>() }),
  async allowed({ post: id }, { db, who }): Promise<Allowed> {
    if (!who.member) return refuse('Please sign in first.', 401)
    const post = await db.selectFrom('post').select(['author', 'state']).where('id', '=', id).executeTakeFirst()
    if (!post || post.author !== who.member) return notFound('post')
    return post.state === 'held' ? yes : refuse('This post does not wait any more.', 409)
  },
  async run({ post: id }, { db, about }) {
    await lockPost(db, id)
    about(id)
    await setState(db, [id], 'withdrawn')
    return (await db
      .selectFrom('post')
      .innerJoin('conversation', 'conversation.id', 'post.conversation')
      .innerJoin('circle', 'circle.id', 'conversation.circle')
      .select(['post.conversation', 'post.words', 'post.title', 'conversation.kind', 'circle.slug'])
      .where('post.id', '=', id)
      .executeTakeFirst())!
  },
})

/** What a post said before, the newest change first. */
export const changesOf = (db: Db | Tx, post: string) =>
  db
    .selectFrom('amendment')
    .select(['words_before', 'reason', 'at'])
    .where('post', '=', post)
    .orderBy('at', 'desc')
    .execute()
