/** What researchers see of the people of a study's interviews: the plan, the grid, the list, and one person. */
import { timeWords } from '../../../kit/day.ts'
import { area, button, choices, errorSummary, hidden, line, type Sent, tick } from '../../../kit/form.ts'
import { count, each, type Html, html, nothing, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import type { StudyHere } from '../access.ts'
import type { Variable } from '../analysis/variables.ts'
import { dayOf, oneOf, outputNote, roomsAt, wayRound } from './rooms.ts'
import type { Withdrawal } from './rules.ts'
import { hows, howWords, type InterviewState, type Purpose, pseudonymOf, purposes, secondConsent } from './rules.ts'
import type { Cell, Grid } from './selection.ts'
import type { Interview } from './store.ts'

const stateWords: Record<InterviewState, string> = {
  invited: 'Invited, no answer yet',
  agreed: 'Said yes',
  scheduled: 'Has a day',
  done: 'Took place',
  declined: 'Said no',
  withdrawn: 'Took their words back',
}

interface Stage {
  readonly variables: readonly string[]
  readonly about: string
  readonly withdraw_until: string
  readonly keep_until: string
  readonly closed_at: Date | null
}

export const interviewsPage = (
  study: StudyHere,
  stage: Stage | null,
  interviews: readonly Interview[],
  standing: { n: number; withdrawals: readonly Withdrawal[] },
): Page => ({
  title: `Interviews: ${study.title}`,
  body: html`<h1>Interviews</h1>
${wayRound(study)}
${stage ? html`<p>Words can be taken back until ${dayOf(stage.withdraw_until)}. They are kept until ${dayOf(stage.keep_until)}.</p>` : html`<p>First say how you will interview. Then you can invite people.</p>`}
<p class="steps"><a href="${roomsAt(study)}/plan">${stage ? 'Change the plan' : 'Plan the interviews'}</a> ${when(stage && !stage.closed_at, () => html`<a href="${roomsAt(study)}/selection">Choose who to invite</a>`)}</p>
${when(
  interviews.length > 0,
  () => html`<ul class="list">${each(interviews, (one) => {
    const name = pseudonymOf(one.number)
    return html`<li><h2><a href="${roomsAt(study)}/${name}">${name}</a></h2>
<p>${stateWords[one.state]}.${when(one.state === 'scheduled', () => html` ${howWords[one.how!]}, ${timeWords(one.planned_for!)}.`)}${when(one.transcript, () => html` ${count(one.pieces, 'piece')} coded. <a href="${roomsAt(study)}/${name}/transcript">Read ${name}</a>`)}</p></li>`
  })}</ul>
<p class="end">That is everything.</p>`,
)}
${outputNote(standing.n, standing.withdrawals)}`,
})

export const planPage = (study: StudyHere, stage: Stage | null, variables: readonly Variable[], sent?: Sent): Page => {
  const options = variables.map(({ name, label }) => ({ value: name, label }))
  return {
    title: `Plan the interviews: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>Plan the interviews</h1>
${when(options.length === 0, () => html`<p class="note">The questionnaire has no questions yet that a grid can be made from.</p>`)}
<form method="post" action="${roomsAt(study)}/plan">
${oneOf({ name: 'rows', label: 'First question of the grid', hint: 'People are laid out by their answers to two questions.', options, none: 'Choose', value: stage?.variables[0] ?? null, sent })}
${oneOf({ name: 'columns', label: 'Second question of the grid', options, none: 'Choose', value: stage?.variables[1] ?? null, sent })}
${area({ name: 'about', label: 'What the invitation says', hint: 'Say what you will talk about, how long it takes, and who you are.', value: stage?.about ?? '', ...(sent ? { sent } : {}) })}
${line({ name: 'withdraw_until', label: 'Last day to take words back', type: 'date', short: true, value: stage?.withdraw_until ?? '', ...(sent ? { sent } : {}) })}
${line({ name: 'keep_until', label: 'Last day that transcripts are kept', hint: 'On the next night they are deleted.', type: 'date', short: true, value: stage?.keep_until ?? '', ...(sent ? { sent } : {}) })}
<p class="hint">Whoever is invited already keeps the days they were told.</p>
${button('Save')}
</form>
<p><a href="${roomsAt(study)}">Back to the interviews</a></p>`,
  }
}

const armWords: Record<string, string> = {
  letters: 'came by letter',
  places: 'came by a notice',
  members: 'came as a member',
}
const modeWords: Record<string, string> = {
  web: 'answered online',
  paper: 'answered on paper',
  phone: 'answered by phone',
}

export const selectionPage = (study: StudyHere, grid: Grid, reachable: ReadonlySet<string>, sent?: Sent): Page => {
  const invited = ({ people }: Cell) => people.filter(({ state }) => state !== null).length
  // Where nobody is invited yet, the spread has a gap: these come first.
  const cells = [...grid.cells].sort((a, b) => Number(invited(a) > 0) - Number(invited(b) > 0))
  const error = sent?.refusal?.fields['people[]']
  return {
    title: `Who to invite: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>Choose who to invite</h1>
<p>Look for a spread of lives, not a sample. Choose people who differ, so that you hear what you do not know yet.</p>
<p class="hint">These people said you may ask them. This page is for your work alone. Its small numbers must never be told to anybody.</p>
${when(cells.length === 0, () => html`<p>Nobody has said yes to being asked so far.</p>`)}
<form method="post" action="${roomsAt(study)}/invitations">
${when(error, () => html`<p class="error" id="people">${error}</p>`)}
${when(cells.length > 0, () => overview(grid))}
${each(
  cells,
  (cell) => html`<fieldset class="field"><legend>${cell.row} / ${cell.column}</legend>
<p class="hint">${invited(cell) === 0 ? 'Nobody is invited here yet.' : `${count(invited(cell), 'person', 'people')} invited here.`}</p>
${each(cell.people, (one) => (one.state ? html`<p>${pseudonymOf(one.number!)}: ${stateWords[one.state]}</p>` : candidate(one, reachable)))}</fieldset>`,
)}
${when(cells.length > 0, () => button('Invite them'))}
</form>
<h2>When you have asked enough people</h2>
<p>Then nobody more is invited. How the others could be reached is deleted.</p>
<form method="post" action="${roomsAt(study)}/closing">${button('Invite nobody more', 'quiet')}</form>
<p><a href="${roomsAt(study)}">Back to the interviews</a></p>`,
  }
}

/** The grid at a glance: how many of those who said yes are invited so far. */
const overview = ({ rows, columns, cells }: Grid) => {
  const down = [...new Set(cells.map(({ row }) => row))]
  const across = [...new Set(cells.map(({ column }) => column))]
  const cell = (row: string, column: string) => {
    const people = cells.find((one) => one.row === row && one.column === column)?.people ?? []
    return people.length === 0 ? 'nobody' : `${people.filter(({ state }) => state).length} of ${people.length}`
  }
  return html`<ul>
<li>Down: ${rows.label}</li>
<li>Across: ${columns.label}</li>
</ul>
<section class="wide" tabindex="0" aria-label="The grid"><table><caption>Invited, of those who said yes</caption><thead><tr><td></td>${each(across, (column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${each(down, (row) => html`<tr><th scope="row">${row}</th>${each(across, (column) => html`<td>${cell(row, column)}</td>`)}</tr>`)}</tbody></table></section>`
}

const candidate = (one: Cell['people'][number], reachable: ReadonlySet<string>) =>
  html`<div class="choice"><input type="checkbox" id="p-${one.label}" name="people[]" value="${one.id}"> <label for="p-${one.label}">Person ${one.label}: ${armWords[one.arm] ?? one.arm}, ${modeWords[one.mode] ?? one.mode}${reachable.has(one.id) ? ', can be reached' : ''}</label></div>`

const consentOptions = purposes.map((purpose) => ({ value: purpose, label: secondConsent[purpose].words }))

/** The form in which an answer to an invitation is given or noted. */
export const answerFields = (sent?: Sent): Html => html`${choices({
  name: 'answer',
  label: 'Will there be an interview?',
  options: [
    { value: 'yes', label: 'Yes' },
    { value: 'no', label: 'No, thank you' },
  ],
  ...(sent ? { sent } : {}),
})}
${choices({ name: 'purposes[]', label: 'If yes: what is agreed to', hint: 'Each is asked on its own. Only the first is needed.', many: true, options: consentOptions, ...(sent ? { sent } : {}) })}`

export interface PersonSeen {
  readonly interview: Interview
  readonly consents: Readonly<Record<Purpose, boolean>>
  readonly mine: boolean
  readonly reachable: boolean
  readonly about: string
}

export function personPage(
  study: StudyHere,
  { interview, consents, mine, reachable, about }: PersonSeen,
  sent?: Sent,
): Page {
  const name = pseudonymOf(interview.number)
  const here = `${roomsAt(study)}/${name}`
  const { state } = interview
  const open = state === 'invited' || state === 'agreed' || state === 'scheduled'
  const typed = sent ? { sent } : {}
  return {
    title: `${name}: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>${name}</h1>
${wayRound(study)}
<p>${stateWords[state]}.${when(interview.planned_for && state !== 'withdrawn', () => html` ${howWords[interview.how!]}, ${timeWords(interview.planned_for!)}.`)}</p>
${when(state !== 'withdrawn' && state !== 'declined', () => html`<p>Words can be taken back until ${dayOf(interview.withdraw_until)}. They are kept until ${dayOf(interview.keep_until)}.</p>`)}
${when(interview.answered_at && state !== 'withdrawn' && state !== 'declined', () => html`<ul>${each(purposes, (purpose) => html`<li><b>${consents[purpose] ? 'Yes' : 'No'}</b>: ${secondConsent[purpose].words}</li>`)}</ul>`)}
${when(interview.transcript, () => html`<p><a href="${here}/transcript">Read and code what ${name} said</a></p>`)}
${when(state === 'done', () => html`<p><a href="${here}/afterwards">What to say or send afterwards</a></p>`)}
${when(!mine, () => html`<p class="note">A colleague holds this interview. Only they can reach this person.</p>`)}
${when(mine && state === 'done' && !interview.transcript && consents.kept, () => html`<p><a class="button" href="${here}/words">Bring in the words</a></p>`)}
${when(mine && state === 'done' && !consents.kept, () => html`<p class="note">${name} did not agree that words are kept. So none can be stored.</p>`)}
${mine && open ? openParts(here, name, interview, reachable, about, typed) : nothing}
${when(
  mine && interview.transcript,
  () => html`<h2>Names</h2>
<p class="hint">You may open the list of names, to understand a passage. Each time is noted.</p>
<form method="post" action="${here}/names">${button('Open the list of names', 'quiet')}</form>`,
)}
${when(
  mine && state !== 'withdrawn' && state !== 'declined',
  () => html`<h2>When ${name} takes their words back</h2>
<p>All they said goes at once: text, codes, memos on it, summaries and quotes.</p>
<form method="post" action="${here}/withdrawal">${tick({ name: 'sure', label: `${name} wants it all taken back`, ...typed })}${button('Take it all back', 'grave')}</form>`,
)}`,
  }
}

const openParts = (
  here: string,
  name: string,
  { state }: Interview,
  reachable: boolean,
  about: string,
  typed: { sent?: Sent },
) => html`<h2>Reaching ${name}</h2>
${
  reachable
    ? html`<p>They left a way to be reached, for this talk alone. It is deleted once the talk is over.</p>
<form method="post" action="${here}/reach">${button('Open how to reach them', 'quiet')}</form>`
    : html`<p>They left no way to be reached. They see the invitation when they come back with their code.</p>`
}
<h2>What they answered</h2>
<details><summary>The invitation</summary><p>${about}</p></details>
<form method="post" action="${here}/answer">
${answerFields(typed.sent)}
${choices({
  name: 'via',
  label: 'How did they tell you?',
  options: [
    { value: 'phone', label: 'By phone' },
    { value: 'letter', label: 'By letter or email' },
    { value: 'in person', label: 'In person' },
  ],
  ...typed,
})}
${button('Note the answer')}
</form>
${when(
  state !== 'invited',
  () => html`<h2>The day</h2>
<form method="post" action="${here}/day">
${choices({ name: 'how', label: 'How will you talk?', options: hows.map((how) => ({ value: how, label: howWords[how] })), ...typed })}
${line({ name: 'day', label: 'Day', type: 'date', short: true, ...typed })}
${line({ name: 'time', label: 'Time', hint: 'Like 14:30, on the London clock', short: true, ...typed })}
${button('Save the day')}
</form>
<h2>Afterwards</h2>
<form method="post" action="${here}/taking-place">${hidden('done', 'yes')}${button('It took place', 'quiet')}</form>`,
)}`

/** What was opened from the drawer, on a page of its own that is not kept. */
export const openedPage = (study: StudyHere, name: string, heading: string, lines: readonly string[]): Page => ({
  title: `${heading}: ${name}`,
  body: html`<h1>${heading}: ${name}</h1>
<p class="hint">For you alone. It is noted that you looked.</p>
<ul class="list">${each(lines, (line) => html`<li>${line}</li>`)}</ul>
<p><a href="${roomsAt(study)}/${name}">Back to ${name}</a></p>`,
})
