/** Signing in: one question a page, and always another way. */
import { button, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { type Html, html, when } from '../../kit/html.ts'
import { type Page, script } from '../../kit/page.ts'

export const passkeyScript = script('passkey')

const keptHereWords = (keptHere: boolean): Html =>
  when(
    keptHere,
    () =>
      html`<p>No mail server is set up yet, so the mail is kept on this machine. <a href="/outbox">Open the outbox</a></p>`,
  )

export const signInPage = (then: string, sent?: Sent): Page => ({
  title: 'Sign in',
  scripts: [passkeyScript.href],
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/sign-in">
${line({ name: 'email', label: 'What is your email address?', heading: true, hint: 'We will send you a code. You do not need a password.', type: 'email', autocomplete: 'email', sent })}
${hidden('then', then)}
${button('Send me a code')}
</form>
<h2>Other ways to sign in</h2>
<div id="passkey" data-do="sign in" data-then="/sign-in/done?then=${encodeURIComponent(then)}" hidden>
<p class="buttons"><button type="button" class="quiet">Use a passkey</button></p>
<p role="status"></p>
</div>
<ul>
<li><a href="/sign-in/paper?then=${encodeURIComponent(then)}">I have a code on paper</a></li>
<li><a href="/join">I am not a member yet</a></li>
</ul>`,
})

export const codePage = (email: string, then: string, keptHere: boolean, sent?: Sent): Page => ({
  title: 'Type your code',
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/sign-in/code">
${line({ name: 'code', label: 'What is the code in the email?', heading: true, hint: `If ${email} belongs to a member, we have sent it a code of 6 numbers. It works for 30 minutes, in this browser.`, inputmode: 'numeric', autocomplete: 'one-time-code', short: true, sent })}
${hidden('then', then)}
${button('Sign in')}
</form>
${keptHereWords(keptHere)}
<p>No mail? Look in your spam folder, or <a href="/sign-in?then=${encodeURIComponent(then)}">ask for a new code</a>.</p>`,
})

/** This browser waits for no code: it asked for none, the code has run out, or it keeps no cookies. */
export const noCodePage = (then: string, asked: boolean): Page => ({
  title: asked ? 'Your browser does not keep cookies' : 'Ask for a code first',
  body: asked
    ? html`<h1>Your browser does not keep cookies</h1>
<p>We have sent the code. But this browser did not keep the small note (a cookie) that we need to sign you in.</p>
<p>Please allow cookies for this site in your browser’s settings. A private window may help too. Then ask for a new code.</p>
<p><a class="button" href="/sign-in?then=${encodeURIComponent(then)}">Ask for a new code</a></p>
<p>Does it still not work? Try another browser, or ring us.</p>`
    : html`<h1>Ask for a code first</h1>
<p>This browser is not waiting for a code. A code works for 30 minutes, in the browser where you asked for it.</p>
<p><a class="button" href="/sign-in?then=${encodeURIComponent(then)}">Ask for a code</a></p>
<p>Or open the page that is in our mail, on this device.</p>`,
})

/** Where the link in a mail leads. Opening it does nothing yet, so that mail scanners do not use it up. */
export const linkPage = (link: string): Page => ({
  title: 'Sign in on this device',
  body: html`<h1>Sign in on this device?</h1>
<form method="post" action="/sign-in/link">
${hidden('link', link)}
${button('Sign in')}
</form>
<p>Did you not ask for this? Then close this page. Nothing has been done.</p>`,
})

export const paperPage = (then: string, sent?: Sent): Page => ({
  title: 'Sign in with a code on paper',
  body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/sign-in/paper">
${line({ name: 'code', label: 'What is your code?', heading: true, hint: 'It has four groups of four letters, like BCFG-HJKM-NPRT-VWXY. Big or small letters are fine. Each code works once.', autocomplete: 'off', sent })}
${hidden('then', then)}
${button('Go on')}
</form>
<p>A code from a letter that asks you to join works here too.</p>
<p><a href="/sign-in?then=${encodeURIComponent(then)}">Use my email instead</a></p>`,
})

export const signOutPage = (): Page => ({
  title: 'Sign out',
  body: html`<h1>Sign out on this device?</h1>
<form method="post" action="/sign-out">${hidden('sure', 'yes')}${button('Sign out')}</form>`,
})
