/** /studies/:slug/questionnaire/languages: the same questions in another language, side by side, a question a page. */

import { area, button, errorSummary, hidden, line, type Sent } from '../../../kit/form.ts'
import { only } from '../../../kit/gate.ts'
import { count, each, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, showRefusal, typedIn } from '../../../kit/web.ts'
import type { StudyHere } from '../access.ts'
import { slugOf } from '../doors.ts'
import { researchersHere } from '../guards.ts'
import { type HousePlace, heldIn, housePlaces, houseWordNames, houseWordsBy } from '../questionnaires/house-words.ts'
import { type Questionnaire, spokenIn } from '../questionnaires/questionnaire.ts'
import { home, savedWords, showOf, standing } from './doors.ts'
import { offerLanguage, translateQuestionnaire } from './language-tasks.ts'
import {
  housePage,
  houseWordsIn,
  houseWordsMissing,
  languageName,
  missingIn,
  underWay,
  type WordsAt,
  wordsIn,
} from './languages.ts'
import { back, firstWords, questionsAt, wayRound } from './pages.ts'

export const languages = routes()
const at = '/studies/:slug/questionnaire/languages'
const isLanguage = (text: string) => /^[a-z]{2,3}$/.test(text)

const listPage = (study: StudyHere, all: Questionnaire, sent?: Sent): Page => ({
  title: `Languages: ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Languages</h1>
${wayRound(study)}
<ul class="list">${each([...all.languages, ...underWay(all)], (language) => {
    const missing = missingIn(all, language).length
    return html`<li><h2><a href="${questionsAt(study)}/languages/${language}">${languageName(language)}</a></h2>
<p class="hint">${all.languages.includes(language) ? 'It is offered.' : 'It is not offered yet.'} ${missing > 0 ? `${capital(count(missing, 'place has', 'places have'))} no words in it.` : 'No words are missing.'}${when(houseWordsMissing(all, language).length > 0, () => html` ${houseMissing(all, language)}`)}</p></li>`
  })}</ul>
<h2>Add a language</h2>
<form method="post" action="${questionsAt(study)}/languages">
${line({ name: 'language', label: 'Its letters', hint: 'Two or three small letters: cy for Welsh, pl for Polish.', short: true, autocomplete: 'off', ...(sent ? { sent } : {}) })}
${button('Begin with it')}
</form>`,
})

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

const placeNames = {
  questions: 'Round every question',
  wrong: 'When something is wrong',
  beginning: 'Before the first question',
  end: 'At the end',
  code: 'The code, and taking it all back',
  paper: 'In the printed booklet',
} as const satisfies Record<HousePlace, string>

const houseMissing = (all: Questionnaire, language: string) => {
  const missing = houseWordsMissing(all, language).length
  return missing === houseWordNames.length
    ? 'Our own words are all said in English.'
    : `${capital(count(missing, 'of our own words is', 'of our own words are'))} said in English.`
}

/** What the house says by itself: buttons, hints and the like. None of it keeps a language from being offered. */
const houseList = (study: StudyHere, all: Questionnaire, language: string) => {
  const missing = houseWordsMissing(all, language)
  return html`<h2>Our own words</h2>
<p>Buttons, hints and the frame of the booklet are ours. ${missing.length > 0 ? houseMissing(all, language) : 'All of them are there.'}</p>
<ul class="list">${each(housePlaces, (place) => {
    const left = missing.filter((name) => Object.hasOwn(houseWordsBy[place], name)).length
    return html`<li><h3><a href="${questionsAt(study)}/languages/${language}/words?of=${housePage(place)}">${placeNames[place]}</a></h3><p class="hint">${left > 0 ? `${capital(count(left, 'word is', 'words are'))} missing.` : 'None is missing.'}</p></li>`
  })}</ul>`
}

