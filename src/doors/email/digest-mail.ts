/** The digest as a mail: what is new, circle by circle, in plain text and in simple HTML, under 20 KB. */
import { kinds, pageOf } from '../../areas/conversations/rules.ts'
import type { NewsLine, WaitingLine } from '../../areas/conversations/since.ts'
import { standingWords } from '../../areas/conversations/standing.ts'
import { awayPath } from '../../areas/members/away-link.ts'
import type { Community } from '../../kit/community.ts'
import { dayWords } from '../../kit/day.ts'
import { count, each, type Html, html, when } from '../../kit/html.ts'
import type { Listed } from '../../kit/lists.ts'
import type { Message } from '../../kit/outbox.ts'
import type { MemberId } from '../../kit/who.ts'
import { digestLead, mailHtml } from './mail-html.ts'
import { stopAddress } from './stop.ts'

export interface News {
  readonly since: Date
  readonly lines: readonly NewsLine[]
  readonly total: number
  /** the reader's own questions that have replies: are they answered? */
  readonly own: readonly WaitingLine[]
  /** for helpers: questions that wait, the oldest first */
  readonly questions: readonly WaitingLine[]
  readonly questionsTotal: number
  /** for moderators: how much waits at the desk */
  readonly desk: number
  /** what the other areas hold for this reader */
  readonly lists: readonly Listed[]
}

/** Bytes of both parts together; quoting for the way adds a little. */
const mostBytes = 16_000

/** How many conversations are shown, how much of the newest post, and how many lines of each other list, until it fits. */
const sizes = [
  [30, 160, 5],
  [30, 80, 5],
  [30, 0, 5],
  [20, 0, 3],
  [12, 0, 3],
  [6, 0, 2],
  [3, 0, 1],
] as const

const hasLines = ({ lines }: Listed) => lines.length > 0

/** @returns the mail, or null when there is nothing to tell */
export async function digestMail(
  community: Community,
  to: { member: MemberId; address: string },
  news: News,
): Promise<Message | null> {
  if (news.lines.length === 0 && news.questions.length === 0 && news.desk === 0 && !news.lists.some(hasLines))
    return null
  let parts = await write(community, to.member, news, ...sizes[0])
  for (const [most, letters, ofEach] of sizes) {
    parts = await write(community, to.member, news, most, letters, ofEach)
    if (Buffer.byteLength(parts.plain) + Buffer.byteLength(parts.html) <= mostBytes) break
  }
  return { to: to.address, member: to.member, kind: 'digest', subject: subjectOf(news), ...parts }
}

const subjectOf = ({ since }: News) => `What is new since ${dayWords(since)}`

interface Section {
  readonly heading: string
  readonly items: readonly { title: string; href: string; about: string; words?: string }[]
  readonly more?: { says: string; href: string } | null
}

async function write(
  community: Community,
  member: MemberId,
  news: News,
  most: number,
  letters: number,
  ofEach: number,
) {
  const lead = digestLead(dayWords(news.since))
  const sections = sectionsOf(community, news, most, letters, ofEach)
  const stop = stopAddress(community, member, 'digest')
  const away = `${community.url}${awayPath(community, member)}`
  const left = news.total - Math.min(most, news.lines.length)
  const more =
    left > 0 ? `There ${left === 1 ? 'is' : 'are'} ${count(left, 'more conversation')} with something new.` : ''
  const why = `You get this digest because you are a member of ${community.name}.`
  return {
    plain: `${lead}

${sections.map((section) => plainSection(section)).join('\n\n')}
${more && `\n${more} See them all: ${community.url}/circles\n`}
----

${why}
Choose how often, or stop the digest: ${stop}
Pause for a month, or until you say: ${away}
`,
    html: await mailHtml(
      subjectOf(news),
      lead,
      html`${sections.map(htmlSection)}${when(more, () => html`<p>${more} <a href="${community.url}/circles">See them all</a></p>`)}`,
      html`<p>${why}</p><p><a href="${stop}">Choose how often, or stop the digest</a></p><p><a href="${away}">Pause for a month, or until you say</a></p>`,
    ),
  }
}

function sectionsOf({ url }: Community, news: News, most: number, letters: number, ofEach: number): Section[] {
  const lines = news.lines.slice(0, most)
  const circles = [...new Set(lines.filter(({ mine }) => !mine).map(({ circle }) => circle))]
  const part = (heading: string, some: readonly NewsLine[]): Section => ({
    heading,
    items: some.map((line) => newsItem(url, line, letters)),
  })
  const waiting = (line: WaitingLine) => ({
    title: line.title,
    href: `${url}/conversations/${line.conversation}`,
    about: `In ${line.circle}. Asked on ${dayWords(line.opened_at)}.`,
  })
  const { questions, questionsTotal: total, own, desk } = news
  const all: Section[] = [
    part(
      'Conversations you are in',
      lines.filter(({ mine }) => mine),
    ),
    ...circles.map((name) =>
      part(
        name,
        lines.filter(({ mine, circle }) => !mine && circle === name),
      ),
    ),
    ...news.lists.map(
      ({ heading, lines }): Section => ({
        heading,
        items: lines
          .slice(0, ofEach)
          .map((one) => ({ title: one.title, href: `${url}${one.href}`, about: one.about ?? '' })),
      }),
    ),
    { heading: 'Is your question answered?', items: own.map(waiting) },
    {
      heading: 'Questions that wait for an answer',
      items: questions.map(waiting),
      more: total > questions.length ? { says: `All ${total} questions that wait`, href: `${url}/waiting` } : null,
    },
    {
      heading: 'At the desk',
      items: desk > 0 ? [{ title: `${count(desk, 'thing')} to look at`, href: `${url}/desk`, about: '' }] : [],
    },
  ]
  return all.filter(({ items }) => items.length > 0)
}

function newsItem(url: string, line: NewsLine, letters: number) {
  const { who, restsOn } = standingWords(line)
  const more = line.new_posts - (line.began ? 1 : 0)
  const fresh = line.began ? `New. ${more > 0 ? `${count(more, 'more post')}. ` : ''}` : `${count(more, 'new post')}. `
  return {
    title: line.title,
    href: `${url}/conversations/${line.conversation}?page=${pageOf(line.number)}#post-${line.number}`,
    about: `${kinds[line.kind]}. ${fresh}Newest from ${line.name}. Who is speaking: ${who}. What it rests on: ${restsOn}.`,
    words: letters > 0 ? excerpt(line.words, letters) : '',
  }
}

/** The beginning of somebody's words, cut between words. */
function excerpt(words: string, letters: number) {
  const line = words.replace(/\s+/g, ' ').trim()
  if (line.length <= letters) return line
  const cut = line.slice(0, letters)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), letters / 2)).toWellFormed()} …`
}

const plainSection = ({ heading, items, more }: Section) =>
  [
    heading.toUpperCase(),
    ...items.map(({ title, href, about, words }) =>
      [title, about, words && `“${words}”`, href].filter(Boolean).join('\n'),
    ),
    ...(more ? [`${more.says}: ${more.href}`] : []),
  ].join('\n\n')

const htmlSection = ({ heading, items, more }: Section): Html => html`<h2>${heading}</h2>
<ul>
${each(
  items,
  ({ title, href, about, words }) =>
    html`<li><p><a href="${href}">${title}</a><br>
${about}${when(
  words,
  () => html`<br>
“${words}”`,
)}</p></li>`,
)}
</ul>${when(more, () => html`<p><a href="${more!.href}">${more!.says}</a></p>`)}`
