/** Letters at the web door: the steward's page, and a member's own letters. The desk is in `desk-web.ts`. */

import { stream } from 'hono/streaming'
import { preferencesOf } from '../../areas/members/preferences.ts'
import { reachOf } from '../../areas/members/reach.ts'
import { isUuid } from '../../kit/brand.ts'
import { all, only, stewards, there } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, notFound, refuse } from '../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showRefusal, signInFirst, signInOrGate, typedIn } from '../../kit/web.ts'
import { isSignedIn, isSteward } from '../../kit/who.ts'
import { dueNow, makeBatch, markPosted, nameSender, throwAwayBatch } from './batches.ts'
import { withCodes } from './content.ts'
import { desk } from './desk-web.ts'
import { makingLetters } from './making.ts'
import { myLetterPage, myLettersPage } from './mine-pages.ts'
import { letterPdf } from './pdf.ts'
import { lettersPage } from './steward-pages.ts'
import { batchById, letterOf, lettersOf, openBatch, piecesOf, postedBatches, withoutAddress } from './store.ts'

export const web = routes()
web.route('/', desk)

place({ on: 'steward', href: '/steward/letters', label: 'Letters', about: 'Make, print and post them.', position: 30 })
place({
  on: 'me',
  under: 'reach',
  href: '/me/letters',
  label: 'My letters',
  about: 'What we sent you by post.',
  position: 62,
})

for (const path of ['/steward/letters', '/steward/letters/*'])
  web.use(path, async (c, next) => {
    const { who } = c.var
    if (isSteward(who)) return next()
    if (!isSignedIn(who)) return signInOrGate(c, next)
    if (who.roleHeld === 'steward') return c.redirect('/second-step', 303)
    return showRefusal(c, refuse('This page is for stewards.', 403))
  })

async function letters(c: Ctx, sent?: Parameters<typeof lettersPage>[0]['sent']) {
  const { db, settings } = c.var.community
  const batch = await openBatch(db)
  const content = lettersPage({
    settings,
    batch,
    due: batch ? [] : await dueNow(db, new Date()),
    withoutAddress: await withoutAddress(db),
    posted: await postedBatches(db),
    sent,
  })
  const page = await show(c, content, sent?.refusal?.status)
  // With scripts off, the page looks again by itself while there is something to wait for.
  if (batch && !batch.printed_at && !sent) page.headers.set('refresh', '5')
  return page
}

web.get('/steward/letters', (c) => letters(c))

web.post('/steward/letters/batches', only(stewards), async (c) => {
  const made = await act(c, makeBatch, {})
  if (isRefusal(made)) return showRefusal(c, made)
  await c.var.server.jobs.send(makingLetters, c.var.community, {})
  return goOn(c, '/steward/letters', 'The letters are being made.')
})

web.post('/steward/letters/batches/:id/posting', only(all(stewards, there(batchHere))), async (c) => {
  const posted = await act(c, markPosted, { batch: c.req.param('id') })
  return isRefusal(posted) ? showRefusal(c, posted) : goOn(c, '/steward/letters', 'Thank you. They count as told now.')
})

web.post('/steward/letters/batches/:id/thrown-away', only(all(stewards, there(batchHere))), async (c) => {
  const thrown = await act(c, throwAwayBatch, { batch: c.req.param('id') })
  return isRefusal(thrown) ? showRefusal(c, thrown) : goOn(c, '/steward/letters', 'They are thrown away.')
})

web.post('/steward/letters/sender', only(stewards), async (c) => {
  const typed = await typedIn(c)
  const named = await act(c, nameSender, typed)
  if (isRefusal(named)) return letters(c, { typed, refusal: named })
  await c.var.server.communities.load()
  return goOn(c, '/steward/letters', 'Saved.')
})

web.get('/steward/letters/batches/:id/letters.pdf', async (c) => {
  const { db } = c.var.community
  const id = c.req.param('id')
  const batch = isUuid(id) ? await batchById(db, id) : null
  if (!batch?.printed_at) return showRefusal(c, notFound('PDF'))
  const day = batch.made_at.toISOString().slice(0, 10)
  c.header('content-type', 'application/pdf')
  c.header('content-disposition', `attachment; filename="letters-${day}.pdf"`)
  c.header('cache-control', 'no-store')
  return stream(c, async (out) => {
    for await (const bytes of piecesOf(db, id)) await out.write(bytes)
  })
})

web.get('/me/letters', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  const { door } = await preferencesOf(community.db, who.member)
  const { address } = await reachOf(community.db, who.member)
  return show(c, myLettersPage(await lettersOf(community.db, who.member), door === 'letter', address !== null))
})

async function ownLetter(c: Ctx) {
  const id = c.req.param('id') ?? ''
  const letter = isUuid(id) ? await letterOf(c.var.community.db, c.var.who.member!, id) : undefined
  return letter?.content
    ? { id, content: withCodes(letter.content, ['(your codes)']), posted: letter.posted_at! }
    : null
}

web.get('/me/letters/:id', async (c) => {
  if (!isSignedIn(c.var.who)) return signInFirst(c)
  const letter = await ownLetter(c)
  return letter ? show(c, myLetterPage(letter.id, letter.content, letter.posted)) : showRefusal(c, notFound('letter'))
})

web.get('/me/letters/:id/letter.pdf', async (c) => {
  if (!isSignedIn(c.var.who)) return signInFirst(c)
  const letter = await ownLetter(c)
  if (!letter) return showRefusal(c, notFound('letter'))
  const bytes = new Uint8Array(await letterPdf(letter.content))
  return c.body(bytes, 200, { 'content-type': 'application/pdf', 'cache-control': 'no-store' })
})

async function batchHere(c: Ctx) {
  const id = c.req.param('id') ?? ''
  return isUuid(id) ? batchById(c.var.community.db, id) : null
}
