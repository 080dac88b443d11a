/** What became of the slips somebody sent back, in words for their next letter. */
import { postsBecame } from '../../areas/conversations/new-posts.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { dayWords } from '../../kit/day.ts'
import { count } from '../../kit/html.ts'
import type { Became } from './slip-store.ts'

type Post = Awaited<ReturnType<typeof postsBecame>>[number]

/** A sentence or two for each slip, in the order they came. */
export async function confirmations(db: Db | Tx, slips: readonly Became[]): Promise<string[]> {
  const posts = new Map(
    (
      await postsBecame(
        db,
        slips.filter(isPost).map(({ subject }) => subject!),
      )
    ).map((post) => [post.id, post]),
  )
  return slips.map((slip) => becameWords(slip, posts.get(slip.subject ?? '')))
}

const isPost = ({ task, subject }: Became) =>
  subject !== null && (task === 'conversations.reply' || task === 'conversations.open')

function becameWords({ title, task, state, keyed_at, because }: Became, post: Post | undefined): string {
  const came = `“${title}”: your slip came on ${dayWords(keyed_at)}.`
  if (state === 'kept') return `${came} A person is looking at it.${because ? ` ${because}` : ''}`
  if (state === 'closed') return `${came} ${because ?? 'A person has done it.'}`
  if (!post) return `${came} It is done.`
  const what = task === 'conversations.open' ? `Your question “${post.title}”` : `Your reply to “${post.title}”`
  if (post.state === 'held') return `${what} came on ${dayWords(keyed_at)}. A person reads it before others see it.`
  if (post.state !== 'shown') return `${what} came on ${dayWords(keyed_at)}. It is not there any more.`
  const place = task === 'conversations.open' ? '' : ` It is post ${post.number}.`
  return `${what} is up since ${dayWords(post.posted_at)}.${place} It has ${count(post.replies, 'reply', 'replies')}${post.replies === 0 ? ' so far' : ''}.`
}
