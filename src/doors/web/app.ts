/** The web door: one Hono app for every community on this server. */
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie } from 'hono/cookie'
import { csrf } from 'hono/csrf'
import { sessionCookie, tokenIn } from '../../areas/members/auth.ts'
import { whoHasSession } from '../../areas/members/reader.ts'
import { isDatabaseAway } from '../../kit/database.ts'
import { logBug } from '../../kit/log.ts'
import { scripts, style, styleHref } from '../../kit/page.ts'
import { notFound, refuse } from '../../kit/refuse.ts'
import { headersOf } from '../../kit/safety-headers.ts'
import { type Env, type Server, showRefusal } from '../../kit/web.ts'
import { visitor } from '../../kit/who.ts'
import { saysCall, whileCalling } from '../phone/calling.ts'
import { areas } from './areas.ts'
import { awayPage } from './away.ts'
import { health } from './health.ts'
import { mayHavePhotos, takePhotoForm } from './photo-forms.ts'

/** Photos are the largest thing anyone sends; moving in a mailing list has its own limit. */
const mostBytes = 12 * 1024 * 1024

export function webApp(server: Server) {
  const app = new Hono<Env>()

  app.get('/health', (c) => health(c, server))
  for (const { href, bytes } of scripts())
    app.get(href, (c) => c.body(bytes, 200, { 'content-type': 'text/javascript', ...forever }))
  app.get(styleHref, (c) => c.body(style, 200, { 'content-type': 'text/css', ...forever }))

  app.use(async (c, next) => {
    const community = server.communities.forHost(c.req.header('host') ?? '')
    // A server that has no community at all answers with the pages that set one up.
    if (!community && server.communities.all.length > 0) return c.text('No community answers on this address.', 404)
    const token = community && tokenIn(getCookie(c, sessionCookie), community.secret)
    c.set('server', server)
    c.set('token', token)
    if (community) c.set('community', community)
    const asks = community && token && (saysCall(c) || !findsReaderItself(c.req.method, c.req.path))
    c.set('who', (asks && (await whoHasSession(community.db, token))) || visitor)
    await next()
    // A page that was shown has them already.
    if (c.get('shown')) return
    for (const [name, value] of Object.entries(headersOf(server.config).every)) c.res.headers.set(name, value)
  })

  const bring = ['POST', 'PUT', 'PATCH', 'DELETE']
  app.on(bring, '*', fromThisSite)
  app.on(bring, '*', (c, next) =>
    streamed(c.req.path) ? next() : mayHavePhotos(c) ? takePhotoForm(c, next) : notTooBig(c, next),
  )

  // After the form was read, because it says for whom it was meant.
  app.use(whileCalling)

  for (const area of areas) app.route('/', area)

  app.notFound((c) => showRefusal(c, notFound()))
  app.onError((error, c) => {
    if (isDatabaseAway(error)) return awayPage(c)
    logBug(`${c.req.method} ${c.req.path}`, error)
    return awayPage(c, 500)
  })
  return app
}

const sameSite = csrf()

const fromThisSite: MiddlewareHandler<Env> = async (c, next) => {
  if (stopsMail(c.req.path)) return next()
  try {
    return await sameSite(c, next)
  } catch (error) {
    if ((error as { status?: number }).status !== 403) throw error
    const because = 'This form came from another site, so nothing was done. Go back and send it from here.'
    return showRefusal(c, refuse(because, 403))
  }
}

/** A mailing list's archive is written to disk as it comes, and has its own limit. */
const streamed = (path: string) => path === '/steward/moving-in'

const counted: MiddlewareHandler<Env> = bodyLimit({
  maxSize: mostBytes,
  onError: (c) => showRefusal(c as never, refuse('That is too big to send. The most is 12 MB.', 413)),
})

/** A form that says how long it is cannot be longer, and is left as it comes: counting it would make a copy. */
const notTooBig: MiddlewareHandler<Env> = (c, next) => {
  const length = c.req.header('transfer-encoding') ? undefined : c.req.header('content-length')
  return length && Number(length) <= mostBytes ? next() : counted(c, next)
}

/** The page read most asks for its reader and its conversation in one round trip; the bench says what that saves. */
const findsReaderItself = (method: string, path: string) => method === 'GET' && /^\/conversations\/[^/]+$/.test(path)

/**
 * Mail programs press their own stop button from anywhere (RFC 8058). The address is signed and names the one thing
 * it does; no cookie counts there, so another site can do no more than the person who holds the mail.
 */
const stopsMail = (path: string) => /^\/mail\/stop\/[^/]+$/.test(path)

const forever = { 'cache-control': 'public, max-age=31536000, immutable' }
