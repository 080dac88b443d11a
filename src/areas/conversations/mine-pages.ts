/** What a member keeps, has begun to write, and has sent that still waits. */
import { dayTime, time } from '../../kit/day.ts'
import { area, button, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { each, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { signedOutPage } from '../../kit/signed-out-page.ts'
import type { HeldPost } from './amending-held.ts'
import { type DraftLine, draftHref } from './drafts.ts'
import type { KeptLine } from './following.ts'
import { standingFields } from './forms.ts'
import { photoFields } from './photo-fields.ts'
import { pageOf } from './rules.ts'
import type { HeldLine } from './today.ts'

const beginning = (text: string) => (text.length > 160 ? `${text.slice(0, 160)} …` : text)

export const keptPage = (lines: readonly KeptLine[]): Page => ({
  title: 'Posts I keep',
  body: html`<p><a href="/me">My page</a></p>
<h1>Posts I keep</h1>
<p class="hint">Only you can see this list.</p>
<ul class="list">
${each(
  lines,
  (
    one,
  ) => html`<li><h2><a href="/conversations/${one.conversation}?page=${pageOf(one.number)}#post-${one.number}">${one.title}, post ${one.number}</a></h2>
<p>${beginning(one.words)}</p>
<p class="hint">From ${one.name}. Kept on ${dayTime(one.kept_at)}.</p>
<form method="post" action="/conversations/${one.conversation}/${one.number}/keeping">${hidden('keep', 'no')}${hidden('then', '/me/kept')}<button type="submit" class="quiet">Keep it no longer<span class="far">: ${one.title}, post ${one.number}</span></button></form></li>`,
)}
</ul>
${when(lines.length === 0, () => html`<p>You keep no posts yet. “More” beside a post lets you keep it.</p>`)}
<p class="end">That is everything.</p>`,
})

export const draftsPage = (drafts: readonly DraftLine[]): Page => ({
  title: 'My drafts',
  body: html`<p><a href="/me">My page</a></p>
<h1>My drafts</h1>
<p class="hint">Words you began and have not sent. Only you can see them.</p>
<ul class="list">
${each(
  drafts,
  ({
    place,
    fields,
    title,
    saved_at,
  }) => html`<li><h2><a href="${draftHref(place)}">${fields.title || `In “${title ?? 'a conversation that is gone'}”`}</a></h2>
<p>${beginning(fields.words ?? '')}</p>
<p class="hint">Saved on ${time(saved_at)}.</p>
<form method="post" action="/me/drafts/thrown-away">${hidden('place', place)}<button type="submit" class="quiet">Throw it away<span class="far">: ${fields.title || title}</span></button></form></li>`,
)}
</ul>
${when(drafts.length === 0, () => html`<p>You have no drafts.</p>`)}
<p class="end">That is everything.</p>`,
})

export const waitingPostsPage = (held: readonly HeldLine[]): Page => ({
  title: 'My posts that wait for a person',
  body: html`<p><a href="/me">My page</a></p>
<h1>My posts that wait for a person</h1>
<p>A person reads these first. We will tell you as soon as one is shown.</p>
<ul class="list">
${each(
  held,
  (one) => html`<li><h2>In “${one.title}”</h2>
<p>${beginning(one.words)}</p>
<p class="hint">Sent on ${time(one.posted_at)}.</p>
<p><a href="/me/posts-that-wait/${one.id}">Change it<span class="far">: the post in ${one.title}</span></a></p>
<form method="post" action="/me/posts-that-wait/taken-back">${hidden('post', one.id)}<button type="submit" class="quiet">Take it back<span class="far">: the post in ${one.title}</span></button></form></li>`,
)}
</ul>
${when(held.length === 0, () => html`<p>No post of yours waits.</p>`)}
<p class="end">That is everything.</p>`,
})

/** Its fields hold what the post says now, until something else was typed. */
export function heldPostPage(post: HeldPost, sent?: Sent): Page {
  const typed = sent?.typed ?? {
    title: post.title ?? '',
    words: post.words,
    basis: post.basis,
    basis_words: post.basis_words ?? '',
    applies_to: post.applies_to ?? '',
    interest: post.interest ?? '',
    country: post.country ?? '',
    source_written: post.source_written ?? '',
  }
  const now = { typed, refusal: sent?.refusal ?? null }
  return {
    title: `Change your post in “${post.in}”`,
    body: html`${errorSummary(sent?.refusal)}
<p><a href="/me/posts-that-wait">My posts that wait for a person</a></p>
<h1>Change your post in “${post.in}”</h1>
<p>It goes on waiting. A person reads it with your new words. The old ones are shown to nobody.</p>
<p>Were you asked to change it? <a href="/me/decisions">Read why</a>.</p>
<form method="post" action="/me/posts-that-wait/${post.id}/changes">
${when(post.title !== null, () => line({ name: 'title', label: 'Title', autocomplete: 'off', sent: now }))}
${area({ name: 'words', label: 'Your words', rows: 10, sent: now })}
${standingFields(now)}
<p class="buttons">${button('Change it')}</p>
</form>`,
  }
}

/** What the page has fields for itself, and the button that was pressed. */
const shownAgain = /^(words|save|people|photo_words_\d)$/

/** Somebody's session ended while they wrote a post: their words and photos' words are still here, to send or to keep. */
export const signedOutPostPage = (action: string, { typed = {}, refusal }: Sent): Page =>
  signedOutPage(
    action,
    html`<div class="field"><label for="words">Your words</label>
<textarea id="words" name="words" rows="8">
${typeof typed.words === 'string' ? typed.words : ''}</textarea></div>
${Object.entries(typed)
  .filter(([name, value]) => !shownAgain.test(name) && typeof value === 'string')
  .map(([name, value]) => hidden(name, String(value)))}
${photoFields({ typed, refusal: refusal ?? null })}`,
    {
      enctype: 'multipart/form-data',
      buttons: html`${button('Send')} ${button('Save as a draft', 'quiet', 'save', 'draft')}`,
    },
  )
