import { dayTime } from '../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, line, onceKey, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, nothing, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import { isModerator, isSignedIn, type Who } from '../../kit/who.ts'
import { aheadWords, circleInSight, type Sight } from './ahead.ts'
import { type ConversationLine, type ConversationView, conversationsOnAPage } from './conversation-store.ts'
import { replyForm, standingFields } from './forms.ts'
import { photoFields } from './photo-fields.ts'
import { doorWords, kinds, pageOf, postsOnAPage } from './rules.ts'
import { draftsScript, liveScript } from './scripts.ts'
import type { CircleRow } from './store.ts'

/** What lies further ahead is said in a line, and shown to whoever asks. */
const aheadLine = (ahead: number, what: string, sight: Sight, href: string): Html =>
  when(
    ahead > 0,
    () =>
      html`<p class="hint">${aheadWords(ahead, what, sight)} <a href="${href}">Show ${ahead === 1 ? 'it' : 'them'}</a></p>`,
  )

/** @param all whether they asked for what lies further ahead too */
export function circlesPage(circles: readonly CircleRow[], sight: Sight, all: boolean): Page {
  const shown = circles.filter((circle) => all || circleInSight(sight, circle))
  return {
    title: 'Circles',
    body: html`<h1>Circles</h1>
<p>A circle is a place to ask, answer and read about one part of life.</p>
<ul class="list">
${each(
  shown,
  (
    circle,
  ) => html`<li><h2><a href="/circles/${circle.slug}${circleInSight(sight, circle) ? '' : '?ahead=all'}">${circle.name}</a></h2>
<p>${circle.about}</p>
<p class="hint">${doorWords[circle.door]} ${circle.conversations ? count(circle.conversations, 'conversation') : 'No conversations yet'}.${when(circle.inside, () => html` <b>One of your circles.</b>`)}</p></li>`,
)}
</ul>
${when(circles.length === 0, () => html`<p>There are no circles yet.</p>`)}
${aheadLine(circles.length - shown.length, 'circle', sight, '/circles?ahead=all')}
<p>That is everything.</p>`,
  }
}

export interface CirclePage {
  readonly circle: CircleRow
  readonly lines: readonly ConversationLine[]
  readonly page: number
  readonly maySpeak: boolean
  readonly mayFollow: boolean
  /** how many conversations lie further ahead than the reader looks */
  readonly ahead: number
  readonly sight: Sight
  /** they asked for what lies further ahead too */
  readonly all: boolean
}

export const circlePage = ({ circle, lines, page, maySpeak, mayFollow, ahead, sight, all }: CirclePage): Page => ({
  title: circle.name,
  body: html`<p><a href="/circles">All circles</a></p>
<h1>${circle.name}</h1>
<p>${circle.about}</p>
<p class="hint">${doorWords[circle.door]}</p>
${when(maySpeak, () => html`<p><a class="button" href="/circles/${circle.slug}/new">Ask or tell something</a></p>`)}
${when(mayFollow, () => followForm(circle))}
${conversationList(lines)}
${aheadLine(ahead, 'conversation', sight, `/circles/${circle.slug}?ahead=all`)}
${pages(`/circles/${circle.slug}?${all ? 'ahead=all&' : ''}page=`, page, circle.conversations - ahead, conversationsOnAPage)}`,
})

const followForm = ({ slug, inside }: CircleRow): Html =>
  html`<form method="post" action="/circles/${slug}/following">${hidden('follow', inside ? 'no' : 'yes')}<p class="hint">${inside ? 'This is one of your circles. What is new here shows on your first page.' : 'Follow this circle to see what is new here on your first page.'}</p>${button(inside ? 'Stop following' : 'Follow this circle', 'quiet')}</form>`

/** What the opener adds to their own question is no reply to it. */
const repliesWords = ({ posts, replied }: { posts: number; replied: boolean }) =>
  replied ? count(posts - 1, 'more post') : 'No reply yet'

/** A list of conversations: what kind each is, whether it waits, what is new in it. */
export const conversationList = (lines: readonly ConversationLine[]): Html => html`<ul class="list">
${each(
  lines,
  (one) => html`<li><h2><a href="/conversations/${one.id}">${one.title}</a></h2>
<p class="hint">${kinds[one.kind]} from ${one.opener}. ${repliesWords(one)}. Last post ${dayTime(one.last_post_at)}.${when(one.kind === 'asks', () => html` <b>${one.answered ? 'Answered' : 'Not answered yet'}</b>.`)}${when((one.unread ?? 0) > 0, () => html` <a class="new" href="/conversations/${one.id}?page=${pageOf(one.posts - one.unread! + 1)}#post-${one.posts - one.unread! + 1}">${one.unread} new</a>`)}</p></li>`,
)}
</ul>`

export interface ConversationPage {
  readonly view: ConversationView
  readonly posts: Html
  readonly page: number
  readonly who: Who
  readonly maySpeak: boolean
  readonly sent?: Sent
}

