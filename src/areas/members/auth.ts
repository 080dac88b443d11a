/** Sessions and their cookies. Those begun by Better Auth and those begun by a paper code are the same sessions. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Community } from '../../kit/community.ts'
import { cookieName } from '../../kit/cookies.ts'
import type { MemberId } from '../../kit/who.ts'
import type { betterAuthOf } from './better-auth.ts'
import { hashOfToken } from './token-hash.ts'

export const sessionCookie = 'session'
export const sessionSeconds = 90 * 24 * 60 * 60

export type Auth = ReturnType<typeof betterAuthOf>
const made = new Map<string, { auth: Auth; secret: string }>()

/** Better Auth for one community, read and made when first needed: a start need not wait for it. */
export async function authOf(community: Community): Promise<Auth> {
  const known = made.get(community.schema)
  if (known?.secret === community.secret) return known.auth
  const { betterAuthOf } = await import('./better-auth.ts')
  const cookie = cookieName(sessionCookie, community.url)
  const auth = betterAuthOf(community, { cookie, seconds: sessionSeconds })
  made.set(community.schema, { auth, secret: community.secret })
  return auth
}

const sign = (token: string, secret: string) => createHmac('sha256', secret).update(token).digest('base64')

/** Cookies whose signature was checked lately, so that a reader's next page need not check it again. */
const checked = new Map<string, { readonly secret: string; readonly hash: string }>()
const mostChecked = 5000

/**
 * The session in a cookie, when its signature is ours: the hash of its token, as the database holds it.
 *
 * @param cookie the value as Better Auth writes it: token, a dot, HMAC-SHA256 in base64
 */
export function tokenIn(cookie: string | undefined, secret: string): string | null {
  const dot = cookie?.lastIndexOf('.') ?? -1
  if (!cookie || dot < 1) return null
  const token = cookie.slice(0, dot)
  const before = checked.get(cookie)
  if (before?.secret === secret) return before.hash
  const given = Buffer.from(cookie.slice(dot + 1))
  const ours = Buffer.from(sign(token, secret))
  if (given.length !== ours.length || !timingSafeEqual(given, ours)) return null
  if (checked.size >= mostChecked) checked.clear()
  const hash = hashOfToken(token)
  checked.set(cookie, { secret, hash })
  return hash
}

/**
 * Begin a session for a member who has proved who they are in a way of ours, such as a paper code.
 *
 * @param device what the browser says it is, so that the member can tell their sessions apart
 * @returns the cookie's value
 */
export async function beginSession(community: Community, member: MemberId, device = ''): Promise<string> {
  const { internalAdapter } = await (await authOf(community)).$context
  const session = await internalAdapter.createSession(member, false, { userAgent: device.slice(0, 300) })
  return `${session.token}.${sign(session.token, community.secret)}`
}
