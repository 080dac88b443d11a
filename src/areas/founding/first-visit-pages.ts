/** What the first visitor to a new server sees: set up yours in three questions, or look round the example. */

import type { Contact } from '../../kit/community.ts'
import { button, choices, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { each, type Html, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'

export const welcomePage = (example: boolean): Page => ({
  title: 'Set up your community',
  bare: true,
  body: html`<h1>${example ? 'Set up your own community' : 'Welcome to Alongside'}</h1>
<p>Alongside is a place for families who live with the same rare condition. They ask, answer and meet.</p>
<h2>Set up yours</h2>
<p>Three questions: a name, the condition, and your email address.${when(example, () => html` The example and all its made-up people then go. Yours starts empty.`)}</p>
<form method="post" action="/set-up">${button('Set up a community')}</form>
${
  example
    ? html`<p><a href="/">Go back to the example</a></p>`
    : html`<h2>Or look round first</h2>
<p>The example has about 40 made-up families. You can set up yours later.</p>
<form method="post" action="/example">${button('Look round the example', 'quiet')}</form>`
}`,
})

export type Question = 'name' | 'condition' | 'email'

/** One question; what was answered before travels along in hidden fields. */
export function questionPage(
  question: Question,
  answers: { name: string; condition: string },
  conditions: readonly { id: string; name: string }[],
  sent?: Sent,
): Page {
  const number = { name: 1, condition: 2, email: 3 }[question]
  const fields: Record<Question, () => Html> = {
    name: () =>
      line({
        name: 'name',
        label: 'What is your community called?',
        heading: true,
        hint: 'It stands at the top of every page. You can change it later.',
        autocomplete: 'organization',
        value: answers.name,
        sent,
      }),
    condition: () =>
      choices({
        name: 'condition',
        label: 'Which condition is it for?',
        heading: true,
        hint: 'This gives you the right words, topics and stages of life.',
        options: conditions.map(({ id, name }) => ({ value: id, label: name[0]!.toUpperCase() + name.slice(1) })),
        value: answers.condition,
        sent,
      }),
    email: () =>
      line({
        name: 'email',
        label: 'What is your email address?',
        heading: true,
        hint: 'You will be the first steward. We will send you a code to sign in with. Nobody else sees your address.',
        type: 'email',
        autocomplete: 'email',
        sent,
      }),
  }
  return {
    title: `Question ${number} of 3`,
    bare: true,
    body: html`${errorSummary(sent?.refusal)}
<p class="hint">Question ${number} of 3</p>
<form method="post" action="/set-up">
${fields[question]()}
${question === 'name' ? '' : hidden('name', answers.name)}
${question === 'email' ? hidden('condition', answers.condition) : ''}
${hidden('question', question)}
${button(question === 'email' ? 'Make the community' : 'Go on')}
</form>`,
  }
}

/** The community is made; now its first steward signs in. */
export const madePage = (name: string, email: string, keptHere: boolean): Page => ({
  title: 'Your community is made',
  bare: true,
  body: html`<h1>${name} is made</h1>
<p>We have sent a code to ${email}. It has 6 numbers and works for 30 minutes.</p>
${when(keptHere, () => html`<p class="note">No mail server is set up yet, so the mail is kept on this machine. <a href="/outbox">Open the outbox</a></p>`)}
<form method="post" action="/sign-in/code">
${line({ name: 'code', label: 'What is the code in the email?', inputmode: 'numeric', autocomplete: 'one-time-code', short: true })}
${hidden('then', '/steward')}
${button('Sign in')}
</form>
<p>No mail? <a href="/sign-in?then=/steward">Ask for a new code</a>.</p>`,
})

export const keyPage = (): Page => ({
  title: 'This server is waiting to be set up',
  bare: true,
  body: html`<h1>This server is waiting to be set up</h1>
<p>Open the set-up link that was printed where it was started. The link makes sure that nobody else can take it over.</p>`,
})

export const helpNowPage = (contacts: readonly Contact[]): Page => ({
  title: 'Need help now?',
  bare: true,
  body: html`<h1>Need help now?</h1>
<ul class="list">
${each(
  contacts,
  ({ name, does, phone }) => html`<li><h2>${name}</h2>
<p>${does}</p>${when(phone, () => html`<p><a href="tel:${phone!.replaceAll(' ', '')}">Call ${phone}</a></p>`)}</li>`,
)}
</ul>`,
})
