/** Reading and coding a transcript: by marking words where a script helps, by numbers of paragraphs everywhere. */
import { area, button, errorSummary, type Sent } from '../../../kit/form.ts'
import { count, each, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { pages } from '../../../kit/pages.ts'
import type { StudyHere } from '../access.ts'
import type { PlacedCode } from './codebook.ts'
import { type Marked, paragraphHtml } from './coding-marks.ts'
import { indented, oneOf, roomsAt, wayRound } from './rooms.ts'
import { pseudonymOf } from './rules.ts'
import { codingScript } from './transcript-pages.ts'
import { between, type Paragraph, pagesOf, paragraphsOf } from './transcript-words.ts'

export interface Coded {
  readonly number: number
  readonly transcript: string
  readonly words: string
  readonly codes: readonly PlacedCode[]
  readonly pieces: readonly Marked[]
  /** the coder that the reader is; null before they code */
  readonly me: string | null
  readonly everybody: boolean
  readonly page: number
}

const number = (name: string, label: string, value: string, sent?: Sent) =>
  html`<div class="field" data-by-number><label for="${name}">${label}</label>${when(sent?.refusal?.fields[name], () => html`<p class="error" id="${name}-error">${sent?.refusal?.fields[name]}</p>`)}
<input type="text" class="short" id="${name}" name="${name}" inputmode="numeric" value="${String(sent?.typed?.[name] ?? value)}"></div>`

export function codingPage(study: StudyHere, coded: Coded, sent?: Sent): Page {
  const name = pseudonymOf(coded.number)
  const here = `${roomsAt(study)}/${name}`
  const all = pagesOf(paragraphsOf(coded.words))
  const at = Math.min(coded.page, all.length)
  const shown = all[at - 1] ?? []
  const view = coded.everybody ? 'everybody' : 'mine'
  return {
    title: `What ${name} said${at > 1 ? `, page ${at}` : ''}: ${study.title}`,
    scripts: [codingScript.href],
    body: html`${errorSummary(sent?.refusal)}
<h1>What ${name} said</h1>
${wayRound(study)}
<p class="steps"><a href="${here}">About ${name}</a> ${coded.everybody ? html`<a href="${here}/transcript?page=${at}">Show only my codes</a>` : html`<a href="${here}/transcript?page=${at}&amp;show=everybody">Show everybody’s codes</a>`}</p>
<p class="hint">${coded.everybody ? 'You see what everybody coded.' : 'You see what you coded. Two people who code apart do not sway each other.'}</p>
<div id="said" data-about="What ${name} said"><ol start="${shown[0]?.number ?? 1}">${each(shown, (one) => html`<li id="p${one.number}" data-from="${one.from}">${paragraphHtml(one, coded.pieces)}</li>`)}</ol></div>
${codingForm(here, coded, shown, at, view, sent)}
${pages(`${here}/transcript?show=${view}&page=`, at, all.length, 1)}
${codedHere(study, here, coded, shown, at, view)}
<h2>Memo on all that ${name} said</h2>
<form method="post" action="${roomsAt(study)}/memos"><input type="hidden" name="on" value="transcript"><input type="hidden" name="about" value="${coded.transcript}"><input type="hidden" name="back" value="${here}/transcript?page=${at}">
${area({ name: 'words', label: 'Your memo', hint: 'It goes when the person takes their words back.', rows: 3 })}
${button('Save the memo', 'quiet')}
</form>`,
  }
}

const codingForm = (
  here: string,
  { codes }: Coded,
  shown: readonly Paragraph[],
  at: number,
  view: string,
  sent?: Sent,
) =>
  codes.length === 0
    ? html`<p class="note">There are no codes yet. Make them in the codebook first.</p>`
    : html`<form method="post" action="${here}/segments" id="coding"><h2>Code words</h2>
<input type="hidden" name="page" value="${at}"><input type="hidden" name="show" value="${view}"><input type="hidden" name="from" value=""><input type="hidden" name="to" value="">
<p id="chosen" role="status"></p>
${number('first', 'From paragraph', String(shown[0]?.number ?? 1), sent)}
${number('last', 'To paragraph', '', sent)}
${oneOf({
  name: 'code',
  label: 'Code',
  none: 'Choose a code',
  options: codes.map(({ id, name, depth, heading }) => ({
    value: id,
    label: indented(depth, name),
    disabled: heading,
  })),
  sent,
})}
<details><summary>Add a memo</summary>${area({ name: 'memo', label: 'Memo on these words', rows: 3, ...(sent ? { sent } : {}) })}</details>
${button('Code it')}
</form>`

const codedHere = (
  study: StudyHere,
  here: string,
  { pieces, words, me }: Coded,
  shown: readonly Paragraph[],
  at: number,
  view: string,
) => {
  const [first, last] = [shown[0]?.from ?? 0, shown.at(-1)?.to ?? 0]
  const mine = pieces.filter(({ coder, from, to }) => coder === me && from < last && to > first)
  const points = [...words]
  const quote = (from: number, to: number) =>
    between(points, from, Math.min(to, from + 80)) + (to > from + 80 ? '…' : '')
  return when(
    mine.length > 0,
    () =>
      html`<details><summary>What you coded on this page: ${count(mine.length, 'piece')}</summary><ul class="list">${each(
        mine,
        (piece) => html`<li><p><b>${piece.name}</b>: “${quote(piece.from, piece.to)}”</p>
<div class="buttons"><form method="post" action="${roomsAt(study)}/segments/${piece.id}/removal"><input type="hidden" name="back" value="${here}/transcript?show=${view}&amp;page=${at}"><button type="submit" class="quiet">Take the code off<span class="far">: ${piece.name}, “${quote(piece.from, piece.to)}”</span></button></form>
<form method="post" action="${roomsAt(study)}/segments/${piece.id}/example"><button type="submit" class="quiet">Use as example<span class="far"> of ${piece.name}: “${quote(piece.from, piece.to)}”</span></button></form></div></li>`,
      )}</ul></details>`,
  )
}
