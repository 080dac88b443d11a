/** The charity's side of the directory at the web door. */

import { sql } from 'kysely'
import { isUuid } from '../../../kit/brand.ts'
import type { Sent, Typed } from '../../../kit/form.ts'
import { all, moderators, only, there } from '../../../kit/gate.ts'
import { place } from '../../../kit/places.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, signInOrGate, typedIn } from '../../../kit/web.ts'
import { isModerator, isSteward } from '../../../kit/who.ts'
import { daysAfter, londonClock } from '../hours/london.ts'
import { deskPage, keepPage, newSourcePage, typedFrom } from './desk-pages.ts'
import { checkSource, closeSource, decideSuggestion, keepSource } from './source-keeping.ts'
import { countDirectory, dueOn, type Source, sourceById, sourcesWhere, suggestedOnes } from './source-store.ts'

export const desk = routes()

place({
  on: 'desk',
  href: '/desk/sources',
  label: 'The directory',
  about: 'Sources of help: add, check, and decide about what members suggest.',
  position: 30,
})

const moderatorsOnly = refuse('The desk is for moderators.', 403)

for (const path of ['/desk/sources', '/desk/sources/*'])
  desk.use(path, async (c, next) => {
    if (isModerator(c.var.who)) return next()
    return c.var.who.member ? showRefusal(c, moderatorsOnly) : signInOrGate(c, next)
  })

const today = () => londonClock(new Date()).day

desk.get('/desk/sources', async (c) => {
  const { db } = c.var.community
  const now = today()
  const [suggested, due, soon, counts] = await Promise.all([
    suggestedOnes(db),
    dueOn(db, now),
    sourcesWhere(
      db,
      sql`state = 'shown' and next_due > ${now}::date and next_due <= ${daysAfter(now, 31)}::date`,
      sql`next_due, name`,
    ),
    countDirectory(db),
  ])
  return show(c, deskPage({ suggested, due, soon: soon.slice(0, 20), counts, steward: isSteward(c.var.who) }))
})

desk.get('/desk/sources/new', (c) => show(c, newSourcePage(c.var.community.condition)))
desk.post('/desk/sources', only(moderators), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, keepSource, keptFrom(typed))
  if (!isRefusal(done)) return goOn(c, `/sources/${done}`, 'It is in the directory.')
  // What was not sent, such as a box without a tick, was not chosen.
  const sent = { typed: { ...blank, ...typed }, refusal: done }
  return showAgain(c, newSourcePage(c.var.community.condition, sent), done)
})
const blank = typedFrom(null)

const keptFrom = (typed: Typed) => ({
  ...typed,
  stages: typed['stages[]'],
  topics: typed['topics[]'],
  source: undefined,
})

async function keep(
  c: Ctx,
  sents: { sent?: Sent; decision?: Sent; check?: Sent } = {},
  refusal: Refusal | null = null,
): Promise<Response> {
  const source = await found(c)
  if (!source) return showRefusal(c, notFound('source'))
  const page = keepPage(source, c.var.community.condition, today(), sents)
  return refusal ? showAgain(c, page, refusal) : show(c, page)
}

async function found(c: Ctx): Promise<Source | null> {
  const id = c.req.param('id') ?? ''
  return isUuid(id) ? sourceById(c.var.community.db, id) : null
}

desk.get('/desk/sources/:id', (c) => keep(c))
desk.post('/desk/sources/:id', only(all(moderators, there(found, 'source'))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, keepSource, { ...keptFrom(typed), source: c.req.param('id') })
  if (!isRefusal(done)) return goOn(c, `/desk/sources/${done}`, 'Saved.')
  return keep(c, { sent: { typed: { ...blank, ...typed }, refusal: done } }, done)
})
desk.post('/desk/sources/:id/checks', only(all(moderators, there(found, 'source'))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, checkSource, { source: c.req.param('id'), on: typed.on })
  if (isRefusal(done)) return keep(c, { check: { typed, refusal: done } }, done)
  return goOn(
    c,
    typed.then === 'list' ? '/desk/sources' : `/desk/sources/${done.id}`,
    'Thank you. It counts as checked.',
  )
})
desk.post('/desk/sources/:id/closing', only(all(moderators, there(found, 'source'))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, closeSource, { source: c.req.param('id'), closed: typed.closed })
  if (isRefusal(done)) return showRefusal(c, done)
  return goOn(
    c,
    `/desk/sources/${done.id}`,
    done.state === 'closed' ? 'Its page says that it has closed.' : 'It is shown again.',
  )
})
desk.post('/desk/sources/:id/decision', only(all(moderators, there(found, 'source'))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, decideSuggestion, { ...typed, source: c.req.param('id') })
  if (isRefusal(done)) return keep(c, { decision: { typed, refusal: done } }, done)
  return goOn(
    c,
    '/desk/sources',
    typed.decision === 'yes' ? 'It is in the directory now.' : 'It was not taken. They are told why.',
  )
})
