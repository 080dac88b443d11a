/** Pages from a code to the first question: which study it is, what it says of itself, and each yes on its own. */
import { button, choices, errorSummary, line, onceKey, type Sent, type Typed } from '../../../kit/form.ts'
import { each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { directionOf, english, type House, houseOf, localeOf, tongueOf } from '../questionnaires/house.ts'
import { sheetParts } from '../setting-up/rules.ts'
import type { Standing } from '../standing.ts'
import { answersAt } from './participant.ts'
import { languageName, otherLanguages, titleIn } from './tongues.ts'

export const codeField = (sent?: Sent, value = '', house: House = english) =>
  line({
    name: 'code',
    label: house('yourCode'),
    hint: house('codeHint'),
    autocomplete: 'off',
    value,
    ...(sent ? { sent } : {}),
  })

export const takePartPage = (value = '', sent?: Sent): Page => ({
  title: value ? 'Take part with this code' : 'Take part in a study',
  body: html`${errorSummary(sent?.refusal)}
<h1>Take part in a study</h1>
<p>Type the code that you were given. If you have begun before, you go on where you stopped.</p>
<form method="post" action="/take-part">
${codeField(sent, value)}
${button('Go on')}
</form>
<p class="hint">You need no account. Whether you take part changes nothing about the help you get.</p>`,
})

/** A code is asked for again, because it was a while ago; what was just sent waits in the form. */
export const codeAgainPage = (action: string, typed: Typed, house: House, sent?: Sent): Page => ({
  title: house.plain('typeCodeAgain'),
  bare: true,
  tongue: tongueOf(house),
  body: html`${errorSummary(sent?.refusal, house('checkThis'))}
<h1>${house('typeCodeAgain')}</h1>
<p>${house('wereAway')}</p>
<form method="post" action="${action}">
${each(
  Object.entries(typed).filter(([name]) => name !== 'code'),
  ([name, values]) =>
    html`${each([values ?? []].flat(), (value) => html`<input type="hidden" name="${name}" value="${value}">`)}`,
)}
${codeField(sent, '', house)}
${button(house('goOn'))}
</form>`,
})

const shortest = 500

/** The beginning of a sheet, in whole parts, and what comes after it. It never ends with a heading. */
export function shortened(words: string): { first: string; rest: string } {
  const parts = words.split(/\n\s*\n/)
  const isHeading = (part = '') => sheetParts(part)[0]?.kind === 'heading'
  let at = 1
  while (at < parts.length && parts.slice(0, at + 1).join('\n\n').length <= shortest) at++
  while (at > 1 && at < parts.length && isHeading(parts[at - 1])) at--
  if (at === 1 && isHeading(parts[0])) at = 2
  return { first: parts.slice(0, at).join('\n\n'), rest: parts.slice(at).join('\n\n') }
}

const sheetWords = (words: string) =>
  each(sheetParts(words), ({ kind, lines }) => {
    if (kind === 'heading') return html`<h2>${lines[0]}</h2>`
    return kind === 'list'
      ? html`<ul>${each(lines, (one) => html`<li>${one}</li>`)}</ul>`
      : html`<p>${lines.join(' ')}</p>`
  })

/** What is said of the day until which answers can be taken back, wherever it is said. */
export const takeBackWords = (until: string | null, house: House = english): string =>
  until ? house('takeBackUntil', { day: new Date(`${until}T12:00:00Z`) }) : house('takeBackAnyTime')

/** The study's own words stand in the language it was set up in, which is the first that its questions have. */
const written = (study: Standing, house: House, piece: Html): Html => {
  const [first] = study.questionnaire!.content.languages
  return first === house.language
    ? piece
    : html`<div lang="${localeOf(first!)}" dir="${directionOf(first!)}">${piece}</div>`
}

/** An address that stays in the language. */
const inSame = (study: Standing, page: string, language: string) =>
  `${answersAt(study.slug)}/${page}${study.questionnaire!.content.languages.length > 1 ? `?language=${language}` : ''}`

/** @param language one of the questionnaire's */
export function informationPage(study: Standing, language: string): Page {
  const { first, rest } = shortened(study.sheet?.words ?? '')
  const house = houseOf(study.questionnaire!.content, language)
  return {
    title: titleIn(study.title, study.questionnaire!.content, language),
    bare: true,
    tongue: tongueOf(house),
    body: html`${otherLanguages(study.questionnaire!.content.languages, language)}
<h1>${titleIn(study.title, study.questionnaire!.content, language)}</h1>
${when(study.run_by, () => html`<p class="who">${house('studyBy', { who: study.run_by })}</p>`)}
${written(study, house, html`${sheetWords(first)}`)}
${when(rest, () => html`<details><summary>${house('readAll')}</summary>${written(study, house, html`${sheetWords(rest)}`)}</details>`)}
<h2>${house('inShort')}</h2>
<ul>
<li>${house('mayLeaveOut')}</li>
<li>${house('codeToReturn')}</li>
<li>${takeBackWords(study.withdraw_until, house)}</li>
<li>${house('notSeen')}</li>
</ul>
${when(study.contact, () => html`<p>${house('anyQuestions', { contact: study.contact })}</p>`)}
<p><a class="button" href="${inSame(study, 'consent', language)}">${house('goOn')}</a></p>
<p class="hint">${house('orClose')}</p>`,
  }
}

/** @param language one of the questionnaire's: what the page is in, and what is chosen unless they choose another */
export function consentPage(study: Standing, language: string, sent?: Sent): Page {
  const { languages } = study.questionnaire!.content
  const house = houseOf(study.questionnaire!.content, language)
  const again = sent ? { sent } : {}
  return {
    title: `${house.plain('yesTitle')}: ${titleIn(study.title, study.questionnaire!.content, language)}`,
    bare: true,
    tongue: tongueOf(house),
    body: html`${errorSummary(sent?.refusal, house('checkThis'))}
<h1>${house('yesToWhat')}</h1>
<p>${house('tickWanted')}</p>
<form method="post" action="${answersAt(study.slug)}/consent">
${choices({
  name: 'consents[]',
  label: house('sayYes'),
  many: true,
  options: study.items.map(({ id, words, needed }) => ({
    value: id,
    label: written(study, house, html`${words}`) as string,
    ...(needed ? { hint: house('needed') } : {}),
  })),
  ...again,
})}
${when(languages.length > 1, () =>
  choices({
    name: 'language',
    label: house('whichLanguage'),
    options: languages.map((one) => ({ value: one, label: languageName(one) })),
    value: language,
    ...again,
  }),
)}
${onceKey(sent)}${button(house('begin'))}
</form>
<p class="steps"><a href="${inSame(study, 'information', language)}">${house('back')}</a></p>`,
  }
}

const bold = (address: string) => html`<b>${address}</b>`

/** In two lines, so that no phone breaks it elsewhere. */
export const codeInLarge = (code: string): Html => html`<p class="label">${code.slice(0, 10)}<br>${code.slice(10)}</p>`

export interface CodeShown {
  readonly slug: string
  readonly title: string
  readonly withdraw_until: string | null
  /** null where only they have it */
  readonly code: string | null
  /** it is printed on their letter */
  readonly onLetter: boolean
  readonly url: string
  readonly begun: boolean
  readonly house: House
}

export const yourCodePage = ({ house, ...shown }: CodeShown): Page => ({
  title: `${house.plain('yourCode')}: ${shown.title}`,
  bare: true,
  tongue: tongueOf(house),
  body: html`<h1>${house(shown.onLetter ? 'keepLetter' : 'writeCodeDown')}</h1>
${
  shown.code
    ? html`<p>${house(shown.onLetter ? 'codeInLetter' : 'ownCode')}</p>${codeInLarge(shown.code)}`
    : html`<p>${house('codeYouCameWith')}</p>`
}
<p>${house('anotherDay', { address: bold(`${shown.url}/take-part`) })}</p>
<p>${house('codeTakesBack')} ${takeBackWords(shown.withdraw_until, house)} ${house('cannotSendCode')}</p>
<p><a class="button" href="${answersAt(shown.slug)}">${house(shown.begun ? 'toQuestions' : 'toFirstQuestion')}</a></p>`,
})

/** @param code theirs; null where only they have it */
export const stoppedPage = (title: string, code: string | null, url: string, house: House): Page => ({
  title: house.plain('savedTitle'),
  bare: true,
  tongue: tongueOf(house),
  body: html`<h1>${house('savedSee')}</h1>
<p>${house('savedKept', { title })}</p>
<p>${house('toGoOn', { address: bold(`${url}/take-part`) })}</p>
${when(code, () => html`<p>${house('yourCodeIs')}</p>${codeInLarge(code!)}`)}
<p>${house('canClose')}</p>`,
})

export const closedPage = (house: House = english): Page => ({
  title: house.plain('closed'),
  bare: true,
  tongue: tongueOf(house),
  body: html`<h1>${house('closed')}</h1>
<p>${house('closedKept')}</p>
<p>${house('comeBack', { where: html`<a href="/take-part">${house('typeItHere')}</a>` })}</p>`,
})

export const endedPage = (slug: string, title: string, house: House): Page => ({
  title: `${house.plain('ended')}: ${title}`,
  bare: true,
  tongue: tongueOf(house),
  body: html`<h1>${house('ended')}</h1>
<p>${house('endedThanks', { title })}</p>
<p><a href="/studies/${slug}/withdrawal">${house('takeAnswersBack')}</a></p>`,
})
