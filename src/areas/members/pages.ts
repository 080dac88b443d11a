import { button, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'

export const signInPage = (then: string, sent?: Sent): Page => ({
  title: 'Sign in',
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/sign-in">
${line({ name: 'email', label: 'What is your email address?', heading: true, hint: 'We will send you a code. You do not need a password.', type: 'email', autocomplete: 'email', sent })}
${hidden('then', then)}
${button('Send me a code')}
</form>
<h2>Other ways to sign in</h2>
<ul>
<li><a href="/sign-in/paper">I have a code on paper</a></li>
<li><a href="/join">I am not a member yet</a></li>
</ul>`,
})

export const codePage = (email: string, then: string, keptHere: boolean, sent?: Sent): Page => ({
  title: 'Type your code',
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/sign-in/code">
${line({ name: 'code', label: 'What is the code in the email?', heading: true, hint: `If ${email} belongs to a member, we have sent it a code of 6 numbers. It works for 30 minutes.`, inputmode: 'numeric', autocomplete: 'one-time-code', short: true, sent })}
${hidden('email', email)}${hidden('then', then)}
${button('Sign in')}
</form>
${when(keptHere, () => html`<p>No mail server is set up yet, so the mail is kept on this machine. <a href="/outbox">Open the outbox</a></p>`)}
<p>No mail? Look in your spam folder, or <a href="/sign-in">ask for a new code</a>.</p>`,
})
