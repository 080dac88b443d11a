/** What can be done with one post, and what it said before. */
import { dayTime } from '../../kit/day.ts'
import { area, button, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { each, type Html, html, raw, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { prose } from '../../kit/prose.ts'
import { isSignedIn, type Who } from '../../kit/who.ts'
import { standsOutside } from '../ties/tie-rules.ts'
import { stayInTouchHref } from '../ties/where-met.ts'
import type { ConversationView } from './conversation-store.ts'
import { replyForm } from './forms.ts'
import type { PostRow } from './post-store.ts'
import { postHtml } from './posts-html.ts'
import { pageOf } from './rules.ts'
import { draftsScript } from './scripts.ts'

export type OnePost = PostRow & { readonly words: string; readonly kept: boolean }

const back = (view: ConversationView, number: number): Html =>
  html`<p><a href="/conversations/${view.id}?page=${pageOf(number)}#post-${number}">Back to “${view.title}”</a></p>`

/** All a reader can do with one post. */
export function postPage(view: ConversationView, post: OnePost, who: Who, url: string, maySpeak: boolean): Page {
  const here = `/conversations/${view.id}/${post.number}`
  const shown = post.state === 'shown'
  const mine = isSignedIn(who) && post.author === who.member && (shown || post.state === 'held')
  const mayMeet =
    isSignedIn(who) &&
    shown &&
    post.author !== who.member &&
    post.voice !== 'clinician' &&
    post.name !== 'a former member' &&
    !view.blocked.includes(post.author) &&
    !standsOutside(who)
  return {
    title: `Post ${post.number} in ${view.title}`,
    body: html`${back(view, post.number)}
<h1>One post</h1>
${
  view.blocked.includes(post.author)
    ? html`<article class="post gone"><h2>Post ${post.number}</h2><p>You blocked the person who wrote this.</p></article>`
    : postHtml(view.id, post, false)
}
${when(shown && maySpeak, () => html`<p><a class="button" href="${here}/reply">Reply to this post</a></p>`)}
${when(isSignedIn(who) && shown, () => html`<form method="post" action="${here}/keeping">${hidden('keep', post.kept ? 'no' : 'yes')}${button(post.kept ? 'Keep it no longer' : 'Keep it for later', 'quiet')}</form>`)}
${when(post.kept, () => html`<p class="hint">You keep this post. <a href="/me/kept">All the posts you keep</a></p>`)}
${when(
  mine,
  () => html`<h2>This is your post</h2>
<p><a href="${here}/amend">Change its words</a></p>
<details><summary>Withdraw it</summary>
<p>Its words go. Its place stays, so that replies still make sense.</p>
<form method="post" action="${here}/withdrawal">${button('Withdraw this post', 'grave')}</form>
</details>`,
)}
<h2>Its link</h2>
<p>${url}/conversations/${view.id}?page=${pageOf(post.number)}#post-${post.number}</p>
${when(shown, () => html`<p><a href="${here}/report">Report this post</a></p>`)}
${when(mayMeet, () => html`<p><a href="${stayInTouchHref(post.author, { from: 'conversation', id: view.id })}">Be in touch with ${post.name}</a></p>`)}
${when(isSignedIn(who) && post.author !== who.member && !view.blocked.includes(post.author), () => html`<p><a href="${here}/block">Block the person who wrote this</a></p>`)}`,
  }
}

/** The post replied to, then one box. */
export const replyPage = (view: ConversationView, post: OnePost, sent?: Sent): Page => ({
  title: `Reply to post ${post.number}`,
  scripts: [draftsScript.href],
  body: html`${errorSummary(sent?.refusal)}
${back(view, post.number)}
<h1>Reply to post ${post.number}</h1>
${postHtml(view.id, post, false)}
${replyForm(view, sent, post.number)}`,
})

export const amendPage = (view: ConversationView, post: OnePost, sent?: Sent): Page => ({
  title: `Change post ${post.number}`,
  body: html`${errorSummary(sent?.refusal)}
${back(view, post.number)}
<h1>Change post ${post.number}</h1>
<p>Others can see that you changed it, when and why. They can also read what it said before.</p>
<form method="post" action="/conversations/${view.id}/${post.number}/amendments">
${area({ name: 'words', label: 'Your words', rows: 10, value: post.words, sent })}
${line({ name: 'reason', label: 'Why do you change it?', hint: 'A few words. For example: I got the date wrong.', autocomplete: 'off', sent })}
<p class="buttons">${button('Change it')}</p>
</form>`,
})

export const changesPage = (
  view: ConversationView,
  post: OnePost,
  changes: readonly { words_before: string; reason: string; at: Date }[],
): Page => ({
  title: `Changes to post ${post.number}`,
  body: html`${back(view, post.number)}
<h1>Changes to post ${post.number}</h1>
<p>The newest change comes first.</p>
${each(
  changes,
  ({ words_before, reason, at }) => html`<section>
<h2>Changed on ${dayTime(at)}</h2>
<p>Why: ${reason}</p>
<p>Before, it said:</p>
<div class="words"><blockquote>${raw(prose(words_before))}</blockquote></div>
</section>`,
)}
${when(changes.length === 0, () => html`<p>This post was never changed.</p>`)}
<p class="end">That is everything.</p>`,
})
