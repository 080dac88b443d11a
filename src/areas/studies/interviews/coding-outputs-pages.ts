/** What comes of coding: quotes by code, the framework matrix, two coders compared, memos. Counts of people never stand alone. */
import { dayTime } from '../../../kit/day.ts'
import { area, button, errorSummary, hidden, type Sent } from '../../../kit/form.ts'
import { count, each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { pages } from '../../../kit/pages.ts'
import type { StudyHere } from '../access.ts'
import { type PlacedCode, pathOf } from './codebook.ts'
import { signOf } from './codebook-signs.ts'
import type { Memo } from './coding.ts'
import type { Comparison, Disagreement } from './coding-comparing.ts'
import { mostColumns, type Summary } from './coding-matrix.ts'
import { indented, oneOf, outputNote, roomsAt, wayRound } from './rooms.ts'
import { pseudonymOf, type Withdrawal } from './rules.ts'
import { between } from './transcript-words.ts'

interface Standing {
  readonly n: number
  readonly withdrawals: readonly Withdrawal[]
}

const codeOptions = (codes: readonly PlacedCode[]) =>
  codes.map(({ id, name, depth }) => ({ value: id, label: indented(depth, name) }))

export interface Quote {
  readonly segment: string
  readonly number: number
  readonly words: string
  readonly by: string
  readonly code: string
  /** the person agreed to be quoted */
  readonly quoted: boolean
  readonly paragraph: number
}

export const quotesPage = (
  study: StudyHere,
  codes: readonly PlacedCode[],
  code: PlacedCode | null,
  quotes: readonly Quote[],
  page: { at: number; total: number; onAPage: number },
  standing: Standing,
): Page => ({
  title: code ? `Quotes for ${pathOf(codes, code.id)}: ${study.title}` : `Quotes: ${study.title}`,
  body: html`<h1>Quotes by code</h1>
${wayRound(study)}
<form method="get" action="${roomsAt(study)}/quotes">${oneOf({ name: 'code', label: 'Code', options: codeOptions(codes), none: 'Choose a code', value: code?.id ?? null })}${button('Show')}</form>
${when(
  code,
  () => html`<h2>${signOf(code!.sign)} ${pathOf(codes, code!.id)}</h2>
<p class="hint">${count(page.total, 'piece')}, also of codes that stand under it.</p>
<ul class="list">${each(quotes, (quote) => oneQuote(study, codes, code!, quote))}</ul>
${pages(`${roomsAt(study)}/quotes?code=${code!.id}&page=`, page.at, page.total, page.onAPage)}`,
)}
<p class="steps"><a href="${roomsAt(study)}/quotes.csv">All quotes as a table (CSV)</a></p>
${outputNote(standing.n, standing.withdrawals)}`,
})

const oneQuote = (study: StudyHere, codes: readonly PlacedCode[], code: PlacedCode, quote: Quote) => {
  const name = pseudonymOf(quote.number)
  return html`<li><blockquote>${quote.words}</blockquote>
<p class="hint"><a href="${roomsAt(study)}/${name}/transcript?at=${quote.paragraph}">${name}, paragraph ${quote.paragraph}</a>, coded by ${quote.by}${when(quote.code !== code.id, () => html`, as ${pathOf(codes, quote.code)}`)}${when(!quote.quoted, () => html`. <b>Not to be quoted</b>`)}</p></li>`
}

export const matrixPage = (
  study: StudyHere,
  codes: readonly PlacedCode[],
  columns: readonly PlacedCode[],
  numbers: readonly number[],
  summaries: readonly Summary[],
  page: { at: number; total: number; onAPage: number },
  standing: Standing,
): Page => {
  const at = new Map(summaries.map(({ number, code, words }) => [`${number} ${code}`, words]))
  const chosen = columns.map(({ id }) => `code[]=${id}`).join('&')
  return {
    title: `Framework matrix: ${study.title}`,
    body: html`<h1>Framework matrix</h1>
${wayRound(study)}
<p class="hint">A row for each person, a column for each code. In each cell, say in short what the person said.</p>
<details class="steps"><summary>Choose the columns</summary><form method="get" action="${roomsAt(study)}/matrix"><fieldset class="field"><legend>Codes, at most ${mostColumns}</legend>${each(codes, (code) => html`<div class="choice"><input type="checkbox" id="c-${code.id}" name="code[]" value="${code.id}"${columns.some(({ id }) => id === code.id) ? ' checked' : ''}> <label for="c-${code.id}">${indented(code.depth, code.name)}</label></div>`)}</fieldset>${button('Show these')}</form></details>
<section class="wide" tabindex="0" aria-label="The matrix"><table><caption>What each person said</caption><thead><tr><th scope="col">Person</th>${each(columns, ({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${each(
      numbers,
      (number) =>
        html`<tr><th scope="row">${pseudonymOf(number)}</th>${each(columns, (code) => {
          const words = at.get(`${number} ${code.id}`)
          return html`<td>${words ?? ''} <span class="steps"><a href="${roomsAt(study)}/${pseudonymOf(number)}/summaries/${code.id}" aria-label="${words ? 'Change' : 'Write'}: ${pseudonymOf(number)}, ${code.name}">${words ? 'Change' : 'Write'}</a></span></td>`
        })}</tr>`,
    )}</tbody></table></section>
${pages(`${roomsAt(study)}/matrix?${chosen}&page=`, page.at, page.total, page.onAPage)}
<p class="steps"><a href="${roomsAt(study)}/matrix.csv">The whole matrix as a table (CSV)</a></p>
${outputNote(standing.n, standing.withdrawals)}`,
  }
}

export const summaryPage = (
  study: StudyHere,
  number: number,
  code: { readonly id: string; readonly path: string },
  pieces: readonly string[],
  words: string,
  sent?: Sent,
): Page => {
  const name = pseudonymOf(number)
  return {
    title: `${name} on ${code.path}: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>${name} on ${code.path}</h1>
${pieces.length > 0 ? html`<h2>What is coded</h2>${each(pieces, (piece) => html`<blockquote>${piece}</blockquote>`)}` : html`<p>Nothing of ${name} is coded with this.</p>`}
<form method="post" action="${roomsAt(study)}/${name}/summaries/${code.id}">
${area({ name: 'words', label: 'In short, in your words', hint: 'Leave it empty to take it away.', value: words, rows: 5, ...(sent ? { sent } : {}) })}
${button('Save')}
</form>
<p><a href="${roomsAt(study)}/matrix">Back to the matrix</a></p>`,
  }
}

/** Agreement beyond chance, to two places; a percentage is never printed. */
const figure = (value: number | null) => (value === null ? 'cannot be told' : value.toFixed(2).replace('-', '−'))

interface Pair {
  readonly coders: readonly { readonly id: string; readonly name: string }[]
  readonly first: { readonly id: string; readonly name: string } | null
  readonly second: { readonly id: string; readonly name: string } | null
}

export const comparingPage = (
  study: StudyHere,
  codes: readonly PlacedCode[],
  { coders, first, second }: Pair,
  comparison: Comparison | null,
  wordsOf: (number: number, from: number, to: number) => string,
): Page => {
  const options = coders.map(({ id, name }) => ({ value: id, label: name }))
  return {
    title: `Two coders compared: ${study.title}`,
    body: html`<h1>Two coders compared</h1>
${wayRound(study)}
${coders.length < 2 ? html`<p>Two people must have coded first.</p>` : html`<form method="get" action="${roomsAt(study)}/comparing">${oneOf({ name: 'first', label: 'First', options, value: first?.id ?? null })}${oneOf({ name: 'second', label: 'Second', options, value: second?.id ?? null })}${button('Compare')}</form>`}
${when(comparison && first && second, () => compared(study, codes, first!.name, second!.name, comparison!, wordsOf))}`,
  }
}

/** At most this many of a code's disagreements are laid out: the page stays light, and the rest is counted. */
const mostShown = 8

const compared = (
  study: StudyHere,
  codes: readonly PlacedCode[],
  first: string,
  second: string,
  { numbers, paragraphs, codes: byCode, alpha }: Comparison,
  wordsOf: (number: number, from: number, to: number) => string,
): Html => {
  const name = (code: string) => pathOf(codes, code)
  const apart = byCode.filter(({ disagreements }) => disagreements.length > 0)
  if (numbers.length === 0) return html`<p>There is no transcript yet that both have coded.</p>`
  return html`<p>Both coded ${numbers.map(pseudonymOf).join(', ')}: ${count(paragraphs, 'paragraph')}. Krippendorff’s α over all codes: <b>${figure(alpha)}</b>.</p>
<h2>Where they differ</h2>
${when(apart.length === 0, () => html`<p>They do not differ anywhere.</p>`)}
${each(
  apart,
  (one) =>
    html`<h3>${name(one.code)}</h3>${each(one.disagreements.slice(0, mostShown), (line) => disagreement(study, line, [first, second], name, wordsOf))}${when(one.disagreements.length > mostShown, () => html`<p class="hint">There are ${one.disagreements.length - mostShown} more. Talk these over first.</p>`)}`,
)}
<h2>How far they agree</h2>
<section class="wide" tabindex="0" aria-label="Agreement by code"><table><caption>By paragraph. The codes they agree on least come first.</caption><thead><tr><th scope="col">Code</th><th scope="col">Cohen’s κ</th><th scope="col">Krippendorff’s α</th><th scope="col">Both</th><th scope="col">${first} alone</th><th scope="col">${second} alone</th><th scope="col">Neither</th></tr></thead>
<tbody>${each(byCode, (one) => html`<tr><th scope="row">${name(one.code)}</th><td>${figure(one.kappa)}</td><td>${figure(one.alpha)}</td><td>${one.both}</td><td>${one.onlyFirst}</td><td>${one.onlySecond}</td><td>${one.neither}</td></tr>`)}</tbody></table></section>
<p class="hint">1 is full agreement, 0 is what chance alone would give. Rare codes give low figures, so read the places too.</p>`
}

const disagreement = (
  study: StudyHere,
  { number, paragraph, onlyBy, pieces, instead }: Disagreement,
  names: readonly [string, string],
  name: (code: string) => string,
  wordsOf: (number: number, from: number, to: number) => string,
) => {
  const person = pseudonymOf(number)
  const other = names[onlyBy === 0 ? 1 : 0]
  return html`<div class="post"><p class="who"><a href="${roomsAt(study)}/${person}/transcript?show=everybody&amp;at=${paragraph.number}">${person}, paragraph ${paragraph.number}</a></p>
${each(pieces, (piece) => html`<p><b>${piece.by}</b> coded: “${wordsOf(number, piece.from, piece.to)}”</p>`)}
${instead.length > 0 ? each(instead, (piece) => html`<p><b>${other}</b> coded “${name(piece.code)}”: “${wordsOf(number, piece.from, piece.to)}”</p>`) : html`<p><b>${other}</b> coded nothing here.</p>`}</div>`
}

export const memosPage = (
  study: StudyHere,
  memos: readonly (Memo & { readonly aboutWords: string })[],
  me: string,
  sent?: Sent,
): Page => ({
  title: `Memos: ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Memos</h1>
${wayRound(study)}
<form method="post" action="${roomsAt(study)}/memos">${hidden('on', 'study')}
${area({ name: 'words', label: 'A memo on the study as a whole', hint: 'It stays when a person takes their words back. So put no quote in it.', rows: 4, ...(sent ? { sent } : {}) })}
${button('Save the memo')}</form>
<ul class="list">${each(memos, (memo) => html`<li><h2>${memo.aboutWords}</h2><p>${memo.words}</p><p class="hint">${memo.by}, ${dayTime(memo.at)}</p>${when(memo.researcher === me, () => html`<form method="post" action="${roomsAt(study)}/memos/${memo.id}/removal"><button type="submit" class="quiet">Take it away<span class="far">: memo on ${memo.aboutWords}, ${dayTime(memo.at)}</span></button></form>`)}</li>`)}</ul>
<p class="end">That is everything.</p>`,
})

/** Words of a piece, cut where a line of a list would grow too long. */
export const inShort = (words: readonly string[], from: number, to: number, most = 400) =>
  between(words, from, Math.min(to, from + most)) + (to - from > most ? '…' : '')
