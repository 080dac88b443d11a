/** The news of somebody's circles as it goes into their letter: posts in full, as far as a letter holds them. */
import { type NewPost, newPostsIn } from '../../areas/conversations/new-posts.ts'
import { kinds } from '../../areas/conversations/rules.ts'
import { type NewsLine, newsFor } from '../../areas/conversations/since.ts'
import { standingWords } from '../../areas/conversations/standing.ts'
import type { Condition } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { dayWords } from '../../kit/day.ts'
import { count } from '../../kit/html.ts'
import type { ListReader } from '../../kit/lists.ts'
import { hiddenStages } from '../../kit/look-ahead.ts'
import { plain } from '../../kit/prose.ts'
import type { LetterPost } from './content.ts'
import { beginningOf, mostConversations, mostPosts, mostWords, mostWordsOfPost, wordsIn } from './rules.ts'
import type { NewSlip } from './slip-store.ts'

/** A conversation in a letter, and the slip it is answered on. */
export interface NewsItem {
  readonly circle: string
  readonly mine: boolean
  readonly title: string
  readonly about: readonly string[]
  readonly posts: readonly LetterPost[]
  readonly slip: NewSlip
}

export interface LetterNews {
  readonly items: readonly NewsItem[]
  /** titles of what did not fit, and how many there are in all */
  readonly more: readonly string[]
  readonly moreTotal: number
  /** how many were left out because they lie further ahead */
  readonly ahead: number
  /** whose words are in it */
  readonly speakers: readonly string[]
}

/** Looked through, so that what lies further ahead can be left out and the titles of the rest be told. */
const lookedThrough = 40
const mostTitles = 15

export async function newsOfCircles(
  db: Db | Tx,
  condition: Condition,
  reader: ListReader,
  { since, until, print }: { since: Date; until: Date; print: 'plain' | 'large' },
): Promise<LetterNews> {
  const hidden = hiddenStages(reader, condition)
  const { member, role } = reader
  const asked = { member, role, since, until, hidden, most: lookedThrough }
  const { lines, total } = await newsFor(db, asked)
  const everything = hidden.length > 0 ? (await newsFor(db, { ...asked, hidden: [], most: 1 })).total : total
  const shown = lines.slice(0, mostConversations[print])
  const posts = await newPostsIn(
    db,
    { member: reader.member, since, until },
    shown.map(({ conversation }) => conversation),
  )
  const items: NewsItem[] = []
  const speakers = new Set<string>()
  let room: number = mostWords[print]
  for (const line of shown) {
    if (room < 60) break
    const item = itemFor(
      line,
      posts.filter(({ conversation }) => conversation === line.conversation),
      room,
    )
    room -= item.words
    for (const author of item.speakers) speakers.add(author)
    items.push(item.item)
  }
  const rest = lines.slice(items.length)
  return {
    items,
    more: rest.slice(0, mostTitles).map(({ title, circle }) => `${title} (${circle})`),
    moreTotal: rest.length + total - lines.length,
    ahead: everything - total,
    speakers: [...speakers],
  }
}

function itemFor(line: NewsLine, posts: readonly NewPost[], room: number) {
  const told: LetterPost[] = []
  const speakers: string[] = []
  let words = 0
  for (const post of posts.slice(0, mostPosts)) {
    // The first of a conversation is always told; the others as long as there is room.
    if (told.length > 0 && words > room - 40) break
    const most = Math.min(mostWordsOfPost, Math.max(room - words, 60))
    const one = postInLetter(post, most)
    words += wordsIn(one.words)
    told.push(one)
    speakers.push(post.author)
  }
  const left = line.new_posts - told.length
  const more =
    left > 0 ? [`There ${left === 1 ? 'is' : 'are'} ${count(left, 'more new post')} here. Ask us for them.`] : []
  const item: NewsItem = {
    circle: line.circle,
    mine: line.mine,
    title: line.title,
    about: [`${kinds[line.kind]}${line.answered ? ', answered' : ''}. ${count(line.new_posts, 'new post')}.`, ...more],
    posts: told,
    slip: {
      title: `Reply to “${line.title}”`,
      answer: {
        task: 'conversations.reply',
        input: { conversation: line.conversation },
        asks: [
          { field: 'words', label: 'Your reply' },
          { field: 'replyTo', label: 'Number of the post it is to, if there is one' },
        ],
      },
      printed: [{ field: 'words', label: 'Your reply. If it is to one post, begin with its number.' }],
    },
  }
  return { item, words, speakers }
}

function postInLetter(post: NewPost, most: number): LetterPost {
  const { who, restsOn, more } = standingWords(post)
  const { words, left } = beginningOf(wordsOnPaper(post.html), most)
  const reply = post.reply_to ? `, in reply to post ${post.reply_to}` : ''
  return {
    heading: `Post ${post.number} from ${post.name}, ${dayWords(post.posted_at)}${reply}`,
    standing: [
      `Who is speaking: ${who}. ${post.basis === 'not stated' ? restsOn : `What it rests on: ${restsOn}`}.`,
      ...(more.length > 0 ? [`${more.join('. ')}.`] : []),
    ],
    words: [
      ...words,
      ...(left > 0 ? [`(This post goes on for ${count(left, 'more word')}. Ask us, and we send you all of it.)`] : []),
      ...(post.photos > 0 ? [`(With ${count(post.photos, 'photo')}, not printed here.)`] : []),
      ...(post.amended_at ? [`(Changed on ${dayWords(post.amended_at)}.)`] : []),
    ],
  }
}

/** A post as it is printed: a list keeps its dashes, and a link says where it leads. */
const wordsOnPaper = (html: string) =>
  plain(
    html
      .replaceAll('<li>', '<li>– ')
      .replace(/<a href="([^"]+)"[^>]*>([^<]*)<\/a>/g, (_, href: string, text: string) =>
        href === text || href.endsWith(text) ? text : `${text} (${href})`,
      ),
  )
