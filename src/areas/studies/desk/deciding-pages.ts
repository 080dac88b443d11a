/** The list of places where two readings differ, for somebody who has the paper in front of them. */
import { button, errorSummary, type Sent } from '../../../kit/form.ts'
import { each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { type Answer, labelOf } from '../questionnaires/answering.ts'
import { type Asked, spokenIn } from '../questionnaires/questionnaire.ts'
import type { ConsentItem } from '../standing.ts'
import { nameOf } from './booklets.ts'
import type { Mismatch } from './comparing.ts'
import { type Differing, fieldsOf } from './deciding.ts'
import { keys } from './keys.ts'
import { howTo, openWords } from './paper-pages.ts'
import { deskAt, wayBack } from './rooms.ts'
import type { DeskHere } from './sitting.ts'

const readingWords = (question: Asked, { kind, value }: Answer, language: string): string =>
  kind === 'answered'
    ? labelOf(question, value!, language)
    : (Object.values(keys).find(([one]) => one === kind)?.[1] ?? kind)

export function decidingPage(
  desk: DeskHere,
  { booklet, open, decided }: Differing,
  items: readonly ConsentItem[],
  sent?: Sent,
): Page {
  const name = nameOf(booklet.number)
  return {
    title: `${name}: where two readings differ`,
    body: html`${errorSummary(sent?.refusal)}
${wayBack(desk)}
<h1>${name}: where two readings differ</h1>
<p>${openWords(open.length)}${decided > 0 ? `, ${decided} decided` : ''}. Look at the paper, not at what was typed. What you decide is saved, also when you stop half way.</p>
${when(open.length === 0, () => html`<p>All is decided. What is left is to store it.</p>`)}
<form method="post" action="${deskAt(desk)}/paper/${name}/two-readings">
${each(open, (one) => onePlace(one, items, booklet.language, sent))}
${button(open.length ? 'Save what I decided' : 'Store the booklet')}
</form>
${when(
  sent?.refusal?.status === 409,
  () => html`<form method="post" action="${deskAt(desk)}/paper/${name}/setting-aside">
<p>Is the box really empty? Then set the booklet aside. What was keyed in is deleted.</p>
${button('Set it aside', 'grave')}</form>`,
)}`,
  }
}

function onePlace(mismatch: Mismatch, items: readonly ConsentItem[], language: string, sent?: Sent): Html {
  const [at, own] = fieldsOf(mismatch)
  const chosen = sent?.typed?.[at]
  const radio = (value: string, label: string) => {
    const id = `${at}-${value}`.replace(/[^\w-]+/g, '-')
    return html`<div class="choice"><input type="radio" id="${id}" name="${at}" value="${value}"${chosen === value ? ' checked' : ''}> <label for="${id}">${label}</label></div>`
  }
  const idOf = (field: string) => field.replace(/[^\w-]+/g, '')
  const error = (field: string) => sent?.refusal?.fields[field]
  if ('item' in mismatch) {
    const [first, second] = mismatch.readings.map((ticked) => (ticked ? 'ticked' : 'empty'))
    return html`<fieldset class="field" id="${idOf(at)}"><legend>Box: ${items.find(({ id }) => id === mismatch.item)?.words ?? 'of an older version'}</legend>
${when(error(at), () => html`<p class="error">${error(at)}</p>`)}
${radio('first', `First time: ${first}`)}${radio('second', `Second time: ${second}`)}</fieldset>`
  }
  const { on, readings, sheet } = mismatch
  const [first, second] = readings.map((one) => readingWords(on.question, one, language))
  const where = on.number ? `${on.number}. ` : `Round ${sheet.round + 1}. `
  return html`<fieldset class="field" id="${idOf(at)}"><legend>${where}${spokenIn(on.question.ask, language)}</legend>
${when(error(at), () => html`<p class="error">${error(at)}</p>`)}
${radio('first', `First time: ${first}`)}${radio('second', `Second time: ${second}`)}
${when(!readings.some(({ kind }) => kind === 'illegible'), () => radio('illegible', 'It cannot be read'))}${radio('neither', 'Something else, typed here:')}
<label class="far" for="${idOf(own)}">Something else: ${spokenIn(on.question.ask, language)}</label>
${when(error(own), () => html`<p class="error">${error(own)}</p>`)}
<input type="text" class="short" id="${idOf(own)}" name="${own}" autocomplete="off" value="${String(sent?.typed?.[own] ?? '')}">
<p class="hint">${howTo(on.question, language)}</p></fieldset>`
}
