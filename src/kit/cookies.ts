/**
 * Our cookies. On HTTPS their names begin with `__Host-`: browsers then take them from this very host alone, over HTTPS,
 * for the whole of it, so that no neighbour on the same domain can set one. Source: RFC 6265bis, "Cookie Name Prefixes".
 */
import { getCookie, setCookie } from 'hono/cookie'
import type { Community } from './community.ts'
import type { Ctx } from './web.ts'

const isEncrypted = (c: Ctx) =>
  ((c.get('community') as Community | undefined)?.url ?? c.get('server').config.publicUrl).startsWith('https:')

/** @param url where the community is reached */
export const cookieName = (name: string, url: string) => (url.startsWith('https:') ? `__Host-${name}` : name)
const nameHere = (c: Ctx, name: string) => (isEncrypted(c) ? `__Host-${name}` : name)

/** Whether the browser sent such a cookie; what it says is another question. */
export const hasCookie = (c: Ctx, name: string) => c.req.header('cookie')?.includes(`${nameHere(c, name)}=`) === true

/** What a cookie of ours says. */
export const cookieIn = (c: Ctx, name: string): string | undefined =>
  hasCookie(c, name) ? getCookie(c, nameHere(c, name)) : undefined

/** @param seconds how long the browser keeps it */
export function keepCookie(c: Ctx, name: string, value: string, seconds: number) {
  const secure = isEncrypted(c)
  setCookie(c, nameHere(c, name), value, { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge: seconds })
}

export const dropCookie = (c: Ctx, name: string) => keepCookie(c, name, '', 0)
