import { button, choices, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { type Html, html, nothing, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { codeList } from './sheet-page.ts'

const codeField = (label: string, heading: boolean, sent?: Sent) =>
  line({
    name: 'code',
    label,
    heading,
    hint: 'The 6 numbers your app shows now, or one code from your sheet of paper.',
    autocomplete: 'one-time-code',
    short: true,
    sent,
  })

const notNow = (then: string) =>
  html`<p><a href="${then}">Not now</a>. Until you do this, you can read and write as a member, and no more.</p>`

/** Asked of staff in each new session. */
export const giveSecondStepPage = (then: string, sent?: Sent, note: Html = nothing): Page => ({
  title: 'Your second step',
  body: html`${errorSummary(sent?.refusal)}
${note}
<form method="post" action="/second-step">
${codeField('What is your second code?', true, sent)}
${hidden('then', then)}
${button('Go on')}
</form>
${notNow(then)}
<p>Lost your phone? Type a code from the sheet that you were shown when you set it up. Lost both? Ring a steward. Two of them together can help you.</p>`,
})

/** Asked of staff who have none yet. */
export const chooseSecondStepPage = (then: string, sent?: Sent): Page => ({
  title: 'Set up your second step',
  body: html`${errorSummary(sent?.refusal)}
<p>You look after other people’s words. So we ask you for a second code when you sign in. Then nobody gets in with your email alone.</p>
<form method="post" action="/me/second-step">
${choices({
  name: 'with',
  label: 'Where should your second code come from?',
  heading: true,
  value: 'app',
  options: [
    {
      value: 'app',
      label: 'An app on my phone',
      hint: 'Any app that makes codes: many are free, and some phones have one built in.',
    },
    { value: 'paper', label: 'A sheet of paper', hint: 'You print 8 codes. You need no phone.' },
  ],
  sent,
})}
${hidden('then', then)}
${button('Go on')}
</form>
${notNow(then)}`,
})

export interface Setup {
  readonly then: string
  /** for an app: the key in groups of four, and a link that opens the app */
  readonly key: string | null
  readonly link: string | null
  /** shown once, when they were just made */
  readonly codes: readonly string[] | null
}

/** Show the key or the sheet, then ask for one code from it. */
export const setUpPage = ({ then, key, link, codes }: Setup, sent?: Sent): Page => ({
  title: 'Set up your second step',
  body: html`${errorSummary(sent?.refusal)}
<h1>Set up your second step</h1>
${when(
  key,
  () => html`<h2>Add this to your app</h2>
<p><img src="/me/second-step/key.svg" width="200" height="200" alt="The key as a picture, for an app to scan. The same key is written below."></p>
<p>Point the app at the picture. Or <a href="${link}">open the app on this device</a>. Or type this key into it:</p>
<p class="note"><code>${key}</code></p>`,
)}
${when(
  codes,
  () => html`<h2>${key ? 'Keep these codes on paper' : 'Print this sheet, or write the codes down'}</h2>
<p>${key ? 'If your phone is lost, one of these works in its place.' : 'Each code works once.'} We cannot show them again.</p>
${codeList(codes!)}`,
)}
<h2>Try it</h2>
<form method="post" action="/second-step">
${codeField(key ? 'Type the 6 numbers the app shows' : 'Type the first code on your sheet', false, sent)}
${hidden('then', then)}
${button('Finish')}
</form>`,
})

export const secondStepPage = (madeAt: Parameters<typeof html>[1], left: number, note: Html = nothing): Page => ({
  title: 'Your second step',
  body: html`${note}
<h1>Your second step</h1>
<p>You set it up on ${madeAt}. ${left} of your codes on paper still work.</p>
<form method="post" action="/me/second-step">
<p>Begin anew when you have a new phone, or when few codes are left. The old ones end.</p>
<p class="buttons">${button('New key for an app', 'quiet', 'with', 'app')} ${button('New sheet of paper', 'quiet', 'with', 'paper')}</p>
</form>
<p><a href="/me">Back to my page</a></p>`,
})
