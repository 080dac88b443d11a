/** Joining: one question a page. Answers travel in the form, so nothing is kept of those who stop half-way. */
import { area, button, choices, errorSummary, hidden, line, type Sent, tick } from '../../kit/form.ts'
import { each, html, nothing, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { askedAtJoining, membershipWords, type OptionalPurpose, optionalPurposes } from './consent.ts'
import type { Invitation } from './invitations.ts'
import type { WayToJoin } from './ways-to-join.ts'

export const joinPage = (name: string, others: readonly WayToJoin[]): Page => ({
  title: 'Join',
  body: html`<h1>Join ${name}</h1>
<p>It is free. You can leave at any time.</p>
<ul class="list">
<li><h2><a href="/sign-in/paper">I have a code from a letter</a></h2>
<p class="hint">It has four groups of four letters.</p></li>
<li><h2><a href="/join/ask">I have no code or link</a></h2>
<p class="hint">You can ask to join. A person reads it and writes back to you.</p></li>
${each(
  others,
  ({ href, label, about }) => html`<li><h2><a href="${href}">${label}</a></h2>
<p class="hint">${about}</p></li>`,
)}
</ul>
<p>Do you have a link? Just open it.</p>
<p>Are you a member already? <a href="/sign-in">Sign in</a></p>`,
})

export const askPage = (sent?: Sent): Page => ({
  title: 'Ask to join',
  body: html`${errorSummary(sent?.refusal)}
<h1>Ask to join</h1>
<p>A person reads this and writes back to you, most often within a few days.</p>
<form method="post" action="/join/requests">
${line({ name: 'name', label: 'Your name', hint: 'The name you want us to call you.', autocomplete: 'name', sent })}
${line({ name: 'email', label: 'Your email address', hint: 'Only for our answer.', type: 'email', autocomplete: 'email', sent })}
${area({ name: 'words', label: 'A few words about why you ask', hint: 'For example: our daughter was diagnosed last month. Please leave out her name.', rows: 4, sent })}
${button('Ask to join')}
</form>`,
})

export const askedPage = (): Page => ({
  title: 'Thank you for asking',
  body: html`<h1>Thank you for asking</h1>
<p>A person will read what you wrote. We will write back to you by email, with a yes or a no.</p>
<p>You do not need to wait: <a href="/circles">look at what is open to all</a>.</p>`,
})

/** Where an invitation leads. Opening it does nothing yet. */
export const invitedPage = (community: string, proof: string, invitation: Invitation): Page => ({
  title: `Join ${community}`,
  body: html`<h1>You are invited to join ${community}</h1>
<p>Families ask, answer and meet here. It is free, and you can leave at any time.</p>
<p>We ask you three short questions.</p>
<form method="post" action="/join/answers">
${hidden('proof', proof)}${when(invitation.name, () => hidden('name', invitation.name!))}${when(invitation.email, () => hidden('email', invitation.email!))}
${button('Start')}
</form>
<p>Are you a member already? <a href="/sign-in">Sign in</a></p>`,
})

export type Question = 'name' | 'email' | 'consent'
export interface Answers {
  readonly proof: string
  readonly name: string
  readonly email: string
  readonly purposes: readonly OptionalPurpose[]
}

const nameQuestion = (answers: Answers, sent?: Sent) =>
  line({
    name: 'name',
    label: 'What name should others see?',
    heading: true,
    hint: 'Your first name is enough. You can change it later. Please do not use the name of the person you care for.',
    autocomplete: 'nickname',
    value: answers.name,
    sent,
  })

const consentQuestion = (answers: Answers, sent?: Sent) => html`<h1>What may we do with what you tell us?</h1>
<h2>To be a member</h2>
${tick({ name: 'membership', ...membershipWords, sent })}
<h2>Only if you want</h2>
${choices({
  name: 'purposes[]',
  label: 'Tick what is fine with you. You can change it later.',
  many: true,
  values: answers.purposes,
  options: askedAtJoining.map((value) => ({ value, ...optionalPurposes[value] })),
  sent,
})}`

/** One question of those who come with an invitation. */
export function questionPage(question: Question, answers: Answers, byLetter: boolean, sent?: Sent): Page {
  const email = line({
    name: 'email',
    label: 'What is your email address?',
    heading: true,
    hint: byLetter
      ? 'Others never see it. You can leave this empty. Then you sign in with codes on paper.'
      : 'Others never see it. We send you a code to make sure that it is yours.',
    type: 'email',
    autocomplete: 'email',
    value: answers.email,
    sent,
  })
  const asks = {
    name: () => nameQuestion(answers, sent),
    email: () => email,
    consent: () => consentQuestion(answers, sent),
  }
  const titles = { name: 'Your name', email: 'Your email', consent: 'What we may do' }
  return {
    title: titles[question],
    body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/join/answers">
${hidden('proof', answers.proof)}${hidden('question', question)}
${question === 'name' ? nothing : hidden('name', answers.name)}${question === 'email' ? nothing : hidden('email', answers.email)}
${asks[question]()}
${button(question === 'consent' ? 'Join' : 'Go on')}
</form>`,
  }
}

/** After the questions: the address has to be shown to be theirs. The same page for addresses that are known. */
export const checkEmailPage = (email: string, keptHere: boolean): Page => ({
  title: 'Type your code',
  body: html`<form method="post" action="/sign-in/code">
${line({ name: 'code', label: 'What is the code in the email?', heading: true, hint: `We have sent a code of 6 numbers to ${email}. It works for 30 minutes.`, inputmode: 'numeric', autocomplete: 'one-time-code', short: true })}
${hidden('then', '/')}
${button('Go on')}
</form>
${when(keptHere, () => html`<p>No mail server is set up yet, so the mail is kept on this machine. <a href="/outbox">Open the outbox</a></p>`)}
<p>No mail? Look in your spam folder, or <a href="/sign-in">ask for a new code</a>.</p>`,
})

/** The last look, in the session that the emailed code began. */
export const checkAnswersPage = (name: string, purposes: readonly OptionalPurpose[], sent?: Sent): Page => ({
  title: 'Check and join',
  body: html`${errorSummary(sent?.refusal)}
<h1>Check and join</h1>
<p>Others will see the name <b>${name}</b>.</p>
<p>You said yes to:</p>
<ul><li>${membershipWords.label}</li>${each(purposes, (purpose) => html`<li>${optionalPurposes[purpose].label}</li>`)}</ul>
<form method="post" action="/join/membership">
${hidden('question', 'consent')}${hidden('name', name)}${hidden('membership', 'yes')}${each(purposes, (purpose) => hidden('purposes[]', purpose))}
${button('Join')}
</form>
<p><a href="/join/membership?change=yes">Change my answers</a></p>`,
})

/** The same two questions for someone whose posts were moved in, or who changes their answers. */
export const finishPage = (question: 'name' | 'consent', answers: Answers, moved: boolean, sent?: Sent): Page => ({
  title: question === 'name' ? 'Your name' : 'What we may do',
  body: html`${errorSummary(sent?.refusal)}
${when(moved && question === 'name', () => html`<p class="note">What was sent from your address is yours as soon as you join.</p>`)}
<form method="post" action="/join/membership">
${hidden('question', question)}${question === 'name' ? nothing : hidden('name', answers.name)}
${question === 'name' ? nameQuestion(answers, sent) : consentQuestion(answers, sent)}
${button(question === 'name' ? 'Go on' : 'Join')}
</form>`,
})
