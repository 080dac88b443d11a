import { button, errorSummary, hidden } from '../../kit/form.ts'
import { count, each, html, when } from '../../kit/html.ts'
import type { Page } from '../../kit/page.ts'
import type { Refusal } from '../../kit/refuse.ts'
import type { Planned } from './bringing.ts'
import type { Inviting } from './inviting.ts'

/** Whom an invitation can be sent to. Nothing, when nobody waits for one. */
const invite = ({ waiting, invited }: Inviting, runBy: string | undefined) =>
  when(
    waiting + invited > 0,
    () => html`<h2>Invite them by email</h2>
${when(
  waiting > 0,
  () => html`<p>${waiting === 1 ? 'One person was' : `${waiting} people were`} brought from a list and not invited yet.</p>
${
  runBy
    ? html`<p>The mail says that ${runBy} runs this community, and how to join. It says that nothing happens if they do nothing.</p>
<form method="post" action="/steward/members-file/invitations">${hidden('sure', 'yes')}${button('Send each an invitation by email', 'quiet')}</form>`
    : html`<p>First <a href="/steward/settings">say who runs this community</a>. The mail tells it.</p>`
}`,
)}
${when(invited > 0, () => html`<p>${invited === 1 ? 'One person was' : `${invited} people were`} invited and did not join yet. They get no second mail.</p>`)}`,
  )

export const bringPage = (inviting: Inviting, runBy: string | undefined, refusal?: Refusal): Page => ({
  title: 'Bring members from a list',
  body: html`${errorSummary(refusal)}
<h1>Bring members from a list</h1>
<p>Save your list as CSV. Its first line names the columns:</p>
<ul>
<li><b>name</b> and <b>email</b></li>
<li><b>role</b>: member if it is empty</li>
<li><b>joined</b>: the day, as in 2019-05-04 or 4/5/2019</li>
<li><b>circles</b>: their names, with commas between</li>
</ul>
<p>First you see what would happen, row by row. Nothing changes yet. Each person says yes for themselves when they first sign in.</p>
<form method="post" action="/steward/members-file/plan" enctype="multipart/form-data">
<div class="field"><label for="file">Your list</label>
<p class="hint" id="file-hint">A CSV file. You can send it again: nobody is brought twice.</p>
${when(refusal?.fields.file, () => html`<p class="error" id="file-error">${refusal!.fields.file}</p>`)}
<input type="file" id="file" name="file" accept=".csv,text/csv" aria-describedby="file-hint"></div>
${button('Show what would happen')}
</form>
${invite(inviting, runBy)}`,
})

const words = { new: 'New', there: 'There already', problem: 'Problem' }

/** A list, not a table: on a phone the reason would stand outside the screen. */
const rowByRow = (rows: readonly Planned[]) =>
  html`<h2>Row by row</h2>
<ul class="list">${each(rows, (row) => html`<li><h3>Line ${row.line}: ${words[row.as]}</h3><p>${row.name} ${row.email}</p><p class="hint">${row.because}</p></li>`)}</ul>
<p class="end">That is everything.</p>`

const of = (rows: readonly Planned[], as: Planned['as']) => rows.filter((row) => row.as === as).length
const summary = (rows: readonly Planned[]) =>
  `${of(rows, 'new')} new, ${of(rows, 'there')} there already, ${count(of(rows, 'problem'), 'problem')}.`

/** The dry run. The list travels in the form: nothing of it is kept before the steward says so. */
export const planPage = (rows: readonly Planned[], text: string): Page => ({
  title: 'What would happen',
  body: html`<p><a href="/steward/members-file">Bring members from a list</a></p>
<h1>What would happen</h1>
<p><b>${summary(rows)}</b> Nothing has changed yet.</p>
${when(
  of(rows, 'new') > 0,
  () => html`<form method="post" action="/steward/members-file">
${hidden('text', text)}
${button(`Bring ${count(of(rows, 'new'), 'new member')}`)}
</form>`,
)}
${rowByRow(rows)}`,
})

export const broughtPage = (rows: readonly Planned[], inviting: Inviting, runBy: string | undefined): Page => ({
  title: 'What happened',
  body: html`<p><a href="/steward/members-file">Bring members from a list</a></p>
<h1>What happened</h1>
<p><b>${summary(rows)}</b> New people can sign in with their address now. No mail was sent to them.</p>
${invite(inviting, runBy)}
${rowByRow(rows)}`,
})