const list = (c: Ctx, sent?: Sent) => showOf(c, ({ study, all }) => listPage(study, all, sent), sent?.refusal)
languages.get(at, (c) => list(c))
languages.post(at, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const language = String(typed.language ?? '')
    .trim()
    .toLowerCase()
  if (isLanguage(language)) return goOn(c, home(c, `/languages/${language}`))
  const because = 'Type the two or three letters of a language, like cy for Welsh.'
  return list(c, { typed, refusal: refuse(because, 422, { language: because }) })
})

/** Places by the page they are put into another language on. */
const grouped = (places: readonly WordsAt[]) => [...Map.groupBy(places, ({ of }) => of)]

const onePage = (study: StudyHere, all: Questionnaire, language: string, sent?: Sent): Page => {
  const missing = missingIn(all, language)
  const name = languageName(language)
  const offered = all.languages.includes(language)
  const where = `${questionsAt(study)}/languages/${language}`
  const [first] = all.languages
  const lines = (places: readonly WordsAt[]) =>
    html`<ul>${each(grouped(places), ([of, words]) => html`<li><a href="${where}/words?of=${of}">${firstWords(spokenIn(words[0]!.words, first!), 80)}</a></li>`)}</ul>`
  return {
    title: `${name}: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>${name}</h1>
${wayRound(study)}
${missing.length > 0 ? html`<h2>Words that are missing</h2>${lines(missing)}<p class="hint">It can be offered once no words are missing.</p>` : html`<p>No words are missing.</p>`}
${when(missing.length === 0 || offered, () => html`<form method="post" action="${where}/offer">${hidden('offered', offered ? 'no' : 'yes')}${button(offered ? 'Offer it no more' : 'Offer it', offered ? 'quiet' : 'main')}</form>`)}
${when(language !== 'en', () => houseList(study, all, language))}
<h2>All words of the questions</h2>
${lines(wordsIn(all))}
<p><a href="${questionsAt(study)}/languages">Back to the languages</a></p>`,
  }
}

const one = (c: Ctx, sent?: Sent) => {
  const language = c.req.param('language') ?? ''
  return showOf(
    c,
    ({ study, all }) => (isLanguage(language) ? onePage(study, all, language, sent) : notFound('language')),
    sent?.refusal,
  )
}
languages.get(`${at}/:language`, (c) => one(c))
languages.post(`${at}/:language/offer`, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const language = c.req.param('language')
  const done = await act(c, offerLanguage, { study: slugOf(c), language, offered: typed.offered })
  if (isRefusal(done)) return one(c, { refusal: done })
  return goOn(
    c,
    home(c, '/languages'),
    `${languageName(language)} is ${typed.offered === 'yes' ? 'offered' : 'not offered any more'}.`,
  )
})

/** The words of one question side by side: those that are there above, a field for the others below. */
function wordsPage(study: StudyHere, all: Questionnaire, language: string, of: string, sent?: Sent): Page | Refusal {
  const places = placesOf(all, of)
  if (places.length === 0) return notFound('question')
  const name = languageName(language)
  const house = housePlaces.find((place) => of === housePage(place))
  if (house) return houseWordsPage(study, { language, house, places }, sent)
  const others = (place: WordsAt) => all.languages.filter((one) => one !== language && place.words[one])
  return {
    title: `${name}, ${of}: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>${firstWords(spokenIn(places[0]!.words, all.languages[0]!), 80)}</h1>
<p class="hint">What stands in braces, such as {source}, repeats an answer. It stays as it is.</p>
<form method="post" action="${questionsAt(study)}/languages/${language}/words">
${hidden('of', of)}
${each(places, (place) =>
  area({
    name: place.at,
    label: `${place.what} in ${name}`,
    hint: others(place)
      .map((one) => `${languageName(one)}: ${place.words[one]}`)
      .join(' · '),
    rows: spokenIn(place.words, all.languages[0]!).length > 90 ? 3 : 1,
    value: place.words[language] ?? '',
    ...(sent ? { sent } : {}),
  }),
)}
${button('Save and go on')}
</form>
<p><a href="${questionsAt(study)}/languages/${language}">Back to ${name}</a></p>
${back(study)}`,
  }
}

