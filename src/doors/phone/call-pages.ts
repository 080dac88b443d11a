/** What a volunteer sees while somebody is on the phone. */

import { dayTime } from '../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, line, type Sent, type Typed } from '../../kit/form.ts'
import { each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import type { DoneFor } from './done-for.ts'
import { lengthWords, openingWords, plainScopes, reasonNames, reasons, type Scope, scopes, type Wish } from './rules.ts'
import type { OpenCall } from './store.ts'
import type { Notice } from './to-ring.ts'

/** The field in which a yes comes. */
export const heardField = 'heard-yes-to'

const say = (words: string) => html`<blockquote><p>“${words}”</p></blockquote>`

/** The first step: who is it, and what do they say yes to? */
export function checkPage(
  { name, state }: OpenCall,
  { address, phone }: { address: string | null; phone: string | null },
  sent?: Sent,
): Page {
  return {
    title: `Is it ${name}?`,
    body: html`${errorSummary(sent?.refusal)}
<h1>Is it ${name}?</h1>
<p>Ask for the first line of the address. Read nothing out.</p>
<details><summary>What we hold</summary>
<p>${address ? html`Address: <b>${address}</b>.` : 'We hold no address.'} ${phone ? html`Phone: <b>${phone}</b>.` : 'We hold no number.'}</p></details>
${when(state === 'paused', () => html`<p>${name} has paused. Nothing is lost.</p>`)}
${when(state === 'left', () => html`<p>${name} has left, and may come back.</p>`)}
<p>Then read out:</p>
${say(openingWords)}
<form method="post" action="/phone/call/consents">
${choices({
  name: 'scopes[]',
  label: `What does ${name} say yes to?`,
  hint: 'Tick only what you heard. The rest can be asked later.',
  many: true,
  options: plainScopes.map((value) => ({ value, label: scopes[value].label, hint: scopes[value].hint })),
  sent,
})}
${button(`It is ${name}. Go on`)}
</form>
<form method="post" action="/phone/call/ending">${hidden('reason', 'nobody')}${hidden('words', 'We could not be sure who it was.')}${button('I am not sure. End the call', 'quiet')}</form>`,
  }
}

export interface CallHome {
  readonly call: OpenCall
  readonly wishes: readonly Wish[]
  readonly notices: readonly Notice[]
  /** private ones, which wait for the caller's code */
  readonly waiting: number
  /** can come back in one step, at this door */
  readonly mayReturn: boolean
  readonly typed?: string | undefined
  readonly unknown?: boolean
}

/** The call's own page: one field, ten numbers. */
export function callPage({ call, wishes, notices, waiting, mayReturn, typed, unknown }: CallHome): Page {
  const { name } = call
  const title = `On the phone with ${name}`
  const refusal = unknown
    ? { refused: true as const, because: '', status: 422 as const, fields: { want: 'Type a number from the list.' } }
    : null
  return {
    title,
    body: html`${errorSummary(refusal)}
<h1>${title}</h1>
${when(notices.length > 0, () => toldList(notices))}
${when(waiting > 0, () => html`<p class="note">${waiting === 1 ? 'Something private waits' : `${waiting} private things wait`} to be read out. Ask for a code: <a href="/ties">open private messages</a></p>`)}
${
  call.state === 'left'
    ? awayPart(name, mayReturn)
    : html`<form method="get" action="/phone/call/wish">
${line({ name: 'want', label: `What does ${name} want?`, hint: 'A number, or the first letters. Then Enter.', short: true, first: true, autocomplete: 'off', sent: { typed: { want: typed ?? '' }, refusal } })}
${button('Go')}
</form>
<ul class="list">
${each(wishes, ({ key, label, href }) => html`<li><b>${key}</b> <a href="${href}" accesskey="${key}">${label}</a></li>`)}
</ul>`
}
<p>${call.scopes.length > 0 ? html`${name} said yes to: ${call.scopes.map((one) => scopes[one].label.toLowerCase()).join(', ')}.` : html`${name} has not said yes to anything yet. You will be told when to ask.`}</p>
<form method="post" action="/phone/call/aside">${button('Set the call aside', 'quiet')}</form>`,
  }
}

const toldList = (notices: readonly Notice[]): Html => html`<h2>To read out</h2>
<ul class="list">
${each(
  notices,
  ({ id, title, words, made_at }) => html`<li><h3>${title}</h3>
<div class="words">${each(words.split(/\n{2,}/), (part) => html`<p>${part}</p>`)}</div>
<p class="hint">Waits since ${dayTime(made_at)}.</p>
<form method="post" action="/phone/call/told">${hidden('notice', id)}<button type="submit">Told<span class="far">: ${title}</span></button></form></li>`,
)}
</ul>`

const awayPart = (
  name: string | null,
  mayReturn: boolean,
): Html => html`<p>${name} has left. Nothing decays, and the door is open.</p>
${when(mayReturn, () => html`<form method="post" action="/phone/call/return">${button(`${name} comes back now`)}</form>`)}
<p><a href="/me/copies">A copy of everything we hold</a></p>
<p><a href="/me/erasure">Have it all erased</a></p>`

/** Where a caller may want to reply. */
export const repliesPage = (
  name: string,
  conversations: readonly { id: string; title: string; circle: string; posts: number; last_post_at: Date }[],
): Page => ({
  title: `Where does ${name} want to reply?`,
  body: html`<h1>Where does ${name} want to reply?</h1>
${when(conversations.length === 0, () => html`<p>${name} has not read or written anything yet.</p>`)}
<ul class="list">
${each(
  conversations,
  ({
    id,
    title,
    circle,
    last_post_at,
  }) => html`<li><h2><a href="/conversations/${id}?page=1000000#reply">${title}</a></h2>
<p class="hint">${circle}. Last post ${dayTime(last_post_at)}.</p></li>`,
)}
</ul>
<p><a href="/search">Search for another one</a></p>
<p><a href="/phone/call">Back to this call</a></p>`,
})

/** What was done in this call, to read back. */
export const readBackPage = (name: string, done: readonly DoneFor[]): Page => ({
  title: 'Read back',
  body: html`<h1>Read back</h1>
${
  done.length === 0
    ? html`<p>Nothing was done for ${name} in this call so far.</p>`
    : html`<p>Read this out to ${name}:</p>
<ol>
${each(done, (one) => html`<li>${doneWords(one)}</li>`)}
</ol>
<p>Then ask:</p>
${say('Is that right?')}
<p>If not, put it right now. Posts can be changed where they stand.</p>`
}
<p class="buttons"><a class="button" href="/phone/call/ending">Yes, and end the call</a></p>
<p><a href="/phone/call">Back to this call</a></p>`,
})

/** One deed, and the words where something was written. */
export const doneWords = ({ title, conversation, words }: DoneFor): Html =>
  html`${title}${when(conversation, () => html`: “${conversation}”`)}.${when(words, () => html`<div class="words"><blockquote><p>${words}</p></blockquote></div>`)}`

const reasonChoices = (sent?: Sent) =>
  choices({
    name: 'reason',
    label: 'What was it about?',
    hint: 'Leave it out if nothing fits.',
    options: reasonNames.map((value) => ({ value, label: reasons[value] })),
    sent,
  })

/** What a log asks for, with or without a member. */
export const logFields = (
  sent?: Sent,
  needed = false,
): Html => html`${area({ name: 'words', label: needed ? 'What was it, in a few words?' : 'A few words about the call', hint: `Write nothing about health.${needed ? '' : ' You can leave it empty.'}`, rows: 3, sent })}
${reasonChoices(sent)}
${line({ name: 'next', label: 'What did we promise to do next?', hint: 'It stays on the phone desk until it is done. Leave it empty if nothing.', sent })}`

export const endingPage = (call: OpenCall, now: Date, sent?: Sent): Page => ({
  title: 'End the call',
  body: html`${errorSummary(sent?.refusal)}
<h1>End the call</h1>
<p>${call.member ? html`You have been on the phone with ${call.name} for ${lengthWords(call.began_at, now)}. <a href="/phone/read-back">Read back first</a>` : 'All that we held of this caller is erased. What you write here is kept without a name.'}</p>
<form method="post" action="/phone/call/ending">
${logFields(sent)}
${button('End the call')}
</form>`,
})

export interface AskFirst {
  readonly name: string
  readonly scope: Scope
  /** where the volunteer was going */
  readonly path: string
  readonly typed: Typed
  /** a form was sent there, and is sent again with the yes */
  readonly sends: boolean
}

/** What was typed, to be sent again with a yes. */
export const typedAgain = (typed: Typed, without: readonly string[] = []): Html =>
  html`${each(
    Object.entries(typed).filter(([field]) => ![heardField, 'on-the-phone', ...without].includes(field)),
    ([field, value]) => html`${each([value ?? ''].flat() as string[], (one) => hidden(field, one))}`,
  )}`

/** Nothing is opened that the caller was not asked about. */
export const askFirstPage = ({ name, scope, path, typed, sends }: AskFirst): Page => ({
  title: `Ask ${name} first`,
  body: html`<h1>Ask ${name} first</h1>
<p>Say:</p>
${say(scopes[scope].ask)}
<form method="post" action="${sends ? path : '/phone/call/consents'}">
${
  sends
    ? html`${hidden(heardField, scope)}${typedAgain(typed)}`
    : html`${hidden('scopes[]', scope)}${hidden('to', path)}`
}
${button(`${name} says yes`)}
</form>
<p><a href="/phone/call">${name} says no. Back to this call</a></p>`,
})

/** The desk and the like are the volunteer's. */
export const yoursPage = (name: string): Page => ({
  title: 'This page is yours',
  body: html`<h1>This page is yours, not ${name}’s</h1>
<p>End the call, or set it aside for a moment.</p>
<form method="post" action="/phone/call/aside">${button('Set the call aside')}</form>
<p><a href="/phone/call">Back to this call</a></p>`,
})

export const notOnACallPage = (name: string): Page => ({
  title: 'Not on a call',
  body: html`<h1>Not on a call</h1>
<p>This page is ${name}’s alone. It holds codes or addresses to sign in with, or nobody has said yet that a call may open it.</p>
<p><a href="/phone/call">Back to this call</a></p>`,
})

export const steppedAwayPage = (name: string): Page => ({
  title: `${name} has left`,
  body: html`<h1>${name} has left</h1>
<p>Ask whether ${name} wants to come back. It is one step.</p>
<p><a class="button" href="/phone/call">Back to this call</a></p>`,
})

/** A form that was shown in another call, or in none, does nothing; what was typed in it can still be copied. */
export const otherCallPage = (typed: Typed): Page => ({
  title: 'That was for another call',
  body: html`<h1>That was for another call</h1>
<p>This form was opened before the call began, or for a call that is over. So nothing was done.</p>
${each(
  Object.entries(typed).flatMap(([, value]) => [value].flat().filter((one) => one?.includes(' '))),
  (words) => html`<blockquote><p>${words}</p></blockquote>`,
)}
<p><a class="button" href="/phone">Phone desk</a></p>`,
})
