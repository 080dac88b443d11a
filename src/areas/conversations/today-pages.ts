/** The first page. For a member: what is new, then it stops. For a visitor: what this place is. */
import type { Community } from '../../kit/community.ts'
import { dayTime } from '../../kit/day.ts'
import { hidden } from '../../kit/form.ts'
import { count, each, type Html, html, when } from '../../kit/html.ts'
import { type Listed, listsHtml } from '../../kit/lists.ts'
import type { Page } from '../../kit/page.ts'
import { isHelper, type Who } from '../../kit/who.ts'
import type { Whereabouts } from '../members/absence.ts'
import { comeBackForm, untilWords } from '../members/away-pages.ts'
import { pageOf } from './rules.ts'
import type { ReadableCircle } from './search.ts'
import type { AskedLine, HeldLine, NewsLine, ReplyLine } from './today.ts'

export interface Today {
  readonly news: readonly NewsLine[]
  readonly replies: readonly ReplyLine[]
  readonly asked: readonly AskedLine[]
  readonly held: readonly HeldLine[]
  readonly circles: readonly ReadableCircle[]
  /** what the other areas hold for this reader */
  readonly lists: readonly Listed[]
  /** whether they are paused, or were away of late */
  readonly where: Whereabouts
  readonly now: Date
}

const postHref = (conversation: string, number: number) =>
  `/conversations/${conversation}?page=${pageOf(number)}#post-${number}`

const section = (title: string, lines: readonly unknown[], body: () => Html): Html =>
  when(lines.length > 0, () => html`<h2>${title}</h2><ul class="list">${body()}</ul>`)

const fortnight = 14 * 24 * 60 * 60 * 1000

/** One quiet line for whoever is paused, with one press to come back; and for a while after, the way to what is new. */
function awayLine({ state, until, away }: Whereabouts, now: Date): Html {
  if (state === 'paused')
    return html`<p class="note">You are paused ${untilWords(until)}. You can read and write.</p>${comeBackForm('/return', 'quiet')}`
  const lately = away?.ended && now.getTime() - away.ended.getTime() < fortnight
  return when(
    lately,
    () =>
      html`<p>You are back since ${dayTime(away!.ended!)}. <a href="/return">What is new since you stepped away</a></p>`,
  )
}

/** What is hers, or waits for her answer, comes before what is new to everybody. */
const isForHer = ({ position }: Listed) => position < 35

export function todayPage({ news, replies, asked, held, circles, lists, where, now }: Today, who: Who): Page {
  const mine = circles.filter((circle) => circle.inside)
  const quiet = news.length + replies.length + asked.length + held.length === 0
  return {
    title: 'Today',
    body: html`<h1>Today</h1>
${awayLine(where, now)}
${when(isHelper(who), () => html`<p><a href="/waiting">Questions that wait for a reply</a></p>`)}
${section('Replies to you', replies, () => html`${each(replies, (one) => html`<li><h3><a href="${postHref(one.conversation, one.number)}">${one.title}</a></h3><p class="hint">${one.name} replied to your post ${one.to}.</p></li>`)}`)}
${listsHtml(lists.filter(isForHer))}
${section('New since you were here', news, () => html`${each(news, (one) => html`<li><h3><a href="${postHref(one.id, one.first_new)}">${one.title}</a> <span class="new">${one.first_new === 1 ? 'New' : `${one.new_posts} new`}</span></h3><p class="hint">In ${one.circle}. Last post ${dayTime(one.last_post_at)}.</p></li>`)}`)}
${section(
  'Your questions',
  asked,
  () =>
    html`${each(
      asked,
      (one) => html`<li><h3><a href="/conversations/${one.id}">${one.title}</a></h3>
<p class="hint">Asked ${dayTime(one.opened_at)}. ${!one.first_reply_at ? 'No reply yet. It is on the helpers’ list.' : html`${count(one.more_posts, 'more post')}.`}</p>
${when(one.first_reply_at, () => html`<form method="post" action="/conversations/${one.id}/answer">${hidden('answered', 'yes')}${hidden('then', '/')}<p>Is it answered now? If not, do nothing.</p><button type="submit" class="quiet">Yes, it is answered<span class="far">: ${one.title}</span></button></form>`)}</li>`,
    )}`,
)}
${section('Your posts that wait for a person', held, () => html`${each(held, (one) => html`<li><h3><a href="/me/posts-that-wait">${one.title}</a></h3><p class="hint">Sent ${dayTime(one.posted_at)}. A person will read it first.</p></li>`)}`)}
${when(quiet, () => html`<p>Nothing new since you were here.</p>`)}
${listsHtml(lists.filter((one) => !isForHer(one)))}
<p class="end">That is everything.</p>
<h2>${mine.length > 0 ? 'Your circles' : 'Find your circles'}</h2>
${mine.length > 0 ? html`<ul>${each(mine, ({ slug, name }) => html`<li><a href="/circles/${slug}">${name}</a></li>`)}</ul>` : html`<p>Follow a circle, and what is new in it shows here.</p>`}
<p><a href="/circles">All circles</a></p>`,
  }
}

export const visitorPage = (community: Community, circles: readonly ReadableCircle[]): Page => ({
  title: 'Welcome',
  body: html`<h1>Welcome to ${community.name}</h1>
<p>This is a place for families who live with ${community.condition.name}.
Ask what you like, and people who know it from home will answer.
Every post says who is speaking and what it rests on.
You can step away and come back at any time.
There are no adverts, and nobody is watching what you read.</p>
<p class="buttons"><a class="button" href="/join">Join</a> <a class="button" href="/sign-in">Sign in</a></p>
${when(
  circles.length > 0,
  () => html`<h2>Open to read now</h2>
<ul class="list">${each(circles, ({ slug, name, about }) => html`<li><h3><a href="/circles/${slug}">${name}</a></h3><p>${about}</p></li>`)}</ul>
<p class="end">That is everything you can read without joining.</p>`,
)}`,
})
