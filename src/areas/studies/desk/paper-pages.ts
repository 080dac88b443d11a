/** Pages for keying booklets in: a field a question, a key an answer, Tab to the next, Enter to the next sheet. */
import { button, errorSummary, hidden, line, type Sent, select, tick } from '../../../kit/form.ts'
import { count, each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { keyOf } from '../questionnaires/answering.ts'
import { type Asked, type Questionnaire, spokenIn } from '../questionnaires/questionnaire.ts'
import type { ConsentItem } from '../standing.ts'
import { type Booklet, nameOf, type Pass } from './booklets.ts'
import { keys, keysFor } from './keys.ts'
import { deskAt, wayBack } from './rooms.ts'
import { frontPage, type OnSheet, type Sheet, sheetsToKey } from './sheets.ts'
import type { DeskHere } from './sitting.ts'

export interface Version {
  readonly id: string
  readonly version: number
  readonly content: Questionnaire
}

const languageNames = new Intl.DisplayNames('en-GB', { type: 'language' })

/** The first field of an evening, sixty times over. */
export function takePage(desk: DeskHere, versions: readonly Version[], sent?: Sent): Page {
  const languages = [...new Set(versions.flatMap(({ content }) => content.languages))]
  const typed = sent ? { sent } : {}
  return {
    title: `Key in a booklet: ${desk.title}`,
    body: html`${errorSummary(sent?.refusal)}
${wayBack(desk)}
<h1>Key in a booklet</h1>
<form method="post" action="${deskAt(desk)}/paper">
${line({ name: 'code', label: 'Code on the booklet', hint: 'Sixteen letters, on every page. A scanner can read the square. The second time its number will do, such as L0007.', first: true, autocomplete: 'off', ...typed })}
${when(versions.length > 1, () => select({ name: 'questionnaire', label: 'Version printed on it', none: 'The newest', options: versions.map(({ id, version }) => ({ value: id, label: `Version ${version}` })), ...typed }))}
${when(languages.length > 1, () => select({ name: 'language', label: 'Language it is printed in', none: languageNames.of(languages[0]!) ?? 'The first', options: languages.slice(1).map((value) => ({ value, label: languageNames.of(value) ?? value })), ...typed }))}
${button('Take it in hand')}
</form>
<p class="hint">Two people key in each booklet. Neither sees what the other typed.</p>`,
  }
}

/** A booklet of which nothing is keyed in, and what to do with the paper. */
export const doublePage = (desk: DeskHere, name: string, because: string): Page => ({
  title: `${name} is a double`,
  body: html`${wayBack(desk, ['/paper', 'Next booklet'])}
<h1>${name} is a double</h1>
<p>${because}</p>
<p><a class="button" href="${deskAt(desk)}/paper">Next booklet</a></p>`,
})

const passNames = { 1: 'First time', 2: 'Second time', 3: 'Decided' } as const

const head = (desk: DeskHere, booklet: Booklet, pass: Pass, sheets: readonly Sheet[], sheet: Sheet): Html => {
  const at = sheets.findIndex(({ name }) => name === sheet.name)
  const before = sheets[at - 1]
  const name = nameOf(booklet.number)
  return html`${wayBack(desk, ...(before ? [[`/paper/${name}/${before.name}`, 'Sheet before'] as const] : []))}
<p class="hint">${name}. ${passNames[pass.pass]}.${when(at >= 0, () => html` Sheet ${at + 1}.`)}</p>`
}

export interface OnScreen {
  readonly booklet: Booklet
  readonly pass: Pass
  readonly sheets: readonly Sheet[]
  readonly sheet: Sheet
}

/** The boxes that somebody ticked to say what they agree to. */
export function frontPagePage(
  desk: DeskHere,
  on: OnScreen,
  { items, asksBefore }: { readonly items: readonly ConsentItem[]; readonly asksBefore: boolean },
  sent?: Sent,
): Page {
  const { booklet, pass } = on
  const name = nameOf(booklet.number)
  const typed = sent?.typed && [sent.typed['boxes[]'] ?? []].flat()
  const error = sent?.refusal?.fields['boxes[]']
  return {
    title: `${name}: what they ticked`,
    body: html`${errorSummary(sent?.refusal)}
${head(desk, booklet, pass, sheetsToKey(on.sheets, pass.answers, pass.sheets), on.sheet)}
<h1>What they ticked</h1>
<form method="post" action="${deskAt(desk)}/paper/${name}/${frontPage}">
<fieldset class="field" id="boxes">
<legend>Boxes with a cross or a tick</legend>
<p class="hint">Space ticks, Tab goes on. When in doubt, leave it empty.</p>
${when(error, () => html`<p class="error">${error}</p>`)}
${each(items, ({ id, words }, at) => {
  const ticked = typed ? typed.includes(id) : pass.consents[id] === true
  return html`<div class="choice"><input type="checkbox" id="box-${at}" name="boxes[]" value="${id}"${ticked ? ' checked' : ''}${at === 0 ? ' autofocus' : ''}> <label for="box-${at}">${words}</label></div>`
})}
</fieldset>
${when(asksBefore, () => line({ name: 'before', label: 'Code of an earlier time', hint: pass.before ? 'It is keyed in. Leave this empty to keep it, or type - to take it away.' : 'Where one is written under “Did you answer before?”. Leave it empty if it cannot be read.', autocomplete: 'off', ...(sent ? { sent } : {}) }))}
${button('Save and go on')}
</form>
${when(
  error,
  () => html`<h2>Is the box really empty?</h2>
<p>Then nothing of this booklet may be kept. Set it aside. You can key it in later, when they have said yes.</p>
<form method="post" action="${deskAt(desk)}/paper/${name}/setting-aside">${button('Set it aside', 'grave')}</form>`,
)}`,
  }
}

/** What the keys are, on every sheet. */
const legend = html`<p class="hint">${each(Object.entries(keys), ([key, [, label]]) => html`<b>${key}</b> ${label}. `)}</p>`

/** One sheet: as many fields as it has questions. */
export function sheetPage(desk: DeskHere, on: OnScreen, sent?: Sent): Page {
  const { booklet, pass, sheet } = on
  const name = nameOf(booklet.number)
  const { language } = booklet
  const title = `${spokenIn(sheet.section!.title, language)}${sheet.round > 0 ? `: ${sheet.round + 1}` : ''}`
  const wrong = sheet.questions.find(({ question }) => sent?.refusal?.fields[question.id])
  const first = (wrong ?? sheet.questions[0]!).question.id
  return {
    title: `${name}: ${title}`,
    body: html`${errorSummary(sent?.refusal)}
${head(desk, booklet, pass, sheetsToKey(on.sheets, pass.answers, pass.sheets), sheet)}
<h1>${title}</h1>
${legend}
${when(sheet.round > 0, () => html`<p class="hint">Is nothing written here? Press Enter.</p>`)}
<form method="post" action="${deskAt(desk)}/paper/${name}/${sheet.name}">
${each(sheet.questions, (one) =>
  keyField(one, language, {
    value: keyedAt(one, sheet, pass),
    first: one.question.id === first,
    sent,
  }),
)}
${button('Save and go on')}
</form>
<p class="hint">What you saved is safe. You can stop and go on another day.</p>`,
  }
}

const keyedAt = ({ question }: OnSheet, { round }: Sheet, { answers }: Pass) => {
  const found = answers[keyOf({ question: question.id, round })]
  return found ? keysFor(question, found) : ''
}

interface FieldShown {
  readonly value: string
  readonly first: boolean
  readonly sent?: Sent | undefined
}

/** A question with its number, the numbers of its boxes, and one field. */
function keyField({ question, number, only }: OnSheet, language: string, { value, first, sent }: FieldShown): Html {
  const id = question.id
  const error = sent?.refusal?.fields[id]
  const shown = sent?.typed ? String(sent.typed[id] ?? '') : value
  const ties = html` id="${id}" name="${id}" aria-describedby="${id}-hint${error ? ` ${id}-error` : ''}"${when(error, () => html` aria-invalid="true"`)}${when(first, () => html` autofocus`)}`
  return html`<div class="field">
<label for="${id}">${number ? `${number}. ` : ''}${spokenIn(question.ask, language)}</label>
<p class="hint" id="${id}-hint">${when(only, () => html`For some only. `)}${howTo(question, language)}</p>
${when(error, () => html`<p class="error" id="${id}-error">${error}</p>`)}
${
  question.kind === 'words'
    ? html`<textarea rows="3"${ties}>
${shown}</textarea>`
    : html`<input type="text" class="short" autocomplete="off" value="${shown}"${ties}>`
}
</div>`
}

/** What can be typed: the boxes of the booklet by number, from the top. */
export function howTo(question: Asked, language: string): Html {
  switch (question.kind) {
    case 'one':
    case 'many':
      return html`${question.kind === 'many' ? 'All that are ticked, with a space between:\n' : ''}${each(question.options, ({ label }, at) => html`<b>${at + 1}</b> ${spokenIn(label, language)}${at < question.options.length - 1 ? ';\n' : '.'}`)}`
    case 'number':
      return html`A number from ${question.from} to ${question.to}.`
    case 'when':
      return html`In their words.`
    case 'words':
      return html`In their words, without names. Put [?] where a word cannot be read.`
  }
}

/** What another left half keyed in goes, when it is started afresh. */
export const freshStartPage = (desk: DeskHere, name: string, sent?: Sent): Page => ({
  title: `Start ${name} afresh`,
  body: html`${errorSummary(sent?.refusal)}
${wayBack(desk)}
<h1>Start ${name} afresh</h1>
<p>Somebody has this booklet half keyed in. Ask them first. What they typed this time is deleted.</p>
<form method="post" action="${deskAt(desk)}/paper/${name}/fresh-start">
${tick({ name: 'sure', label: 'Delete what was keyed in this time', ...(sent ? { sent } : {}) })}
${button('Start afresh', 'grave')}
</form>`,
})

/** How many sheets and places wait, in words. */
export const openWords = (open: number) => `${count(open, 'place')} to decide`

export const takeAgain = (desk: DeskHere, name: string, label: string): Html =>
  html`<form method="post" action="${deskAt(desk)}/paper">${hidden('code', name)}<button type="submit">${label}<span class="far"> ${name}</span></button></form>`
