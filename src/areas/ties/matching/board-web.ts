/** The coordinators' board at the web door. `/desk/*` is for moderators: the desk sees to that before it comes here. */

import { isUuid } from '../../../kit/brand.ts'
import type { Sent } from '../../../kit/form.ts'
import { all, moderators, only, there } from '../../../kit/gate.ts'
import { place } from '../../../kit/places.ts'
import { isRefusal, notFound } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, typedIn } from '../../../kit/web.ts'
import { noteFirstContact } from './answers.ts'
import { boardPage, requestPage } from './board-pages.ts'
import { boardRows, loads } from './board-store.ts'
import { closeMatch, noteNoMatchYet, proposalsFor, proposeMatch } from './matching.ts'
import { matchById, matchesOfRequest, requestById } from './store.ts'

export const board = routes()

place({
  on: 'desk',
  href: '/desk/matching',
  label: 'Matching',
  about: 'Who asked to meet another family, and how it goes.',
  position: 25,
})

board.get('/desk/matching', async (c) => {
  const { db, condition } = c.var.community
  return show(c, boardPage(await boardRows(db), await loads(db), condition, new Date()))
})

board.get('/desk/matching/:request', (c) => showRequest(c))

async function showRequest(c: Ctx, sent?: Sent) {
  const { db, condition } = c.var.community
  const id = c.req.param('request') ?? ''
  const request = isUuid(id) ? await requestById(db, id) : null
  if (!request) return showRefusal(c, notFound('request'))
  const [row = null] = await boardRows(db, id)
  const content = requestPage({
    request,
    row,
    matches: await matchesOfRequest(db, id),
    proposals: row?.state === null ? await proposalsFor(db, request, condition) : [],
    life: condition,
    now: new Date(),
    sent,
  })
  return sent?.refusal ? showAgain(c, content, sent.refusal) : show(c, content)
}

board.post('/desk/matching/:request/proposals', only(all(moderators, there(requestHere, 'request'))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, proposeMatch, { ...typed, request: c.req.param('request') })
  if (isRefusal(done)) return showRequest(c, { refusal: done })
  return goOn(c, '/desk/matching', 'Proposed. Both are asked now.')
})

board.post('/desk/matching/:request/no-match', only(all(moderators, there(requestHere, 'request'))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, noteNoMatchYet, { ...typed, request: c.req.param('request') })
  if (isRefusal(done)) return showRequest(c, { typed, refusal: done })
  return goOn(
    c,
    '/desk/matching',
    done ? 'They are told, and you offered to be there.' : 'It is noted. Nothing reaches them just now.',
  )
})

board.post(
  '/desk/matching/matches/:match/first-contact',
  only(all(moderators, there(matchHere, 'match'))),
  async (c) => {
    const done = await act(c, noteFirstContact, { match: c.req.param('match') })
    return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/desk/matching', 'Noted. They are in touch.')
  },
)

board.post('/desk/matching/matches/:match/end', only(all(moderators, there(matchHere, 'match'))), async (c) => {
  const match = c.req.param('match')
  const done = await act(c, closeMatch, { ...(await typedIn(c)), match })
  if (isRefusal(done)) return showRefusal(c, done)
  const { request } = (await matchById(c.var.community.db, match))!
  return done === 'done'
    ? goOn(c, '/desk/matching', 'It has ended.')
    : goOn(c, `/desk/matching/${request}`, 'It has ended. Look for another family here.')
})

async function requestHere(c: Ctx) {
  const id = c.req.param('request') ?? ''
  return isUuid(id) ? requestById(c.var.community.db, id) : null
}

async function matchHere(c: Ctx) {
  const id = c.req.param('match') ?? ''
  return isUuid(id) ? matchById(c.var.community.db, id) : null
}
