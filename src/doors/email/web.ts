import { preferencesOf } from '../../areas/members/preferences.ts'
import { only, stewards, there } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, notFound, refuse } from '../../kit/refuse.ts'
import { perform, type Task } from '../../kit/task.ts'
import { act, type Ctx, goOn, pageNumber, routes, show, showRefusal, signInFirst, typedIn } from '../../kit/web.ts'
import { isSignedIn, isSteward, visitor } from '../../kit/who.ts'
import { aboutMailPage, choicesPage, outboxPage, stopPage, stoppedPage } from './pages.ts'
import { fromThisMachine } from './rules.ts'
import { stewardMailPage } from './steward-pages.ts'
import { readStopToken } from './stop.ts'
import { failedMail, keptMail, mailState } from './store.ts'
import { brokenLink, chooseMail, chooseMailWay, nameMail, stopMail, testMail, tryMailAgain } from './tasks.ts'

export const web = routes()

place({ on: 'steward', href: '/steward/mail', label: 'Mail', about: 'Whether mail leaves, and what failed.' })

web.get('/mail', (c) => show(c, aboutMailPage))

web.get('/mail/stop/:token', async (c) => {
  const link = await linkIn(c)
  if (!link) return showRefusal(c, refuse(brokenLink, 404))
  return show(c, stopPage(link.token, link.kind, link.preferences))
})

/** Also what a mail program sends for its own stop button (RFC 8058): from anywhere, without a cookie. */
web.post('/mail/stop/:token', only(there(linkHere)), async (c) => {
  const link = await linkIn(c)
  const stopped = link ? await byLink(c, stopMail, link) : refuse(brokenLink, 404)
  if (isRefusal(stopped)) return showRefusal(c, stopped)
  const after = (await linkIn(c))!
  return show(c, stoppedPage(after.token, after.kind, after.preferences))
})

web.get('/mail/choices/:token', async (c) => {
  const link = await linkIn(c)
  if (!link) return showRefusal(c, refuse(brokenLink, 404))
  return show(c, choicesPage(link.token, link.preferences, false))
})

web.post('/mail/choices/:token', only(there(linkHere)), async (c) => {
  const link = await linkIn(c)
  if (!link) return showRefusal(c, refuse(brokenLink, 404))
  const typed = await typedIn(c)
  const chosen = await byLink(c, chooseMail, { ...typed, token: link.token })
  if (!isRefusal(chosen)) return show(c, choicesPage(link.token, chosen, true))
  return show(c, choicesPage(link.token, link.preferences, false, { typed, refusal: chosen }), chosen.status)
})

/** Whoever is signed in here, the link alone says for whom it is. */
const byLink = <Input, Outcome>(c: Ctx, what: Task<Input, Outcome>, input: { token: string }) =>
  perform(what, input, { community: c.var.community, who: visitor, via: 'email' })

async function linkHere(c: Ctx) {
  return (await linkIn(c)) ?? refuse(brokenLink, 404)
}

async function linkIn(c: Ctx) {
  const token = c.req.param('token') ?? ''
  const link = readStopToken(c.var.community, token)
  return link && { token, kind: link.kind, preferences: await preferencesOf(c.var.community.db, link.member) }
}

web.get('/outbox', async (c) => {
  const { config } = c.var.server
  const address = c.env.incoming?.socket?.remoteAddress
  if (config.smtpUrl || !fromThisMachine(address, (name) => c.req.header(name))) return showRefusal(c, notFound())
  const page = pageNumber(c)
  const { mails, total } = await keptMail(c.var.community.db, page)
  return show(c, outboxPage(mails, total, page))
})

web.get('/steward/mail', (c) => stewardMail(c))

web.post('/steward/mail/attempts', only(stewards), async (c) => {
  const { message } = await typedIn(c)
  const again = await act(c, tryMailAgain, { message })
  return isRefusal(again) ? showRefusal(c, again) : goOn(c, '/steward/mail', 'We are trying again.')
})

web.post('/steward/mail/tests', only(stewards), async (c) => {
  const sent = await act(c, testMail, {})
  return isRefusal(sent) ? showRefusal(c, sent) : goOn(c, '/steward/mail', `A test mail is on its way to ${sent}.`)
})

web.post('/steward/mail/way', only(stewards), async (c) => {
  const { goes } = await typedIn(c)
  const chosen = await act(c, chooseMailWay, { goes })
  if (isRefusal(chosen)) return showRefusal(c, chosen)
  await c.var.server.communities.load()
  return goOn(c, '/steward/mail', chosen === 'out' ? 'Mail goes out now.' : 'Mail is kept here now.')
})

web.post('/steward/mail/name', only(stewards), async (c) => {
  const typed = await typedIn(c)
  const named = await act(c, nameMail, typed)
  if (isRefusal(named)) return isSteward(c.var.who) ? stewardMail(c, { typed, refusal: named }) : showRefusal(c, named)
  await c.var.server.communities.load()
  return goOn(c, '/steward/mail', 'Saved.')
})

async function stewardMail(c: Ctx, sent?: Parameters<typeof stewardMailPage>[0]['sent']) {
  const { community, who, server } = c.var
  if (!isSteward(who))
    return isSignedIn(who) ? showRefusal(c, refuse('This page is for stewards.', 403)) : signInFirst(c)
  const page = pageNumber(c)
  const [state, failed] = await Promise.all([mailState(community.db), failedMail(community.db, page)])
  const content = stewardMailPage({ community, config: server.config, state, failed, page, sent })
  return show(c, content, sent?.refusal?.status)
}
