/** The end of a questionnaire: all answers to be looked at, and the thanks. */
import { button } from '../../../kit/form.ts'
import { each, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { keyOf, piped } from '../questionnaires/answering.ts'
import { houseOf, tongueOf } from '../questionnaires/house.ts'
import { spokenIn } from '../questionnaires/questionnaire.ts'
import { wavesInWords } from './before-pages.ts'
import { codeInLarge, takeBackWords } from './entering-pages.ts'
import { answersIn, type Participation } from './keeping.ts'
import { answersAt } from './participant.ts'
import { answerLine } from './question-pages.ts'
import type { Before } from './same-person.ts'
import { firstOpen, type Stop, type Way } from './way.ts'

/** Stops in their sections and rounds, in order. */
const chapters = ({ stops }: Way) =>
  [...Map.groupBy(stops, ({ section, round }) => `${section.id} ${section.repeat ? round : ''}`).values()] as Stop[][]

export function checkPage(so: Participation, way: Way): Page {
  const answers = answersIn(so)
  const { slug, title } = so.study
  const house = houseOf(so.questionnaire, so.language)
  const open = firstOpen(so, way)
  const say = (words: Parameters<typeof spokenIn>[0], round = 0) =>
    piped(spokenIn(words, so.language), so.questionnaire, answers, so.language, round)
  return {
    title: `${house.plain('yourAnswers')}: ${title}`,
    bare: true,
    tongue: tongueOf(house),
    body: html`<h1>${house(open ? 'answersSoFar' : 'lookOver')}</h1>
${
  open
    ? html`<p><a class="button" href="${answersAt(slug)}">${house('goOnWhereStopped')}</a></p>`
    : html`<p>${house('canChangeAny')}</p>`
}
${each(
  chapters({ ...way, stops: way.stops.filter((stop) => answers.has(keyOf(stop))) }),
  (
    chapter,
  ) => html`<h2>${chapter[0]!.section.repeat ? house('nthTime', { part: say(chapter[0]!.section.title), number: chapter[0]!.round + 1 }) : say(chapter[0]!.section.title)}</h2>
<ul class="list">${each(chapter, ({ asks, section, question, round }) => answerLine(so, asks, round, answers, 'check', say(asks ? asks.ask : section.repeat!.another, round), question))}</ul>
`,
)}
${each(way.last, ({ ask }) => html`<p>${say(ask)}</p>`)}
<form method="post" action="${answersAt(slug)}/sending">
${when(open, () => html`<p>${house('someOpen')}</p>`)}
<p>${house('changeAfter')}</p>
${button(house(so.completed_at ? 'sendChanges' : 'sendAnswers'), open ? 'quiet' : 'main')}
</form>
<form method="post" action="${answersAt(slug)}/closing"><p class="buttons">${button(house('saveAndStop'), 'quiet')}</p></form>`,
  }
}

export interface Thanks {
  readonly so: Participation
  readonly code: string | null
  /** purposes they said yes to */
  readonly given: readonly string[]
  readonly before: Before
}

export function thanksPage({ so, code, given, before }: Thanks): Page {
  const { slug, title, withdraw_until, contact, asks_for_spells } = so.study
  const house = houseOf(so.questionnaire, so.language)
  return {
    title: `${house.plain('thankYou')}: ${title}`,
    bare: true,
    tongue: tongueOf(house),
    body: html`<h1>${house('thankYou')}</h1>
<p>${spokenIn(so.questionnaire.thanks, so.language) || house('answersCount')}</p>
${when(code, () => html`<p>${house('yourCodeIs')}</p>${codeInLarge(code!)}`)}
<h2>${house('whatNow')}</h2>
<ul>
<li>${house('countedWithOthers')}</li>
<li>${takeBackWords(withdraw_until, house)} <a href="/studies/${slug}/withdrawal">${house('takeThemBack')}</a></li>
<li>${house('changeWhileOpen')} <a href="${answersAt(slug)}/check">${house('lookAtAnswers')}</a></li>
${when(before.asked && before.joined.length === 0, () => html`<li>${house('mayBeJoined')} <a href="${answersAt(slug)}/before">${house('beforeCode')}</a></li>`)}
${when(before.joined.length > 0, () => html`<li>${house('joinedTo', { waves: wavesInWords(before.joined, house) })}</li>`)}
${when(given.includes('interview'), () => html`<li>${house('mayAskToTalk')} <a href="/studies/${slug}/interview">${house('howReached')}</a></li>`)}
${when(asks_for_spells && given.includes('spells'), () => html`<li>${house('mayReadMap')} <a href="/studies/${slug}/support-map">${house('joinMap')}</a></li>`)}
</ul>
${when(contact, () => html`<p>${house('anyQuestions', { contact })}</p>`)}
<p>${house('hardDays', { where: html`<a href="/help-now">${house('whereToTurn')}</a>` })}</p>
<form method="post" action="${answersAt(slug)}/closing">${button(house('close'))}
<p class="hint">${house('nothingLeft')}</p></form>`,
  }
}
