/**
 * A form counts only when it was sent from a page of this community. Browsers say where a form comes from in one of
 * three headers, the older ones in fewer: an iPhone that stops at iOS 15 sends no `Sec-Fetch-Site`.
 * What they say is held against the community's own address, never against what a proxy made of the request.
 */
import type { MiddlewareHandler } from 'hono'
import type { Community } from '../../kit/community.ts'
import { refuse } from '../../kit/refuse.ts'
import { type Ctx, type Env, showRefusal } from '../../kit/web.ts'

const safe = /^(GET|HEAD|OPTIONS)$/

/**
 * Mail programs press their own stop button from anywhere (RFC 8058). The address is signed and names the one thing
 * it does; no cookie counts there, so another site can do no more than the person who holds the mail.
 */
const stopsMail = (path: string) => /^\/mail\/stop\/[^/]+$/.test(path)

export const fromOurOwnPages: MiddlewareHandler<Env> = async (c, next) => {
  if (safe.test(c.req.method) || stopsMail(c.req.path) || isFromHere(c as Ctx)) return next()
  const because = 'This form came from another site, so nothing was done. Go back and send it from here.'
  return showRefusal(c as Ctx, refuse(because, 403))
}

function isFromHere(c: Ctx): boolean {
  const origin = c.req.header('origin')
  // A browser cannot be made to send another site's origin. `null` says nothing of where it comes from.
  if (origin !== undefined && origin !== 'null') return isOwn(c, origin)
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const referer = c.req.header('referer')
  return origin === undefined && referer !== undefined && URL.canParse(referer) && isOwn(c, new URL(referer).origin)
}

function isOwn(c: Ctx, origin: string): boolean {
  const own = new URL((c.get('community') as Community | undefined)?.url ?? c.get('server').config.publicUrl)
  if (origin === own.origin) return true
  // Without HTTPS it is this machine or a network of one's own, where a port is often forwarded.
  return own.protocol === 'http:' && isSameHost(c.req.header('host') ?? '', origin, own.hostname)
}

const local = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Whether a page came from the very address this request went to, and that address is this machine's or the community's. */
function isSameHost(host: string, origin: string, own: string) {
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  return (
    from.protocol === 'http:' &&
    from.host === host.toLowerCase() &&
    (from.hostname === own || local.test(from.hostname))
  )
}
