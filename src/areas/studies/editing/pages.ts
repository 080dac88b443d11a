/** What researchers see of the questions of their study: the list, and the forms for its parts. */
import { area, button, errorSummary, hidden, line, type Sent, select } from '../../../kit/form.ts'
import { count, each, type Html, html, list as listed, nothing, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import type { StudyHere } from '../access.ts'
import { printedOrder } from '../questionnaires/printed-order.ts'
import {
  type Condition,
  type Question,
  type Questionnaire,
  questionsOf,
  type Section,
  spokenIn,
} from '../questionnaires/questionnaire.ts'
import { type Changes, changesBetween } from './changes.ts'
import { languageName, missingIn, underWay } from './languages.ts'
import { conditionFields, hows, kinds } from './question-form.ts'
import { gradeOfAll, gradeOfQuestion, mostGrade, readingWords } from './reading-grade.ts'
import type { Newest, Version } from './versions.ts'

export const questionsAt = ({ slug }: Pick<StudyHere, 'slug'>) => `/studies/${slug}/questionnaire`

const rooms = [
  ['', 'Questions'],
  ['/preview', 'Preview'],
  ['/languages', 'Languages'],
  ['/instruments', 'Instruments'],
  ['/files', 'Files'],
  ['/json', 'As JSON'],
] as const

/** The way round, and back to the study. */
export const wayRound = (study: StudyHere): Html =>
  html`<p class="steps"><a href="/studies/${study.slug}">${study.title}</a> ${each(rooms, ([path, label]) => html`<a href="${questionsAt(study)}${path}">${label}</a> `)}</p>`

export const firstWords = (text: string, most = 140) =>
  text.length > most ? `${text.slice(0, most).trimEnd()}…` : text

/** Which version this is, in words. */
const stands = ({ version, state, began }: Version): string => {
  if (state === 'draft' && !began) return `This is version ${version}. It is a draft, and nobody is asked it yet.`
  return state === 'closed'
    ? `This is version ${version}. Nobody new is asked it.`
    : `This is version ${version}. People answer it now. A change begins a new version.`
}

export const beginPage = (study: StudyHere): Page => ({
  title: `Questions: ${study.title}`,
  body: html`<h1>The questions of this study</h1>
<p>There are none yet. How do you want to begin?</p>
<ul class="list">
<li><h2><a href="/studies/${study.slug}/setting-up/questionnaire">With a ready set, or an empty page</a></h2></li>
<li><h2><a href="${questionsAt(study)}/files">With a file from LimeSurvey or REDCap</a></h2></li>
<li><h2><a href="${questionsAt(study)}/json">With JSON</a></h2></li>
</ul>
<p><a href="/studies/${study.slug}">Back to the study</a></p>`,
})

const listedAtOnce = 150

/** The list of every question. A long one opens part by part. */
export function listPage(study: StudyHere, newest: Newest, open: Newest | null, at: string | null, sent?: Sent): Page {
  const all = newest.content
  const [language] = all.languages
  const firsts = new Map<string, { number: number | null; only: string | null }>()
  for (const one of printedOrder(all, language!)) if (!firsts.has(one.question.id)) firsts.set(one.question.id, one)
  const short = questionsOf(all).length <= listedAtOnce
  const grade = gradeOfAll(all)
  const overs = questionsOf(all).filter((one) => (gradeOfQuestion(one)?.grade ?? 0) > mostGrade).length
  return {
    title: `Questions: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>The questions of this study</h1>
${wayRound(study)}
<p class="note">${stands(newest)}</p>
${when(newest.state === 'draft' && open, () => newVersion(study, changesBetween(open!.content, all)))}
<p><b>${spokenIn(all.title, language!)}</b>. ${capital(count(questionsOf(all).filter(({ kind }) => kind !== 'statement').length, 'question'))} in ${count(all.sections.length, 'part')}, in ${listed(all.languages.map(languageName))}. <a href="${questionsAt(study)}/front">Change what is said first and last</a></p>
<p class="hint">${readingWords(grade)}${when(overs > 0, () => html` ${capital(count(overs, 'question is', 'questions are'))} harder to read than grade ${mostGrade}.`)}</p>
${each(
  [...all.languages.slice(1), ...underWay(all)],
  (one) =>
    html`${when(missingIn(all, one).length > 0, () => html`<p class="hint"><a href="${questionsAt(study)}/languages/${one}">${languageName(one)}</a> is not offered yet: ${count(missingIn(all, one).length, 'place has', 'places have')} no words in it.</p>`)}`,
)}
${each(
  all.sections,
  (section) => html`<h2>${spokenIn(section.title, language!)}</h2>
<p class="steps"><a href="${questionsAt(study)}/sections/${section.id}">Change this part<span class="far">: ${section.id}</span></a> <a href="${questionsAt(study)}/new-question?section=${section.id}">Add a question<span class="far"> to ${section.id}</span></a>${when(!short && at !== section.id, () => html` <a href="${questionsAt(study)}?part=${section.id}">Show its ${count(section.questions.length, 'question')}<span class="far"> in ${section.id}</span></a>`)}</p>
${when(section.repeat, () => html`<p class="hint">It can come ${section.repeat!.most} times.</p>`)}
${when(short || at === section.id, () => html`<ul class="list">${each(section.questions, (one) => oneLine(study, one, firsts.get(one.id), language!))}</ul>`)}`,
)}
<p class="steps"><a href="${questionsAt(study)}/new-section">Add a part</a> <a href="${questionsAt(study)}/booklet-order">The order of the booklet</a></p>`,
  }
}
const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

function oneLine(
  study: StudyHere,
  one: Question,
  printed: { number: number | null; only: string | null } | undefined,
  language: string,
) {
  const reading = gradeOfQuestion(one)
  const hard = reading && reading.grade > mostGrade
  return html`<li>${when(printed?.number, () => html`<b>${printed!.number}.</b> `)}<a href="${questionsAt(study)}/questions/${one.id}">${firstWords(spokenIn(one.ask, language))}</a>
<p class="hint">${one.id}: ${kinds[one.kind].toLowerCase()}.${when(printed?.only, () => html` ${printed!.only}`)} ${hard ? readingWords(reading) : reading ? `Grade ${Math.max(0, reading.grade).toFixed(0)}.` : ''}</p></li>`
}

const newVersion = (study: StudyHere, { added, gone, changed }: Changes) => html`<div class="note">
<h2>A new version waits</h2>
<p>${added.length + gone.length + changed.length === 0 ? 'No question differs from the version that people answer.' : ''}${when(added.length, () => html` New: ${added.join(', ')}.`)}${when(gone.length, () => html` Taken away: ${gone.join(', ')}.`)}${when(changed.length, () => html` Changed: ${changed.join(', ')}.`)}</p>
<p>Whoever has begun stays with the version they began. Please check that your approval covers the change.</p>
<form method="post" action="${questionsAt(study)}/opening">${button('Open this version')}</form></div>`

/** The title, what is said first and what is said last, in each language that is offered. */
export const frontPage = (study: StudyHere, all: Questionnaire, sent?: Sent): Page => ({
  title: `First and last words: ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>What is said first and last</h1>
<form method="post" action="${questionsAt(study)}/front">
${inEach(all.languages, (language, label) => line({ name: `title_${language}`, label: label('Title'), value: all.title[language] ?? '', ...typed(sent) }))}
${inEach(all.languages, (language, label) => area({ name: `intro_${language}`, label: label('Said at the beginning'), rows: 4, value: all.intro?.[language] ?? '', ...typed(sent) }))}
${inEach(all.languages, (language, label) => area({ name: `thanks_${language}`, label: label('Said at the end'), rows: 4, value: all.thanks?.[language] ?? '', ...typed(sent) }))}
${button('Save')}
</form>
${back(study)}`,
})

export const typed = (sent: Sent | undefined) => (sent ? { sent } : {})
export const back = (study: StudyHere) => html`<p><a href="${questionsAt(study)}">Back to the questions</a></p>`

/** A field in each language; with one language its label does not name it. */
export const inEach = (
  languages: readonly string[],
  field: (language: string, label: (words: string) => string) => Html,
): Html[] =>
  each(languages, (language) =>
    field(language, (words) => (languages.length > 1 ? `${words} (${languageName(language)})` : words)),
  )

/** When something is asked: one condition in three fields, or any in JSON. */
export function conditionForm(
  earlier: readonly Question[],
  language: string,
  show: Condition | undefined,
  sent?: Sent,
) {
  const was = conditionFields(show)
  const value = (name: keyof typeof was) => ({ name, value: was[name], ...typed(sent) })
  return html`<details${when(show || sent?.typed?.show_question || sent?.typed?.show_json, () => html` open`)}>
<summary>Ask it only of some people</summary>
${select({ ...value('show_question'), label: 'Ask it only if, at', none: 'Ask everybody', options: earlier.map((one) => ({ value: one.id, label: firstWords(`${one.id}: ${spokenIn(one.ask, language)}`, 70) })) })}
${select({ ...value('show_how'), label: 'it is so that', none: 'Choose', options: Object.entries(hows).map(([name, label]) => ({ value: name, label })) })}
${line({ ...value('show_value'), label: 'Values of the answers, or a number', hint: 'Several with a comma between: yes, not-sure', autocomplete: 'off' })}
${area({ ...value('show_json'), label: 'Or a condition as JSON', hint: 'For more than one condition. When this is filled in, it counts.', rows: 3 })}
</details>`
}

/** A part: its title, when it is asked, and whether it comes again and again. */
export function sectionPage(study: StudyHere, all: Questionnaire, section: Section | null, sent?: Sent): Page {
  const [first] = all.languages
  const at = section ? all.sections.findIndex(({ id }) => id === section.id) : all.sections.length
  const earlier = asked(all.sections.slice(0, at).flatMap(({ questions }) => questions))
  const name = section ? spokenIn(section.title, first!) : ''
  const where = `${questionsAt(study)}/sections${section ? `/${section.id}` : ''}`
  return {
    title: section ? `Part “${name}”: ${study.title}` : `Add a part: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>${section ? `Change the part “${name}”` : 'Add a part'}</h1>
<form method="post" action="${where}">
${inEach(all.languages, (language, label) => line({ name: `title_${language}`, label: label('Title'), value: section?.title[language] ?? '', ...typed(sent) }))}
${when(!section, () => html`${inEach(all.languages, (language, label) => area({ name: `says_${language}`, label: label('Said at its beginning'), hint: 'A part begins with something to read. You can change it later.', rows: 3, ...typed(sent) }))}`)}
${line({ name: 'id', label: 'Its name in files', hint: 'Small letters, numbers and _ only. Left empty, it is made from the title.', value: section?.id ?? '', short: true, autocomplete: 'off', ...typed(sent) })}
${conditionForm(earlier, first!, section?.show, sent)}
<details${when(section?.repeat || sent?.typed?.most, () => html` open`)}>
<summary>It comes again and again, as in a life history</summary>
${line({ name: 'most', label: 'How many times at most', value: String(section?.repeat?.most ?? ''), inputmode: 'numeric', short: true, ...typed(sent) })}
${inEach(all.languages, (language, label) => line({ name: `another_${language}`, label: label('Asked before it comes again'), hint: 'Such as “Is there another one?”', value: section?.repeat?.another[language] ?? '', ...typed(sent) }))}
</details>
${button('Save')}
</form>
${when(section, () => arranging(`${where}/arranging`, 'part', at > 0, at < all.sections.length - 1))}
${back(study)}`,
  }
}

export const asked = (questions: readonly Question[]) => questions.filter(({ kind }) => kind !== 'statement')

/** Move, copy, take away: each a button of its own. */
export const arranging = (
  where: string,
  what: string,
  up: boolean,
  down: boolean,
): Html => html`<h2>Move, copy or take away</h2>
<form method="post" action="${where}"><div class="buttons">${when(up, () => button('Move it up', 'quiet', 'does', 'up'))}${when(down, () => button('Move it down', 'quiet', 'does', 'down'))}${button('Copy it', 'quiet', 'does', 'copy')}${button(`Take this ${what} away`, 'grave', 'does', 'remove')}</div></form>`

/** The whole as JSON, with what is wrong by place. */
export const jsonPage = (study: StudyHere, json: string, over: string, sent?: Sent): Page => ({
  title: `As JSON: ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>The questions as JSON</h1>
${wayRound(study)}
<p>This is the whole, as it is kept. What each part means is told in docs/questionnaires.md.</p>
<form method="post" action="${questionsAt(study)}/json">
${hidden('over', over)}
${area({ name: 'json', label: 'The whole', rows: 25, value: json, ...typed(sent) })}
${button('Check it and save')}
</form>
${when(json, () => html`<p><a href="${questionsAt(study)}/questionnaire.json" download>Keep it as a file</a></p>`)}`,
})

/** The order of the paper booklet, with its numbers. */
export const orderPage = (study: StudyHere, all: Questionnaire, language: string): Page => ({
  title: `Order of the booklet: ${study.title}`,
  body: html`<h1>The order of the booklet</h1>
${wayRound(study)}
<p>On paper everything is asked in this order. Whoever keys it in goes by the same numbers.</p>
<section class="wide" tabindex="0" aria-label="The order of the booklet"><table><thead><tr><th scope="col">Number</th><th scope="col">Question</th><th scope="col">Who is asked</th></tr></thead><tbody>
${each(printedOrder(all, language), ({ number, question, round, only }) => html`<tr><td>${number ?? nothing}</td><td>${firstWords(spokenIn(question.ask, language), 90)}${when(round > 0, () => html` (${round + 1})`)}</td><td>${only ?? 'Everybody.'}</td></tr>`)}
</tbody></table></section>
${back(study)}`,
})
