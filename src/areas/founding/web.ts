import { isUuid } from '../../kit/brand.ts'
import { all, only, stewards, there } from '../../kit/gate.ts'
import { lastBackup } from '../../kit/nightly-backup.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, notFound, refuse } from '../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, signInFirst, typedIn } from '../../kit/web.ts'
import { isSignedIn, isSteward } from '../../kit/who.ts'
import { allCircles, changeCircle, makeCircle } from './circles.ts'
import { changeCirclePage, circlesToKeepPage, newCirclePage, settingsPage, stewardPage } from './pages.ts'
import { doorChangeWords } from './rules.ts'
import { changeSettings } from './settings.ts'

place({
  on: 'steward',
  href: '/steward/circles',
  label: 'Circles',
  about: 'Make, rename, open and close them.',
  position: 1,
})
place({
  on: 'steward',
  href: '/steward/settings',
  label: 'Settings',
  about: 'Name, who runs it, photos and mail.',
  position: 2,
})

export const web = routes()

/** Only stewards go on; anyone else is told why not. */
async function notSteward(c: Ctx) {
  if (isSteward(c.var.who)) return null
  if (!isSignedIn(c.var.who)) return signInFirst(c)
  if (c.var.who.roleHeld === 'steward') return c.redirect('/second-step', 303)
  return showRefusal(c, refuse('This page is for stewards.', 403))
}

web.get('/steward', async (c) => {
  const no = await notSteward(c)
  if (no) return no
  const { who, community, server } = c.var
  return show(c, stewardPage(who, community.example ? null : await lastBackup(server.communities.pool, community)))
})

web.get(
  '/steward/circles',
  async (c) => (await notSteward(c)) ?? show(c, circlesToKeepPage(await allCircles(c.var.community.db))),
)
web.get('/steward/circles/new', async (c) => (await notSteward(c)) ?? show(c, newCirclePage()))

web.post('/steward/circles', only(stewards), async (c) => {
  const typed = await typedIn(c)
  const made = await act(c, makeCircle, typed)
  if (isRefusal(made)) return (await notSteward(c)) ?? showAgain(c, newCirclePage({ typed, refusal: made }), made)
  return goOn(c, '/steward/circles', 'The circle is made.')
})

const circleAt = async (c: Ctx) => {
  const id = c.req.param('id') ?? ''
  return isUuid(id) ? (await allCircles(c.var.community.db)).find((one) => one.id === id) : undefined
}

web.get('/steward/circles/:id', async (c) => {
  const no = await notSteward(c)
  if (no) return no
  const circle = await circleAt(c)
  return circle ? show(c, changeCirclePage(circle)) : showRefusal(c, notFound('circle'))
})

web.post('/steward/circles/:id', only(all(stewards, there(circleAt, 'circle'))), async (c) => {
  const no = await notSteward(c)
  if (no) return no
  const typed = await typedIn(c)
  const circle = await circleAt(c)
  if (!circle) return showRefusal(c, notFound('circle'))
  const changed = await act(c, changeCircle, { ...typed, circle: circle.id })
  if (isRefusal(changed)) return showAgain(c, changeCirclePage(circle, { typed, refusal: changed }), changed)
  return goOn(c, '/steward/circles', doorChangeWords(changed.from, changed.to) ?? 'The circle is changed.')
})

web.get('/steward/settings', async (c) => (await notSteward(c)) ?? show(c, settingsPage(c.var.community)))

web.post('/steward/settings', only(stewards), async (c) => {
  const no = await notSteward(c)
  if (no) return no
  const typed = await typedIn(c)
  const changed = await act(c, changeSettings, typed)
  if (isRefusal(changed)) return showAgain(c, settingsPage(c.var.community, { typed, refusal: changed }), changed)
  await c.var.server.communities.load()
  return goOn(c, '/steward/settings', 'The settings are saved.')
})
