/** The page of a return. Whoever left and signs in is led here, and can do no more before they are back. */
import { type Guard, only, pleaseSignIn } from '../../kit/gate.ts'
import { listsAt } from '../../kit/lists.ts'
import { isRefusal, yes } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { type Ctx, goOn, routes, show, showRefusal, signInFirst } from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import { awaySince, leftWithSession, whereaboutsOf } from './absence.ts'
import { listReader } from './looking.ts'
import { comeBack } from './returning.ts'
import { comeBackPage, neverAwayPage, returnPage } from './returning-pages.ts'

export const returning = routes()

const mostOfEach = 30

returning.get('/return', async (c) => {
  const { who, community, token } = c.var
  const { db } = community
  const member = who.member ?? (await leftWithSession(db, token))?.member
  if (!member) return signInFirst(c)
  const [where, since] = await Promise.all([whereaboutsOf(db, member), awaySince(db, member)])
  // On the phone, a caller who left is known without a session.
  if (where.state === 'left') return show(c, comeBackPage(where.away?.began ?? new Date()))
  if (!since) return show(c, neverAwayPage())
  const reader = await listReader(db, member)
  const asked = { db, community, reader, since, now: new Date(), need: null, most: mostOfEach, opens: c.var.opens }
  return show(c, returnPage(where, since, await listsAt('return', asked)))
})

/** Whoever is signed in, and whoever left and still has a session. */
const mayReturn: Guard = async (c) =>
  isSignedIn(c.var.who) || (await leftWithSession(c.var.community.db, c.var.token)) ? yes : pleaseSignIn

returning.post('/return', only(mayReturn), async (c: Ctx) => {
  const { community, token, by, via = 'web' } = c.var
  const left = isSignedIn(c.var.who) ? null : await leftWithSession(community.db, token)
  const who = left ?? c.var.who
  const done = await perform(comeBack, {}, { community, who, by: by ?? who, via })
  if (isRefusal(done)) return showRefusal(c, done)
  return goOn(c, '/return', 'Welcome back. Everything is as you left it.')
})
