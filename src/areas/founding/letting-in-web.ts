import { all, members, moderators, only, there } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, notFound, refuse } from '../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, signInFirst, typedIn } from '../../kit/web.ts'
import { isModerator, isSignedIn } from '../../kit/who.ts'
import { askToComeIn, decideRequest, insiders, letOut, requestOf, requestsWaiting } from './letting-in.ts'
import { askToComeInPage, lettingInPage } from './letting-in-pages.ts'

place({
  on: 'desk',
  href: '/desk/letting-in',
  label: 'Closed circles',
  about: 'Who asks to come in, and who is inside.',
  for: isModerator,
})

export const web = routes()

web.get('/circles/:slug/request', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  const slug = c.req.param('slug')
  const circle = await requestOf(community.db, slug, who.member)
  if (circle?.door !== 'closed') return showRefusal(c, notFound('circle'))
  if (circle.inside) return c.redirect(`/circles/${slug}`, 303)
  return show(c, askToComeInPage({ ...circle, slug }))
})

web.post('/circles/:slug/requests', only(all(members, there(circleHere, 'circle'))), async (c) => {
  const typed = await typedIn(c)
  const slug = c.req.param('slug')
  const asked = await act(c, askToComeIn, { slug, words: typed.words })
  if (!isRefusal(asked)) return goOn(c, '/circles', 'You have asked to come in. A moderator will answer you.')
  const { who, community } = c.var
  const circle = isSignedIn(who) && asked.status === 422 ? await requestOf(community.db, slug, who.member) : null
  if (!circle) return showRefusal(c, asked)
  return showAgain(c, askToComeInPage({ ...circle, slug }, { typed, refusal: asked }), asked)
})

const lettingIn = async ({ var: { community } }: Ctx, sent?: Parameters<typeof lettingInPage>[2]) =>
  lettingInPage(await requestsWaiting(community.db), await insiders(community.db), sent)

web.get('/desk/letting-in', async (c) => {
  if (!isSignedIn(c.var.who)) return signInFirst(c)
  if (!isModerator(c.var.who)) return showRefusal(c, refuse('This page is for moderators.', 403))
  return show(c, await lettingIn(c))
})

web.post('/desk/letting-in/:request', only(all(moderators, there(requestHere, 'request'))), async (c) => {
  const typed = await typedIn(c)
  const decided = await act(c, decideRequest, { ...typed, request: c.req.param('request') })
  if (isRefusal(decided)) return refusedAtDesk(c, decided)
  return goOn(c, '/desk/letting-in', decided === 'yes' ? 'They are let in, and we told them.' : 'We told them.')
})

web.post('/desk/letting-out', only(moderators), async (c) => {
  const out = await act(c, letOut, await typedIn(c))
  return isRefusal(out) ? refusedAtDesk(c, out) : goOn(c, '/desk/letting-in', 'They are out of the circle.')
})

async function refusedAtDesk(c: Ctx, refusal: ReturnType<typeof refuse>) {
  return isModerator(c.var.who) ? showAgain(c, await lettingIn(c, { refusal }), refusal) : showRefusal(c, refusal)
}

async function circleHere(c: Ctx) {
  const circle = await requestOf(c.var.community.db, c.req.param('slug') ?? '', c.var.who.member!)
  return circle?.door === 'closed'
}

async function requestHere(c: Ctx) {
  const waiting = await requestsWaiting(c.var.community.db)
  return waiting.some(({ id }) => id === c.req.param('request'))
}
