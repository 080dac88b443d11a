import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import { signal, tell } from '../../kit/events.ts'
import { prose } from '../../kit/prose.ts'
import { type Allowed, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { words } from '../../kit/typed-words.ts'
import { isHelper, type MemberId } from '../../kit/who.ts'
import { conversationFor } from './conversation-store.ts'
import { dropDraft } from './drafts.ts'
import { mostPhotos } from './photo-fields.ts'
import { insertPhotos, Photo } from './photos.ts'
import { postByNumber, shownPostsOf, showPost } from './post-store.ts'
import { type HoldReason, mayAnnounce, mayRead, maySpeak, reasonsToHold } from './rules.ts'
import { Once, postSentBefore, sameSending } from './sent-once.ts'
import { sourceColumns } from './source-date.ts'
import { missingFrom, StandingInput, standingFor } from './standing.ts'
import { type ConversationId, circleBySlug, type PostId } from './store.ts'

export const ConversationIdInput = idOf<'ConversationId'>()
const Photos = z.array(z.instanceof(Photo)).max(mostPhotos).default([])
export const Words = words(20_000, 'Write your post first.')

/** What happened to a post that was sent. */
export interface Posted {
  readonly conversation: ConversationId
  readonly post: PostId
  /** its number, or null while it waits for a person */
  readonly number: number | null
  readonly held: readonly HoldReason[]
}

declare module '../../kit/events.ts' {
  interface Events {
    'conversations.replied': { conversation: ConversationId; post: PostId; number: number; author: MemberId }
    'conversations.held': {
      conversation: ConversationId
      post: PostId
      author: MemberId
      reasons: readonly HoldReason[]
    }
  }
}

/** Open a conversation: ask, tell or announce. */
export const openConversation = task('conversations.open', {
  title: 'Ask a question or tell a story in a circle',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, in circles they may write in; announcements only moderators and stewards',
  input: z
    .object({
      circle: z.string().max(80),
      kind: z.enum(['asks', 'tells', 'announces'], { error: 'Choose what this is.' }),
      title: words(150, 'Give it a title, so that others can find it.'),
      words: Words,
      stages: z.array(z.string().max(40)).max(20).default([]),
      topics: z.array(z.string().max(40)).max(30).default([]),
      once: Once,
      photos: Photos,
      ...StandingInput,
    })
    .superRefine(refineStanding),
  async allowed({ circle: slug, kind }, { db, who }): Promise<Allowed> {
    const circle = await circleBySlug(db, slug, who.member)
    if (!circle) return notFound('circle')
    if (circle.closed) return refuse('This circle is closed to new posts.', 403)
    const speak = maySpeak(who, circle)
    return speak === yes && kind === 'announces' ? mayAnnounce(who) : speak
  },
  async run(input, doing): Promise<Posted | Refusal> {
    const { db, who, now, community } = doing
    const sending = sameSending(author(doing), input)
    const sent = sending && (await sentBefore(doing, sending))
    if (sent) return sent
    const circle = (await circleBySlug(db, input.circle, who.member))!
    const conversation = newId<'ConversationId'>(now.getTime())
    const known = (list: readonly { id: string }[], ids: string[]) =>
      ids.filter((id) => list.some((one) => one.id === id))
    await db
      .insertInto('conversation')
      .values({
        id: conversation,
        circle: circle.id,
        kind: input.kind,
        title: input.title,
        opened_by: author(doing),
        opened_at: now,
        last_post_at: now,
        first_reply_at: null,
        answered_at: null,
        made_by_import: null,
        shown: false,
        stages: known(community.condition.stages, input.stages),
        topics: known(community.condition.topics, input.topics),
      })
      .execute()
    return send(doing, { ...input, sending, conversation, replyTo: null, announces: input.kind === 'announces' })
  },
})

/** Reply in a conversation, or to one of its posts. */
export const reply = task('conversations.reply', {
  title: 'Reply in a conversation',
  doors: ['web', 'email', 'letter', 'phone'],
  who: 'Members, in circles they may write in',
  input: z
    .object({
      conversation: ConversationIdInput,
      words: Words,
      /** number of the post replied to */
      replyTo: z.coerce.number().int().positive().max(1_000_000).optional(),
      once: Once,
      photos: Photos,
      ...StandingInput,
    })
    .superRefine(refineStanding),
  allowed: async ({ conversation }, { db, who }) => {
    const view = await conversationFor(db, conversation, who.member)
    if (!view?.shown) return notFound('conversation')
    if (view.circle.closed) return refuse('This circle is closed to new posts.', 403)
    return maySpeak(who, { door: view.circle.door, inside: view.inside })
  },
  async run(input, doing): Promise<Posted | Refusal> {
    const sending = sameSending(author(doing), input)
    const sent = sending && (await sentBefore(doing, sending))
    if (sent) return sent
    const { conversation, replyTo } = input
    const target = replyTo ? await postByNumber(doing.db, conversation, replyTo) : null
    if (replyTo && target?.state !== 'shown') return refuse('The post you reply to is not there any more.', 409)
    await dropDraft(doing.db, author(doing), replyTo ? `${conversation}/${replyTo}` : conversation)
    return send(doing, { ...input, sending, replyTo: (target?.id as PostId) ?? null, title: null })
  },
})

function refineStanding(
  input: Parameters<typeof missingFrom>[0],
  check: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
) {
  for (const [field, message] of Object.entries(missingFrom(input)))
    check.addIssue({ code: 'custom', path: [field], message })
}

/** Posts are written by the member acted for, when a helper at the desk keys them in. */
const author = ({ who }: Doing) => who.member as MemberId

async function sentBefore(doing: Doing, sending: string): Promise<Posted | null> {
  const before = await postSentBefore(doing.db, sending)
  if (!before) return null
  const { conversation, id, number, words } = before
  const held = number === null ? await whyHeld(doing, { words, photos: [] }) : []
  return { conversation: conversation as ConversationId, post: id as PostId, number, held }
}

const whyHeld = async (doing: Doing, what: { words: string; photos: readonly Photo[] }) =>
  reasonsToHold({
    words: what.words,
    shownBefore: await shownPostsOf(doing.db, author(doing)),
    photos: what.photos.length,
    trusted: isHelper(doing.who),
  })

async function send(
  doing: Doing,
  what: {
    conversation: ConversationId
    words: string
    replyTo: PostId | null
    title: string | null
    sending: string | null
    photos: readonly Photo[]
    announces?: boolean
  } & Omit<Parameters<typeof missingFrom>[0], never>,
): Promise<Posted> {
  const { db, who, now, via, community, about } = doing
  const id = newId<'PostId'>(now.getTime())
  const by = author(doing)
  const held = await whyHeld(doing, what)
  await db
    .insertInto('post')
    .values({
      id,
      conversation: what.conversation,
      number: null,
      author: by,
      reply_to: what.replyTo,
      words: what.words,
      html: prose(what.words),
      ...standingFor(who.role, what.announces ?? false, what.basis),
      basis_words: what.basis_words,
      applies_to: what.applies_to,
      interest: what.interest,
      country: what.country,
      ...sourceColumns(what),
      written_at: now,
      posted_at: now,
      via,
      state: 'held',
      amended_at: null,
      once: what.sending,
      message_id: null,
      title: what.title,
    })
    .execute()
  await insertPhotos(db, id, what.photos)
  about(id)
  const posted = { conversation: what.conversation, post: id, held }
  if (held.length > 0) {
    await tell('conversations.held', { conversation: what.conversation, post: id, author: by, reasons: held }, doing)
    return { ...posted, number: null }
  }
  const number = await showPost(db, { id, conversation: what.conversation, author: by, at: now })
  await tell('conversations.replied', { conversation: what.conversation, post: id, number, author: by }, doing)
  await signal(db, community.schema, what.conversation)
  return { ...posted, number }
}

/** Read a conversation. The web door checks this rule itself, so that reading costs no transaction. */
export const readConversation = task('conversations.read', {
  title: 'Read a conversation',
  doors: ['web', 'email', 'letter', 'phone'],
  who: 'Members, in circles they may read',
  input: z.object({ conversation: ConversationIdInput }),
  allowed: async ({ conversation }, { db, who }) => {
    const view = await conversationFor(db, conversation, who.member)
    if (!view?.shown) return notFound('conversation')
    return mayRead(who, { door: view.circle.door, inside: view.inside })
  },
  run: async ({ conversation }, { db, who }) => conversationFor(db, conversation, who.member),
})
