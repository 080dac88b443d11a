/** Pages for reading a study out on the phone: what to say stands in large letters, what to press under it. */
import { area, button, choices, errorSummary, hidden, line, onceKey, type Sent } from '../../../kit/form.ts'
import { each, type Html, html, raw, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { prose } from '../../../kit/prose.ts'
import { beforeField } from '../answering/before-pages.ts'
import { codeInLarge, shortened, takeBackWords } from '../answering/entering-pages.ts'
import { answersIn, type Participation } from '../answering/keeping.ts'
import { indexOf, type Stop, type Way } from '../answering/way.ts'
import { type Answer, dontKnow, keyOf, piped, ratherNot, type When } from '../questionnaires/answering.ts'
import { type Asked, spokenIn, type Words } from '../questionnaires/questionnaire.ts'
import type { Standing } from '../standing.ts'
import { deskAt, readOut, wayBack } from './rooms.ts'
import type { DeskHere } from './sitting.ts'

const sayThis = html`<p class="hint">Read this out:</p>`

export interface PlaceHere {
  /** id of its code */
  readonly code: string
  readonly name: string
}

export function callPage(desk: DeskHere, places: readonly PlaceHere[], sent?: Sent): Page {
  const typed = sent ? { sent } : {}
  return {
    title: `A caller answers: ${desk.title}`,
    body: html`${errorSummary(sent?.refusal)}
${wayBack(desk)}
<h1>A caller answers</h1>
<p>Ask for no name. If they say it, do not write it down.</p>
${sayThis}
${readOut('Do you have a letter or a notice about the study? There is a code on it, with sixteen letters. Please read it to me.')}
<form method="post" action="${deskAt(desk)}/phone">
${line({ name: 'code', label: 'Their code', hint: 'From a letter, from a notice, or the one they were given when they began.', first: true, autocomplete: 'off', ...typed })}
${button('Go on')}
</form>
<h2>They have no code</h2>
${
  places.length
    ? html`<form method="post" action="${deskAt(desk)}/phone">
${choices({ name: 'place', label: 'Where did they hear of the study?', hint: 'Did they get a letter? Then ask them to fetch it: its code is for them.', options: places.map(({ code, name }) => ({ value: code, label: name })), ...typed })}
${button('Go on without a code', 'quiet')}
</form>`
    : html`<p>This study has no place to choose. Ask a researcher to add one, such as “phone”.</p>`
}`,
  }
}

/** The sheet in short, and each thing that can be said yes to. */
export function informationPage(desk: DeskHere, study: Standing, sent?: Sent): Page {
  const { first, rest } = shortened(study.sheet?.words ?? '')
  const { languages } = study.questionnaire!.content
  const names = new Intl.DisplayNames('en-GB', { type: 'language' })
  const typed = sent ? { sent } : {}
  return {
    title: `What the study is: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
${wayBack(desk, ['/phone', 'Another caller'])}
<h1>What the study is</h1>
${sayThis}
<blockquote class="aloud">${raw(prose(first))}
<p>You can leave out any question, and stop at any time. ${takeBackWords(study.withdraw_until)} Those who support you do not see if you take part.</p></blockquote>
${when(rest, () => html`<details><summary>The rest of the sheet, if they ask</summary>${raw(prose(rest))}</details>`)}
<h2>What do they say yes to?</h2>
<p class="hint">Read each one out. Note what they say.</p>
<form method="post" action="${deskAt(desk)}/phone/information">
${each(study.items, ({ id, words, needed }) =>
  choices({
    name: `item-${id}`,
    label: `“${words}”`,
    ...(needed ? { hint: 'Without a yes to this they cannot take part.' } : {}),
    options: [
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No' },
    ],
    ...typed,
  }),
)}
${when(languages.length > 1, () => choices({ name: 'language', label: 'Language you read the questions in', options: languages.map((value) => ({ value, label: names.of(value) ?? value })), value: languages[0]!, ...typed }))}
${onceKey(sent)}${button('Begin')}
</form>`,
  }
}

export const notTakingPartPage = (desk: DeskHere): Page => ({
  title: 'They do not take part',
  body: html`${wayBack(desk, ['/phone', 'Another caller'])}
<h1>They do not take part</h1>
${sayThis}
${readOut('That is fine. Thank you for ringing. Nothing is kept, and your help from the charity stays the same.')}`,
})

/** Whoever said yes to joining is asked for their code of then. It can be left out. */
export const beforePage = (desk: DeskHere, sent?: Sent): Page => ({
  title: `Did they answer before? ${desk.title}`,
  body: html`${errorSummary(sent?.refusal)}
${wayBack(desk)}
<h1>Did they answer before?</h1>
${sayThis}
${readOut('You said that your answers may be joined to those you gave before. Did you answer before? Then please read me the code you had then. If you have none, we just go on.')}
<form method="post" action="${deskAt(desk)}/phone/before">
${beforeField('The code they had then', sent)}
${button('Join them')}
</form>
<p><a class="button" href="${deskAt(desk)}/phone/code">Go on without it</a></p>`,
})

/** A code in groups of four letters, for somebody who writes it down. */
export const codePage = (desk: DeskHere, so: Participation, code: string | null): Page => ({
  title: 'Tell them their code',
  body: html`${wayBack(desk)}
<h1>Tell them their code</h1>
${sayThis}
${
  so.arm === 'letters'
    ? readOut('Please keep your letter. With its code you can go on another day, and take your answers back.')
    : readOut(
        'Please take a pen. I read you a code. With it you can go on another day, and take your answers back. We cannot look it up for you, because we do not know who you are.',
      )
}
${when(code, () => html`${codeInLarge(code!)}<p class="hint">Four groups of four letters. Let them read it back.</p>`)}
<p><a class="button" href="${deskAt(desk)}/phone/questions">They have it. First question</a></p>`,
})

export interface Asking {
  readonly so: Participation
  readonly way: Way
  readonly stop: Stop
  readonly sent?: Sent | undefined
}

export const questionAt = (desk: { readonly slug: string }, { question, round }: Stop) =>
  `${deskAt(desk)}/phone/questions/${question}${round ? `/${round + 1}` : ''}`

/** One question, as it is read out. */
export function askPage(desk: DeskHere, asking: Asking): Page {
  const { so, way, stop, sent } = asking
  const answers = answersIn(so)
  const say = (words: Words | undefined) =>
    piped(spokenIn(words, so.language), so.questionnaire, answers, so.language, stop.round)
  const asks = say(stop.asks ? stop.asks.ask : stop.section.repeat!.another)
  const at = indexOf(way, stop)
  const before = [...(at === 0 ? [so.questionnaire.intro] : []), ...stop.before.map(({ ask }) => ask)].filter(Boolean)
  return {
    title: `${asks}${stop.round ? ` (${stop.round + 1})` : ''}`,
    body: html`${errorSummary(sent?.refusal)}
<p class="who">${say(stop.section.title)}${stop.section.repeat ? `, number ${stop.round + 1}` : ''}. Question ${at + 1} of about ${way.stops.length}. Read it out:</p>
${each(before, (words) => readOut(say(words)))}
<form method="post" action="${questionAt(desk, stop)}">
${stop.asks ? field(stop.asks, asks, answers.get(keyOf(stop)), say, sent) : yesOrNo(asks)}
<p class="buttons">${when(at > 0, () => button('Back', 'quiet', 'go', 'back'))} ${button('Stop here, go on another day', 'quiet', 'go', 'stop')}</p>
</form>`,
  }
}

const yesOrNo = (asks: string): Html =>
  html`<h1>${asks}</h1><p class="buttons">${button('No', 'main', 'answer', 'no')} ${button('Yes', 'main', 'answer', 'yes')}</p>`

const howWords = {
  one: 'Read out each answer. They choose one.',
  many: 'Read out each answer. They say yes or no to it.',
  number: 'They say a number.',
  when: 'Type their own words, such as “around 2012”.',
  words: 'Type what they say, in their words. Leave out names. Read it back.',
} as const

function field(
  question: Asked,
  asks: string,
  kept: Answer | undefined,
  say: (words: Words | undefined) => string,
  sent?: Sent,
): Html {
  const value = kept?.kind === 'answered' ? kept.value : null
  const hint = [
    say(question.hint),
    howWords[question.kind],
    'unit' in question && question.unit ? `In ${say(question.unit)}.` : '',
  ]
    .filter(Boolean)
    .join(' ')
  const own = { label: asks, heading: true, hint, ...(sent ? { sent } : {}) }
  const instead = [
    ...(question.dontKnow ? [[dontKnow, 'They don’t know']] : []),
    ...(question.ratherNot ? [[ratherNot, 'They would rather not say']] : []),
    ['leave', 'Leave it out'],
  ] as const
  const asked = () => {
    switch (question.kind) {
      case 'one':
      case 'many':
        return choices({
          ...own,
          name: question.kind === 'one' ? 'answer' : 'answer[]',
          many: question.kind === 'many',
          options: question.options.map((one) => ({
            value: one.value,
            label: say(one.label),
            ...(one.hint ? { hint: say(one.hint) } : {}),
          })),
          values: value === null ? [] : [value as string | string[]].flat(),
        })
      case 'number':
        return line({
          ...own,
          name: 'answer',
          inputmode: 'numeric',
          short: true,
          first: true,
          autocomplete: 'off',
          value: value === null ? '' : String(value),
        })
      case 'when':
        return line({
          ...own,
          name: 'answer',
          first: true,
          autocomplete: 'off',
          value: (value as When | null)?.words ?? '',
        })
      case 'words':
        return area({ ...own, name: 'answer', rows: 4, value: (value as string | null) ?? '' })
    }
  }
  const before = kept && kept.kind !== 'answered' ? insteadWords[kept.kind] : null
  return html`${asked()}
${when(before, () => html`<p class="said">They said before: ${before}.</p>${hidden('kept', kept!.kind)}`)}
<p class="buttons">${button('Go on')} ${each(instead, ([value, label]) => html`${button(label!, 'quiet', 'instead', value!)} `)}</p>`
}

const insteadWords = {
  answered: '',
  'dont know': 'I don’t know',
  'rather not say': 'I would rather not say',
  skipped: 'nothing, it was left out',
  'not asked': 'nothing',
  illegible: 'nothing that could be read',
} as const

export const endPage = (desk: DeskHere, so: Participation, { stops, last }: Way): Page => {
  const final = stops.at(-1)
  return {
    title: `The last words: ${desk.title}`,
    body: html`${wayBack(desk)}
<h1>That was the last question</h1>
${sayThis}
${each(last, ({ ask }) => readOut(spokenIn(ask, so.language)))}
${readOut('Those were all the questions. Shall I send your answers now?')}
<form method="post" action="${deskAt(desk)}/phone/sending">${button('Yes, send them')}</form>
${when(final, () => html`<p class="steps"><a href="${questionAt(desk, final!)}">Back to the last question</a></p>`)}`,
  }
}

/** After sending, and after stopping half way: what to say, and the code once more. */
export const goodbyePage = (
  desk: DeskHere,
  { so, code, sent }: { readonly so: Participation; readonly code: string | null; readonly sent: boolean },
): Page => ({
  title: sent ? 'Sent. Say thank you' : 'Saved for another day',
  body: html`<h1>${sent ? 'Sent. Say thank you' : 'Saved for another day'}</h1>
${sayThis}
${sent && so.questionnaire.thanks ? readOut(spokenIn(so.questionnaire.thanks, so.language)) : ''}
${readOut(
  sent
    ? `Thank you for your time. ${takeBackWords(so.study.withdraw_until)} For that you need your code.`
    : 'Your answers so far are kept. Ring us again when you like, and read us your code. We go on where you stopped.',
)}
${when(code, () => html`<p>Their code${so.arm === 'letters' ? ' is the one in their letter' : ''}:</p>${codeInLarge(code!)}<p class="hint">Have they written it down? We cannot post it or look it up: nobody knows whose it is.</p>`)}
<p><a class="button" href="${deskAt(desk)}">Back to the desk</a></p>
<p class="hint">Nothing of this call is left on this computer.</p>`,
})
