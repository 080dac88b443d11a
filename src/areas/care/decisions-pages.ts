/** A member's own pages of care: what was decided about their posts and reports, and whom they have blocked. */
import { dayTime } from '../../kit/day.ts'
import { button, errorSummary, hidden, type Sent } from '../../kit/form.ts'
import { each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import type { MemberId } from '../../kit/who.ts'
import type { Decided } from './decision-store.ts'
import { appealForm, decisionHtml } from './reporting-pages.ts'
import { matterKinds, wrongWords } from './rules.ts'
import { mattersOnAPage } from './store.ts'

export interface MyDecisions {
  readonly decisions: readonly (Decided & { readonly mayAppeal: boolean })[]
  readonly me: MemberId
  readonly page: number
  readonly total: number
}

export const myDecisionsPage = ({ decisions, me, page, total }: MyDecisions): Page => ({
  title: 'Decisions about my posts and reports',
  body: html`<h1>Decisions about my posts and reports</h1>
<p>A person reads what waits and what is reported. What they decided, and why, stays here.</p>
<ul class="list">
${each(
  decisions,
  (one) => html`<li><h2>${aboutMine(one, me)}</h2>
${decisionHtml(one)}
${when(one.outcome === 'change' && !one.appeal, () => html`<p>Your words are kept. <a href="/me/posts-that-wait${one.number || !one.post ? '' : `/${one.post}`}">Change them</a>, and a person reads them again.</p>`)}
${secondLook(one)}</li>`,
)}
</ul>
${when(total === 0, () => html`<p>Nothing has been decided yet.</p>`)}
${pages('/me/decisions?page=', page, total, mattersOnAPage)}`,
})

function aboutMine(one: Decided, me: MemberId): Html {
  const where = one.number
    ? html`<a href="/conversations/${one.conversation}/${one.number}">post ${one.number} in “${one.title}”</a>`
    : html`a post in “${one.title}”`
  if (one.kind === 'appeal') return one.post ? html`A second look: ${where}` : html`A second look`
  if (one.writer === me) return html`Your post: ${where}`
  return html`Your ${matterKinds[one.kind].toLowerCase()}: ${wrongWords(one.wrong ?? 'other')}`
}

const secondLook = (one: Decided & { mayAppeal: boolean }): Html =>
  one.mayAppeal
    ? html`<p><a href="/me/decisions/${one.id}/appeal">Ask for a second look<span class="far"> at the decision of ${dayTime(one.at)}</span></a></p>`
    : html`${when(one.appeal, () => html`<p>${one.appeal_decided ? 'Somebody else has looked at this again.' : 'You asked for a second look. It waits for another moderator.'}</p>`)}`

export const appealPage = (decision: Decided, sent?: Sent): Page => ({
  title: 'Ask for a second look',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/me/decisions">Decisions about my posts and reports</a></p>
<h1>Ask for a second look</h1>
${decisionHtml(decision)}
${appealForm(`/me/decisions/${decision.id}/appeal`, sent)}`,
})

export const blockPage = (name: string, member: string, action: string): Page => ({
  title: `Block ${name}`,
  body: html`<h1>Block ${name}?</h1>
<ul>
<li>You will not see their posts, and you get no mail about them.</li>
<li>They are not told.</li>
<li>They can still read what you write.</li>
<li>You can end it at any time, on your page.</li>
</ul>
<p>If they staff this place, what they decide about your posts still reaches you.</p>
<form method="post" action="${action}">
${hidden('member', member)}
<p class="buttons">${button('Block')}</p>
</form>`,
})

export const blockedPage = (
  blocked: readonly { readonly id: string; readonly name: string; readonly since: Date }[],
): Page => ({
  title: 'People I have blocked',
  body: html`<h1>People I have blocked</h1>
<p>You do not see what they write. They are not told. To block someone, open “More” under a post of theirs.</p>
<ul class="list">
${each(
  blocked,
  ({ id, name, since }) => html`<li><h2>${name}</h2>
<p class="hint">Since ${dayTime(since)}.</p>
<form method="post" action="/me/blocked/${id}/end">${button(`See what ${name} writes again`, 'quiet')}</form></li>`,
)}
</ul>
<p class="end">${blocked.length === 0 ? 'You have blocked nobody.' : 'That is everything.'}</p>`,
})
