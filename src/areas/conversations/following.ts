/** What a member follows, keeps and does not want to hear of, and whether their question is answered. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../kit/database.ts'
import { signal } from '../../kit/events.ts'
import { type Allowed, notFound, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { isModerator, type MemberId } from '../../kit/who.ts'
import { PostNumber } from './amending.ts'
import { conversationFor, raiseVersion } from './conversation-store.ts'
import { postByNumber } from './post-store.ts'
import { mayRead } from './rules.ts'
import { type ConversationId, circleBySlug } from './store.ts'
import { ConversationIdInput } from './tasks.ts'

const yesNo = z.enum(['yes', 'no'], { error: 'Choose yes or no.' })
const self = ({ who }: Doing) => who.member as MemberId

async function mayReadConversation({ conversation }: { conversation: ConversationId }, doing: Doing): Promise<Allowed> {
  if (!doing.who.member) return refuse('Please sign in first.', 401)
  const view = await conversationFor(doing.db, conversation, self(doing))
  if (!view?.shown) return notFound('conversation')
  return mayRead(doing.who, { door: view.circle.door, inside: view.inside })
}

/** Say that a question is answered, or that it still is not. */
export const answer = task('conversations.answer', {
  title: 'Say that my question is answered, or not after all',
  doors: ['web', 'phone', 'letter'],
  who: 'The person who asked; moderators and stewards',
  input: z.object({ conversation: ConversationIdInput, answered: yesNo }),
  async allowed(input, doing) {
    const read = await mayReadConversation(input, doing)
    if (read !== yes) return read
    const view = (await conversationFor(doing.db, input.conversation, self(doing)))!
    if (view.kind !== 'asks') return refuse('This is not a question.', 409)
    if (view.opened_by === self(doing) || isModerator(doing.who)) return yes
    return refuse('Only the person who asked can say this.', 403)
  },
  async run({ conversation, answered }, { db, now, community, about }) {
    about(conversation)
    await db
      .updateTable('conversation')
      .set({ answered_at: answered === 'yes' ? now : null })
      .where('id', '=', conversation)
      .execute()
    await raiseVersion(db, conversation)
    await signal(db, community.schema, conversation)
    return answered
  },
})

/** Hear no more of a conversation, or hear of it again. It can still be read. */
export const mute = task('conversations.mute', {
  title: 'Hear no more of a conversation, or hear of it again',
  doors: ['web', 'email', 'phone'],
  who: 'Members, in circles they may read',
  input: z.object({ conversation: ConversationIdInput, mute: yesNo }),
  allowed: mayReadConversation,
  async run({ conversation, mute: wish }, doing) {
    const muted = wish === 'yes'
    await doing.db
      .insertInto('reading')
      .values({ member: self(doing), conversation, last_number: 0, read_at: doing.now, muted })
      .onConflict((clash) => clash.columns(['member', 'conversation']).doUpdateSet({ muted }))
      .execute()
    return muted
  },
})

/** Follow a circle, so that what is new in it shows on the first page. */
export const follow = task('conversations.follow', {
  title: 'Follow a circle, or stop following it',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for circles they may read',
  input: z.object({ circle: z.string().max(80), follow: yesNo }),
  async allowed({ circle: slug, follow: wish }, doing) {
    if (!doing.who.member) return refuse('Please sign in first.', 401)
    const circle = await circleBySlug(doing.db, slug, self(doing))
    if (!circle) return notFound('circle')
    const read = mayRead(doing.who, circle)
    if (read !== yes) return read
    // To be in a closed circle is to be let in: that is not given or lost by a button.
    if (circle.door === 'closed')
      return refuse(
        wish === 'yes' ? 'A moderator lets people in here.' : 'Please ask a moderator to take you out.',
        403,
      )
    return yes
  },
  async run({ circle: slug, follow: wish }, doing) {
    const circle = (await circleBySlug(doing.db, slug, self(doing)))!
    const line = { circle: circle.id, member: self(doing) }
    if (wish === 'yes')
      await doing.db
        .insertInto('circle_member')
        .values({ ...line, since: doing.now })
        .onConflict((clash) => clash.doNothing())
        .execute()
    else
      await doing.db
        .deleteFrom('circle_member')
        .where('circle', '=', line.circle)
        .where('member', '=', line.member)
        .execute()
    return circle.name
  },
})

/** Keep a post for later, or keep it no longer. Nobody else sees this. */
export const keep = task('conversations.keep', {
  title: 'Keep a post for later',
  doors: ['web', 'phone'],
  who: 'Members, in circles they may read',
  input: z.object({ conversation: ConversationIdInput, number: PostNumber, keep: yesNo }),
  allowed: mayReadConversation,
  async run({ conversation, number, keep: wish }, doing) {
    const post = await postByNumber(doing.db, conversation, number)
    if (post?.state !== 'shown' && wish === 'yes') return notFound('post')
    if (!post) return notFound('post')
    const line = { member: self(doing), post: post.id }
    if (wish === 'yes')
      await doing.db
        .insertInto('kept_post')
        .values({ ...line, kept_at: doing.now })
        .onConflict((clash) => clash.doNothing())
        .execute()
    else
      await doing.db.deleteFrom('kept_post').where('member', '=', line.member).where('post', '=', line.post).execute()
    return wish
  },
})

export interface KeptLine {
  conversation: ConversationId
  number: number
  title: string
  name: string
  words: string
  kept_at: Date
}

/** The posts a member keeps and may still read, the last kept first. */
export async function keptBy(db: Db, member: MemberId, all: boolean): Promise<KeptLine[]> {
  const { rows } = await sql<KeptLine>`
    select p.conversation, p.number, c.title, k.kept_at, left(p.words, 200) as words,
      case when m.state = 'left' then 'a former member' else m.name end as name
    from kept_post k
    join post p on p.id = k.post and p.state = 'shown'
    join conversation c on c.id = p.conversation and c.shown
    join circle o on o.id = c.circle
    join member m on m.id = p.author
    where k.member = ${member}
      and (o.door <> 'closed' or ${all}
        or exists (select from circle_member i where i.circle = o.id and i.member = ${member}))
      and not exists (select from block b where b.member = ${member} and b.blocked = p.author)
    order by k.kept_at desc
    limit 500`.execute(db)
  return rows
}
