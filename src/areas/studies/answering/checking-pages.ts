/** The end of a questionnaire: all answers to be looked at, and the thanks. */
import { button } from '../../../kit/form.ts'
import { each, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { keyOf, piped } from '../questionnaires/answering.ts'
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
  const open = firstOpen(so, way)
  const say = (words: Parameters<typeof spokenIn>[0], round = 0) =>
    piped(spokenIn(words, so.language), so.questionnaire, answers, so.language, round)
  return {
    title: `Your answers: ${title}`,
    bare: true,
    body: html`<h1>${open ? 'Your answers so far' : 'Look over your answers'}</h1>
${
  open
    ? html`<p><a class="button" href="${answersAt(slug)}">Go on where you stopped</a></p>`
    : html`<p>You can change any of them. Then send them, at the foot of this page.</p>`
}
${each(
  chapters({ ...way, stops: way.stops.filter((stop) => answers.has(keyOf(stop))) }),
  (
    chapter,
  ) => html`<h2>${say(chapter[0]!.section.title)}${chapter[0]!.section.repeat ? `, number ${chapter[0]!.round + 1}` : ''}</h2>
<ul class="list">${each(chapter, ({ asks, section, question, round }) => answerLine(so, asks, round, answers, 'check', say(asks ? asks.ask : section.repeat!.another, round), question))}</ul>
`,
)}
${each(way.last, ({ ask }) => html`<p>${say(ask)}</p>`)}
<form method="post" action="${answersAt(slug)}/sending">
${when(open, () => html`<p>Some questions are not answered yet. You can send what there is, too.</p>`)}
<p>You can still change your answers after you send them, for as long as the study goes on.</p>
${button(so.completed_at ? 'Send my changes' : 'Send my answers', open ? 'quiet' : 'main')}
</form>
<form method="post" action="${answersAt(slug)}/closing"><p class="buttons">${button('Save and stop', 'quiet')}</p></form>`,
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
  return {
    title: `Thank you: ${title}`,
    bare: true,
    body: html`<h1>Thank you</h1>
<p>${spokenIn(so.questionnaire.thanks, so.language) || 'Your answers are sent. They count.'}</p>
${when(code, () => html`<p>Your code is:</p>${codeInLarge(code!)}`)}
<h2>What happens now</h2>
<ul>
<li>Your answers are counted with those of others. Nobody is named, and no table shows fewer than ten people.</li>
<li>${takeBackWords(withdraw_until)} <a href="/studies/${slug}/withdrawal">Take them back</a></li>
<li>You can change them for as long as the study goes on. <a href="${answersAt(slug)}/check">Look at my answers</a></li>
${when(before.asked && before.joined.length === 0, () => html`<li>You said your answers may be joined to those you gave before. <a href="${answersAt(slug)}/before">Type the code of then</a></li>`)}
${when(before.joined.length > 0, () => html`<li>Your answers are joined to those of ${wavesInWords(before.joined)}.</li>`)}
${when(given.includes('interview'), () => html`<li>You said a researcher may ask you to talk. <a href="/studies/${slug}/interview">How you can be reached</a></li>`)}
${when(asks_for_spells && given.includes('spells'), () => html`<li>You said the study may read your support map. <a href="/studies/${slug}/support-map">Join it</a></li>`)}
</ul>
${when(contact, () => html`<p>Any questions? ${contact}</p>`)}
<p>Some questions may have brought back hard days. If you want to talk to somebody, see <a href="/help-now">where to turn</a>.</p>
<form method="post" action="${answersAt(slug)}/closing">${button('Close')}
<p class="hint">Then nothing of yours is left on this phone or computer.</p></form>`,
  }
}
