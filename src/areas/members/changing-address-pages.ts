import { button, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'

export const addressPage = (now: string | null, sent?: Sent): Page => ({
  title: 'My email address',
  body: html`${errorSummary(sent?.refusal)}
${when(now, () => html`<p>You sign in with <b>${now}</b>. Our mail to you goes there too.</p>`)}
<form method="post" action="/me/email">
${line({ name: 'email', label: now ? 'What is your new email address?' : 'What is your email address?', heading: true, hint: 'We send a code to it, to make sure that it is yours. Others never see it.', type: 'email', autocomplete: 'email', sent })}
${button('Send me a code')}
</form>
${when(!now, () => html`<p>You have none yet, so you sign in in other ways. They work as before.</p>`)}
<p><a href="/me">Back to my page</a></p>`,
})

export const addressCodePage = (address: string, keptHere: boolean, sent?: Sent): Page => ({
  title: 'Type the code from your mail',
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/me/changed-addresses">
${line({ name: 'code', label: 'What is the code in the email?', heading: true, hint: `We have sent a mail to ${address}. Its code has 6 numbers and works for 30 minutes.`, inputmode: 'numeric', autocomplete: 'one-time-code', short: true, sent })}
${hidden('email', address)}
${button('Change my address')}
</form>
${when(keptHere, () => html`<p>No mail server is set up yet, so the mail is kept on this machine. <a href="/outbox">Open the outbox</a></p>`)}
<p>Nothing changes before you type the code. No mail? Look in your spam folder, or <a href="/me/email">try again</a>.</p>`,
})
