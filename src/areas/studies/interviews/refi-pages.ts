/** Files for and from other programs for qualitative work. */
import { button, errorSummary, type Sent, tick } from '../../../kit/form.ts'
import { each, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import type { StudyHere } from '../access.ts'
import type { Line } from './refi.ts'
import type { Brought } from './refi-arriving.ts'
import { outputNote, roomsAt, wayRound } from './rooms.ts'
import type { Withdrawal } from './rules.ts'

export const filesPage = (
  study: StudyHere,
  standing: { readonly n: number; readonly withdrawals: readonly Withdrawal[] },
  sent?: Sent & { readonly into?: 'project' | 'codebook' },
): Page => ({
  title: `Files: ${study.title}`,
  body: html`${errorSummary(sent?.refusal)}
<h1>Files for other programs</h1>
${wayRound(study)}
<p>ATLAS.ti, MAXQDA, NVivo, QualCoder and others read these. The format is REFI-QDA.</p>
<h2>Take out</h2>
<ul class="list">
<li><h3><a href="${roomsAt(study)}/files/project.qdpx" download>The whole project (.qdpx)</a></h3><p class="hint">Texts, codes, who coded what, and memos. The words in it are those of people who trust you.</p></li>
<li><h3><a href="${roomsAt(study)}/files/codebook.qdc" download>The codebook alone (.qdc)</a></h3></li>
</ul>
<p class="hint">Summaries of the matrix have no place in this format. Take them out as a table from the <a href="${roomsAt(study)}/matrix">matrix</a>.</p>
${outputNote(standing.n, standing.withdrawals)}
<h2>Bring in a project</h2>
<p>Its texts must be named like the people here: P07. Then they can be taken back.</p>
<form method="post" action="${roomsAt(study)}/files/project" enctype="multipart/form-data">
${file('file', 'A project (.qdpx)', '.qdpx', sent?.into === 'codebook' ? undefined : sent)}
${tick({ name: 'read', label: 'No name is left in its texts', ...(sent && sent.into !== 'codebook' ? { sent } : {}) })}
${button('Bring it in')}
</form>
<h2>Bring in a codebook</h2>
<form method="post" action="${roomsAt(study)}/files/codebook" enctype="multipart/form-data">
${file('codebook', 'A codebook (.qdc)', '.qdc', sent?.into === 'codebook' ? sent : undefined)}
${button('Bring it in', 'quiet')}
</form>`,
})

const file = (name: string, label: string, accept: string, sent?: Sent) => {
  const says = sent?.refusal?.fields[name]
  return html`<div class="field"><label for="${name}">${label}</label>${when(says, () => html`<p class="error" id="${name}-error">${says}</p>`)}
<input type="file" id="${name}" name="${name}" accept="${accept}"${when(says, () => html` aria-describedby="${name}-error"`)}></div>`
}

export const broughtPage = (study: StudyHere, brought: Brought, notes: readonly Line[]): Page => ({
  title: `What was brought in: ${study.title}`,
  body: html`<h1>What was brought in</h1>
<ul><li>New codes: ${brought.codes}</li><li>Codes that were here already: ${brought.codesHere}</li><li>New texts: ${brought.transcripts}</li><li>New pieces: ${brought.pieces}</li><li>New memos: ${brought.memos}</li></ul>
${when(notes.length > 0, () => html`<h2>What was left out or changed</h2><ul>${each(notes.slice(0, 200), ({ where, says }) => html`<li><b>${where}</b>: ${says}</li>`)}</ul>`)}
<p><a href="${roomsAt(study)}">Go to the interviews</a></p>`,
})
