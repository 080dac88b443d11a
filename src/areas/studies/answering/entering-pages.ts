/** Pages from a code to the first question: which study it is, what it says of itself, and each yes on its own. */
import { dayWords } from '../../../kit/day.ts'
import { button, choices, errorSummary, line, onceKey, type Sent, type Typed } from '../../../kit/form.ts'
import { each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { sheetParts } from '../setting-up/rules.ts'
import type { Standing } from '../standing.ts'
import { answersAt } from './participant.ts'

export const codeField = (sent?: Sent, value = '') =>
  line({
    name: 'code',
    label: 'Your code',
    hint: '16 letters, as on your letter, on the notice, or in your notes. Spaces and small letters are fine.',
    autocomplete: 'off',
    value,
    ...(sent ? { sent } : {}),
  })

export const takePartPage = (value = '', sent?: Sent): Page => ({
  title: value ? 'Take part with this code' : 'Take part in a study',
  body: html`${errorSummary(sent?.refusal)}
<h1>Take part in a study</h1>
<p>Type the code that you were given. If you have begun before, you go on where you stopped.</p>
<form method="post" action="/take-part">
${codeField(sent, value)}
${button('Go on')}
</form>
<p class="hint">You need no account. Whether you take part changes nothing about the help you get.</p>`,
})

/** A code is asked for again, because it was a while ago; what was just sent waits in the form. */
export const codeAgainPage = (action: string, typed: Typed, sent?: Sent): Page => ({
  title: 'Please type your code again',
  bare: true,
  body: html`${errorSummary(sent?.refusal)}
<h1>Please type your code again</h1>
<p>You were away for a while, so we ask once more. What you just sent is kept on this page.</p>
<form method="post" action="${action}">
${each(
  Object.entries(typed).filter(([name]) => name !== 'code'),
  ([name, values]) =>
    html`${each([values ?? []].flat(), (value) => html`<input type="hidden" name="${name}" value="${value}">`)}`,
)}
${codeField(sent)}
${button('Go on')}
</form>`,
})

const shortest = 500

/** The beginning of a sheet, in whole parts, and what comes after it. It never ends with a heading. */
export function shortened(words: string): { first: string; rest: string } {
  const parts = words.split(/\n\s*\n/)
  const isHeading = (part = '') => sheetParts(part)[0]?.kind === 'heading'
  let at = 1
  while (at < parts.length && parts.slice(0, at + 1).join('\n\n').length <= shortest) at++
  while (at > 1 && at < parts.length && isHeading(parts[at - 1])) at--
  if (at === 1 && isHeading(parts[0])) at = 2
  return { first: parts.slice(0, at).join('\n\n'), rest: parts.slice(at).join('\n\n') }
}

const sheetWords = (words: string) =>
  each(sheetParts(words), ({ kind, lines }) => {
    if (kind === 'heading') return html`<h2>${lines[0]}</h2>`
    return kind === 'list'
      ? html`<ul>${each(lines, (one) => html`<li>${one}</li>`)}</ul>`
      : html`<p>${lines.join(' ')}</p>`
  })

/** What is said of the day until which answers can be taken back, wherever it is said. */
export const takeBackWords = (until: string | null) =>
  until
    ? `You can take your answers back until ${dayWords(new Date(`${until}T12:00:00Z`))}.`
    : 'You can take your answers back at any time.'

export function informationPage(study: Standing): Page {
  const { first, rest } = shortened(study.sheet?.words ?? '')
  return {
    title: study.title,
    bare: true,
    body: html`<h1>${study.title}</h1>
${when(study.run_by, () => html`<p class="who">A study by ${study.run_by}</p>`)}
${sheetWords(first)}
${when(rest, () => html`<details><summary>Read all of it</summary>${sheetWords(rest)}</details>`)}
<h2>In short</h2>
<ul>
<li>You can leave out any question, and stop at any time.</li>
<li>You get a code. With it you can go on another day.</li>
<li>${takeBackWords(study.withdraw_until)}</li>
<li>Those who support you here do not see if you take part.</li>
</ul>
${when(study.contact, () => html`<p>Any questions? ${study.contact}</p>`)}
<p><a class="button" href="${answersAt(study.slug)}/consent">Go on</a></p>
<p class="hint">If you would rather not, just close this page.</p>`,
  }
}

/** A language by its own name: Cymraeg, not Welsh. */
const languageName = (code: string) => {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
  return name[0]!.toUpperCase() + name.slice(1)
}

export function consentPage(study: Standing, sent?: Sent): Page {
  const { languages } = study.questionnaire!.content
  const again = sent ? { sent } : {}
  return {
    title: `What you say yes to: ${study.title}`,
    bare: true,
    body: html`${errorSummary(sent?.refusal)}
<h1>What do you say yes to?</h1>
<p>Tick only what you want. Each stands for itself.</p>
<form method="post" action="${answersAt(study.slug)}/consent">
${choices({
  name: 'consents[]',
  label: 'I say yes to this',
  many: true,
  options: study.items.map(({ id, words, needed }) => ({
    value: id,
    label: words,
    ...(needed ? { hint: 'Without this you cannot take part.' } : {}),
  })),
  ...again,
})}
${when(languages.length > 1, () =>
  choices({
    name: 'language',
    label: 'Which language would you like the questions in?',
    options: languages.map((one) => ({ value: one, label: languageName(one) })),
    value: languages[0]!,
    ...again,
  }),
)}
${onceKey(sent)}${button('Begin')}
</form>
<p class="steps"><a href="${answersAt(study.slug)}/information">Back</a></p>`,
  }
}

/** In two lines, so that no phone breaks it elsewhere. */
export const codeInLarge = (code: string): Html => html`<p class="label">${code.slice(0, 10)}<br>${code.slice(10)}</p>`

export interface CodeShown {
  readonly slug: string
  readonly title: string
  readonly withdraw_until: string | null
  /** null where only they have it */
  readonly code: string | null
  /** it is printed on their letter */
  readonly onLetter: boolean
  readonly url: string
  readonly begun: boolean
}

export const yourCodePage = (shown: CodeShown): Page => ({
  title: `Your code: ${shown.title}`,
  bare: true,
  body: html`<h1>${shown.onLetter ? 'Keep your letter' : 'Write this code down'}</h1>
${
  shown.code
    ? html`<p>${shown.onLetter ? 'Your code is the one in your letter:' : 'This is your own code:'}</p>${codeInLarge(shown.code)}`
    : html`<p>Your code is the one you came with.</p>`
}
<p>With it you can go on another day, from any phone or computer. Type it at <b>${shown.url}/take-part</b>.</p>
<p>You need it to take your answers back, too. ${takeBackWords(shown.withdraw_until)} We cannot send you the code again, because we do not know who you are.</p>
<p><a class="button" href="${answersAt(shown.slug)}">${shown.begun ? 'Go back to the questions' : 'Go to the first question'}</a></p>`,
})

/** @param code theirs; null where only they have it */
export const stoppedPage = (title: string, code: string | null, url: string): Page => ({
  title: 'Saved for another day',
  bare: true,
  body: html`<h1>Saved. See you another day.</h1>
<p>Your answers to “${title}” are kept. Nothing of yours is left on this phone or computer.</p>
<p>To go on, type your code at <b>${url}/take-part</b>. You will be where you stopped.</p>
${when(code, () => html`<p>Your code is:</p>${codeInLarge(code!)}`)}
<p>You can close this page now.</p>`,
})

export const closedPage: Page = {
  title: 'Closed',
  bare: true,
  body: html`<h1>Closed</h1>
<p>Nothing of yours is left on this phone or computer. Your answers are kept.</p>
<p>With your code you can come back: <a href="/take-part">type it here</a>.</p>`,
}

export const endedPage = (slug: string, title: string): Page => ({
  title: `This study has ended: ${title}`,
  bare: true,
  body: html`<h1>This study has ended</h1>
<p>“${title}” takes no more answers. What you sent before is kept. Thank you.</p>
<p><a href="/studies/${slug}/withdrawal">Take your answers back</a></p>`,
})