const placesOf = (all: Questionnaire, of: string) =>
  [...wordsIn(all), ...houseWordsIn(all)].filter((one) => one.of === of)

/** The house's own words of one place: what it says in English, and a field for the other language. */
function houseWordsPage(
  study: StudyHere,
  { language, house, places }: { language: string; house: HousePlace; places: readonly WordsAt[] },
  sent?: Sent,
): Page {
  const name = languageName(language)
  return {
    title: `${name}, ${placeNames[house].toLowerCase()}: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>${placeNames[house]}, in ${name}</h1>
<p>Write each as a person would say it. What you leave empty is said in English.</p>
<p class="hint">What stands in braces, such as {number}, is put in by us. Please keep it.</p>
<form method="post" action="${questionsAt(study)}/languages/${language}/words">
${hidden('of', housePage(house))}
${each(places, ({ at, what, words }) => {
  const field = { name: at, label: what, value: words[language] ?? '', ...(sent ? { sent } : {}) }
  const keep = heldIn(what).map((one) => `{${one}}`)
  const hint = keep.length > 0 ? { hint: `Keep ${keep.join(' and ')}.` } : {}
  return what.length > 60 ? area({ ...field, ...hint, rows: 3 }) : line({ ...field, ...hint, autocomplete: 'off' })
})}
${button('Save and go on')}
</form>
<p><a href="${questionsAt(study)}/languages/${language}">Back to ${name}</a></p>
${back(study)}`,
  }
}

const words = (c: Ctx, of: string, sent?: Sent) => {
  const language = c.req.param('language') ?? ''
  return showOf(
    c,
    ({ study, all }) => (isLanguage(language) ? wordsPage(study, all, language, of, sent) : notFound('language')),
    sent?.refusal,
  )
}
languages.get(`${at}/:language/words`, (c) => words(c, c.req.query('of') ?? ''))
languages.post(`${at}/:language/words`, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const of = String(typed.of ?? '')
  const language = c.req.param('language')
  const here = await standing(c)
  if (isRefusal(here)) return showRefusal(c, here)
  const places = placesOf(here.all, of)
  const said = places.flatMap(({ at }) => (typeof typed[at] === 'string' ? [[at, typed[at]]] : []))
  const done = await act(c, translateQuestionnaire, { study: slugOf(c), language, words: Object.fromEntries(said) })
  if (isRefusal(done)) return words(c, of, { typed, refusal: ownNames(done) })
  // On to the next page with something missing, after this one where there is any.
  const ours = of.startsWith('house-')
  const left = houseWordsIn(done.content).filter(({ words }) => !words[language])
  const missing = grouped(ours ? left : missingIn(done.content, language)).map(([name]) => name)
  const order = grouped(ours ? houseWordsIn(done.content) : wordsIn(done.content)).map(([name]) => name)
  const later = missing.find((name) => order.indexOf(name) > order.indexOf(of))
  const next = later ?? (ours ? undefined : missing[0])
  const to = next
    ? home(c, `/languages/${language}/words?of=${encodeURIComponent(next)}`)
    : home(c, `/languages/${language}`)
  return goOn(c, to, savedWords(here.all, done))
})

/** What is wrong with words stands at their own field. */
const ownNames = (refusal: Refusal): Refusal => ({
  ...refusal,
  fields: Object.fromEntries(
    Object.entries(refusal.fields).map(([name, says]) => {
      const [, house] = /^words\.[a-z]{2,3}\.(\w+)$/.exec(name) ?? []
      return house ? [`house/${house}`, says.replace(/^[^:]*: /, '')] : [name.replace(/^words\./, ''), says]
    }),
  ),
})
