/** Taking answers back: what goes, until when, are you sure, and a page that can be kept or printed. */
import { button, errorSummary, hidden, type Sent, tick } from '../../../kit/form.ts'
import { html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { type House, tongueOf } from '../questionnaires/house.ts'
import { wavesInWords } from './before-pages.ts'
import { codeField, takeBackWords } from './entering-pages.ts'
import { otherLanguages } from './tongues.ts'
import type { TakenBack } from './withdrawing.ts'

export interface StudyToLeave {
  readonly slug: string
  /** in the language of the page */
  readonly title: string
  readonly contact: string
  readonly withdraw_until: string | null
  readonly languages: readonly string[]
  readonly house: House
}

const withdrawalAt = ({ slug }: StudyToLeave) => `/studies/${slug}/withdrawal`

/** What was refused, in the words of the page. */
const inWords = ({ house }: StudyToLeave, sent?: Sent): Sent =>
  sent?.refusal ? { ...sent, refusal: house.refused(sent.refusal) } : (sent ?? {})

export function withdrawalPage(study: StudyToLeave, value = '', unread?: Sent): Page {
  const { house, title } = study
  const sent = inWords(study, unread)
  return {
    title: `${house.plain('takeAnswersBack')}: ${title}`,
    bare: true,
    tongue: tongueOf(house),
    body: html`${errorSummary(sent.refusal, house('checkThis'))}
${otherLanguages(study.languages, house.language)}
<h1>${house('takeAnswersBack')}</h1>
<p>${house('forStudy', { title })} ${takeBackWords(study.withdraw_until, house)} ${house('needNotSayWhy')}</p>
<form method="post" action="${withdrawalAt(study)}">
${hidden('language', house.language)}
${codeField(sent, value, house)}
${button(house('goOn'))}
</form>
${when(study.contact, () => html`<p>${house('lostCode', { contact: study.contact })}</p>`)}`,
  }
}

/** @param joined numbers of the other waves that these answers are joined to */
export function surePage(study: StudyToLeave, code: string, joined: readonly number[], unread?: Sent): Page {
  const { house, title } = study
  const sent = inWords(study, unread)
  const waves = wavesInWords(joined, house)
  const label = house(joined.length > 0 ? 'sureThisTime' : 'sureAll')
  return {
    title: `${house.plain('areYouSure')} ${title}`,
    bare: true,
    tongue: tongueOf(house),
    body: html`${errorSummary(sent.refusal, house('checkThis'))}
<h1>${house('areYouSure')}</h1>
<p>${house('theseGo')}</p>
<ul>
<li>${house('goAnswers')}</li>
<li>${house('goMap')}</li>
<li>${house('goInterview')}</li>
${when(joined.length > 0, () => html`<li>${house('goJoined', { waves })}</li>`)}
</ul>
<p>${house('tookPartKept')}</p>
<p>${house('helpStays')}</p>
<form method="post" action="${withdrawalAt(study)}/taking-back">
${hidden('language', house.language)}${hidden('code', code)}
${tick({ name: 'sure', label, sent })}
${when(
  joined.length > 0,
  () => html`<p>${house('othersStay', { waves })}</p>
${tick({ name: 'others', label: house('othersToo', { waves }), sent })}`,
)}
${button(house('takeItBack'), 'grave')}
</form>
<p class="steps"><a href="/studies/${study.slug}/answers">${house('keepThem')}</a></p>`,
  }
}

export function takenBackPage(study: StudyToLeave, { at, others }: Pick<TakenBack, 'at' | 'others'>): Page {
  const { house, title } = study
  return {
    title: `${house.plain('takenBack')}: ${title}`,
    bare: true,
    tongue: tongueOf(house),
    body: html`<h1>${house('wereTakenBack')}</h1>
<p>${house(others === 'kept' ? 'deletedThisTime' : 'deletedOn', { day: at, title })}</p>
${when(others === 'kept', () => html`<p>${house('othersKept')}</p>`)}
${when(others === 'taken back', () => html`<p>${house('othersGone')}</p>`)}
<p>${house('nothingMore')}</p>
${when(study.contact, () => html`<p>${house('anyQuestions', { contact: study.contact })}</p>`)}
<p class="hint">${house('keepPage')}</p>`,
  }
}
