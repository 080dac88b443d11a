import { setCookie } from 'hono/cookie'
import type { Ctx } from '../../kit/web.ts'
import { sessionCookie, sessionSeconds } from './auth.ts'

/** Keep a session of ours in the browser, as Better Auth keeps its own. */
export function keepSession(c: Ctx, value: string) {
  const secure = c.var.community.url.startsWith('https:')
  setCookie(c, sessionCookie, value, { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge: sessionSeconds })
}

/** Forget the session in this browser. On a call the browser is the volunteer's, who stays signed in. */
export const dropSession = (c: Ctx) => {
  if (!c.var.by) setCookie(c, sessionCookie, '', { path: '/', maxAge: 0 })
}
