/** Files of REFI-QDA in and out: /studies/:slug/interviews/files */
import { type ForeignFile, foreignFile, readForeign } from '../../../kit/foreign-file.ts'
import type { Sent } from '../../../kit/form.ts'
import { only, upload } from '../../../kit/gate.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { act, type Ctx, files, routes, typedIn } from '../../../kit/web.ts'
import { fileIn, showIn, slugOf } from '../doors.ts'
import { researchersHere } from '../guards.ts'
import { codebookOf } from './codebook.ts'
import { mostOfFile } from './guards.ts'
import type { NotRead, ReadFile } from './refi.ts'
import { type Brought, bringInCodebook, bringInProject, faulty } from './refi-arriving.ts'
import { exchangedCodes, exchangeOf } from './refi-leaving.ts'
import { broughtPage, filesPage } from './refi-pages.ts'
import type { readCodebook, readProject } from './refi-reading.ts'
import { codebookFile, projectFile } from './refi-writing.ts'
import { standingOf } from './store.ts'

export const refi = routes()
const at = '/studies/:slug/interviews/files'

const page = (c: Ctx, sent?: Sent & { readonly into?: 'project' | 'codebook' }) =>
  showIn(c, async (db, study) => filesPage(study, await standingOf(db, study.id), sent), sent?.refusal ?? undefined)
refi.get(at, (c) => page(c))

refi.get(`${at}/project.qdpx`, (c) =>
  fileIn(c, 'project.qdpx', 'application/zip', async (db, study) =>
    projectFile(await exchangeOf(db, study), new Date()),
  ),
)
refi.get(`${at}/codebook.qdc`, (c) =>
  fileIn(c, 'codebook.qdc', 'application/xml', async (db, study) => {
    const codes = await codebookOf(db, study.id)
    return codes.length > 0 ? codebookFile(exchangedCodes(codes, false)) : refuse('There are no codes yet.', 409)
  }),
)

const reading = new URL('./refi-reading.ts', import.meta.url)
const projects = foreignFile<typeof readProject>(reading, 'readProject')
const codebooks = foreignFile<typeof readCodebook>(reading, 'readCodebook')

/** The file that was chosen, read; or why it cannot be. */
async function chosen<Content>(
  c: Ctx,
  field: string,
  read: ForeignFile<(bytes: Uint8Array) => ReadFile<Content> | NotRead>,
): Promise<ReadFile<Content> | Refusal> {
  const [file] = await files(c, field)
  const choose = 'Choose a file.'
  if (!file) return refuse(choose, 422, { [field]: choose })
  const found = await readForeign(read, field, new Uint8Array(await file.arrayBuffer()))
  if (isRefusal(found)) return found
  if ('because' in found) return refuse(found.because, 415, { [field]: found.because })
  return found.faults.length > 0 ? faulty(found.faults) : found
}

/** What is told at the field of a file: also what the task says of what is in it. */
const atField = (refusal: Refusal, field: string): Refusal =>
  Object.keys(refusal.fields).some((name) => name === 'read' || name.trim() === field)
    ? refusal
    : { ...refusal, fields: { [field]: refusal.because } }

const brought = (c: Ctx, done: Brought, notes: ReadFile<unknown>['notes']) =>
  showIn(c, async (_, study) => broughtPage(study, done, notes))

refi.post(`${at}/project`, only(researchersHere, upload(mostOfFile)), async (c) => {
  const typed = await typedIn(c)
  const read = await chosen(c, 'file', projects)
  if (isRefusal(read)) return page(c, { typed, refusal: read, into: 'project' })
  const done = await act(c, bringInProject, { study: slugOf(c), project: read.content, read: typed.read })
  return isRefusal(done)
    ? page(c, { typed, refusal: atField(done, 'file'), into: 'project' })
    : brought(c, done, read.notes)
})

refi.post(`${at}/codebook`, only(researchersHere, upload(mostOfFile)), async (c) => {
  const read = await chosen(c, 'codebook', codebooks)
  const done = isRefusal(read) ? read : await act(c, bringInCodebook, { study: slugOf(c), codes: read.content })
  if (isRefusal(done)) {
    const fields = Object.entries(done.fields).map(([name, says]) => [name.replace(/^file/, 'codebook'), says])
    const refusal = atField({ ...done, fields: Object.fromEntries(fields) }, 'codebook')
    return page(c, { refusal, into: 'codebook' })
  }
  return brought(c, done, isRefusal(read) ? [] : read.notes)
})
