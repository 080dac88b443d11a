/** What researchers see of an analysis: its freezes, what can be asked, and what was told. */

import { button, type Choice, choices, errorSummary, hidden, type Sent, select } from '../../../kit/form.ts'
import { count, each, type Html, html, raw, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { pages } from '../../../kit/pages.ts'
import { dayInWords } from '../../members/days.ts'
import type { What } from './asked.ts'
import { hasPoints, tableHtml } from './files.ts'
import { footOf, type Kept, withdrawnWords } from './kept-outputs.ts'
import { notGeneralisable } from './output.ts'
import { type Field, offered, questionForms } from './question-forms.ts'
import type { Variable } from './variables.ts'

interface Study {
  readonly slug: string
  readonly title: string
}
export interface FreezeShown {
  readonly id: string
  readonly number: number
  readonly day: string
  readonly n: string
  readonly withdrawn: boolean
  /** some are left out, so that nobody can be worked out */
  readonly leftOut: boolean
}

export const analysisAt = ({ slug }: Pick<Study, 'slug'>) => `/studies/${slug}/analysis`
const back = (study: Study) => html`<p class="steps"><a href="${analysisAt(study)}">Back to the analysis</a></p>`

/** How the number of people changed between two freezes, in words. */
function changed(before: FreezeShown | undefined): string {
  if (!before) return ''
  const taken = before.withdrawn ? ' Somebody took their answers back.' : ''
  return `Before, it was ${before.n}.${taken}`
}

export const analysisPage = (
  study: Study,
  freezes: readonly FreezeShown[],
  told: readonly { readonly id: string; readonly title: string; readonly number: number }[],
  sent?: Sent,
): Page => {
  const newest = freezes.at(-1)
  const at = analysisAt(study)
  return {
    title: `Analysis: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>Analysis</h1>
<p class="hint">${study.title}</p>
${when(!newest, () => html`<p>First freeze the answers. From then on, each result is about the same people.</p>`)}
${when(
  newest,
  () => html`<p>Freeze ${newest!.number}, of ${newest!.day}: ${newest!.n} people. ${changed(freezes.at(-2))}</p>
${when(newest!.leftOut, () => html`<p class="hint">Some who answered are not in it yet. So nobody can be worked out who came or went.</p>`)}
${when(newest!.withdrawn, () => html`<p class="note">Somebody took their answers back. Freeze again before you ask more.</p>`)}`,
)}
<form method="post" action="${at}/freezes">${button(newest ? 'Freeze again' : 'Freeze the answers', newest && !newest.withdrawn ? 'quiet' : 'main')}</form>
${when(
  newest && !newest.withdrawn,
  () => html`<h2>What do you want to know?</h2>
${each(
  offered,
  ([heading, whats]) => html`<h3>${heading}</h3>
<ul class="list">${each(whats, (what) => html`<li><a href="${at}/questions/${what}">${questionForms[what].heading}</a><p class="hint">${questionForms[what].about}</p></li>`)}</ul>`,
)}`,
)}
<h2>What was told</h2>
${when(told.length === 0, () => html`<p>Nothing so far.</p>`)}
<ul class="list">${each(told.slice(0, 10), (one) => toldLine(study, one))}</ul>
${when(told.length > 10, () => html`<p class="steps"><a href="${at}/outputs">All ${told.length}</a></p>`)}
<h2>To take away</h2>
<p class="steps"><a href="${at}/released.csv">All numbers that were shown (CSV)</a> <a href="${at}/codebook.csv">The questions and their answers (CSV)</a></p>
<p class="hint">No file holds what one person answered.</p>
<p class="note">${notGeneralisable}</p>`,
  }
}

const toldLine = (study: Study, { id, title, number }: { id: string; title: string; number: number }) =>
  html`<li><a href="${analysisAt(study)}/outputs/${id}">${each(title.split(' · '), (part, at) => html`${when(at > 0, () => raw('<br>'))}${part}`)}</a><p class="hint">Freeze ${number}</p></li>`

export const outputsPage = (
  study: Study,
  told: readonly { readonly id: string; readonly title: string; readonly number: number }[],
  page: { readonly at: number; readonly total: number; readonly onAPage: number },
): Page => ({
  title: `What was told: ${study.title}`,
  body: html`<h1>What was told</h1>
<p>${count(page.total, 'answer')}, the newest first.</p>
<ul class="list">${each(told, (one) => toldLine(study, one))}</ul>
${pages(`${analysisAt(study)}/outputs?page=`, page.at, page.total, page.onAPage)}
${back(study)}`,
})

/** Variables as choices, in the order of the questionnaire. */
export const choicesOf = (offers: Field['offers'], variables: readonly Variable[]): readonly Choice[] =>
  typeof offers === 'function' ? variables.filter(offers).map(({ name, label }) => ({ value: name, label })) : offers

function fieldHtml(field: Field, variables: readonly Variable[], chosen: readonly string[], sent?: Sent): Html {
  const { label, hint, many } = field
  const options = choicesOf(field.offers, variables)
  const name = many ? `${field.name}[]` : field.name
  const error = sent?.refusal?.fields[field.name]
  const own = sent && {
    ...sent,
    ...(error && sent.refusal && { refusal: { ...sent.refusal, fields: { ...sent.refusal.fields, [name]: error } } }),
  }
  const rest = { ...(hint && { hint }), ...(own && { sent: own }) }
  if (many) return choices({ name, label, options, many, values: chosen, ...rest })
  if (typeof field.offers !== 'function') return choices({ name, label, options, value: chosen[0] ?? '', ...rest })
  return select({ name, label, options, none: 'Choose a question', value: chosen[0] ?? '', ...rest })
}

/** The page of one thing to know. What is chosen in the address is chosen on the page. */
export const questionPage = (
  study: Study,
  what: What,
  variables: readonly Variable[],
  chosen: (name: string) => readonly string[],
  sent?: Sent,
): Page => {
  const form = questionForms[what]
  const outcome = variables.find(({ name }) => name === chosen('outcome')[0])
  return {
    title: `${form.heading} ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>${form.heading}</h1>
<p>${form.about}</p>
${what === 'explain' ? explainForms(study, variables, outcome ?? null, chosen, sent) : askForm(study, what, html`${each(form.fields, (field) => fieldHtml(field, variables, chosen(field.name), sent))}`)}
${back(study)}`,
  }
}

const askForm = (study: Study, what: What, fields: Html) =>
  html`<form method="post" action="${analysisAt(study)}/outputs">
${hidden('what', what)}${fields}
${button('Show')}
<p class="hint">What is shown is kept. It counts against what can be shown later.</p>
</form>`

/** First what is to be explained, by the address; then which answer is the yes, and what may explain it. */
function explainForms(
  study: Study,
  variables: readonly Variable[],
  outcome: Variable | null,
  chosen: (name: string) => readonly string[],
  sent?: Sent,
): Html {
  const [first, second] = questionForms.explain.fields as [Field, Field]
  if (!outcome)
    return html`<form method="get" action="${analysisAt(study)}/questions/explain">
${fieldHtml(first, variables, [], sent)}
${button('Go on')}</form>`
  const options = outcome.bands.map(({ value, label }) => ({ value, label }))
  return askForm(
    study,
    'explain',
    html`<p>To be explained: <b>${outcome.label}</b>. <a href="${analysisAt(study)}/questions/explain">Choose another</a></p>
${hidden('outcome', outcome.name)}
${choices({ name: 'yes', label: 'Which answer counts as yes?', options, value: chosen('yes')[0] ?? '', ...(sent && { sent }) })}
${fieldHtml(
  second,
  variables.filter(({ name }) => name !== outcome.name),
  chosen('predictors'),
  sent,
)}`,
  )
}

/** One thing that was told: words first, the picture, its table, and the lines that stand under every output. */
export const outputPage = (study: Study, kept: Kept): Page => {
  const at = `${analysisAt(study)}/outputs/${kept.id}`
  const many = kept.outputs.length > 1
  const drawn = kept.outputs.map(({ plot }) => plot !== null && hasPoints(plot))
  return {
    title: `${kept.title}: freeze ${kept.freeze.number}, ${study.title}`,
    body: html`<h1>${kept.title}</h1>
${when(kept.freeze.withdrawn, () => html`<p class="note">${withdrawnWords}</p>`)}
<p class="steps"><a href="${at}/report.html">One page to print</a> <a href="${at}/report.txt">Plain text</a></p>
${each(kept.outputs, (output, n) => {
  const { title, says, table } = output
  const label = many ? title : 'this'
  return html`<section>${when(many, () => html`<h2>${title}</h2>`)}
${each(says, (one) => html`<p>${one}</p>`)}
${when(drawn[n], () => html`<img src="${at}/${n + 1}.svg" alt="Picture of the table: ${title}">`)}
${when(table && table.rows.length > 0, () => html`<section class="wide" tabindex="0" aria-label="Table ${n + 1}: ${table!.caption}">${raw(tableHtml(table!))}</section>`)}
<ul class="hint">${each(footOf(output, kept), (line) => html`<li>${line}</li>`)}</ul>
<p class="steps"><a href="${at}/${n + 1}.csv" aria-label="Table (CSV) of ${label}">Table (CSV)</a>${when(drawn[n], () => html` <a href="${at}/${n + 1}.svg" aria-label="Picture (SVG) of ${label}">Picture (SVG)</a>`)}</p></section>`
})}
${back(study)}`,
  }
}

/** For stewards: what a study gets of the membership, before it is given. */
export const membershipPage = (study: Study, countedOn: string | null, sent?: Sent): Page => ({
  title: `Counts of the members: ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Counts of the members</h1>
<p>The study can compare those who answered with all members. For this it gets counts: age, nation and stage of life.</p>
<p>It gets no names and no list. No count is under ten, and all are rounded to 5.</p>
${
  countedOn
    ? html`<p class="note">Given. The members were counted on ${dayInWords(countedOn)}.</p>`
    : html`<p>They are given once, as they are today.</p>
<form method="post" action="${analysisAt(study)}/membership">${button('Give the counts')}</form>`
}`,
})
