/**
 * The helpers' list: every question until its asker says it is answered, oldest first.
 * Unanswered is the failure: a first human reply is aimed for within 48 hours. Source: DOMAIN, rules.
 */
import { sql } from 'kysely'
import type { Db } from '../../kit/database.ts'
import { dayTime, time } from '../../kit/day.ts'
import { count, each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { place } from '../../kit/places.ts'
import { isHelper } from '../../kit/who.ts'
import type { ConversationId } from './store.ts'

export const firstReplyHours = 48

place({
  on: 'desk',
  href: '/waiting',
  label: 'Questions that wait',
  about: 'Oldest first. We aim to reply within 48 hours.',
  position: 20,
  for: isHelper,
})

export interface WaitingLine {
  id: ConversationId
  title: string
  circle: string
  opener: string
  opened_at: Date
  /** after the first, the asker's own among them */
  more_posts: number
  first_reply_at: Date | null
  late: boolean
}

const waitingOnAPage = 100

/** Questions that wait: those with no reply after 48 hours first, then the oldest. */
export async function waiting(db: Db, circles: readonly string[], now: Date): Promise<WaitingLine[]> {
  const line = new Date(now.getTime() - firstReplyHours * 60 * 60 * 1000)
  const { rows } = await sql<WaitingLine>`
    select c.id, c.title, o.name as circle, c.opened_at, c.posts - 1 as more_posts, c.first_reply_at,
      case when m.state = 'left' then 'a former member' else m.name end as opener,
      c.first_reply_at is null and c.opened_at < ${line} as late
    from conversation c
    join circle o on o.id = c.circle
    join member m on m.id = c.opened_by
    join post p on p.conversation = c.id and p.number = 1 and p.state = 'shown'
    where c.kind = 'asks' and c.answered_at is null and c.shown
      and c.circle = any(${circles}::uuid[])
    order by late desc, c.opened_at
    limit ${waitingOnAPage}`.execute(db)
  return rows
}

const lines = (list: readonly WaitingLine[]): Html => html`<ul class="list">
${each(
  list,
  (one) => html`<li><h3><a href="/conversations/${one.id}">${one.title}</a></h3>
<p class="hint">From ${one.opener} in ${one.circle}. Asked ${time(one.opened_at)}. ${one.first_reply_at ? html`First reply ${dayTime(one.first_reply_at)}. ${count(one.more_posts, 'more post')}.` : html`<b>No reply yet.</b>`}</p></li>`,
)}
</ul>`

export function waitingPage(list: readonly WaitingLine[]): Page {
  const late = list.filter((one) => one.late)
  const others = list.filter((one) => !one.late)
  return {
    title: 'Questions that wait',
    body: html`<h1>Questions that wait</h1>
<p>A question stays here until the person who asked says it is answered. “Nobody knows yet, we have asked” is a reply too.</p>
${when(late.length > 0, () => html`<h2>No reply for more than 48 hours</h2>${lines(late)}`)}
${when(others.length > 0, () => html`<h2>${late.length > 0 ? 'All others, oldest first' : 'Oldest first'}</h2>${lines(others)}`)}
${when(list.length === 0, () => html`<p>No question waits. Thank you.</p>`)}
${list.length === waitingOnAPage ? html`<p class="end">These are the first ${waitingOnAPage}.</p>` : html`<p class="end">That is everything.</p>`}`,
  }
}
