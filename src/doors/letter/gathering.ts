/** What goes into one member's letter: gathered, its slips made, and kept with it, in one transaction. */
import { sql } from 'kysely'
import { ownOpenQuestions } from '../../areas/conversations/since.ts'
import { listReader } from '../../areas/members/looking.ts'
import { reachOf } from '../../areas/members/reach.ts'
import { doorTo, type NoticeKind } from '../../areas/members/telling.ts'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { dayWords } from '../../kit/day.ts'
import { count } from '../../kit/html.ts'
import { type Answer, type Listed, type ListReader, listsAt } from '../../kit/lists.ts'
import type { MemberId } from '../../kit/who.ts'
import { slipAddress } from './codes.ts'
import { confirmations } from './confirming.ts'
import type { Item, LetterContent, Section } from './content.ts'
import { canBeAnswered, generalSlips } from './general-slips.ts'
import { type LetterNews, newsOfCircles } from './news.ts'
import { addressLines, letterDue, mostLines } from './rules.ts'
import { insertSlips, type NewSlip, toConfirm } from './slip-store.ts'
import { type Candidate, lastLetterTo } from './store.ts'

/** An item before its slip has a code. */
interface Draft extends Omit<Item, 'code'> {
  readonly slip?: NewSlip
}
interface DraftSection extends Omit<Section, 'items'> {
  readonly items: readonly Draft[]
}

export interface Gathered {
  readonly content: LetterContent
  readonly speakers: readonly string[]
  readonly notices: readonly string[]
  readonly confirms: readonly string[]
}

const lines = (text: string | undefined) => (text ?? '').split('\n').filter(Boolean)

/**
 * Gather a letter and make its slips.
 *
 * @param at the moment the batch was begun: what came later goes into the next letter
 * @returns null when there is nothing to tell, or no letter reaches them any more
 */
export async function gather(
  db: Tx,
  community: Community,
  { member, letter, candidate, at }: { member: MemberId; letter: string; candidate: Candidate; at: Date },
): Promise<Gathered | null> {
  const due = letterDue({ ...candidate, howOften: candidate.how_often }, at)
  if (!due) return null
  const { address, postcode, print } = await reachOf(db, member)
  if (!address) return null
  const reader = await listReader(db, member)
  const notices = await noticesFor(db, member, at)
  const became = await toConfirm(db, member, at)
  const confirmed = await confirmations(db, became)
  const news = due.news
    ? await newsOfCircles(db, community.condition, reader, { since: due.news, until: at, print })
    : null
  const lists = due.news
    ? await listsAt('letter', { db, community, reader, since: due.news, now: at, need: null, most: mostLines[print] })
    : []
  const told = notices.length > 0 || confirmed.length > 0 || (news?.items.length ?? 0) > 0
  if (!told && !(await anyNewLine(db, member, lists))) return null

  const drafts: DraftSection[] = [
    { heading: 'What became of your slips', words: confirmed, items: [] },
    { heading: 'For you', items: notices.map(noticeItem) },
    ...(news ? await newsSections(db, reader, news, { since: due.news!, until: at }) : []),
    ...lists.map(listSection),
  ].filter(({ words = [], items }) => words.length > 0 || items.length > 0)

  const slips = [
    ...drafts.flatMap(({ items }) => items.flatMap(({ slip }) => slip ?? [])),
    ...(await generalOf(db, candidate)),
  ]
  const codes = await insertSlips(db, { member, letter, now: at }, slips)
  const codeOf = new Map(slips.map((slip, index) => [slip, codes[index]!]))
  const { settings, url, name } = community
  const content: LetterContent = {
    community: name,
    at: at.toISOString(),
    name: candidate.name,
    address: addressLines(candidate.name, address, postcode),
    print,
    from: lines(settings.letterFrom),
    replyTo: lines(settings.letterReplyTo ?? settings.letterFrom),
    phone: settings.letterPhone ?? null,
    opening: openingWords(candidate.name, due.news, news),
    sections: drafts.map((section) => ({
      ...section,
      items: section.items.map(({ slip, ...item }) => (slip ? { ...item, code: codeOf.get(slip)! } : item)),
    })),
    slips: slips.map((slip) => {
      const code = codeOf.get(slip)!
      return { code, address: slipAddress(url, code), title: slip.title, asks: slip.printed ?? slip.answer.asks }
    }),
  }
  return {
    content,
    speakers: news?.speakers ?? [],
    notices: notices.map(({ id }) => id),
    confirms: became.map(({ id }) => id),
  }
}

function openingWords(name: string, since: Date | null, news: LetterNews | null): string[] {
  const wrote = news && news.items.length > 0
  return [
    `Dear ${name},`,
    since && wrote ? `Here is what is new in your circles since ${dayWords(since)}.` : 'Here is what there is for you.',
    ...(since && !wrote ? [`Nobody wrote anything new in your circles since ${dayWords(since)}.`] : []),
    'You can answer on the slips at the end. There is no hurry: a slip works for years.',
  ]
}

/**
 * Whether lists offer anything that did not stand in the last letter: what stands there month after month, such as a
 * helpline, is worth its place in a letter, but no stamp by itself.
 */
