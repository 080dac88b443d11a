/** A member's own letters, as they were sent. */
import { dayTime, dayWords } from '../../kit/day.ts'
import { each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { codeWords } from './codes.ts'
import type { Item, LetterContent } from './content.ts'

interface Sent {
  readonly id: string
  readonly content: LetterContent | null
  readonly posted_at: Date | null
}

export const myLettersPage = (letters: readonly Sent[], gets: boolean, address: boolean): Page => ({
  title: 'My letters',
  body: html`<h1>My letters</h1>
${gets ? when(!address, () => html`<p class="note">You want letters, but we do not have your address. <a href="/me/reach">Tell us where you live</a></p>`) : html`<p>You do not get letters now. You can <a href="/me/preferences">ask for them</a>.</p>`}
${when(letters.length === 0, () => html`<p>We have not sent you a letter yet.</p>`)}
<ul class="list">
${each(letters, ({ id, content, posted_at }) => html`<li><h2>${content ? html`<a href="/me/letters/${id}">The letter of ${dayWords(posted_at!)}</a>` : `The letter of ${dayWords(posted_at!)}`}</h2>${when(!content, () => html`<p class="hint">Its words are not kept any more.</p>`)}</li>`)}
</ul>
<p class="end">That is everything.</p>
<p><a href="/me">Back to my page</a></p>`,
})

export const myLetterPage = (id: string, { opening, sections, slips }: LetterContent, posted: Date): Page => ({
  title: `The letter of ${dayWords(posted)}`,
  body: html`<p><a href="/me/letters">My letters</a></p>
<h1>The letter of ${dayWords(posted)}</h1>
<p>Posted on ${dayTime(posted)}. <a href="/me/letters/${id}/letter.pdf">As it was printed (PDF)</a></p>
${paragraphs(opening)}
${each(
  sections,
  ({ heading, words = [], items }) => html`<h2>${heading}</h2>
${paragraphs(words)}
${each(items, itemHtml)}`,
)}
${when(slips.length > 0, () => html`<h2>Reply slips in it</h2>`)}
<ul>${each(slips, ({ code, title }) => html`<li>${codeWords(code)}: ${title}</li>`)}</ul>
<p class="end">That is everything.</p>`,
})

const paragraphs = (words: readonly string[]): Html => html`${each(words, (one) => html`<p>${one}</p>`)}`

const itemHtml = ({ title, about, posts }: Item): Html => html`<h3>${title}</h3>
${paragraphs(about)}
${each(
  posts,
  ({ heading, standing, words }) => html`<h4>${heading}</h4>
<div class="words"><p class="standing">${standing.join(' ')}</p>
${paragraphs(words)}</div>`,
)}`
