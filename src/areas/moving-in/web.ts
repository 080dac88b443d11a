import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import { isUuid, newId } from '../../kit/brand.ts'
import { asItComes, only, stewards } from '../../kit/gate.ts'
import { job } from '../../kit/jobs.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal } from '../../kit/web.ts'
import { isSteward } from '../../kit/who.ts'
import { circlesFor } from '../conversations/store.ts'
import { claiming } from './claiming-web.ts'
import { NotMbox } from './mbox.ts'
import { members } from './members-web.ts'
import { move, reportOf } from './moving.ts'
import { movingPage, runPage } from './pages.ts'
import { moveListIn } from './tasks.ts'

export const web = routes()
web.route('/', claiming)
web.route('/', members)

place({
  on: 'steward',
  href: '/steward/moving-in',
  label: 'Move in a mailing list',
  about: 'Bring in old conversations from an email list.',
  for: isSteward,
})

const moving = job<{ run: string }>({
  name: 'moving-in.move',
  async work({ run }, community) {
    try {
      await move(community, run)
    } catch (error) {
      // The run says why; trying again would not help.
      if (!(error instanceof NotMbox)) throw error
    }
    const done = await community.db.selectFrom('moving_in').select('path').where('id', '=', run).executeTakeFirst()
    if (done?.path) await rm(done.path, { force: true })
  },
})

const stewardsOnly = refuse('Only stewards can move a mailing list in.', 403)

const runsOf = (c: Ctx) =>
  c.var.community.db.selectFrom('moving_in').selectAll().orderBy('started_at', 'desc').limit(20).execute()

const firstPage = async (c: Ctx, refusal?: Refusal) => {
  const circles = await circlesFor(c.var.community.db, c.var.who.member)
  return movingPage(circles, await runsOf(c), refusal)
}

web.get('/steward/moving-in', async (c) =>
  isSteward(c.var.who) ? show(c, await firstPage(c)) : showRefusal(c, stewardsOnly),
)

web.post('/steward/moving-in', only(stewards, asItComes), async (c) => {
  if (!isSteward(c.var.who)) return showRefusal(c, stewardsOnly)
  const sent = await received(c)
  const begun = isRefusal(sent) ? sent : await act(c, moveListIn, sent)
  if (isRefusal(begun)) {
    if (!isRefusal(sent)) await rm(sent.path, { force: true })
    return showAgain(c, await firstPage(c, begun), begun)
  }
  await c.var.server.jobs.send(moving, c.var.community, { run: begun })
  return goOn(c, `/steward/moving-in/${begun}`, 'The file is here. Its mails are being moved in.')
})

web.get('/steward/moving-in/:id', async (c) => {
  if (!isSteward(c.var.who)) return showRefusal(c, stewardsOnly)
  const id = c.req.param('id')
  const run = isUuid(id)
    ? await c.var.community.db.selectFrom('moving_in').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!run) return showRefusal(c, notFound())
  const page = await show(c, runPage(run, await reportOf(c.var.community, id)))
  if (run.state === 'reading' || run.state === 'placing') page.headers.set('refresh', '5')
  return page
})

const mostBytes = 200 * 1024 * 1024

/** The sent file, written to disk as it comes: memory holds a piece at a time. */
async function received(c: Ctx): Promise<{ path: string; name: string; circle: string } | Refusal> {
  const missing = refuse('Choose the file to move in.', 422, { file: 'Choose the file to move in.' })
  const body = c.req.raw.body
  if (!body || !/^multipart\/form-data;/i.test(c.req.header('content-type') ?? '')) return missing
  const folder = path.join(c.var.server.config.dataDir, 'moving-in')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, `${newId()}.mbox`)
  const found = { path: file, name: '', circle: '', tooBig: false }
  const form = busboy({ headers: Object.fromEntries(c.req.raw.headers), limits: { files: 1, fileSize: mostBytes } })
  let written: Promise<void> | null = null
  form.on('field', (name, value) => {
    if (name === 'circle') found.circle = value.slice(0, 80)
  })
  form.on('file', (_, stream, { filename }) => {
    found.name = path.basename(filename ?? '').slice(0, 200)
    stream.once('limit', () => {
      found.tooBig = true
    })
    written = pipeline(stream, createWriteStream(file, { mode: 0o600 }))
    written.catch(() => {})
  })
  try {
    await pipeline(Readable.fromWeb(body as never), form)
    await written
  } catch {
    await rm(file, { force: true })
    return refuse('The file did not come through whole. Please send it again.', 400)
  }
  if (found.tooBig || !found.name) await rm(file, { force: true })
  if (found.tooBig) return refuse('That file is too big. The most is 200 MB. Cut it in parts by year.', 413)
  return found.name ? found : missing
}
