import { dayTime } from '../../kit/day.ts'
import { area, button, errorSummary, hidden, type Sent } from '../../kit/form.ts'
import { each, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import type { Insider, Request } from './letting-in.ts'

export const askToComeInPage = (circle: { name: string; slug: string; waits: boolean }, sent?: Sent): Page => ({
  title: `Ask to come into ${circle.name}`,
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/circles">All circles</a></p>
<h1>Ask to come into ${circle.name}</h1>
<p>This circle is closed, so that people can speak freely. A moderator reads what you write here and answers you.</p>
${when(circle.waits, () => html`<p class="note">You have asked. A moderator will answer. If you write again, it takes the place of what you wrote before.</p>`)}
<form method="post" action="/circles/${circle.slug}/requests">
${area({ name: 'words', label: 'Would you like to say why?', hint: 'You can leave this empty.', rows: 4, sent })}
${button('Ask to come in')}
</form>`,
})

export const lettingInPage = (requests: readonly Request[], inside: readonly Insider[], sent?: Sent): Page => ({
  title: 'Closed circles',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/desk">Desk</a></p>
<h1>Closed circles</h1>
<h2>Who asks to come in</h2>
${when(requests.length === 0, () => html`<p>Nobody waits.</p>`)}
<ul class="list">
${each(
  requests,
  (one) => html`<li><h3>${one.name} asks to come into ${one.circle_name}</h3>
<p class="hint">Asked ${dayTime(one.asked_at)}.</p>
${when(one.words, () => html`<blockquote><p>${one.words}</p></blockquote>`)}
<form method="post" action="/desk/letting-in/${one.id}">
<div class="field"><label for="words-${one.id}">A word to ${one.name}, if you like</label>
<input type="text" id="words-${one.id}" name="words" autocomplete="off"></div>
<p class="buttons">${button(`Let ${one.name} in`, 'main', 'decision', 'yes')} ${button('Not this time', 'quiet', 'decision', 'no')}</p>
</form></li>`,
)}
</ul>
<h2>Who is inside</h2>
${when(inside.length === 0, () => html`<p>Nobody yet.</p>`)}
<ul class="list">
${each(
  inside,
  (one) => html`<li><h3>${one.name} in ${one.circle_name}</h3>
<p class="hint">Since ${dayTime(one.since)}.</p>
<form method="post" action="/desk/letting-out">${hidden('circle', one.circle)}${hidden('member', one.member)}${button(`Let ${one.name} out`, 'quiet')}</form></li>`,
)}
</ul>
<p class="end">That is everything.</p>`,
})