async function anyNewLine(db: Tx, member: MemberId, lists: readonly Listed[]): Promise<boolean> {
  const last = await lastLetterTo(db, member)
  const key = (title: string, about: string) => `${title}\n${about}`
  const stood = new Set(
    last?.sections.flatMap(({ items }) => items.map(({ title, about }) => key(title, about[0] ?? ''))),
  )
  return lists.some((one) =>
    one.lines.some(({ title, about, offline }) => !stood.has(key(title, aboutOnPaper(about, offline)[0] ?? ''))),
  )
}

interface Notice {
  id: string
  kind: NoticeKind
  title: string
  words: string
  answer: Answer | null
}

/**
 * What waits to be told by letter, without what they asked not to hear now.
 * What answers a thing they did is told all the same: that they paused, and how to come back.
 */
async function noticesFor(db: Tx, member: MemberId, at: Date): Promise<Notice[]> {
  const all = await db
    .selectFrom('notice')
    .select(['id', 'kind', 'title', 'words', 'answer'])
    .where('member', '=', member)
    .where('door', '=', 'letter')
    .where('told_at', 'is', null)
    .where('made_at', '<=', at)
    .orderBy('made_at')
    .execute()
  const reached = new Map<NoticeKind, boolean>()
  for (const { kind } of all)
    if (!reached.has(kind)) reached.set(kind, kind === 'answer' || (await doorTo(db, member, kind)) !== null)
  return all.filter(({ kind }) => reached.get(kind))
}

const noticeItem = ({ title, words, answer }: Notice): Draft => ({
  title,
  about: words.split(/\n+/).filter(Boolean),
  posts: [],
  ...(canBeAnswered(answer) ? { slip: { title, answer } } : {}),
})

async function newsSections(
  db: Db | Tx,
  { member, role }: ListReader,
  news: LetterNews,
  { since, until }: { since: Date; until: Date },
): Promise<DraftSection[]> {
  const circles = [...new Set(news.items.filter(({ mine }) => !mine).map(({ circle }) => circle))]
  const own = await ownOpenQuestions(db, { member, role, since, until, hidden: [], most: 3 })
  return [
    { heading: 'Conversations you are in', items: news.items.filter(({ mine }) => mine) },
    {
      heading: 'Is your question answered?',
      items: own.map(({ conversation, title, circle, opened_at }) => ({
        title,
        about: [`You asked this in ${circle} on ${dayWords(opened_at)}. There are replies.`],
        posts: [],
        slip: {
          title: `Is “${title}” answered?`,
          answer: {
            task: 'conversations.answer',
            input: { conversation },
            asks: [{ field: 'answered', label: 'Is it answered?', options: yesNo }],
          },
        },
      })),
    },
    ...circles.map((name) => ({
      heading: name,
      items: news.items.filter(({ mine, circle }) => !mine && circle === name),
    })),
    { heading: 'There is more', words: moreWords(news), items: [] },
  ]
}

const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No, not yet' },
]

function moreWords({ more, moreTotal, ahead }: LetterNews): string[] {
  return [
    ...(more.length > 0
      ? [
          `${count(moreTotal, 'more conversation')} ${moreTotal === 1 ? 'has' : 'have'} something new. Ask us for any of ${moreTotal === 1 ? 'it' : 'these'}, and we send it.`,
          ...more.map((title) => `– ${title}`),
        ]
      : []),
    ...(ahead > 0
      ? [
          `${count(ahead, 'more')} ${ahead === 1 ? 'lies' : 'lie'} further ahead than you want to look. Ask, and we send it.`,
        ]
      : []),
  ]
}

const listSection = ({ heading, lines, ahead, otherwise }: Listed): DraftSection => ({
  heading,
  words: [
    ...(lines.length === 0 && otherwise ? [otherwise] : []),
    ...(ahead > 0
      ? [`${count(ahead, 'more')} ${ahead === 1 ? 'lies' : 'lie'} further ahead. Ask, and we send it.`]
      : []),
  ],
  items: lines.map(({ title, about, offline, answer }) => ({
    title,
    about: aboutOnPaper(about, offline),
    posts: [],
    ...(canBeAnswered(answer) ? { slip: { title, answer } } : {}),
  })),
})

/** What stands in both is printed once: the way to get there without a screen often says it all again. */
function aboutOnPaper(about: string | undefined, offline: string | undefined): string[] {
  const bare = (text: string) => text.replace(/\s+/g, ' ').trim()
  const said = bare(offline ?? '')
  const again = (about ?? '')
    .split(/(?<=[.!?…])\s+/)
    .every((sentence) => said.includes(bare(sentence).replace(/ ?…$/, '')))
  return [...(again ? [] : [about!]), ...(offline ?? '').split(/\n+/)].map((one) => one.trim()).filter(Boolean)
}

/** The slips of every letter. A member may ask in their own circles, or else in those that are open to every member. */
async function generalOf(db: Db | Tx, { member, state }: Candidate): Promise<NewSlip[]> {
  if (state === 'left') return []
  const { rows } = await sql<{ slug: string; name: string; inside: boolean }>`
    select o.slug, o.name, exists (select from circle_member i where i.circle = o.id and i.member = ${member}) as inside
    from circle o
    where o.closed_at is null
      and (o.door <> 'closed' or exists (select from circle_member i where i.circle = o.id and i.member = ${member}))
    order by o.position, o.name`.execute(db)
  const own = rows.filter(({ inside }) => inside)
  return generalSlips((own.length > 0 ? own : rows).slice(0, 10))
}
