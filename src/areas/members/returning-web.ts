/** The page of a return. Whoever left and signs in is led here, and can do no more before they are back. */
import { listsAt } from '../../kit/lists.ts'
import { isRefusal } from '../../kit/refuse.ts'
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
  const asked = { db, community, reader, since, now: new Date(), need: null, most: mostOfEach }
  return show(c, returnPage(where, since, await listsAt('return', asked)))
})

returning.post('/return', async (c: Ctx) => {
  const { community, token, by, via = 'web' } = c.var
  const left = isSignedIn(c.var.who) ? null : await leftWithSession(community.db, token)
  const who = left ?? c.var.who
  const done = await perform(comeBack, {}, { community, who, by: by ?? who, via })
  if (isRefusal(done)) return showRefusal(c, done)
  return goOn(c, '/return', 'Welcome back. Everything is as you left it.')
})
