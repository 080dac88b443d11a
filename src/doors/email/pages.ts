/** Pages about mail for the people who get it: what we send, how to stop it, and what is kept on this machine. */
import type { Preferences } from '../../areas/members/preferences.ts'
import { timeWords } from '../../kit/day.ts'
import { button, choices, errorSummary, type Sent } from '../../kit/form.ts'
import { each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import { type Stoppable, stoppable } from './stop.ts'
import { type Kept, onAPage } from './store.ts'

/** What List-Help leads to. */
export const aboutMailPage: Page = {
  title: 'Mail from us',
  body: html`<h1>Mail from us</h1>
<p>You choose what we send you.</p>
<h2>Replies</h2>
<p>When somebody replies to you, we send you their words. You can turn this off.</p>
<h2>The digest</h2>
<p>A short list of what is new. It comes each day, week or month, or not at all. When nothing is new, we send nothing.</p>
<h2>Always</h2>
<p>Codes to sign in come when you ask for one. If staff decide something about your post, we tell you.</p>
<h2>How to stop</h2>
<p>Each mail has a link at its end that stops it. You do not need to sign in for that. You can also <a href="/me/preferences">choose on your page</a>.</p>
<p>No subject says anything about health, so a mail can show on your phone.</p>`,
}

/** Looking at this page changes nothing: mail programs open links by themselves. */
export const stopPage = (token: string, kind: Stoppable, now: Preferences): Page => {
  const stopped = kind === 'digest' ? now.digest === 'none' : !now.repliesByEmail
  return {
    title: 'Stop this mail',
    bare: true,
    body: stopped
      ? html`<h1>This mail is stopped</h1>
<p>We do not send you ${stoppable[kind]}.</p>
${choiceForm(token, now)}`
      : html`<h1>Stop ${stoppable[kind]}?</h1>
<p>You stay a member, and nothing else changes.</p>
<form method="post" action="/mail/stop/${token}">
${button('Stop this mail')}
</form>
<h2>Or choose what you get</h2>
${choiceForm(token, now)}`,
  }
}

export const stoppedPage = (token: string, kind: Stoppable, now: Preferences): Page => ({
  title: 'This mail is stopped',
  bare: true,
  body: html`<h1>This mail is stopped</h1>
<p>We will not send you ${stoppable[kind]} any more. Nothing else has changed.</p>
<h2>If you change your mind</h2>
${choiceForm(token, now)}`,
})

export const choicesPage = (token: string, now: Preferences, saved: boolean, sent?: Sent): Page => ({
  title: 'Choose your mail',
  bare: true,
  body: html`${errorSummary(sent?.refusal)}
<h1>Choose your mail</h1>
${when(saved, () => html`<p class="said" role="status">Your choice is saved.</p>`)}
${choiceForm(token, now, sent)}`,
})

const choiceForm = (token: string, now: Preferences, sent?: Sent): Html =>
  html`<form method="post" action="/mail/choices/${token}">
${choices({
  name: 'replies',
  label: 'Mail when somebody replies to you',
  value: now.repliesByEmail ? 'yes' : 'no',
  sent,
  options: [
    { value: 'yes', label: 'Yes' },
    { value: 'no', label: 'No' },
  ],
})}
${choices({
  name: 'digest',
  label: 'A digest of what is new',
  value: now.digest,
  sent,
  options: [
    { value: 'daily', label: 'Each day' },
    { value: 'weekly', label: 'Each week' },
    { value: 'monthly', label: 'Each month' },
    { value: 'none', label: 'Never' },
  ],
})}
${button('Save my choice', 'quiet')}
</form>`

/** Mail that is kept because there is no mail server, for whoever sits at this machine. */
export const outboxPage = (mails: readonly Kept[], total: number, page: number): Page => ({
  title: 'Outbox',
  body: html`<h1>Outbox</h1>
<p>No mail server is set up, so mail is kept here. Only people at this computer can see this page.</p>
${each(
  mails,
  (mail) => html`<article class="post">
<h2>${mail.subject}</h2>
<p class="who">To <b>${mail.to_address}</b>, ${timeWords(mail.made_at)}</p>
<div class="words">${each(mail.plain.trim().split(/\n{2,}/), paragraph)}</div>
</article>`,
)}
${when(mails.length === 0, () => html`<p>There is no mail yet.</p>`)}
${pages('/outbox?page=', page, total, onAPage)}`,
})

const paragraph = (text: string): Html =>
  /^\d{4,10}$/.test(text)
    ? html`<p><strong>${text}</strong></p>`
    : html`<p>${text.split('\n').map((line, i) => html`${when(i > 0, () => html`<br>`)}${linked(line)}`)}</p>`

/** Plain text with its addresses as links. */
function linked(line: string): Html[] {
  const pieces = line.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/)
  return pieces.map((piece, i) => (i % 2 === 1 ? html`<a href="${piece}">${piece}</a>` : html`${piece}`))
}
