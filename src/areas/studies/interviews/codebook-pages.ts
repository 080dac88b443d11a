/** The codebook as it is read, and a code as it is written. */
import { area, button, choices, errorSummary, line, type Sent, tick } from '../../../kit/form.ts'
import { count, each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import type { StudyHere } from '../access.ts'
import type { PlacedCode } from './codebook.ts'
import { pathOf } from './codebook.ts'
import { signNames, signOf, signs } from './codebook-signs.ts'
import { indented, oneOf, roomsAt, wayRound } from './rooms.ts'

const part = (label: string, words: string): Html => when(words, () => html`<p><b>${label}</b>: ${words}</p>`)

export const codebookPage = (study: StudyHere, codes: readonly PlacedCode[]): Page => ({
  title: `Codebook: ${study.title}`,
  body: html`<h1>Codebook</h1>
${wayRound(study)}
<p class="steps"><a href="${roomsAt(study)}/codebook/new">Add a code</a></p>
${when(codes.length === 0, () => html`<p>There are no codes yet. A code is a name for something people speak of.</p>`)}
<ul class="list">${each(codes, (code) => oneCode(study, codes, code))}</ul>
<p class="end">That is everything.</p>`,
})

const oneCode = (study: StudyHere, codes: readonly PlacedCode[], code: PlacedCode) => html`<li>
<h2>${signOf(code.sign)} <a href="${roomsAt(study)}/codebook/${code.id}">${pathOf(codes, code.id)}</a></h2>
${part('What it means', code.definition)}${part('Use it for', code.include)}${part('Do not use it for', code.exclude)}${part('Example', code.example)}${when(code.quote, () => html`<p><b>Example</b>: “${code.quote}”</p>`)}
<p class="hint">${code.heading ? 'A heading: nothing is coded with it.' : html`<a href="${roomsAt(study)}/quotes?code=${code.id}">${count(code.pieces, 'piece')}</a>`}</p></li>`

export function codePage(study: StudyHere, codes: readonly PlacedCode[], code: PlacedCode | null, sent?: Sent): Page {
  const typed = sent ? { sent } : {}
  const others = codes.filter(({ id }) => id !== code?.id)
  const asOptions = others.map(({ id, name, depth }) => ({ value: id, label: indented(depth, name) }))
  return {
    title: code ? `Code “${code.name}”: ${study.title}` : `Add a code: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>${code ? `Change “${code.name}”` : 'Add a code'}</h1>
<form method="post" action="${roomsAt(study)}/codebook">
<input type="hidden" name="code" value="${code?.id ?? ''}">
${line({ name: 'name', label: 'Name', hint: 'Short, in plain words.', value: code?.name ?? '', ...typed })}
${oneOf({ name: 'parent', label: 'Stands under', options: asOptions, none: 'Nothing: it is at the top', value: code?.parent ?? null, sent })}
${area({ name: 'definition', label: 'What it means', rows: 3, value: code?.definition ?? '', ...typed })}
${area({ name: 'include', label: 'Use it for', rows: 3, value: code?.include ?? '', ...typed })}
${area({ name: 'exclude', label: 'Do not use it for', rows: 3, value: code?.exclude ?? '', ...typed })}
${area({ name: 'example', label: 'Example', hint: 'Make one up. A person’s own words are chosen from the quotes: they go when the person takes them back.', rows: 3, value: code?.example ?? '', ...typed })}
${choices({ name: 'sign', label: 'Sign', hint: 'A colour and a shape. The name always stands beside it.', value: code?.sign ?? signNames[codes.length % signNames.length]!, options: signNames.map((name) => ({ value: name, label: signs[name].label })), ...typed })}
${tick({ name: 'heading', label: 'It is only a heading for other codes', value: code?.heading ? 'yes' : '', ...typed })}
${button('Save')}
</form>
${when(
  code,
  () => html`<h2>Memo on this code</h2>
<form method="post" action="${roomsAt(study)}/memos"><input type="hidden" name="on" value="code"><input type="hidden" name="about" value="${code!.id}">
${area({ name: 'words', label: 'Your memo', hint: 'It stays when a person takes their words back. So put no quote in it.', rows: 3 })}
${button('Save the memo', 'quiet')}</form>
<h2>Take the code away</h2>
<form method="post" action="${roomsAt(study)}/codebook/${code!.id}/removal">
${when(code!.pieces > 0, () => oneOf({ name: 'into', label: `Its ${count(code!.pieces, 'piece')} go to`, options: asOptions, none: 'Choose a code', sent }))}
${button('Take it away', 'grave')}</form>`,
)}
<p><a href="${roomsAt(study)}/codebook">Back to the codebook</a></p>`,
  }
}
