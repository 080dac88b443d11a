/** Stepping away: to pause, to leave, and what each of them means. */
import { button, choices, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { type Html, html, list, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { reasonOptions } from '../support/reasons.ts'
import type { Whereabouts } from './absence.ts'
import { dayInWords } from './days.ts'
import { keepable } from './pausing.ts'
import { type NoticeKind, noticeKinds } from './telling.ts'

const back = html`<p><a href="/me">Back to my page</a></p>`
const backToAway = html`<p><a href="/me/away">Back</a></p>`

/** "until 4 March 2027", "until you say" */
export const untilWords = (until: string | null) => (until ? `until ${dayInWords(until)}` : 'until you say')

const kept = (keeps: readonly NoticeKind[]): Html =>
  keeps.length > 0
    ? html`<p>This still reaches you: ${list(keeps.map((kind) => noticeKinds[kind].label))}.</p>`
    : html`<p>We send you nothing meanwhile.</p>`

/** One press, wherever somebody finds that they are away. */
export const comeBackForm = (action = '/return', kind: 'main' | 'quiet' = 'main'): Html =>
  html`<form method="post" action="${action}">${hidden('back', 'yes')}${button('Come back', kind)}</form>`

const pauseButtons = (kind: 'main' | 'quiet'): Html =>
  html`<p class="buttons">${button('Pause until I say', kind, 'pause', 'until I say')} ${button('Pause for a month', 'quiet', 'pause', 'a month')}</p>`

export const awayPage = ({ state, until, keeps, bereaved }: Whereabouts): Page => ({
  title: 'Step away or come back',
  body: html`<h1>Step away or come back</h1>
${
  state === 'left'
    ? html`<p class="note">You have left. All that is yours is kept.</p>
${comeBackForm()}
<p><a href="/me/erasure">Erase everything of mine</a></p>`
    : state === 'paused'
      ? html`<p class="note">You are paused ${untilWords(until)}.</p>
${kept(keeps)}
${comeBackForm()}
<p><a href="/me/pause">Change this pause</a></p>
<p><a href="/return">What is new since you stepped away</a></p>`
      : html`<p>You can step away at any time. You need no reason, and nothing of yours is lost.</p>
<h2>Pause</h2>
<p>You stay a member. You can still read and write. We send you nothing, but for what you ask to keep.</p>
<form method="post" action="/me/pause">
${pauseButtons('main')}
</form>
<p><a href="/me/pause">Pause until a day, or choose what still reaches you</a></p>`
}
${when(
  state !== 'left',
  () => html`<h2>Leave</h2>
<p>Nothing reaches you any more. All that is yours is kept, and you can come back.</p>
<p><a href="/me/leaving">Leave</a></p>`,
)}
<h2>After a death</h2>
<p><a href="/me/bereavement">${bereaved ? 'What is here for you now' : 'The person I cared for has died'}</a></p>
${back}`,
})

/** Why, for those who want to say. Nobody has to. */
const why = (sent?: Sent): Html => html`<details${when(sent, () => html` open`)}>
<summary>Would you like to say why? You need not</summary>
${choices({ name: 'reasons[]', label: 'What is it?', hint: 'You can choose more than one.', many: true, options: reasonOptions, sent })}
${line({ name: 'words', label: 'In your own words', autocomplete: 'off', sent })}
</details>`

export const pausePage = ({ state, until, keeps }: Whereabouts, sent?: Sent): Page => ({
  title: 'Pause',
  body: html`${errorSummary(sent?.refusal)}
<h1>Pause</h1>
<p>You stay a member. You can still read and write here. You can come back in one step.</p>
<form method="post" action="/me/pause">
${choices({
  name: 'pause',
  label: 'For how long?',
  value: state === 'paused' && until ? 'a day' : 'until I say',
  options: [
    { value: 'until I say', label: 'Until I say' },
    { value: 'a month', label: 'For a month' },
    { value: 'a day', label: 'Until a day' },
  ],
  sent,
})}
${line({ name: 'until', label: 'If until a day: which one?', hint: 'For example: 4 March 2027. The pause ends by itself after it.', value: until ? dayInWords(until) : '', short: true, autocomplete: 'off', sent })}
${choices({ name: 'keeps[]', label: 'What should still reach you?', hint: 'If you choose none, we send you nothing.', many: true, values: keeps, options: keepable.map((value) => ({ value, label: capital(noticeKinds[value].label) })), sent })}
${hidden('keeps[]', '')}
${why(sent)}
${button(state === 'paused' ? 'Save' : 'Pause')}
</form>
${backToAway}`,
})

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

export const leavingPage = (staff: boolean, sent?: Sent): Page => ({
  title: 'Leave',
  body: html`${errorSummary(sent?.refusal)}
<h1>Leave</h1>
<p>Thank you for having been here.</p>
<ul>
<li>We send you nothing any more.</li>
<li>Your posts stay, so that answers still make sense to others. They show “a former member” in place of your name.</li>
<li>You are signed out on every device.</li>
${when(staff, () => html`<li>You give your role back. A steward can give it to you again.</li>`)}
</ul>
<h2>What we keep, and why</h2>
<p>We keep your name, how you sign in, what you wrote and what you told us. So you find it all again if you come back. Nobody sees it meanwhile, but for your posts.</p>
<p>We also keep that you were a member, and from when to when. The law asks for that.</p>
<h2>How you come back</h2>
<p>Sign in as always, and press “Come back”. Or ring us, or send us a slip from a letter.</p>
<h2>If you want it all erased</h2>
<p><a href="/me/erasure">Erase everything of mine</a>. You can do that later too.</p>
<form method="post" action="/me/leaving">
${why(sent)}
${button('Leave')}
</form>
<p>Or do you only need some quiet? <a href="/me/pause">Pause instead</a></p>
${backToAway}`,
})

export const leftPage = (): Page => ({
  title: 'You have left',
  body: html`<h1>You have left</h1>
<p>We wish you and yours well. We send you nothing from now on.</p>
<p>You can come back at any time. <a href="/sign-in?then=/return">Sign in</a>, and press “Come back”.</p>
<p>What is open to all, you can still read. <a href="/circles">Look at the circles</a></p>`,
})

const toComeBack = html`<p>To come back, please sign in and press “Come back”. All that is yours is kept.</p>
<p><a class="button" href="/sign-in?then=/return">Sign in</a></p>
<p>You can also ring us, or send us a slip from a letter.</p>`

/**
 * Where the link at the foot of a mail leads. Mail programs open links by themselves, so looking changes nothing; and
 * mails are forwarded, so the page tells no more of a member than the one who pressed needs.
 */
export const awayLinkPage = (action: string, { state, until }: Whereabouts): Page => ({
  title: 'Step away or come back',
  bare: true,
  body:
    state === 'left'
      ? html`<h1>Come back?</h1>
${toComeBack}`
      : state === 'paused'
        ? html`<h1>You are paused ${untilWords(until)}</h1>
${comeBackForm(action)}`
        : html`<h1>Step away?</h1>
<p>You stay a member, and nothing of yours is lost. We send you nothing until the pause ends.</p>
<form method="post" action="${action}">
${pauseButtons('main')}
</form>
<h2>Or something else</h2>
<p>To leave, or to choose what still reaches you, please sign in. This link can only pause.</p>
<ul>
<li><a href="/sign-in?then=/me/pause">Choose what still reaches you</a></li>
<li><a href="/sign-in?then=/me/leaving">Leave</a></li>
</ul>`,
})

export const signInToLeave = html`<p><a class="button" href="/sign-in?then=/me/leaving">Sign in and leave</a></p>`

export const awayLinkDonePage = (heading: string, { state }: Whereabouts, action: string): Page => ({
  title: heading,
  bare: true,
  body: html`<h1>${heading}</h1>
${
  state === 'member'
    ? html`<p>Everything is as you left it. <a href="/return">See what is new since then</a></p>`
    : html`<p>Nothing of yours is lost. This page ends the pause at any time. So does signing in.</p>
${comeBackForm(action)}`
}`,
})

/** A link that has run out. */
export const awayLinkOverPage = (action: string): Page => ({
  title: 'This link has run out',
  bare: true,
  body: html`<h1>This link has run out</h1>
<p>A link in a mail of ours works for 60 days. We can send you a new one, by email.</p>
<form method="post" action="${action.replace(/\/renewals$/, '')}/renewals">${button('Send me a new link')}</form>
<p>Or <a href="/sign-in?then=/me/away">sign in and step away on your page</a>.</p>`,
})

export const awayLinkSentPage = (): Page => ({
  title: 'Look in your mail',
  bare: true,
  body: html`<h1>Look in your mail</h1>
<p>If we have an email address for this member, a new link is on its way to it.</p>
<p>Nothing there? <a href="/sign-in?then=/me/away">Sign in and step away on your page</a>, or ring us.</p>`,
})
