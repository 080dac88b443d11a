import { type Guard, only } from '../../kit/gate.ts'
import { isRefusal, notFound, yes } from '../../kit/refuse.ts'
import { act, goOn, routes, show, showRefusal, typedIn } from '../../kit/web.ts'
import { beginSession, tokenIn } from '../members/auth.ts'
import { dropSession, keepSession } from '../members/session-cookie.ts'
import { lookRound } from './cast.ts'
import { castPage } from './pages.ts'

export const web = routes()

/** There is nobody to look round as in a community of real people. */
const exampleOnly: Guard = (c) => (c.var.community.example ? yes : notFound())

web.get('/cast', (c) => (c.var.community.example ? show(c, castPage(c.var.who)) : showRefusal(c, notFound())))

web.post('/cast/sessions', only(exampleOnly), async (c) => {
  const member = await act(c, lookRound, await typedIn(c))
  if (isRefusal(member)) return showRefusal(c, member)
  const { community, who } = c.var
  if (who.session) await community.db.deleteFrom('session').where('id', '=', who.session).execute()
  const value = await beginSession(community, member)
  // Staff of the example have no second factor to give.
  const token = tokenIn(value, community.secret)!
  await community.db.updateTable('session').set({ second_factor_at: new Date() }).where('token', '=', token).execute()
  keepSession(c, value)
  const { name } = await community.db
    .selectFrom('member')
    .select('name')
    .where('id', '=', member)
    .executeTakeFirstOrThrow()
  return goOn(c, '/', `You look round as ${name} now.`)
})

web.post('/cast/visitor', only(exampleOnly), async (c) => {
  const { community, who } = c.var
  if (who.session) await community.db.deleteFrom('session').where('id', '=', who.session).execute()
  dropSession(c)
  return goOn(c, '/', 'You look round as a visitor now.')
})
