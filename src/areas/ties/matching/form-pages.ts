/** The five questions, a page each; the page that shows all and sends; and how somebody can be matched. */
import type { Condition } from '../../../kit/community.ts'
import { area, button, choices, errorSummary, hidden, line, type Sent, tick } from '../../../kit/form.ts'
import { each, type Html, html, list, nothing, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { optionalPurposes } from '../../members/consent.ts'
import { channelNames, languages } from './profile.ts'
import { type Channel, channels, weighed, weighedInOrder } from './ranking-facts.ts'
import type { Answers } from './store.ts'

export const questions = {
  cares: {
    label: 'Whom do you care for?',
    short: 'Whom I care for',
    hint: 'As much or as little as you like. Please leave names out.',
  },
  hard: {
    label: 'What is hard now?',
    short: 'What is hard now',
    hint: 'One thing or many. What weighs most today?',
  },
  why: {
    label: 'Why do you ask now?',
    short: 'Why I ask now',
    hint: 'Perhaps something changed, or you would just like to talk.',
  },
  hope: {
    label: 'What do you hope for in the other person?',
    short: 'What I hope for',
    hint: 'Someone a few years on, someone near, someone who laughs about it?',
  },
  more: {
    label: 'Is there anything else?',
    short: 'Anything else',
    hint: 'Good times to reach you, or what you would rather not talk about.',
  },
} as const
export type Question = keyof typeof questions
export const questionNames = Object.keys(questions) as Question[]
export const isQuestion = (name: string): name is Question => Object.hasOwn(questions, name)

/** A list to choose one from, where radio buttons would fill three screens. */
const pick = (
  name: string,
  label: string,
  options: readonly { value: string; label: string }[],
  chosen: string,
): Html => html`<div class="field">
<label for="${name}">${label}</label>
<select id="${name}" name="${name}">${each(options, ({ value, label }) => html`<option value="${value}"${value === chosen ? ' selected' : ''}>${label}</option>`)}</select>
</div>`

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const beginning = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

const order = [
  ['first', 'What counts most?'],
  ['second', 'And then?'],
  ['third', 'And after that?'],
] as const

export function questionPage(
  question: Question,
  draft: Answers | undefined,
  { topics }: Pick<Condition, 'topics'>,
  then: string,
  sent?: Sent,
): Page {
  const place = questionNames.indexOf(question)
  const { label, hint } = questions[question]
  const chosen = (name: string, kept: string | null | undefined) => text(sent?.typed?.[name]) || (kept ?? '')
  return {
    title: `${label} Question ${place + 1} of 5`,
    body: html`${errorSummary(sent?.refusal)}
<p>Question ${place + 1} of 5</p>
<form method="post" action="/matching/request/${question}">
${area({ name: question, label, hint, heading: true, rows: 5, value: draft?.[question] ?? '', sent })}
${when(question === 'hard', () =>
  pick(
    'topic',
    'Which of these is it most about?',
    [
      { value: '', label: 'None of these, or I don’t know' },
      ...topics.map(({ id, name }) => ({ value: id, label: beginning(name) })),
    ],
    chosen('topic', draft?.topic),
  ),
)}
${when(
  question === 'hope',
  () =>
    html`${each(order, ([name, label], n) =>
      pick(
        name,
        label,
        [
          { value: '', label: 'No wish' },
          ...weighedInOrder.map((value) => ({ value, label: beginning(weighed[value]) })),
        ],
        chosen(name, draft?.weigh[n]),
      ),
    )}`,
)}
${when(then, () => hidden('then', then))}
<p class="buttons">${button('Go on')} ${button('I don’t know', 'quiet', 'go', 'unsure')}${when(place > 0, () => html` ${button('Back', 'quiet', 'go', 'back')}`)}</p>
</form>
<p class="hint">Only the coordinator reads this. It is kept as you go, so you can stop here and come back.</p>`,
  }
}

export interface CheckView {
  readonly draft: Answers
  readonly life: Pick<Condition, 'topics'>
  readonly channels: readonly Channel[]
  readonly languages: readonly string[]
  /** what they share of the person they care for, as label and answer */
  readonly shared: readonly { label: string; shown: string }[]
  readonly consents: boolean
  readonly sent?: Sent
}

/** All that was answered, before it is sent. */
export const checkPage = ({ draft, life, channels: ways, languages, shared, consents, sent }: CheckView): Page => ({
  title: 'Ask to meet another family',
  body: html`${errorSummary(sent?.refusal)}
<h1>Look once more, then send</h1>
<h2>For the coordinator</h2>
${each(
  questionNames,
  (question) => html`<h3>${questions[question].short}</h3>
${draft[question] ? html`<div class="words"><p>${draft[question]}</p></div>` : html`<p class="hint">Not told.</p>`}
${when(question === 'hard' && draft.topic, () => html`<p>Most about: ${life.topics.find(({ id }) => id === draft.topic)?.name}.</p>`)}
${when(question === 'hope' && draft.weigh.length > 0, () => html`<p>What counts most: ${list(draft.weigh.map((one) => weighed[one]))}.</p>`)}
<p><a href="/matching/request/${question}?then=check">Change<span class="far">: ${questions[question].short}</span></a></p>`,
)}
<h2>For the other family</h2>
<p>They see your name and what you share of the person you care for. That is also what we look at.</p>
${
  shared.length === 0
    ? html`<p>You share nothing yet. Without an age or a stage we may find nobody.</p>`
    : html`<ul>${each(shared, ({ label, shown }) => html`<li>${label}: ${shown}</li>`)}</ul>`
}
<p><a href="/me/cared-for">Change what you share</a></p>
<form method="post" action="/matching/request">
${choices({ name: 'channels[]', label: 'How would you like to be in touch?', many: true, options: channelOptions, values: ways, sent })}
<p>You speak: ${list(languages)}. <a href="/matching/profile">Change</a></p>
${consents ? nothing : tick({ name: 'consent', label: `Yes: ${optionalPurposes.matching.label.toLowerCase()}`, hint: optionalPurposes.matching.hint, sent })}
${button('Send')}
</form>
<form method="post" action="/matching/request/withdrawal">${hidden('sure', 'yes')}${button('Throw this away', 'quiet')}</form>`,
})

const channelOptions = channelNames.map((value) => ({ value, label: beginning(channels[value]) }))

export interface ProfileView {
  readonly now:
    | { willing: boolean; languages: string[]; channels: Channel[]; knows: string[]; hours: string | null }
    | undefined
  readonly life: Pick<Condition, 'topics'>
  readonly consents: boolean
  readonly sent?: Sent
}

/** A long list of boxes, shut until it is wanted, and open when something in the form is wrong. */
const folded = (summary: string, boxes: Html, sent?: Sent): Html =>
  html`<details${when(sent?.refusal, () => html` open`)}><summary>${summary}</summary>${boxes}</details>`

export const profilePage = ({ now, life, consents, sent }: ProfileView): Page => ({
  title: 'How I can be put in touch',
  body: html`${errorSummary(sent?.refusal)}
<h1>How I can be put in touch</h1>
<form method="post" action="/matching/profile">
${choices({
  name: 'willing',
  label: 'May we suggest you to a family who asks?',
  hint: 'We ask you each time. You never have more than two at once.',
  value: now ? (now.willing ? 'yes' : 'no') : '',
  options: [
    { value: 'yes', label: 'Yes, ask me' },
    { value: 'no', label: 'No, not now' },
  ],
  sent,
})}
${choices({ name: 'channels[]', label: 'How do you like to be in touch?', many: true, options: channelOptions, values: now?.channels ?? [], sent })}
${folded(
  `Languages: ${list(now?.languages ?? ['English'])}`,
  choices({
    name: 'languages[]',
    label: 'Which languages do you speak?',
    many: true,
    options: languages.map((value) => ({ value, label: value })),
    values: now?.languages ?? ['English'],
    sent,
  }),
  sent,
)}
${folded(
  `What you know well: ${list(life.topics.filter(({ id }) => now?.knows.includes(id)).map(({ name }) => name)) || 'nothing told yet'}`,
  choices({
    name: 'knows[]',
    label: 'What do you know well from your own life?',
    hint: 'We may tell this to a family you are suggested to.',
    many: true,
    options: life.topics.map(({ id, name }) => ({ value: id, label: beginning(name) })),
    values: now?.knows ?? [],
    sent,
  }),
  sent,
)}
${line({ name: 'hours', label: 'When does it suit you?', hint: 'For example: evenings after eight. Who you are put in touch with can see this.', value: now?.hours ?? '', sent })}
${consents ? nothing : tick({ name: 'consent', label: `Yes: ${optionalPurposes.matching.label.toLowerCase()}`, hint: optionalPurposes.matching.hint, sent })}
${button('Save')}
</form>
<p><a href="/matching">Back</a></p>`,
})
