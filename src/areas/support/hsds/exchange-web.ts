/** The directory as files at the web door: in for stewards, out for all. */

import { foreignFile, readForeign } from '../../../kit/foreign-file.ts'
import { button, errorSummary, tick } from '../../../kit/form.ts'
import { longForm, only, stewards, upload } from '../../../kit/gate.ts'
import { count, each, type Html, html, when } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { place } from '../../../kit/places.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { act, type Ctx, files, goOn, routes, show, showAgain, showRefusal, typedIn } from '../../../kit/web.ts'
import { isSteward } from '../../../kit/who.ts'
import { exportPage } from '../sources/pages.ts'
import { type DirectoryLook, type Findings, type lookAtDirectory, travellingField } from './arriving.ts'
import { csvOf, tablesOf } from './csv.ts'
import { asFile, asPage, type Brought, directoryOut, importSources } from './exchange.ts'
import { mostBytes } from './file.ts'
import { entityOfFile } from './shape.ts'

export const exchange = routes()

place({
  on: 'steward',
  href: '/steward/sources/import',
  label: 'Bring in a directory',
  about: 'Sources of help from another list, with a look first.',
  for: isSteward,
})

const importPage = (refusal?: Refusal): Page => ({
  title: 'Bring in a directory',
  body: html`${errorSummary(refusal)}
<p class="steps"><a href="/desk/sources">The directory</a></p>
<h1>Bring in a directory</h1>
<p>Many councils and charities publish a list of help in one standard: HSDS 3, with the Open Referral UK profile. You can bring such a list in here.</p>
<p>Send one JSON file. Or send all the CSV files of one list together. First you see what does not fit. Nothing changes yet.</p>
<form method="post" action="/steward/sources/import" enctype="multipart/form-data">
<div class="field"><label for="file">The file or files</label>
<p class="hint" id="file-hint">You can send a list again. What came before is put in its own place.</p>
${when(refusal?.fields.file, () => html`<p class="error" id="file-error">${refusal!.fields.file}</p>`)}
<input type="file" id="file" name="file" multiple accept=".json,.csv,application/json,text/csv" aria-describedby="file-hint"></div>
${button('Show what fits')}
</form>
<p><a href="/sources/export">Take the directory with you</a></p>`,
})

const findingsHtml = (heading: string, { many, shown }: Findings): Html =>
  when(
    many > 0,
    () => html`<h2>${heading}</h2>
<ul>${each(shown, ({ where, says }) => html`<li><code>${where}</code>: ${says}</li>`)}</ul>
${when(many > shown.length, () => html`<p>And ${count(many - shown.length, 'more line')} like these.</p>`)}`,
  )

const planPage = (look: DirectoryLook, refusal?: Refusal): Page => {
  const { services, fit, blocks, notes } = look
  return {
    title: 'What fits',
    body: html`${errorSummary(refusal)}
<p class="steps"><a href="/steward/sources/import">Bring in a directory</a></p>
<h1>What fits</h1>
<p><b>${count(fit, 'service')} ${fit === 1 ? 'fits' : 'fit'} the standard${services > fit ? `, ${services - fit} ${services - fit === 1 ? 'does' : 'do'} not` : ''}.</b> Nothing has changed yet.</p>
${when(
  fit > 0,
  () => html`<form method="post" action="/steward/sources/imported" enctype="multipart/form-data">
${travellingField(look)}
${when(blocks.many > 0, () => tick({ name: 'leaveOut', label: 'Leave out what does not fit', sent: refusal ? { typed: {}, refusal } : undefined }))}
${button(`Bring in ${count(fit, 'service')}`)}
</form>`,
)}
${findingsHtml('What does not fit', blocks)}
${findingsHtml('Good to know', notes)}
<p class="end">That is everything.</p>`,
  }
}

const doneWords = ({ added, changed, leftOut }: Brought) =>
  `${count(added, 'source')} added, ${changed} brought up to date, ${leftOut} left out.`

const stewardsOnly = refuse('Only stewards can bring in a directory.', 403)

exchange.get('/steward/sources/import', (c) =>
  isSteward(c.var.who) ? show(c, importPage()) : showRefusal(c, stewardsOnly),
)

const looking = foreignFile<typeof lookAtDirectory>(new URL('./arriving.ts', import.meta.url), 'lookAtDirectory')

/**
 * A look at what would happen; nothing is kept. All of it travels on in the form, also what does not fit: whether it may
 * be left out is asked once more where it is stored.
 */
exchange.post('/steward/sources/import', only(stewards, upload(mostBytes)), async (c) => {
  if (!isSteward(c.var.who)) return showRefusal(c, stewardsOnly)
  const sent = await files(c, 'file')
  const size = sent.reduce((sum, one) => sum + one.size, 0)
  const tooBig = 'Together they are too big. The most is 10 MB.'
  if (size > mostBytes) return again(c, refuse(tooBig, 413, { file: tooBig }))
  const read = await readForeign(
    looking,
    'file',
    await Promise.all(sent.map(async (one) => ({ name: one.name, bytes: new Uint8Array(await one.arrayBuffer()) }))),
  )
  return isRefusal(read) ? again(c, read) : show(c, planPage(read))
})

const again = (c: Ctx, refusal: Refusal) => showAgain(c, importPage(refusal), refusal)

exchange.post('/steward/sources/imported', only(stewards, longForm(3 * mostBytes)), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, importSources, { ...typed, leaveOut: typed.leaveOut || 'no' })
  if (!isRefusal(done)) return goOn(c, '/desk/sources', doneWords(done))
  if (!isSteward(c.var.who)) return showRefusal(c, done)
  const text = typeof typed.directory === 'string' ? typed.directory : ''
  const read = await readForeign(looking, 'file', asFile(text))
  return isRefusal(read) ? again(c, done) : showAgain(c, planPage(read, done), done)
})

/** Open to every program on the web. Source: Open Referral UK, profile compliance, "Security". */
const openToAll = { 'access-control-allow-origin': '*', 'cache-control': 'no-cache' }

const tablesNow = async (c: Ctx) => tablesOf(await directoryOut(c.var.community.db))
const csv = (c: Ctx, file: string, text: string) =>
  c.body(text, 200, {
    ...openToAll,
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${file}"`,
  })

exchange.get('/sources/export', async (c) => {
  const services = await directoryOut(c.var.community.db)
  return show(c, exportPage([...tablesOf(services).keys()], services.length))
})
exchange.get('/sources/export.json', async (c) => {
  const body = JSON.stringify(asPage(await directoryOut(c.var.community.db)), null, 1)
  return c.body(body, 200, { ...openToAll, 'content-type': 'application/json; charset=utf-8' })
})
exchange.get('/sources/export.csv', async (c) =>
  csv(c, 'services.csv', csvOf('services.csv', (await tablesNow(c)).get('services.csv') ?? [])),
)
exchange.get('/sources/export/:table', async (c) => {
  const file = entityOfFile(c.req.param('table'))?.file
  const lines = file ? (await tablesNow(c)).get(file) : undefined
  return file && lines ? csv(c, file, csvOf(file, lines)) : showRefusal(c, notFound('file'))
})
