/** What everybody sees of studies: which are open, what one asks, its sheet; and for its people, what is still to do. */
import { count, each, type Html, html, list, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { dayInWords } from '../../members/days.ts'
import { planWords } from '../analysis/plan.ts'
import { armWords, phoneIn, type Side, sheetParts, stepsOf } from './rules.ts'
import { asWritten, setUpAt, studyAt } from './step-pages.ts'
import type { Front, SetUp, Sheet, StudyLine } from './store.ts'

const stateWords = { draft: 'Not open yet', open: 'Open', closed: 'Ended' } as const

const lines = (studies: readonly StudyLine[], about: (one: StudyLine) => string): Html =>
  html`<ul class="list">${each(studies, (one) => html`<li><h3><a href="${studyAt(one)}">${one.title}</a></h3><p class="hint">${about(one)}</p></li>`)}</ul>`

/** The studies, for whoever reads: those that are open, one's own, and for a steward all. */
export const studiesPage = (studies: readonly StudyLine[], reads: 'anybody' | 'researcher' | 'steward'): Page => {
  const open = studies.filter(({ state }) => state === 'open')
  const mine = studies.filter(({ doing }) => doing === 'researcher' && reads === 'researcher')
  const desk = studies.filter(({ doing, state }) => doing === 'desk' && state !== 'draft')
  return {
    title: 'Studies',
    body: html`<h1>Studies</h1>
${when(mine.length > 0, () => html`<h2>Studies you work in</h2>${lines(mine, ({ state }) => `${stateWords[state]}.`)}`)}
${when(desk.length > 0, () => html`<h2>Studies whose desk you are at</h2><ul class="list">${each(desk, (one) => html`<li><h3><a href="${studyAt(one)}/desk">Desk of ${one.title}</a></h3></li>`)}</ul>`)}
<h2>Studies you can take part in</h2>
${
  open.length > 0
    ? html`<p>It is up to you. Your help here stays the same. Those who help you do not see if you do.</p>
${lines(open, ({ run_by }) => `Run by ${run_by}.`)}
<p>Do you have a code? <a href="/take-part">Type your code</a></p>`
    : html`<p>No study is open now.</p>`
}
${when(
  reads === 'steward',
  () => html`<h2>All studies</h2>
${studies.length > 0 ? lines(studies, ({ state }) => `${stateWords[state]}.`) : html`<p>There is none yet.</p>`}
<p><a class="button" href="/studies/new">Make a study</a></p>`,
)}`,
  }
}

/** What somebody who is at the desk of a study, and does nothing else in it, is led to. */
const deskNote = (study: Front): Html =>
  html`<p class="note">You are at the desk of this study. <a href="${studyAt(study)}/desk">Go to the desk</a></p>`

export interface Reads {
  /** the side of setting up that the reader is on */
  readonly side: Side | null
  readonly atDesk: boolean
  /** of a study that takes members in, for a member: the code with which they do */
  readonly code: string | null
}

export const frontPage = (study: Front, setUp: SetUp | null, { side, atDesk, code }: Reads, today: string): Page => ({
  title: study.title,
  body: html`<h1>${study.title}</h1>
${when(atDesk, () => deskNote(study))}
${when(setUp && side, () => panel(setUp!, side!, today))}
${study.state === 'draft' ? draftNote(study) : openFront(study, code, today)}`,
})

const draftNote = (study: Front): Html =>
  html`<p class="hint">Nobody else sees this study yet. It is run by ${study.run_by}.</p>`

const firstPart = (words: string) => words.split(/\n\s*\n/)[0] ?? ''

function openFront(study: Front, code: string | null, today: string): Html {
  const { sheet, waves } = study
  const wave = waves.find(({ opens_on, closes_on }) => opens_on <= today && today <= closes_on)
  const next = waves.find(({ opens_on }) => opens_on > today)
  const takes = study.state === 'open' && (waves.length === 0 || wave)
  return html`${when(study.state === 'closed', () => html`<p class="note">This study has ended. Thank you to all who took part.</p>`)}
${when(study.state === 'open' && !takes, () => html`<p class="note">This study takes no answers today.${when(next, () => html` It begins again on ${dayInWords(next!.opens_on)}.`)}</p>`)}
<h2>What it asks</h2>
<p>${firstPart(study.protocol)}</p>
${when(study.protocol !== firstPart(study.protocol), () => html`<p><a href="${studyAt(study)}/protocol">Read the whole protocol</a></p>`)}
${when(
  sheet,
  () => html`<h2>Read this first</h2>
<p><a href="${studyAt(study)}/sheet">The information sheet</a> says what happens to your answers. You can print it.</p>`,
)}
${when(takes, () => takePart(study, code, wave?.closes_on))}
${yesTo(study)}
<h2>Take it back</h2>
${takeBack(study, today)}
<h2>Who runs it</h2>
<p>${study.run_by}</p>
<p>${study.contact}</p>
${each(
  study.told.filter(({ what }) => what === 'contact'),
  ({ words, until }) => html`<p class="hint">Until ${dayInWords(until)} it said: ${words}</p>`,
)}
${when(study.approvals.length > 0, () => html`<h2>Who approved it</h2>${approved(study)}`)}
${when(study.plan, () => html`<p class="hint">${planWords({ version: study.plan!.version, answersByThen: study.plan!.answers_by_then })} So what is looked at was said on ${dayInWords(study.plan!.fixed_on)}.</p>`)}`
}

const ring = (contact: string): Html => {
  const phone = phoneIn(contact)
  return phone
    ? html`<a href="tel:${phone.replace(/[^\d+]/g, '')}">${phone.replaceAll(' ', '\u00a0')}</a>`
    : html`${contact}`
}

const takePart = (study: Front, code: string | null, until: string | undefined): Html =>
  html`<h2>How to take part</h2>
${when(
  code,
  () => html`<p><a class="button" href="/take-part/${code}">Take part as a member</a></p>
<p>What you answer is kept apart from your account. Nobody here sees that it is you.</p>`,
)}
<p>${code ? html`Do you have a code already? <a href="/take-part">Type your code</a>` : html`<a class="button" href="/take-part">Type your code</a>`}</p>
<p>${when(study.arms.includes('members') && !code, () => html`Members here can take part too: <a href="/sign-in?then=${encodeURIComponent(studyAt(study))}">sign in</a> first. `)}${when(study.arms.includes('letters'), () => html`The code stands on your letter. `)}${when(study.arms.includes('places'), () => html`A notice of the study has one too. `)}You need no account.</p>
<p>No code, or no screen? Ring the study: ${ring(study.contact)}. Somebody reads the questions to you, or posts them.</p>
${when(until, () => html`<p>You can answer until ${dayInWords(until!)}.</p>`)}`

const yesTo = ({ items }: Pick<Front, 'items'>): Html =>
  when(
    items.length > 0,
    () => html`<h2>What you can say yes to</h2>
<p>Each on its own. All are off until you say so.</p>
<ul>${each(items, ({ words, needed }) => html`<li>${words}${when(needed, () => html` <b>Needed to take part.</b>`)}</li>`)}</ul>`,
  )

function takeBack(study: Front, today: string): Html {
  const end = study.withdraw_until
  const before = study.told.filter(({ what }) => what === 'withdraw_until')
  if (!end) return html`<p>Ring the study if you want your answers back.</p>`
  return html`${
    today <= end
      ? html`<p>You can take all your answers back until ${dayInWords(end)}. You need not say why. <a href="${studyAt(study)}/withdrawal">Take answers back</a></p>
<p>After that day it is not possible: they have been counted by then.</p>`
      : html`<p>Answers could be taken back until ${dayInWords(end)}. That day is over.</p>`
  }
${each(before, ({ words, until }) => html`<p class="hint">Until ${dayInWords(until)} this day was ${dayInWords(words)}.</p>`)}`
}

const approved = ({ approvals }: Pick<Front, 'approvals'>): Html =>
  html`<ul>${each(approvals, ({ body, version, reference, approved_on }) => html`<li>${body}, ${dayInWords(approved_on)}: ${version}.${when(reference, () => html` Reference ${reference}.`)}</li>`)}</ul>`

/** For its people: what is done, what is missing, and the rooms of the study. */
function panel(study: SetUp, side: Side, today: string): Html {
  const steps = stepsOf(study, today)
  const left = steps.filter(({ missing }) => missing).length
  const at = studyAt(study)
  const rooms: readonly (readonly [string, string])[] =
    side === 'charity'
      ? [
          ['letters', 'Letters'],
          ['desk/lost-letter', 'Lost codes'],
        ]
      : [
          ['questionnaire', 'Questionnaire'],
          ['recruiting', 'Recruiting'],
          ['desk', 'Desk'],
          ['analysis', 'Analysis'],
          ['interviews', 'Interviews'],
        ]
  const toDo = html`<ol class="list">${each(steps, ({ key, label, side: whose, missing, stands }) => html`<li><h3><a href="${setUpAt(study)}/${key}">${label}</a></h3><p class="hint">${missing ? html`<b>To do:</b> ${missing}` : html`Done${when(stands, () => html`: ${stands}`)}.`}${when(whose !== side, () => html` ${whose === 'charity' ? 'A steward does this.' : 'The researchers do this.'}`)}</p></li>`)}
<li><h3><a href="${setUpAt(study)}/opening">${study.state === 'draft' ? 'Open the study' : study.state === 'open' ? 'Close the study' : 'It has ended'}</a></h3></li></ol>`
  return html`<section aria-labelledby="setting-up"><h2 id="setting-up">${study.state === 'draft' ? 'Setting up' : 'For its people'}</h2>
<p class="steps">${each(rooms, ([path, label]) => html`<a href="${at}/${path}">${label}</a> `)}</p>
${when(study.state === 'draft', () => html`<p>${left === 0 ? 'All is there. A steward can open it.' : `Still to do: ${count(left, 'step')}.`}</p>`)}
${when(study.state === 'open', () => html`<p>Open since ${dayInWords(study.opened_on!)}. People come ${list(study.arms.map((arm) => armWords[arm]))}.</p>`)}
${when(study.state === 'open' && study.waves.length === 0 && study.withdraw_until && soon(study.withdraw_until, today), () => html`<p class="note">The last day to take answers back is near. Move it later, or close the study.</p>`)}
${
  study.state === 'draft'
    ? toDo
    : html`<details><summary>How it is set up</summary>${toDo}</details>
<p class="hint">Below is what everybody sees.</p>`
}</section>`
}

const soon = (end: string, today: string) => Date.parse(end) - Date.parse(today) < 28 * 24 * 60 * 60 * 1000

export const protocolReadPage = (study: Front): Page => ({
  title: `Protocol: ${study.title}`,
  body: html`<h1>Protocol</h1>
<p class="hint">“${study.title}”, version ${study.protocol_version ?? 1}</p>
${asWritten(study.protocol)}
<p class="steps"><a href="${studyAt(study)}">Back to the study</a></p>`,
})

/**
 * The information sheet, for a screen and for paper alike.
 *
 * @param asked the version that was asked for; null for the newest
 * @param url where the community's pages are reached, for paper
 */
export const sheetPage = (study: Front, sheet: Sheet, asked: number | null, url: string): Page => ({
  title: `Information sheet${asked === null ? '' : `, version ${asked}`}: ${study.title}`,
  body: html`<h1>${study.title}</h1>
<p class="hint">Information sheet, version ${sheet.version}, ${dayInWords(sheet.made_on)}</p>
${when(sheet.version !== study.sheet?.version, () => html`<p class="note">This is an older version. <a href="${studyAt(study)}/sheet">Read the newest</a></p>`)}
${each(sheetParts(sheet.words), ({ kind, lines }) =>
  kind === 'heading'
    ? html`<h2>${lines[0]}</h2>`
    : kind === 'list'
      ? html`<ul>${each(lines, (one) => html`<li>${one}</li>`)}</ul>`
      : html`<p>${lines.join(' ')}</p>`,
)}
${when(sheet.version === study.sheet?.version, () => yesTo(study))}
<h2>Until when</h2>
${study.withdraw_until ? html`<p>You can take all your answers back until ${dayInWords(study.withdraw_until)}: ring us, or go to ${url}${studyAt(study)}/withdrawal with your code.</p>` : html`<p>Ring us if you want your answers back.</p>`}
<h2>How to take part</h2>
<p>With a code, go to ${url}/take-part. Or ring us.</p>
<p>${study.run_by}. ${study.contact}</p>
${when(study.approvals.length > 0, () => html`<h2>Who approved it</h2>${approved(study)}`)}
<p class="steps"><a href="${studyAt(study)}">Back to the study</a>${when(sheet.version > 1, () => html` <a href="${studyAt(study)}/sheet/${sheet.version - 1}">Version ${sheet.version - 1}</a>`)}</p>`,
})
