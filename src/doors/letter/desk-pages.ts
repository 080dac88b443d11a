/** Slips at the desk: find one by its code or a photo, key in what is on it, and what waits for a person. */
import { dayTime, dayWords } from '../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, line, type Sent } from '../../kit/form.ts'
import { each, type Html, html, when } from '../../kit/html.ts'
import type { AnswerField } from '../../kit/lists.ts'
import type { Page } from '../../kit/page.ts'
import type { Refusal } from '../../kit/refuse.ts'
import { codeWords } from './codes.ts'
import type { SlipRow } from './slip-store.ts'

interface Paper {
  readonly id: string
  readonly words: string
  readonly seems_from: string | null
  readonly kept_at: Date
}

const back = html`<p><a href="/desk/slips">Slips that came back</a></p>`

export const slipsPage = (kept: readonly SlipRow[], papers: readonly Paper[], sent?: Sent): Page => ({
  title: 'Slips that came back',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/desk">Desk</a></p>
<h1>Slips that came back</h1>
<form method="get" action="/desk/slips">
${codeField(sent)}
${button('Find the slip')}
</form>
<form method="post" action="/desk/slips/photographs" enctype="multipart/form-data">
${photoField(sent?.refusal)}
${button('Read the photo', 'quiet')}
</form>
<p><a href="/desk/papers/new">A letter without a code</a></p>
<h2>For a person</h2>
${when(kept.length + papers.length === 0, () => html`<p>Nothing waits. Thank you.</p>`)}
<ul class="list">
${each(kept, (one) => html`<li><h3><a href="/desk/slips/${one.code}">${one.title}, from ${one.name}</a></h3><p class="hint">It came on ${dayTime(one.keyed_at!)}. ${one.because}</p></li>`)}
${each(papers, (one) => html`<li><h3><a href="/desk/papers/${one.id}">A letter${one.seems_from ? `, from ${one.seems_from}` : ' without a name'}, of ${dayWords(one.kept_at)}</a></h3><p class="hint">${beginning(one.words)}</p></li>`)}
</ul>
<p class="end">That is everything.</p>`,
})

const beginning = (words: string) => (words.length > 90 ? `${words.slice(0, 80).toWellFormed()} …` : words)

/** The first field has the cursor, so that slip after slip is keyed in without a mouse. */
const codeField = (sent?: Sent): Html => {
  const error = sent?.refusal?.fields.code
  const value = typeof sent?.typed?.code === 'string' ? sent.typed.code : ''
  return html`<div class="field">
<label for="code">Code on the slip</label>
<p class="hint" id="code-hint">Eight letters, like BCFG-HJKM. Small letters are fine.</p>
${when(error, () => html`<p class="error" id="code-error">${error}</p>`)}
<input id="code" name="code" type="text" value="${value}" class="short" autocomplete="off" autocapitalize="characters" spellcheck="false" autofocus aria-describedby="code-hint${error ? ' code-error' : ''}"${when(error, () => html` aria-invalid="true"`)}>
</div>`
}

const photoField = (refusal?: Refusal | null): Html => {
  const error = refusal?.fields.photo
  return html`<div class="field"><label for="photo">Or a photo of the slips</label>
<p class="hint" id="photo-hint">Lay them flat, in good light. Several on one photo are fine. 12 MB at most. The photo is not kept.</p>
${when(error, () => html`<p class="error" id="photo-error">${error}</p>`)}
<input type="file" id="photo" name="photo" accept="image/*" aria-describedby="photo-hint${error ? ' photo-error' : ''}"${when(error, () => html` aria-invalid="true"`)}></div>`
}

/** What was found on a photo of several slips. */
export const foundPage = (codes: readonly string[], slips: readonly SlipRow[]): Page => ({
  title: 'Slips on the photo',
  body: html`${back}
<h1>Slips on the photo</h1>
<ul class="list">
${each(codes, (code) => {
  const slip = slips.find((one) => one.code === code)
  return html`<li>${slip ? html`<h2><a href="/desk/slips/${code}">${slip.title}, from ${slip.name}</a></h2><p class="hint">${codeWords(code)}. ${stateWords[slip.state]}</p>` : html`<h2>${codeWords(code)}</h2><p class="hint">We do not know this code.</p>`}</li>`
})}
</ul>
<p>Is one missing? <a href="/desk/slips">Type its code</a>.</p>`,
})

const stateWords = {
  open: 'Not keyed in yet.',
  done: 'Keyed in already.',
  kept: 'It waits for a person.',
  closed: 'A person has done it.',
}

interface SlipPage {
  readonly slip: SlipRow
  /** where it can be seen what it became */
  readonly became: string | null
  /** it came a second time, and is keyed in again on purpose */
  readonly again: boolean
  readonly sent?: Sent
}

export const slipPage = ({ slip, became, again, sent }: SlipPage): Page => ({
  title: `Slip ${codeWords(slip.code)}`,
  body: html`${errorSummary(sent?.refusal)}
${back}
<h1>${slip.title}</h1>
<p>From <b>${slip.name}</b>. Printed on ${dayTime(slip.made_at)}.</p>
${when(slip.member_state === 'paused', () => html`<p class="note">${slip.name} is paused. The slip is taken all the same.</p>`)}
${when(slip.member_state === 'left', () => html`<p class="note">${slip.name} has left. What is on the slip waits for a person, unless it is to come back.</p>`)}
${slip.state === 'open' || again ? keyForm(slip, again, sent) : stateOf(slip, became, sent)}`,
})

function keyForm({ code, answer }: SlipRow, again: boolean, sent?: Sent): Html {
  return html`<form method="post" action="/desk/slips/${code}/answers">
${when(again, () => hidden('again', 'yes'))}
${each(answer.asks, (ask) => askField(ask, sent))}
${button('Key it in')}
</form>
<details${when(sent?.refusal?.fields.note, () => html` open`)}>
<summary>It is hard to read, or says something else</summary>
<form method="post" action="/desk/slips/${code}/keeping">
${area({ name: 'note', label: 'What is on it, as far as you can read it?', rows: 4, sent })}
${button('Keep it for a person', 'quiet')}
</form>
</details>`
}

function askField({ field, label, options }: AnswerField, sent?: Sent): Html {
  if (options) return choices({ name: field, label, options, sent })
  return field === 'words'
    ? area({ name: field, label, rows: 6, sent })
    : line({ name: field, label, autocomplete: 'off', sent })
}

function stateOf(slip: SlipRow, became: string | null, sent?: Sent): Html {
  const { code, state, keyed_at, said, because } = slip
  if (state === 'kept')
    return html`<p class="note">It came on ${dayTime(keyed_at!)} and waits for a person. ${because}</p>
${saidHtml(slip, said)}
<form method="post" action="/desk/slips/${code}/closing">
${area({ name: 'done', label: 'What was done about it?', hint: 'They read this in their next letter.', rows: 3, sent })}
${button('It is done')}
</form>
<p><a href="/desk/slips/${code}?again=yes">Key it in after all</a></p>`
  return html`<p class="note">${state === 'closed' ? 'A person has done it' : 'It was keyed in'} on ${dayTime(keyed_at!)}. ${because} ${when(became, () => html`<a href="${became}">See what it became</a>`)}</p>
<p>Did this slip come a second time, with other words? <a href="/desk/slips/${code}?again=yes">Key it in again</a></p>`
}

const saidHtml = ({ answer }: SlipRow, said: SlipRow['said']): Html => {
  const label = (field: string) =>
    field === 'note' ? 'What somebody could read' : (answer.asks.find((ask) => ask.field === field)?.label ?? field)
  const words = (field: string, one: string) =>
    answer.asks.find((ask) => ask.field === field)?.options?.find(({ value }) => value === one)?.label ?? one
  return html`${each(
    Object.entries(said ?? {}).filter(([, one]) => one !== ''),
    ([field, one]) => html`<h2>${label(field)}</h2>
${each(words(field, one).split(/\n+/), (paragraph) => html`<p>${paragraph}</p>`)}`,
  )}`
}

export const newPaperPage = (sent?: Sent): Page => ({
  title: 'A letter without a code',
  body: html`${errorSummary(sent?.refusal)}
${back}
<h1>A letter without a code</h1>
<p>Type what it says. It waits for a person, so that no letter is lost.</p>
<form method="post" action="/desk/papers">
${area({ name: 'words', label: 'What does it say?', sent })}
${line({ name: 'seems_from', label: 'Who does it seem to be from?', hint: 'If there is a name or an address on it.', autocomplete: 'off', sent })}
${button('Keep it')}
</form>`,
})

export const paperPage = ({ id, words, seems_from, kept_at }: Paper, sent?: Sent): Page => ({
  title: `A letter of ${dayWords(kept_at)}`,
  body: html`${errorSummary(sent?.refusal)}
${back}
<h1>A letter of ${dayWords(kept_at)}</h1>
<p>${seems_from ? `It seems to be from ${seems_from}.` : 'There is no name on it.'}</p>
${each(words.split(/\n+/), (paragraph) => html`<p>${paragraph}</p>`)}
<form method="post" action="/desk/papers/${id}/closing">
${area({ name: 'done', label: 'What was done about it?', hint: 'When it is done, its words are not kept.', rows: 3, sent })}
${button('It is done')}
</form>`,
})

/** What a phone's camera leads to. It says nothing of whose slip it is. */
export const codePage = (code: string | null, phone: string | null): Page => ({
  title: 'A reply slip',
  bare: true,
  body: code
    ? html`<h1>A reply slip</h1>
<p>This is the code of a reply slip: <b>${codeWords(code)}</b>.</p>
<p>Write on the slip and post it to us. ${phone ? html`Or ring <a href="tel:${phone.replace(/[^\d+]/g, '')}">${phone.replaceAll(' ', '\u00a0')}</a> and read us the code.` : 'Or ring us and read us the code.'}</p>
<p>If you are at the desk, <a href="/desk/slips/${code}">key it in</a>.</p>`
    : html`<h1>We do not know this code</h1>
<p>A letter of it may be wrong. Codes look like BCFG-HJKM. You can post the slip to us all the same.</p>`,
})
