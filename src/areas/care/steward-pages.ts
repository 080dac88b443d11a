/** The steward's view: every task and its doors, the log, how long reports took, and who is accountable. */
import { time } from '../../kit/day.ts'
import { button, errorSummary, line, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, nothing, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import { type Door, doors, type Task } from '../../kit/task.ts'
import { countWords, hoursWords, wrongWords } from './rules.ts'
import { type LogFilter, type LogLine, linesOnAPage, type TakenTime } from './steward-store.ts'

/** A task that someone without a computer cannot do, not even with help. */
export const needsAScreen = ({ doors }: Pick<Task, 'doors'>) =>
  !doors.some((door) => door === 'phone' || door === 'letter' || door === 'in person')

export const tasksPage = (tasks: readonly Task[]): Page => ({
  title: 'What can be done here',
  body: html`<p><a href="/steward">Steward</a></p>
<h1>What can be done here</h1>
<p>Everything that changes something is a task. Each task is written once, and can be offered at several doors. ${count(tasks.filter(needsAScreen).length, 'task')} of ${tasks.length} cannot be done by phone, on paper or in person.</p>
<section class="wide" tabindex="0" aria-label="Tasks and doors"><table>
<caption>Every task, who may do it, and its doors</caption>
<thead><tr><th scope="col">Task</th><th scope="col">Who may do it</th>${each(doors, (door) => html`<th scope="col">${doorNames[door]}</th>`)}</tr></thead>
<tbody>
${each(
  tasks,
  (one) =>
    html`<tr><th scope="row">${one.title}<p class="hint">${one.name}</p>${when(needsAScreen(one), () => html`<p class="hint"><strong class="new">No phone or paper door</strong></p>`)}</th><td>${one.who ?? 'The task decides by what it is asked to do'}</td>${each(doors, (door) => html`<td>${one.doors.includes(door) ? 'yes' : nothing}</td>`)}</tr>`,
)}
</tbody>
</table></section>
<p>Who may do what is listed in full in the file docs/permissions.md, which comes with Alongside. The tests check it.</p>
<p class="end">That is everything.</p>`,
})

const doorNames: Record<Door, string> = {
  web: 'Web',
  email: 'Email',
  text: 'Text',
  letter: 'Letter',
  phone: 'Phone',
  'in person': 'In person',
}

export interface Log {
  readonly lines: readonly LogLine[]
  readonly tasks: readonly Task[]
  readonly filter: LogFilter
  readonly page: number
  readonly total: number
}

export function logPage({ lines, tasks, filter, page, total }: Log): Page {
  const titles = new Map(tasks.map(({ name, title }) => [name, title]))
  const query = new URLSearchParams({ member: filter.member, task: filter.task })
  return {
    title: 'What was done',
    body: html`<p><a href="/steward">Steward</a></p>
<h1>What was done</h1>
<p>Who did what, for whom, through which door, latest first. What people read or wrote is not in here.</p>
<form method="get" action="/steward/log">
${line({ name: 'member', label: 'Name of a member', hint: 'Or part of it. Leave empty for all.', value: filter.member, autocomplete: 'off' })}
<div class="field"><label for="task">Task</label>
<select id="task" name="task"><option value="">All tasks</option>${each(tasks, ({ name, title }) => html`<option value="${name}"${name === filter.task ? ' selected' : ''}>${title}</option>`)}</select></div>
${button('Show', 'quiet')}
</form>
<p>${total === 1 ? 'One line.' : `${total.toLocaleString('en-GB')} lines.`}</p>
<section class="wide" tabindex="0" aria-label="The log"><table>
<caption>What was done, latest first</caption>
<thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Door</th></tr></thead>
<tbody>${each(lines, (one) => html`<tr><td>${time(one.at)}</td><td>${whoWords(one)}</td><td>${titles.get(one.task) ?? one.task}</td><td>${one.via}</td></tr>`)}</tbody>
</table></section>
${pages(`/steward/log?${query}&page=`, page, total, linesOnAPage)}`,
  }
}

const whoWords = ({ name, for_name }: LogLine): Html =>
  html`${name ?? 'a visitor, or the server'}${when(for_name, () => html`, for ${for_name}`)}`

export const timesPage = (times: readonly TakenTime[]): Page => ({
  title: 'How long reports took',
  body: html`<p><a href="/steward">Steward</a></p>
<h1>How long reports took</h1>
<p>From the moment a report came in to the moment a person decided. Half took less time than the number shown, half took more. Nothing is said about fewer than 10.</p>
<section class="wide" tabindex="0" aria-label="Times"><table>
<caption>Reports that were decided</caption>
<thead><tr><th scope="col">What was wrong</th><th scope="col">Reports</th><th scope="col">Time to decide</th><th scope="col">Taken down</th><th scope="col">Time to take down</th></tr></thead>
<tbody>${each(
    times,
    ({ wrong, n, median, removed, removed_median }) =>
      html`<tr><th scope="row">${wrong ? wrongWords(wrong) : 'All'}</th><td>${countWords(n)}</td><td>${hoursWords(median, n)}</td><td>${countWords(removed)}</td><td>${hoursWords(removed_median, removed)}</td></tr>`,
  )}</tbody>
</table></section>
<p class="hint">Counted from the records each time this page is opened.</p>`,
})

export const accountablePage = (now: string, sent?: Sent): Page => ({
  title: 'Who is accountable',
  body: html`${errorSummary(sent?.refusal)}
<p><a href="/steward">Steward</a></p>
<form method="post" action="/steward/accountable">
${line({ name: 'accountable', label: 'Who answers for keeping people safe here?', heading: true, hint: 'The Online Safety Act asks for one named person. Name and role, for example: Ann Lee, chair of the trustees. Shown on “How this works”.', value: now, autocomplete: 'off', sent })}
${button('Save')}
</form>`,
})
