/**
 * Posts as HTML. A page of posts is made once for each version of its conversation and kept in memory;
 * for each reader only their own marks are added: what is new, and whose posts they have blocked.
 */
import { LRUCache } from 'lru-cache'
import type { Community } from '../../kit/community.ts'
import type { Db } from '../../kit/database.ts'
import { dayTime, time } from '../../kit/day.ts'
import { each, type Html, html, nothing, raw, when } from '../../kit/html.ts'
import type { ConversationView } from './conversation-store.ts'
import { type PostRow, postsOn } from './post-store.ts'
import { pageOf } from './rules.ts'
import { standingWords } from './standing.ts'
import type { ConversationId } from './store.ts'

/** The posts of a page as a conversation's version has them. */
interface Made {
  readonly version: number
  readonly posts: readonly MadePost[]
}

interface MadePost {
  readonly number: number
  readonly author: string
  /** up to where the word "New" goes, and from there on */
  readonly before: string
  readonly after: string
}

const mostBytes = 24 * 1024 * 1024
const made = new LRUCache<string, Made>({
  maxSize: mostBytes,
  // Strings of plain Latin letters take one byte a letter, others two.
  sizeCalculation: ({ posts }) =>
    posts.reduce((sum, { before, after }) => sum + 2 * (before.length + after.length), 200),
})

/**
 * The posts of a page for one reader.
 *
 * @param view the conversation with the reader's marks
 * @param page from 1
 */
export async function postsHtml(db: Db, community: Community, view: ConversationView, page: number): Promise<Html> {
  const key = `${community.schema} ${view.id} ${page}`
  const known = made.get(key)
  if (known?.version === view.version) return raw(marked(known, view)) as Html
  const now = await make(db, view, page)
  made.set(key, now)
  return raw(marked(now, view)) as Html
}

async function make(db: Db, view: ConversationView, page: number): Promise<Made> {
  const rows = await postsOn(db, view.id, page)
  const posts = await Promise.all(
    rows.map(async (row) => {
      const [before, after] = String(await postHtml(view.id, row)).split('<!--marks-->')
      return { number: row.number, author: row.author, before: before!, after: after ?? '' }
    }),
  )
  return { version: view.version, posts }
}

function marked({ posts }: Made, { last_number, blocked }: ConversationView) {
  const firstNew = last_number === null ? Number.POSITIVE_INFINITY : last_number
  let text = ''
  for (const { number, author, before, after } of posts) {
    if (blocked.includes(author as never)) {
      text += `<article class="post gone" id="post-${number}"><h2>Post ${number}</h2><p>You blocked the person who wrote this.</p></article>`
      continue
    }
    text += before
    if (number > firstNew) text += ' <strong class="new">New</strong>'
    text += after
  }
  return text
}

const goneWords = {
  shown: '',
  held: 'This post waits for a person to read it.',
  withdrawn: 'The person who wrote this has withdrawn it.',
  removed: 'A moderator removed this post.',
}

/** One post: a heading with its number, who is speaking, what it rests on, the words, and what one can do with it. */
export function postHtml(conversation: ConversationId, post: PostRow, steps = true): Html {
  const { number } = post
  if (post.state !== 'shown')
    return html`<article class="post gone" id="post-${number}"><h2>Post ${number}<!--marks--></h2><p>${goneWords[post.state]}</p></article>`
  const here = `/conversations/${conversation}`
  return html`<article class="post" id="post-${number}">
<h2>Post ${number}${when(post.reply_to, () => html`, in reply to <a href="${here}?page=${pageOf(post.reply_to!)}#post-${post.reply_to}">${post.reply_to}</a>`)}<!--marks--></h2>
<p class="who"><b>${post.name}</b>${when(post.author_standing, () => html`, ${post.author_standing}`)}. ${time(post.written_at)}</p>
${standingHtml(post)}
<div class="words">${raw(post.html)}</div>
${each(post.photos, (photo) => html`<figure><img src="/photos/${photo.id}" alt="" width="${photo.width}" height="${photo.height}" loading="lazy"><figcaption>Photo: ${photo.description}</figcaption></figure>`)}
${when(post.amended_at, () => html`<p class="amended">Changed on ${dayTime(post.amended_at!)}: ${post.amendment}. <a href="${here}/${number}/changes">What it said before</a></p>`)}
${post.moved_in ? html`<p class="hint">Moved in from a mailing list.</p>` : nothing}
${when(steps, () => html`<p class="steps"><a href="${here}/${number}/reply">Reply<span class="far"> to post ${number}</span></a> <a href="${here}/${number}">More<span class="far"> about post ${number}</span></a> <a href="${here}/${number}/report">Report<span class="far"> post ${number}</span></a></p>`)}
</article>`
}

/** Who is speaking and what it rests on, always in words. */
export function standingHtml(post: PostRow): Html {
  const { who, restsOn, more } = standingWords(post)
  return html`<p class="standing"><span class="far">Who is speaking: </span><b>${who}</b>. <span class="far">What it rests on: </span>${restsOn}.${more.map((line) => html` ${line}.`)}</p>`
}
