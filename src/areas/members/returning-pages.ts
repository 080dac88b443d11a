/** Coming back: one press, then what is new since, and then it stops. */
import { dayTime } from '../../kit/day.ts'
import { html, when } from '../../kit/html.ts'
import { type Listed, listsHtml } from '../../kit/lists.ts'
import type { Page } from '../../kit/page.ts'
import type { Whereabouts } from './absence.ts'
import { comeBackForm, untilWords } from './away-pages.ts'
import { membershipWords } from './consent.ts'

/** For somebody who left, and has just signed in. */
export const comeBackPage = (since: Date): Page => ({
  title: 'Come back?',
  bare: true,
  body: html`<h1>Come back?</h1>
<p>You left on ${dayTime(since)}. All that is yours is here, as you left it.</p>
<p>If you come back, you say again: “${membershipWords.label}.”</p>
${comeBackForm()}
<h2>Or something else</h2>
<ul>
<li><a href="/me/copies">Have a copy of everything of mine</a></li>
<li><a href="/me/erasure">Erase everything of mine</a></li>
</ul>
<p>If you do nothing, all stays as it is.</p>`,
})

/** What is new since somebody stepped away. It counts nothing, and asks for nothing. */
export const returnPage = (where: Whereabouts, since: Date, lists: readonly Listed[]): Page => ({
  title: 'What is new since you stepped away',
  body: html`<h1>What is new since you stepped away</h1>
${when(where.state === 'paused', () => html`<p class="note">You are paused ${untilWords(where.until)}.</p>${comeBackForm()}`)}
<p>You stepped away on ${dayTime(since)}. Nothing of yours is lost. You need not read any of this.</p>
${listsHtml(lists)}
${when(lists.length === 0, () => html`<p>Nothing is new in your circles.</p>`)}
<p class="end">That is everything.</p>
<p><a href="/">Go to Today</a></p>`,
})

export const neverAwayPage = (): Page => ({
  title: 'You have not stepped away',
  body: html`<h1>You have not stepped away</h1>
<p>So there is nothing to catch up with. <a href="/">Go to Today</a></p>`,
})
