/** The web door: one Hono app for every community on this server. */
import { Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import { sessionCookie, tokenIn } from '../../areas/members/auth.ts'
import { whoHasSession } from '../../areas/members/reader.ts'
import { noteUse } from '../../areas/members/using-a-session.ts'
import { cookieName } from '../../kit/cookies.ts'
import { isDatabaseAway } from '../../kit/database-away.ts'
import { noteDisk } from '../../kit/disk.ts'
import { logBug } from '../../kit/log.ts'
import { scripts, style, styleHref } from '../../kit/page.ts'
import { notFound } from '../../kit/refuse.ts'
import { headersOf } from '../../kit/safety-headers.ts'
import { type Env, type Server, showRefusal } from '../../kit/web.ts'
import { visitor } from '../../kit/who.ts'
import { saysCall, whileCalling } from '../phone/calling.ts'
import { areas } from './areas.ts'
import { awayPage } from './away.ts'
import { health } from './health.ts'
import { fromOurOwnPages } from './own-origin.ts'
import { readableAddress } from './readable-address.ts'

export function webApp(server: Server) {
  const app = new Hono<Env>()
  const safe = headersOf(server.config).every

  app.get('/health', (c) => health(c, server))
  for (const { href, bytes } of scripts())
    app.get(href, (c) => c.body(bytes, 200, { 'content-type': 'text/javascript', ...forever, ...safe }))
  app.get(styleHref, (c) => c.body(style, 200, { 'content-type': 'text/css', ...forever, ...safe }))

  app.use(async (c, next) => {
    const community = server.communities.forHost(c.req.header('host') ?? '')
    // A server that has no community at all answers with the pages that set one up.
    if (!community && server.communities.all.length > 0) return c.text('No community answers on this address.', 404)
    const token = community && tokenIn(getCookie(c, cookieName(sessionCookie, community.url)), community.secret)
    c.set('server', server)
    c.set('token', token)
    if (community) c.set('community', community)
    const asks = community && token && (saysCall(c) || !findsReaderItself(c.req.method, c.req.path))
    c.set('who', (asks && (await whoHasSession(community.db, token))) || visitor)
    await next()
    if (community) noteUse(community, c.get('by') ?? c.get('who'))
    // A page that was shown has them already.
    if (c.get('shown')) return
    for (const [name, value] of Object.entries(headersOf(server.config).every)) c.res.headers.set(name, value)
  })

  app.use(readableAddress)
  app.use(fromOurOwnPages)
  app.use(whileCalling)

  for (const area of areas) app.route('/', area)

  app.notFound((c) => showRefusal(c, notFound()))
  app.onError((error, c) => {
    noteDisk(error)
    if (isDatabaseAway(error)) return awayPage(c)
    logBug(`${c.req.method} ${c.req.path}`, error)
    return awayPage(c, 500)
  })
  return app
}

/** The page read most asks for its reader and its conversation in one round trip; the bench says what that saves. */
const findsReaderItself = (method: string, path: string) => method === 'GET' && /^\/conversations\/[^/]+$/.test(path)

const forever = { 'cache-control': 'public, max-age=31536000, immutable' }
