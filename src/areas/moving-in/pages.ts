import { dayTime } from '../../kit/day.ts'
import { button, choices, errorSummary } from '../../kit/form.ts'
import { count, each, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import type { Refusal } from '../../kit/refuse.ts'
import type { Report } from './moving.ts'

interface Run {
  readonly id: string
  readonly file_name: string
  readonly state: 'reading' | 'placing' | 'done' | 'failed'
  readonly because: string | null
  readonly bytes: number
  readonly bytes_read: number
  readonly started_at: Date
}

const states = { reading: 'Being read', placing: 'Being placed', done: 'Done', failed: 'Stopped' }

export const movingPage = (
  circles: readonly { slug: string; name: string }[],
  runs: readonly Run[],
  refusal?: Refusal,
): Page => ({
  title: 'Move in a mailing list',
  body: html`${errorSummary(refusal)}
<h1>Move in a mailing list</h1>
<p>Old mails become conversations. Email addresses are never shown. People can claim their own posts by email.</p>
<form method="post" action="/steward/moving-in" enctype="multipart/form-data">
${choices({ name: 'circle', label: 'Which circle do they go to?', hint: 'In a closed circle, whoever wrote on the list is let in once they claim what they wrote.', options: circles.map(({ slug, name }) => ({ value: slug, label: name })), sent: { refusal } })}
<div class="field"><label for="file">The list’s archive</label>
<p class="hint" id="file-hint">A file in mbox form, 200 MB at most. You can send the same file again: each mail comes in once.</p>
${when(refusal?.fields.file, () => html`<p class="error" id="file-error">${refusal!.fields.file}</p>`)}
<input type="file" id="file" name="file" aria-describedby="file-hint"></div>
${button('Move it in')}
</form>
${when(runs.length > 0, () => html`<h2>Moved in so far</h2>`)}
<ul>${each(runs, (run) => html`<li><a href="/steward/moving-in/${run.id}">${run.file_name}</a>, ${dayTime(run.started_at)}. ${states[run.state]}.</li>`)}</ul>
<p class="end">That is everything.</p>`,
})

export function runPage(run: Run, report: Report): Page {
  const { found, placed, there, unreadable } = report
  const busy = run.state === 'reading' || run.state === 'placing'
  const [done, of] =
    run.state === 'reading'
      ? [run.bytes_read, run.bytes]
      : [found - (busy ? found - placed - there - unreadable.length : 0), found]
  return {
    title: run.file_name,
    body: html`<p><a href="/steward/moving-in">Move in a mailing list</a></p>
<h1>${run.file_name}</h1>
<p><b>${states[run.state]}.</b> ${run.because}</p>
${when(busy, () => html`<p><label for="progress">How far it is</label> <progress id="progress" max="${Math.max(of, 1)}" value="${done}"></progress> <a href="/steward/moving-in/${run.id}">Look again</a></p>`)}
<p>${count(found, 'mail')} found: ${placed} moved in, ${count(there, 'mail')} there already, ${unreadable.length} left out. ${report.conversations ? count(report.conversations, 'conversation') : 'No conversations'} made.</p>
${when(
  unreadable.length > 0,
  () => html`<h2>Mails that were left out</h2>
<ul class="list">${each(unreadable, (one) => html`<li><h3>Mail ${one.position} in the file</h3><p>${one.reason}</p><p class="hint">Message-ID: ${one.message_id}</p></li>`)}</ul>`,
)}
<p class="end">That is everything.</p>`,
  }
}
