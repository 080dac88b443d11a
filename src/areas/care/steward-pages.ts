/** The steward's view: every task and its doors, the log, how long reports took, and who is accountable. */
import { time } from '../../kit/day.ts'
import { button, errorSummary, line, type Sent } from '../../kit/form.ts'
import { count, each, type Html, html, list, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import { pages } from '../../kit/pages.ts'
import { doors, type Task } from '../../kit/task.ts'
import { countWords, hoursWords, wrongWords } from './rules.ts'
import { type LogFilter, type LogLine, linesOnAPage, type TakenTime } from './steward-store.ts'

/** A task that someone without a computer cannot do, not even with help. */
export const needsAScreen = ({ doors }: Pick<Task, 'doors'>) =>
  !doors.some((door) => door === 'phone' || door === 'letter' || door === 'in person')

/** What each area does, in the words of somebody who has never seen the code. */
const areaNames: Readonly<Record<string, string>> = {
  care: 'Looking after people and posts',
  conversations: 'Conversations',
  example: 'The example',
  founding: 'Circles and settings',
  mail: 'Mail',
  members: 'Members',
  'moving-in': 'Moving in from elsewhere',
}
const areaOf = ({ name }: Task) => name.split('.')[0]!

/** A list, not a table: on a phone the doors would stand outside the screen. */
export function tasksPage(tasks: readonly Task[]): Page {
  const groups = [...Map.groupBy(tasks, areaOf)].map(([area, some]) => [areaNames[area] ?? area, some] as const)
  return {
    title: 'What can be done here',
    body: html`<p><a href="/steward">Steward</a></p>
<h1>What can be done here</h1>
<p>This is everything that changes something here. Each line says who may do it, and through which doors.</p>
<p>A door is a way in. By phone or letter, somebody of yours keys it in for a caller or a writer. ${count(tasks.filter(needsAScreen).length, 'task')} of ${tasks.length} cannot be done without a screen.</p>
${each(
  groups.toSorted(([one], [other]) => one.localeCompare(other)),
  ([area, some]) => html`<h2>${area}</h2>
<ul class="list">
${each(
  some.toSorted((one, other) => one.title.localeCompare(other.title)),
  (one) => html`<li><h3>${one.title}</h3>
<p>${one.who}.</p>
<p class="hint">Doors: ${list(doors.filter((door) => one.doors.includes(door)))}.${when(needsAScreen(one), () => html` <b>Not without a screen.</b>`)}</p></li>`,
)}
</ul>`,
)}
<p>Staff do as members do until they give their second step.</p>
<p class="end">That is everything.</p>`,
  }
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
