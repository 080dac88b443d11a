import { dropCookie, keepCookie } from '../../kit/cookies.ts'
import type { Ctx } from '../../kit/web.ts'
import { sessionCookie, sessionSeconds } from './auth.ts'

/** Keep a session of ours in the browser, as Better Auth keeps its own. */
export function keepSession(c: Ctx, value: string) {
  keepCookie(c, sessionCookie, value, sessionSeconds)
}

/** Forget the session in this browser. On a call the browser is the volunteer's, who stays signed in. */
export const dropSession = (c: Ctx) => {
  if (!c.var.by) dropCookie(c, sessionCookie)
}
