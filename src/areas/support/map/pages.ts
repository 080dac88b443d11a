/** A member's support map: the picture, the table behind it, and a page to print. */
import { dayTime } from '../../../kit/day.ts'
import { button, choices, errorSummary, type Sent } from '../../../kit/form.ts'
import { each, type Html, html, list, nothing, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { whats } from '../needs/needs.ts'
import { type Reason, reasons } from '../reasons.ts'
import { reachedWords, sourceKinds } from '../sources/source-kinds.ts'
import { type Answered, answerNow, answerWords, type Question, questionNames, questions } from './outlook.ts'
import { legend, picture } from './picture.ts'
import { supportMap } from './rules.ts'
import { spellName, spellTime, withoutYear } from './spell-rules.ts'
import { type Spell, spellStates } from './spells.ts'

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

export interface OwnMap {
  readonly spells: readonly Spell[]
  readonly outlook: readonly Answered[]
  /** as in 2019-01-01 */
  readonly today: string
}

/** What it was for, why it began and why it changed. */
function story({ needs, began_because, changed_because, words }: Spell): Html {
  const why = (codes: readonly Reason[]) => codes.map((code) => reasons[code]).join('; ')
  const said = [
    needs.length > 0 && html`For: ${list(needs.map((one) => whats[one]))}.`,
    began_because.length > 0 && html`Why it began: ${why(began_because)}.`,
    changed_because.length > 0 && html`Why it changed: ${why(changed_because)}.`,
    words && html`<span class="words">${words}</span>`,
  ].filter((one) => one !== false && one !== null && one !== '')
  return when(
    said.length > 0,
    () => html`<tr><td colspan="3">${each(said, (one, n) => html`${n > 0 ? html`<br>` : nothing}${one}`)}</td></tr>`,
  )
}

/** All that the picture shows, and what it cannot show, in words. */
const table = (spells: readonly Spell[], isMine: boolean): Html =>
  html`<section class="wide" tabindex="0" aria-label="The same in words"><table>
<caption>The same in words</caption>
<thead><tr><th scope="col">What</th><th scope="col">When</th><th scope="col">How</th></tr></thead>
${each(
  spells,
  (
    spell,
  ) => html`<tbody><tr><th scope="rowgroup">${isMine ? html`<a href="/me/support-map/spells/${spell.id}"><span class="words">${spellName(spell)}</span></a>` : html`<span class="words">${spellName(spell)}</span>`}${when(spell.source_words, () => html`<br>${capital(sourceKinds[spell.source_kind].label)}`)}</th>
<td><span class="words">${capital(spellTime(spell))}</span>${when(isMine && withoutYear(spell).length > 0, () => html`<br><a class="steps" href="/me/support-map/spells/${spell.id}/year">Add the year<span class="far"> of ${spellName(spell)}</span></a>`)}</td>
<td>${capital(spellStates[spell.state].label)}, ${reachedWords[spell.online]}</td></tr>
${story(spell)}</tbody>`,
)}</table></section>`

/** Picture and table, alike on the page, in print and for staff who may look. */
function mapBody({ spells, today }: OwnMap, isMine: boolean): Html {
  if (spells.length === 0) return nothing
  const map = supportMap(spells, today)
  return html`${when(
    map.lanes.length > 0,
    () => html`${picture(map)}
${legend()}`,
  )}
${when(map.undated.length > 0, () => html`<p>${map.undated.length === 1 ? 'One line has' : `${map.undated.length} lines have`} no year, so the picture cannot show ${map.undated.length === 1 ? 'it' : 'them'}.</p>`)}
${table(spells, isMine)}`
}

const outlookList = ({ outlook }: OwnMap, isMine: boolean): Html =>
  html`<ul class="list">${each(questionNames, (question) => {
    const answer = answerNow(outlook, question)
    const said = answer === null ? 'Not told' : answerWords(question, answer)
    return html`<li><h3>${isMine ? html`<a href="/me/support-map/outlook/${question}">${questions[question].question}</a>` : questions[question].question}</h3><p>${said}.</p></li>`
  })}</ul>`

/** @param staffMay whether the member says yes to staff looking at it */
export const supportMapPage = (mine: OwnMap, staffMay: boolean): Page => ({
  title: 'My support map',
  body: html`<h1>My support map</h1>
<p>What you have turned to over the years, online and off. Put it in any order, and change it at any time.</p>
<p>${staffMay ? 'You said yes to staff looking at it when they help you.' : 'Only you can see it.'} <a href="/me/consent">Change who may see it</a></p>
<p><a class="button" href="/me/support-map/new">Add something</a></p>
${mapBody(mine, true)}
${mine.spells.length > 0 ? html`<p><a href="/me/support-map/print">A page to print</a></p>` : html`<p>There is nothing on it yet. Begin with what you use now, or with what came first.</p>`}
<h2>How you see things now</h2>
<p>Two small questions. Leave them, or change them as often as you like.</p>
${outlookList(mine, true)}
<p class="end">That is everything.</p>
<p><a href="/me">Back to my page</a></p>`,
})

export const printPage = (mine: OwnMap, name: string, now: Date): Page => ({
  title: 'My support map, to print',
  bare: true,
  body: html`<p class="steps"><a href="/me/support-map">Back to my support map</a></p>
<h1>My support map</h1>
<p>${name}, ${dayTime(now)}</p>
${mapBody(mine, false)}
<h2>How I see things now</h2>
${outlookList(mine, false)}`,
})

/** One question a page, and what was said before. */
export function outlookPage(question: Question, all: readonly Answered[], sent?: Sent): Page {
  const before = all.filter((one) => one.question === question)
  return {
    title: questions[question].question,
    body: html`${errorSummary(sent?.refusal)}
<form method="post" action="/me/support-map/outlook/${question}">
${choices({ name: 'answer', label: questions[question].question, heading: true, hint: 'Only you see this. There is no right answer.', value: answerNow(all, question) ?? '', options: [...Object.entries(questions[question].options).map(([value, label]) => ({ value, label })), { value: '', label: 'I would rather not say' }], sent })}
${button('Save')}
</form>
${when(before.length > 0, () => html`<h2>What you said before</h2><ul>${each(before, (one) => html`<li>${dayTime(one.at)}: ${answerWords(question, one.answer)}</li>`)}</ul>`)}
<p><a href="/me/support-map">Back to my support map</a></p>`,
  }
}

/** For staff whom the member said yes to. */
export const staffMapPage = (map: OwnMap, name: string): Page => ({
  title: `The support map of ${name}`,
  body: html`<p class="steps"><a href="/desk/support-map">Support maps I may look at</a></p>
<h1>The support map of ${name}</h1>
<p>${name} said yes to this, so that you can help. That you looked is noted.</p>
${mapBody(map, false)}
${when(map.spells.length === 0, () => html`<p>There is nothing on it yet.</p>`)}
<h2>How ${name} sees things now</h2>
${outlookList(map, false)}
<p class="end">That is everything.</p>`,
})

export const staffMapsPage = (members: readonly { id: string; name: string }[]): Page => ({
  title: 'Support maps I may look at',
  body: html`<h1>Support maps I may look at</h1>
<p>These members said yes. Look when you help one of them, and not otherwise. Each look is noted.</p>
<ul class="list">${each(members, ({ id, name }) => html`<li><h2><a href="/desk/support-map/${id}">${name}</a></h2></li>`)}</ul>
${when(members.length === 0, () => html`<p>Nobody has said yes so far.</p>`)}
<p class="end">That is everything.</p>
<p><a href="/desk">Back to the desk</a></p>`,
})
