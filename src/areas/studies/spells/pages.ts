/** What a member sees before the spells of their support map are passed to a study, and after. */
import { button, errorSummary, line, type Sent, tick } from '../../../kit/form.ts'
import { count, each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import type { Spell } from '../../support/map/spells.ts'
import { spellStates } from '../../support/map/spells.ts'
import { whats } from '../../support/needs/needs.ts'
import { reasons } from '../../support/reasons.ts'
import { reachedWords, sourceKinds } from '../../support/sources/source-kinds.ts'
import { dayOf } from '../interviews/rooms.ts'
import type { AskingStudy } from './joining.ts'
import { detailsOf } from './spell-details.ts'

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)
const years = (from: number | null, to: number | null) => {
  if (from === null) return to === null ? 'No year' : `Until ${to}`
  return to === null ? `From ${from}` : `${from} to ${to}`
}

/** One spell in the words of what passes, and no others. */
function readOf(spell: Spell): Html {
  const { from_year, to_year } = detailsOf(spell)
  const because = spell.changed_because.map((one) => reasons[one])
  return html`<li><h3>${capital(sourceKinds[spell.source_kind].label)}</h3>
<p>${capital(reachedWords[spell.online])}. ${years(from_year, to_year)}. ${capital(spellStates[spell.state].label)}.</p>
${when(spell.needs.length, () => html`<p class="hint">For: ${spell.needs.map((one) => whats[one]).join(', ')}.</p>`)}${when(because.length, () => html`<p class="hint">Why it changed: ${because.join('; ')}.</p>`)}</li>`
}

const codeField = (sent?: Sent) =>
  line({
    name: 'code',
    label: 'Your code for the study',
    hint: 'It is in your letter, or you wrote it down when you began to answer.',
    autocomplete: 'off',
    ...(sent ? { sent } : {}),
  })

const what = html`<p>The study reads what kind of support it was, online or not, and for what need. It reads the years, how it stands, and why it changed.</p>
<p>It never reads your posts or messages, the names of places, or words you wrote. It is not told who you are.</p>`

const takingBack = ({ slug, withdraw_until }: AskingStudy, taking?: Sent) => html`<h2>Take it back</h2>
<p>Then what was passed on is deleted.${when(withdraw_until, () => html` You can do this until ${dayOf(withdraw_until!)}.`)}</p>
<form method="post" action="/studies/${slug}/support-map/removal">
<div class="field"><label for="back">Your code for the study</label>
${when(taking?.refusal, () => html`<p class="error" id="back-error">${taking!.refusal!.because}</p>`)}
<input type="text" id="back" name="back" autocomplete="off" value="${String(taking?.typed?.back ?? '')}"${when(taking?.refusal, () => html` aria-invalid="true" aria-describedby="back-error"`)}></div>
${button('Take it back', 'grave')}
</form>`

/**
 * @param spells of the member who looks; null for a visitor
 * @param sent what was typed to pass them on; `taking`, to take them back
 */
export const supportMapPage = (
  study: AskingStudy,
  spells: readonly Spell[] | null,
  { sent, taking }: { readonly sent?: Sent; readonly taking?: Sent } = {},
): Page => ({
  title: `Your support map: ${study.title}`,
  body: html`${errorSummary(sent?.refusal ?? taking?.refusal)}
<h1>May this study read your support map?</h1>
<p>The study is “<a href="/studies/${study.slug}">${study.title}</a>”. It asks when and why people begin, stop and come back.</p>
${what}
${spells === null ? forVisitors(study) : study.open ? forMembers(study, spells, sent) : html`<p class="note">The study takes no more answers.</p>`}
${takingBack(study, taking)}`,
})

const forVisitors = ({
  slug,
}: AskingStudy) => html`<p class="note">Members of this community can keep a support map. <a href="/sign-in?then=${encodeURIComponent(`/studies/${slug}/support-map`)}">Sign in</a> to see yours.</p>
<p>You need no account to tell the study the same. It asks about each kind of support you used, one by one. <a href="/take-part">Type your code</a> to answer there.</p>`

const forMembers = ({ slug, words }: AskingStudy, spells: readonly Spell[], sent?: Sent) =>
  spells.length === 0
    ? html`<p class="note">There is nothing on <a href="/me/support-map">your support map</a> yet. The study asks for the same in its questions.</p>`
    : html`<h2>This is all it would read</h2>
<p>${capital(count(spells.length, 'line'))} from <a href="/me/support-map">your support map</a>, as it is today.</p>
<ul class="list">${each(spells, readOf)}</ul>
<h2>It is your choice</h2>
<p>Your help here stays the same, whatever you say. Later changes to your map are not passed on. You can pass it on again at any time.</p>
<form method="post" action="/studies/${slug}/support-map">
${codeField(sent)}
${tick({ name: 'given', label: words, ...(sent ? { sent } : {}) })}
${button('Let the study read this')}
</form>
<p class="hint">We keep no note of whose map it was. So only your code can take it back, also if you leave us or are erased here. Keep it.</p>`

export const joinedPage = (study: AskingStudy, spells: number): Page => ({
  title: `Passed on: ${study.title}`,
  body: html`<h1>Thank you</h1>
<p>The study “${study.title}” has ${count(spells, 'line')} of your support map now. What it had of it before is gone.</p>
<p>Nothing here says that it was yours. Your code takes it back.${when(study.withdraw_until, () => html` You can do that until ${dayOf(study.withdraw_until!)}.`)}</p>
<p><a href="/studies/${study.slug}/support-map">Take it back, or pass it on again</a></p>`,
})

export const takenBackPage = (study: AskingStudy): Page => ({
  title: `Taken back: ${study.title}`,
  body: html`<h1>It is taken back</h1>
<p>The study “${study.title}” has nothing of your support map any more. Your other answers are as they were.</p>
<p><a href="/studies/${study.slug}/support-map">Back to the choice</a></p>`,
})
