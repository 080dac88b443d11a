/** The page of a return. Whoever left and signs in is led here, and can do no more before they are back. */
import { listsAt } from '../../kit/lists.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { type Ctx, goOn, routes, show, showRefusal, signInFirst, typedIn } from '../../kit/web.ts'
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
  if (!isSignedIn(who)) {
    const left = await leftWithSession(db, token)
    if (!left) return signInFirst(c)
    return show(c, comeBackPage((await whereaboutsOf(db, left.member!)).away?.began ?? new Date()))
  }
  const [where, since] = await Promise.all([whereaboutsOf(db, who.member), awaySince(db, who.member)])
  if (!since) return show(c, neverAwayPage())
  const reader = await listReader(db, who.member)
  const asked = { db, community, reader, since, now: new Date(), need: null, most: mostOfEach }
  return show(c, returnPage(where, since, await listsAt('return', asked)))
})

returning.post('/return', async (c: Ctx) => {
  const { community, token, by, via = 'web' } = c.var
  const left = isSignedIn(c.var.who) ? null : await leftWithSession(community.db, token)
  const who = left ?? c.var.who
  await typedIn(c)
  const done = await perform(comeBack, {}, { community, who, by: by ?? who, via })
  if (isRefusal(done)) return showRefusal(c, done)
  return goOn(c, '/return', 'Welcome back. Everything is as you left it.')
})
