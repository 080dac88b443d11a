/** What researchers see of recruiting: codes and how they stand, rates, and the checklist. */
import { area, button, errorSummary, hidden, type Sent } from '../../../kit/form.ts'
import { each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { pages } from '../../../kit/pages.ts'
import type { StudyHere } from '../access.ts'
import { fewest } from '../analysis/disclosure.ts'
import { notGeneralisable, percentWords, shownWords, versions } from '../analysis/output.ts'
import { armWords } from '../setting-up/rules.ts'
import { type CherriesItem, cherriesItems, type Known, shareWords } from './cherries.ts'
import { type CodeLine, codesOnAPage, type Group } from './code-states.ts'
import { numberWords } from './letter.ts'
import type { PlaceLine } from './places.ts'
import type { Rates } from './rates.ts'
import { type ShownState, shownCounts, shownStates } from './rules.ts'

export const recruitingAt = ({ slug }: Pick<StudyHere, 'slug'>) => `/studies/${slug}/recruiting`

/** The way round. */
export const wayRound = (study: StudyHere): Html => {
  const at = recruitingAt(study)
  return html`<p class="steps"><a href="${at}">Codes</a> <a href="${at}/places">Places</a> <a href="${at}/rates">Rates</a> <a href="${at}/cherries">Checklist</a> <a href="/studies/${study.slug}">The study</a></p>`
}

/** A table that is never squeezed until its words break: on a small screen it is moved along. */
export const wide = (label: string, table: Html): Html =>
  html`<section class="wide" tabindex="0" aria-label="${label}">${table}</section>`

const stateWords: Record<ShownState, string> = {
  drawn: 'Drawn, not posted',
  posted: 'Posted',
  opened: 'Begun',
  answered: 'Answered',
  returned: 'Came back',
}
const workingNote = html`<p class="hint">This is for your work, and no output. Begun and Answered show once ${fewest} people did it; until then they stand under Posted. Whoever took answers back stands under Answered. Letters, names and addresses are with the charity.</p>`

export const codesPage = (study: StudyHere, groups: readonly Group[]): Page => ({
  title: `Recruiting: ${study.title}`,
  body: html`<h1>Recruiting</h1>
${wayRound(study)}
<h2>Codes</h2>
${
  groups.length === 0
    ? html`<p>No codes are drawn yet. The charity draws them when it makes the letters.</p>`
    : html`${wide(
        'Codes by how they stand',
        html`<table><caption>Codes by how they stand</caption>
<thead><tr><th scope="col">They came</th>${each(shownStates, (state) => html`<th scope="col">${stateWords[state]}</th>`)}</tr></thead>
<tbody>${each(groups, ({ arm, mailing, states }) => {
          const counts = shownCounts(states)
          const which = arm === 'letters' ? (mailing === 2 ? ', written to twice' : ', written to once') : ''
          return html`<tr><th scope="row">${armWords[arm]}${which}</th>${each(shownStates, (state) => html`<td>${counts[state]}</td>`)}</tr>`
        })}</tbody></table>`,
      )}
${workingNote}
${when(
  groups.some(({ arm }) => arm === 'letters'),
  () => html`<p><a href="${recruitingAt(study)}/codes">List of letters’ codes</a></p>`,
)}`
}
<h2>Paper</h2>
<p><a href="/studies/${study.slug}/booklet.pdf">The booklet</a> (PDF), or <a href="/studies/${study.slug}/booklet.pdf?print=large">in large print</a>. It comes from the same questions as the web.</p>`,
})

export const codeListPage = (study: StudyHere, codes: readonly CodeLine[], page: number, total: number): Page => ({
  title: `Codes${page > 1 ? `, page ${page}` : ''}: ${study.title}`,
  body: html`<h1>Letters’ codes</h1>
${wayRound(study)}
${workingNote}
${wide(
  'Letters’ codes',
  html`<table><caption>By the number of the letter</caption><thead><tr><th scope="col">Number</th><th scope="col">Letters</th><th scope="col">State</th></tr></thead>
<tbody>${each(codes, ({ number, mailing, state }) => html`<tr><th scope="row">${numberWords(number)}</th><td>${state === 'drawn' ? 0 : mailing}</td><td>${stateWords[state]}</td></tr>`)}</tbody></table>`,
)}
${pages(`${recruitingAt(study)}/codes?page=`, page, total, codesOnAPage)}`,
})

export const ratesPage = (study: StudyHere, rates: Rates, places: readonly PlaceLine[]): Page => ({
  title: `Rates: ${study.title}`,
  body: html`<h1>How many took part</h1>
${wayRound(study)}
${when(rates.posted > 0, () => letterRates(rates))}
<h2>Completion</h2>
<p>Of those who began, how many went to the end. For places nobody knows how many saw the notice, so there is no response rate.</p>
${
  rates.arms.length === 0
    ? html`<p>Nobody has begun yet.</p>`
    : wide(
        'Completion',
        html`<table><caption>By how they came</caption>${countHead('They came')}<tbody>
${each(rates.arms, (one) => countRow(armWords[one.arm], one))}
${each(rates.places, (one) => countRow(places.find(({ id }) => id === one.place)?.name ?? 'A place', one))}</tbody></table>`,
      )
}
${when(
  rates.waves.length > 0,
  () => html`<h2>By wave</h2>
${wide('By wave', html`<table><caption>Who began and went to the end in each wave</caption>${countHead('Wave')}<tbody>${each(rates.waves, (one) => countRow(`Wave ${one.wave}`, one))}</tbody></table>`)}`,
)}
${when(
  rates.sections.length > 0,
  () => html`<h2>Part by part</h2>
${wide('Part by part', html`<table><caption>How far people came on the web</caption><thead><tr><th scope="col">Part</th><th scope="col">Came so far</th></tr></thead><tbody>${each(rates.sections, ({ title, reached }) => html`<tr><th scope="row">${title}</th><td>${shownWords(reached)}</td></tr>`)}</tbody></table>`)}`,
)}
<div class="note"><p>Counts of people are rounded to 5 at random, and rates come from them. Fewer than ${fewest} people are not shown. ${notGeneralisable}</p><p>${versions}</p></div>`,
})

const countHead = (first: string) =>
  html`<thead><tr><th scope="col">${first}</th><th scope="col">Began</th><th scope="col">To the end</th><th scope="col">Completion</th></tr></thead>`
const countRow = (name: string, { began, complete }: Pick<Rates['waves'][number], 'began' | 'complete'>) =>
  html`<tr><th scope="row">${name}</th><td>${shownWords(began)}</td><td>${shownWords(complete)}</td><td>${percentWords(complete, began)}</td></tr>`

const letterRates = ({ posted, returned, letters, responses: { rr1, rr2, rr5, rr6 } }: Rates) => html`<h2>Letters</h2>
<p>${posted} posted, ${returned} came back from the post. Answered to the end: ${shownWords(letters.complete)}. Answered at least something: ${shownWords(letters.someAnswers)}.</p>
${wide(
  'Response rates',
  html`<table><caption>Response rates</caption><thead><tr><th scope="col">Rate</th><th scope="col">To the end</th><th scope="col">At least something</th></tr></thead>
<tbody><tr><th scope="row">Of all letters posted</th><td>${shareWords(rr1)} (RR1)</td><td>${shareWords(rr2)} (RR2)</td></tr>
<tr><th scope="row">Of letters that did not come back</th><td>${shareWords(rr5)} (RR5)</td><td>${shareWords(rr6)} (RR6)</td></tr></tbody></table>`,
)}
<p class="hint">These rates, RR1 to RR6, are AAPOR’s: Standard Definitions, 10th edition, 2023. RR5 and RR6 take it that nobody lives where a letter came back from.</p>`

const categoriesOf = (items: readonly CherriesItem[]) => [...new Set(items.map(({ category }) => category))]

export const cherriesPage = (study: StudyHere, known: Known, written: ReadonlyMap<string, string>): Page => {
  const open = cherriesItems.filter((one) => !written.has(one.id) && one.knows(known) === null)
  return {
    title: `Checklist of web surveys: ${study.title}`,
    body: html`<h1>Checklist of web surveys (CHERRIES)</h1>
${wayRound(study)}
<p>Most of it is filled in from the study. ${open.length === 0 ? 'Nothing is missing.' : open.length === 1 ? 'One item waits for your words.' : `${open.length} items wait for your words.`} You can print this page.</p>
${each(
  categoriesOf(cherriesItems),
  (category) => html`<h2>${category}</h2>
${wide(
  category,
  html`<table><caption class="far">${category}</caption><thead><tr><th scope="col">Item</th><th scope="col">In this study</th></tr></thead><tbody>
${each(
  cherriesItems.filter((one) => one.category === category),
  (one) =>
    html`<tr><th scope="row">${one.name}</th><td>${said(one, known, written)}<span class="steps"> <a href="${recruitingAt(study)}/cherries/${one.id}">Write<span class="far"> on ${one.name}</span></a></span></td></tr>`,
)}</tbody></table>`,
)}`,
)}
<div class="note"><p>${notGeneralisable} Counts of people are rounded to 5 at random; fewer than ${fewest} are not shown.</p><p>Items from: Eysenbach G. Improving the quality of Web surveys: the Checklist for Reporting Results of Internet E-Surveys. J Med Internet Res 2004;6(3):e34.</p></div>`,
  }
}

const said = (one: CherriesItem, known: Known, written: ReadonlyMap<string, string>): Html => {
  const [knows, words] = [one.knows(known), written.get(one.id)]
  const lines = [knows, words].filter((text) => text)
  return lines.length > 0
    ? html`${each(lines as string[], (text) => html`<p>${text}</p>`)}`
    : html`<p><b>Not written yet.</b> ${one.asks}</p>`
}

export const cherriesItemPage = (
  study: StudyHere,
  one: CherriesItem,
  known: Known,
  words: string,
  sent?: Sent,
): Page => ({
  title: `${one.name}: checklist of ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>${one.name}</h1>
<p>${one.asks}</p>
${when(one.knows(known), () => html`<p class="note">From the study: ${one.knows(known)}</p>`)}
<form method="post" action="${recruitingAt(study)}/cherries/${one.id}">${hidden('item', one.id)}
${area({ name: 'words', label: 'In your words', hint: 'It stands under what is known. Leave it empty to take it away.', value: words, ...(sent ? { sent } : {}) })}
${button('Save')}
</form>
<p><a href="${recruitingAt(study)}/cherries">Back to the checklist</a></p>`,
})