export function conversationPage({ view, posts, page, who, maySpeak, sent }: ConversationPage): Page {
  const { circle } = view
  const here = `/conversations/${view.id}`
  const firstNew = view.last_number !== null && view.last_number < view.posts ? view.last_number + 1 : null
  const last = pageOf(view.posts)
  return {
    title: view.title,
    scripts: isSignedIn(who) ? [liveScript.href, draftsScript.href] : [],
    body: html`${errorSummary(sent?.refusal)}
<p><a href="/circles/${circle.slug}">${circle.name}</a></p>
<h1>${view.title}</h1>
<p class="hint">${kinds[view.kind]}. ${repliesWords(view)}.${when(view.kind === 'asks', () => html` <b>${view.answered ? 'Answered' : 'Not answered yet'}</b>.`)}</p>
${when(firstNew, () => html`<p><a href="${here}?page=${pageOf(firstNew!)}#post-${firstNew}">Skip to first new post</a> (${view.posts - firstNew! + 1} new since you were here)</p>`)}
${when(isSignedIn(who) && view.kind === 'asks' && (view.opened_by === who.member || isModerator(who)), () => answeredForm(view, who))}
<div id="posts" data-conversation="${view.id}" data-last="${view.posts}">
${posts}
</div>
<div id="news" role="status"></div>
${pages(`${here}?page=`, page, view.posts, postsOnAPage)}
${page >= last ? (maySpeak ? replyForm(view, sent) : isSignedIn(who) ? nothing : joinToReply(here)) : html`<p><a href="${here}?page=${last}#reply">Go to the last page to reply</a></p>`}
${when(isSignedIn(who), () => muteForm(view))}`,
  }
}

function answeredForm(view: ConversationView, who: Who): Html {
  const asks = view.opened_by === who.member && !view.answered && view.replied
  return html`<form method="post" action="/conversations/${view.id}/answer">${when(asks, () => html`<p>You asked this. Is it answered now?</p>`)}${hidden('answered', view.answered ? 'no' : 'yes')}${button(view.answered ? 'It is not answered after all' : asks ? 'Yes, it is answered' : 'Mark as answered', 'quiet')}</form>`
}

const muteForm = ({ id, muted }: ConversationView): Html =>
  html`<form method="post" action="/conversations/${id}/muting">${hidden('mute', muted ? 'no' : 'yes')}<p class="hint">${muted ? 'You do not hear of new posts here.' : 'Had enough of this one? You can still read it.'}</p>${button(muted ? 'Hear of new posts again' : 'Hear no more of this', 'quiet')}</form>`

const joinToReply = (here: string): Html =>
  html`<p><a class="button" href="/sign-in?then=${encodeURIComponent(here)}">Sign in to reply</a> <a href="/join">Or join</a></p>`

export const newConversationPage = (circle: CircleRow, who: Who, sent?: Sent): Page => ({
  scripts: [draftsScript.href],
  title: `Ask or tell something in ${circle.name}`,
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/circles/${circle.slug}">${circle.name}</a></p>
<h1>Ask or tell something</h1>
<form method="post" action="/circles/${circle.slug}/conversations" enctype="multipart/form-data" data-draft="circle:${circle.slug}">
${choices({
  name: 'kind',
  label: 'What is this?',
  value: 'asks',
  sent,
  options: [
    { value: 'asks', label: 'A question', hint: 'It stays on the helpers’ list until you say it is answered.' },
    { value: 'tells', label: 'Something I want to tell', hint: 'No answer is needed.' },
    ...(isModerator(who) ? [{ value: 'announces', label: 'An announcement from the charity' }] : []),
  ],
})}
${line({ name: 'title', label: 'Title', hint: 'A few words, so that others can find it.', sent, autocomplete: 'off' })}
${area({ name: 'words', label: 'Your words', hint: 'Please leave out names and birthdays of the person you care for.', rows: 10, sent })}
${standingFields(sent)}
${photoFields(sent)}
${onceKey(sent)}
<p class="buttons">${button('Send')} ${button('Save as a draft', 'quiet', 'save', 'draft')}</p>
</form>`,
})

/** Shown to the writer of a post that waits for a person. */
export const heldPage = (view: { id: string; title: string }, reasons: readonly string[], opened: boolean): Page => ({
  title: 'Thank you. A person will read this first',
  body: html`<h1>Thank you. A person will read this first</h1>
<p>Your words are safe. They are not shown to others yet.</p>
<ul>${each(reasons, (reason) => html`<li>${reason}</li>`)}</ul>
<p>We will tell you as soon as it is shown. You do not need to do anything.</p>
<p>${opened ? html`<a href="/circles">Back to the circles</a>` : html`<a href="/conversations/${view.id}">Back to “${view.title}”</a>`}</p>`,
})
