/** One question a page. What a page weighs and how many presses it takes are counted: many answer on a small phone at night. */
import { area, button, errorSummary, hidden, line, type Sent } from '../../../kit/form.ts'
import { each, html, nothing, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { type Answers, dontKnow, keyOf, piped, ratherNot, type When } from '../questionnaires/answering.ts'
import { type House, houseOf, tongueOf } from '../questionnaires/house.ts'
import { type Asked, spokenIn, type Words } from '../questionnaires/questionnaire.ts'
import { answerWords, roundWords } from './answer-words.ts'
import { answersIn, type Participation } from './keeping.ts'
import { answersAt } from './participant.ts'
import { addressOf, backTo, indexOf, type Stop, type Way } from './way.ts'

/** What is said on a page about a stop. */
export interface Shown {
  readonly so: Participation
  readonly way: Way
  readonly stop: Stop
  /** where a change leads back to, as in the address */
  readonly back: string | null
  readonly sent?: Sent | undefined
}

/** Value, whether it is offered and what it is called (both by one name), and the kind of answer it is. */
const instead = [
  [dontKnow, 'dontKnow', 'dont know'],
  [ratherNot, 'ratherNot', 'rather not say'],
] as const

/** Words in the participant's language, with the answers that they repeat. */
const speaker =
  ({ so, stop }: Shown, answers: Answers) =>
  (words: Words | undefined) =>
    piped(spokenIn(words, so.language), so.questionnaire, answers, so.language, stop.round)

export function questionPage(shown: Shown): Page {
  const { so, stop, back, sent } = shown
  const { slug } = so.study
  const house = houseOf(so.questionnaire, so.language)
  const { title, above, asked } = partsOf(shown)
  return {
    title,
    bare: true,
    tongue: tongueOf(house),
    body: html`${errorSummary(sent?.refusal, house('checkThis'))}
${above}
<form method="post" action="${addressOf(slug, stop)}">
${back ? hidden('back', back) : nothing}
${asked}
<p class="buttons">${button(house('back'), 'quiet', 'go', 'back')} ${button(house('saveAndStop'), 'quiet', 'go', 'stop')}</p>
</form>
<p class="steps"><a href="${answersAt(slug)}/code">${house('myCode')}</a> <a href="${answersAt(slug)}/check">${house('myAnswers')}</a></p>`,
  }
}

/** What is asked at a stop without what goes on around it: a preview shows the same. */
export function partsOf(shown: Shown) {
  const { so, way, stop } = shown
  const answers = answersIn(so)
  const say = speaker(shown, answers)
  const asks = say(stop.asks ? stop.asks.ask : stop.section.repeat!.another)
  const at = indexOf(way, stop) + 1
  const lead = stop.before.map((one) => one.ask)
  const house = houseOf(so.questionnaire, so.language)
  const title = say(stop.section.title)
  const part = stop.section.repeat ? house('nthTime', { part: title, number: stop.round + 1 }) : title
  return {
    title: `${asks}${stop.round ? ` (${stop.round + 1})` : ''}`,
    above: html`<p class="who">${house('progress', { part, number: at, many: way.stops.length })}</p>
${statements(at === 1 ? [so.questionnaire.intro, ...lead] : lead, say)}`,
    asked: stop.asks ? asking(stop.asks, asks, shown, answers, say, house) : another(asks, shown, answers, house),
  }
}

/** Whether a page is the same for everybody who comes to it: it shows nothing that somebody answered. */
export function isAlike({ so, stop, back, sent }: Shown): boolean {
  if (!stop.asks || back || sent || so.rows.get(keyOf(stop))) return false
  const { ask, hint } = stop.asks
  const words = [ask, hint, so.questionnaire.intro, stop.section.title, ...stop.before.map((one) => one.ask)]
  return words.every((one) => !spokenIn(one, so.language).includes('{'))
}

const statements = (said: readonly (Words | undefined)[], say: (words?: Words) => string) =>
  html`${each(said.map(say).filter(Boolean), (words) => html`<p>${words}</p>`)}`

function asking(
  question: Asked,
  ask: string,
  { so, stop, sent }: Shown,
  answers: Answers,
  say: (words?: Words) => string,
  house: House,
) {
  const kept = answers.get(keyOf(stop))
  const offered = instead.filter(([, offers]) => question[offers])
  const said = sent ? undefined : offered.find(([, , kind]) => kind === kept?.kind)
  const hint = [
    say(question.hint),
    question.kind === 'many' ? house('chooseAll') : '',
    'unit' in question && question.unit ? house('inUnit', { unit: say(question.unit) }) : '',
  ].filter(Boolean)
  const field = {
    name: 'answer',
    label: ask,
    heading: true,
    ...(hint.length > 0 ? { hint: sentences(hint) } : {}),
    ...(sent ? { sent } : {}),
    value: kept?.kind === 'answered' ? typedAgain(kept.value) : '',
  }
  const chosen = sent ? texts(sent.typed?.answer ?? sent.typed?.['answer[]']) : texts(kept?.value)
  const asked = () => {
    switch (question.kind) {
      case 'one':
        return options(
          { ...field, type: 'radio', name: 'answer' },
          [...question.options.map(({ value, label, hint }) => ({ value, label: say(label), hint: say(hint) }))],
          said ? [said[0]] : chosen,
          offered.map(([value, name]) => ({ value, label: house(name), hint: '' })),
          house('or'),
        )
      case 'many':
        return options(
          { ...field, type: 'checkbox', name: 'answer[]' },
          question.options.map(({ value, label, hint }) => ({ value, label: say(label), hint: say(hint) })),
          chosen,
        )
      case 'number':
        return line({ ...field, inputmode: 'numeric', short: true, autocomplete: 'off' })
      case 'when':
        return line({ ...field, autocomplete: 'off' })
      case 'words':
        return area({ ...field, rows: question.most > 200 ? 6 : 3 })
    }
  }
  // What was said before instead of an answer stands in the form, so that going on does not unsay it.
  return html`${asked()}
${when(said && question.kind !== 'one', () => html`<p class="said">${answerWords(question, kept, so.language, house)}.</p>${hidden('kept', said![0])}`)}
<p class="buttons">${button(house('goOn'))}${when(question.kind !== 'one', () => html`${each(offered, ([value, name]) => html` ${button(house(name), 'quiet', 'instead', value)}`)}`)}</p>`
}

/** Hints one after another; one may be marked as English. */
const sentences = (all: readonly string[]) =>
  html`${each(all, (one, at) => html`${at > 0 ? ' ' : ''}${one}`)}` as string

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []

const typedAgain = (value: unknown) =>
  typeof value === 'object' && value !== null && 'words' in value ? (value as When).words : String(value ?? '')

interface Choice {
  readonly value: string
  readonly label: string
  readonly hint: string
}

interface Options {
  readonly type: 'radio' | 'checkbox'
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly sent?: Sent
}

/** Answers as labels across the whole width, for a thumb. */
function options(
  { type, name, label, hint, sent }: Options,
  all: readonly Choice[],
  chosen: readonly string[],
  /** apart from the answers: "I don't know" and "I would rather not say" */
  instead: readonly Choice[] = [],
  or = '',
) {
  const error = sent?.refusal?.fields.answer
  const ties = [hint && 'answer-hint', error && 'answer-error'].filter(Boolean).join(' ')
  const one = ({ value, label, hint }: Choice) =>
    html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${chosen.includes(value) ? ' checked' : ''}> ${label}${when(hint, () => html`<br><span class="hint">${hint}</span>`)}</label>
`
  return html`<fieldset class="field"${when(error, () => html` id="answer"`)}${when(ties, () => html` aria-describedby="${ties}"`)}>
<legend><h1 class="label">${label}</h1></legend>
${when(hint, () => html`<p class="hint" id="answer-hint">${hint}</p>`)}${when(error, () => html`<p class="error" id="answer-error">${error}</p>`)}
${each(all, one)}${when(instead.length, () => html`<p class="end">${or}</p>${each(instead, one)}`)}</fieldset>`
}

/** After each round: what was told so far, and whether there is another. One press. */
function another(asks: string, { so, stop }: Shown, answers: Answers, house: House) {
  return html`<h1>${asks}</h1>
<h2>${house('toldSoFar')}</h2>
${rounds(so, stop, answers, house)}
<p class="buttons">${button(house('thatIsAll'), 'main', 'answer', 'no')} ${button(house('addAnother'), 'main', 'answer', 'yes')}</p>`
}

const rounds = (so: Participation, stop: Stop, answers: Answers, house: House) =>
  html`<ol>${each(
    Array.from({ length: stop.round + 1 }, (_, round) => round),
    (round) => html`<li><details><summary>${roundWords(stop.section, answers, round, so.language, house)}</summary>
<ul class="list">${each(
      stop.section.questions.filter(
        (one) =>
          one.kind !== 'statement' &&
          so.rows.has(keyOf({ question: one.id, round })) &&
          answers.has(keyOf({ question: one.id, round })),
      ),
      (one) => answerLine(so, one as Asked, round, answers, backTo(stop)),
    )}</ul></details></li>
`,
  )}</ol>`

/** A question, what was answered, and the way to change it; in a preview, where nobody takes part, there is none. */
export function answerLine(
  so: Participation,
  question: Asked | null,
  round: number,
  answers: Answers,
  back: string,
  ask?: string,
  place?: string,
) {
  const id = place ?? question!.id
  const house = houseOf(so.questionnaire, so.language)
  const asked = ask ?? piped(spokenIn(question!.ask, so.language), so.questionnaire, answers, so.language, round)
  return html`<li>${asked}<br><b>${answerWords(question, answers.get(keyOf({ question: id, round })), so.language, house)}</b>
${so.id ? html`<a href="${addressOf(so.study.slug, { question: id, round }, back)}">${house('change')}<span class="far"> ${asked}</span></a>` : nothing}</li>`
}
