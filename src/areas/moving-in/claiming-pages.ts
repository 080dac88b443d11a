import { dayTime } from '../../kit/day.ts'
import { button, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { count, each, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'

const outbox = (keptHere: boolean) =>
  when(
    keptHere,
    () =>
      html`<p>No mail server is set up yet, so the mail is kept on this machine. <a href="/outbox">Open the outbox</a></p>`,
  )

/** The public way in for those who wrote on the list. */
export const claimPage = (sent?: Sent): Page => ({
  title: 'Claim your posts',
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/claim">
${line({ name: 'email', label: 'Which address did you write from?', heading: true, hint: 'What you wrote on the old mailing list may be here. We send a code to your address, to make sure that it is yours. Others never see it.', type: 'email', autocomplete: 'email', sent })}
${button('Send me a code')}
</form>
<p>Do you not read mail at that address any more? <a href="/join">Join in another way</a>, and tell a steward.</p>`,
})

export const claimCodePage = (email: string, keptHere: boolean): Page => ({
  title: 'Type your code',
  body: html`<form method="post" action="/sign-in/code">
${line({ name: 'code', label: 'What is the code in the email?', heading: true, hint: `If posts here were sent from ${email}, we have sent it a code of 6 numbers. It works for 30 minutes.`, inputmode: 'numeric', autocomplete: 'one-time-code', short: true })}
${hidden('then', '/')}
${button('Go on')}
</form>
${outbox(keptHere)}
<p>No mail? Look in your spam folder, or <a href="/claim">try another address</a>.</p>`,
})

/** Asked before they become a member. */
export const yoursPage = (posts: number, titles: readonly string[]): Page => ({
  title: 'Are these posts yours?',
  body: html`<h1>${count(posts, 'post')} from the list ${posts === 1 ? 'was' : 'were'} sent from your address. ${posts === 1 ? 'Is it' : 'Are they'} yours?</h1>
<p>The newest ${titles.length === 1 ? 'is' : 'are'} in:</p>
<ul>${each(titles, (title) => html`<li>${title}</li>`)}</ul>
<p>If you say yes, you choose a name and become a member. ${posts === 1 ? 'The post shows' : 'The posts show'} that name.</p>
<form method="post" action="/claim/posts">
<p class="buttons">${button(posts === 1 ? 'Yes, it is mine' : 'Yes, they are mine', 'main', 'mine', 'yes')} ${button('No', 'quiet', 'mine', 'no')}</p>
</form>`,
})

export const notYoursPage = (): Page => ({
  title: 'Thank you for telling us',
  body: html`<h1>Thank you for telling us</h1>
<p>Those posts stay under the name they came with. They are not tied to your address any more.</p>
<p>Would you like to be a member? <a href="/join">See how to join</a></p>`,
})

/** A member's other addresses. */
export const addressesPage = (
  own: string | null,
  claimed: readonly { address: string; at: Date }[],
  sent?: Sent,
): Page => ({
  title: 'Other addresses of mine',
  body: html`${errorSummary(sent?.refusal)}
<h1>Other addresses of mine</h1>
<p>Did you write on the old mailing list from another address? Show us that it is yours, and those posts are yours too. Others never see it.</p>
${when(own, () => html`<p>You sign in with ${own}. That does not change.</p>`)}
<form method="post" action="/me/addresses">
${line({ name: 'address', label: 'Your other address', type: 'email', autocomplete: 'email', sent })}
${button('Send a code to it')}
</form>
${when(
  claimed.length > 0,
  () => html`<h2>Yours already</h2>
<ul class="list">${each(claimed, ({ address, at }) => html`<li><h3>${address}</h3><p class="hint">Since ${dayTime(at)}.</p><form method="post" action="/me/dropped-addresses">${hidden('address', address)}<button type="submit" class="quiet">Take it away<span class="far">: ${address}</span></button></form></li>`)}</ul>
<p class="end">That is everything.</p>`,
)}
<p><a href="/me">Back to my page</a></p>`,
})

export const addressCodePage = (address: string, keptHere: boolean, sent?: Sent): Page => ({
  title: 'Type the code',
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/me/claimed-addresses">
${line({ name: 'code', label: 'What is the code in the email?', heading: true, hint: `We have sent a mail to ${address}. Its code has 6 numbers and works for 30 minutes.`, inputmode: 'numeric', autocomplete: 'one-time-code', short: true, sent })}
${hidden('address', address)}
${button('It is mine')}
</form>
${outbox(keptHere)}
<p>No mail? Look in your spam folder, or <a href="/me/addresses">try again</a>.</p>`,
})
