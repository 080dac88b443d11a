/** /studies/:slug/questionnaire/files: from LimeSurvey and REDCap, and out for them, for DDI and as a table. */
import { foreignFile, readForeign } from '../../../kit/foreign-file.ts'
import { button, errorSummary, hidden, type Sent } from '../../../kit/form.ts'
import { longForm, only, upload } from '../../../kit/gate.ts'
import { count, each, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { tooBig } from '../../../kit/too-big.ts'
import { act, type Ctx, files as filesIn, goOn, routes, typedIn } from '../../../kit/web.ts'
import type { StudyHere } from '../access.ts'
import { fileIn, showIn, slugOf } from '../doors.ts'
import { type Carried, mostBytes } from '../formats/carried.ts'
import { toCodebook } from '../formats/codebook-csv.ts'
import { toDdi } from '../formats/ddi.ts'
import type { readForeignQuestionnaire } from '../formats/questionnaire-file.ts'
import { toRedcap } from '../formats/redcap.ts'
import { textFrom } from '../formats/zip.ts'
import { researchersHere } from '../guards.ts'
import { questionsOf } from '../questionnaires/questionnaire.ts'
import { describedStudy } from './describing.ts'
import { allAt, home, savedWords } from './doors.ts'
import { back, questionsAt, wayRound } from './pages.ts'
import { writeQuestionnaire } from './tasks.ts'
import { newestOf, noQuestionnaire } from './versions.ts'

export const files = routes()
const at = '/studies/:slug/questionnaire/files'

const filesPage = (study: StudyHere, there: boolean, sent?: Sent): Page => {
  const says = sent?.refusal?.fields.file
  return {
    title: `Files of the questions: ${study.title}`,
    body: html`${errorSummary(sent?.refusal)}
<h1>Files</h1>
${wayRound(study)}
<h2>Bring in</h2>
<p>A survey from LimeSurvey (.lss), a data dictionary from REDCap (.csv), or our own JSON. First you see what could be carried. Only then you choose whether to take it.</p>
<form method="post" action="${questionsAt(study)}/files" enctype="multipart/form-data">
<div class="field"><label for="file">A file</label>${when(says, () => html`<p class="error" id="file-error">${says}</p>`)}
<input type="file" id="file" name="file" accept=".lss,.csv,.json"${when(says, () => html` aria-describedby="file-error" aria-invalid="true"`)}></div>
${button('Look at it')}
</form>
${when(
  there,
  () => html`<h2>Take out</h2>
<ul class="list">
<li><h3><a href="${questionsAt(study)}/files/ddi.xml" download>DDI-Codebook 2.5 (.xml)</a></h3><p class="hint">For archives. What was asked, of whom, and what each value means. Counts only where they were released.</p></li>
<li><h3><a href="${questionsAt(study)}/files/codebook.csv" download>The codebook as a table (.csv)</a></h3><p class="hint">A line for each variable and value.</p></li>
<li><h3><a href="${questionsAt(study)}/files/dictionary.csv" download>REDCap data dictionary (.csv)</a></h3><p class="hint">In the first language.</p></li>
<li><h3><a href="${questionsAt(study)}/questionnaire.json" download>Our own JSON</a></h3><p class="hint">All of it, in every language.</p></li>
</ul>
<p class="hint">None of these holds an answer of anybody.</p>`,
)}
${back(study)}`,
  }
}

const page = (c: Ctx, sent?: Sent) =>
  showIn(
    c,
    async (db, study) => filesPage(study, (await newestOf(db, study.id)) !== null, sent),
    sent?.refusal ?? undefined,
  )
files.get(at, (c) => page(c))

const foreign = foreignFile<typeof readForeignQuestionnaire>(
  new URL('../formats/questionnaire-file.ts', import.meta.url),
  'readForeignQuestionnaire',
)

/** The file that was chosen: our own JSON as its text, another program's as what could be carried. Nothing is kept. */
async function read(file: File | undefined): Promise<Carried | string | Refusal> {
  const wrong = (because: string, status: 413 | 415 | 422 = 422) => refuse(because, status, { file: because })
  if (!file) return wrong('Choose a file.')
  if (file.type === tooBig || file.size > mostBytes) return wrong('This file is too large. The most is 5 MB.', 413)
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return wrong('This is a packed file. Unpack it first, then bring in the one with the questions.', 415)
  if (/\.json$/i.test(file.name))
    return textFrom(bytes) ?? wrong('The letters of this file cannot be read. Save it as UTF-8, and try again.', 415)
  const found = await readForeign(foreign, 'file', file.name, bytes)
  return 'because' in found && !isRefusal(found) ? wrong(found.because, 415) : found
}

const notesAtOnce = 200

const reportPage = (study: StudyHere, { questionnaire, notes }: Carried, there: boolean): Page => ({
  title: `What could be carried: ${study.title}`,
  body: html`<h1>What could be carried</h1>
<p>${count(questionsOf(questionnaire).length, 'question')} in ${count(questionnaire.sections.length, 'part')}.</p>
${notes.length === 0 ? html`<p>Everything was carried as it was.</p>` : html`<h2>What could not, or came in another shape</h2><ul>${each(notes.slice(0, notesAtOnce), ({ where, says }) => html`<li><b>${where}</b>: ${says}</li>`)}</ul>${when(notes.length > notesAtOnce, () => html`<p>And ${count(notes.length - notesAtOnce, 'line')} more.</p>`)}`}
<h2>The questions</h2>
<ul>${each(questionsOf(questionnaire).slice(0, notesAtOnce), ({ id, ask }) => html`<li><b>${id}</b>: ${Object.values(ask)[0]?.slice(0, 140)}</li>`)}</ul>
<form method="post" action="${questionsAt(study)}/files/taking">
${hidden('json', JSON.stringify(questionnaire))}
${when(there, () => html`<p>It comes in place of the draft that is there. Keep that <a href="${questionsAt(study)}/questionnaire.json" download>as a file</a> first, if you may want it again.</p>`)}
${button('Take it as the draft')}
</form>
<p><a href="${questionsAt(study)}/files">Leave it: nothing of it was kept</a></p>`,
})

files.post(at, only(researchersHere, upload(mostBytes)), async (c) => {
  const [file] = await filesIn(c, 'file')
  const found = await read(file)
  if (isRefusal(found)) return page(c, { refusal: found })
  if (typeof found === 'string') return takes(c, found)
  return showIn(c, async (db, study) => reportPage(study, found, (await newestOf(db, study.id)) !== null))
})

async function takes(c: Ctx, json: unknown) {
  const done = await act(c, writeQuestionnaire, { study: slugOf(c), json })
  if (isRefusal(done)) return page(c, { refusal: allAt(done, 'file') })
  return goOn(c, home(c), `${savedWords(null, done)} Please look through it.`)
}
files.post(`${at}/taking`, only(researchersHere, longForm(3 * mostBytes)), async (c) =>
  takes(c, (await typedIn(c)).json),
)

files.get(`${at}/dictionary.csv`, (c) =>
  fileIn(c, 'dictionary.csv', 'text/csv; charset=utf-8', async (db, study) => {
    const newest = await newestOf(db, study.id)
    return newest ? toRedcap(newest.content) : noQuestionnaire
  }),
)
files.get(`${at}/codebook.csv`, (c) =>
  fileIn(c, 'codebook.csv', 'text/csv; charset=utf-8', async (db, study) => {
    const newest = await newestOf(db, study.id)
    return newest ? toCodebook(newest.content) : noQuestionnaire
  }),
)
files.get(`${at}/ddi.xml`, (c) =>
  fileIn(c, 'ddi.xml', 'application/xml; charset=utf-8', async (db, study) => {
    const newest = await newestOf(db, study.id)
    if (!newest) return noQuestionnaire
    const today = new Date().toISOString().slice(0, 10)
    return toDdi(newest.content, await describedStudy(db, study.id, newest.version, today))
  }),
)
