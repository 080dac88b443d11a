/**
 * Sign-in, by Better Auth: emailed code and passkey, in the community's own tables.
 * Sessions begun here and those begun by a paper code are the same sessions.
 * The link in a mail carries the same code, so there is one thing to guess at and one limit on guessing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { emailOTP } from 'better-auth/plugins/email-otp'
import type { Kysely } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { MemberId } from '../../kit/who.ts'
import { sendSignInCode } from './mail.ts'

const days = 24 * 60 * 60
export const sessionSeconds = 90 * days
const times = { createdAt: 'created_at', updatedAt: 'updated_at' }

function build(community: Community) {
  return betterAuth({
    baseURL: community.url,
    basePath: '/auth',
    secret: community.secret,
    telemetry: { enabled: false },
    // Ours are counted in the database and hold across restarts: see attempts.ts.
    rateLimit: { enabled: false },
    logger: { level: 'error' },
    database: { db: community.db as unknown as Kysely<never>, type: 'postgres' },
    user: { modelName: 'login', fields: { emailVerified: 'email_verified', ...times } },
    session: {
      modelName: 'session',
      // Long, because a mother at 3 a.m. should not have to look for a code; she can end it on her page.
      expiresIn: sessionSeconds,
      updateAge: 7 * days,
      // A passkey may be added in any session: asking for a new code first would keep people from adding one.
      freshAge: 0,
      fields: {
        userId: 'login_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...times,
      },
    },
    account: {
      modelName: 'account',
      fields: {
        userId: 'login_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        idToken: 'id_token',
        ...times,
      },
    },
    verification: { modelName: 'verification', fields: { expiresAt: 'expires_at', ...times } },
    advanced: {
      database: { generateId: () => newId() },
      useSecureCookies: false,
      // Nobody's address is kept with their session.
      ipAddress: { disableIpTracking: true },
      cookies: { session_token: { name: sessionCookie, attributes: { secure: community.url.startsWith('https:') } } },
    },
    plugins: [
      emailOTP({
        disableSignUp: true,
        expiresIn: 30 * 60,
        allowedAttempts: 5,
        storeOTP: 'hashed',
        sendVerificationOTP: ({ email, otp }) => sendSignInCode(community, email, otp),
      }),
      passkey({
        rpName: community.name,
        rpID: new URL(community.url).hostname,
        origin: new URL(community.url).origin,
        schema: {
          passkey: {
            fields: {
              userId: 'login_id',
              publicKey: 'public_key',
              credentialID: 'credential_id',
              deviceType: 'device_type',
              backedUp: 'backed_up',
              createdAt: 'created_at',
            },
          },
        },
      }),
    ],
  })
}

export type Auth = ReturnType<typeof build>
const made = new Map<string, { auth: Auth; secret: string }>()

/** Better Auth for one community, made when first needed. */
export function authOf(community: Community): Auth {
  const known = made.get(community.schema)
  if (known?.secret === community.secret) return known.auth
  const auth = build(community)
  made.set(community.schema, { auth, secret: community.secret })
  return auth
}

export const sessionCookie = 'session'

const sign = (token: string, secret: string) => createHmac('sha256', secret).update(token).digest('base64')

/** Cookies whose signature was checked lately, so that a reader's next page need not check it again. */
const checked = new Map<string, string>()
const mostChecked = 5000

/**
 * The session token in a cookie, when its signature is ours.
 *
 * @param cookie the value as Better Auth writes it: token, a dot, HMAC-SHA256 in base64
 */
export function tokenIn(cookie: string | undefined, secret: string): string | null {
  const dot = cookie?.lastIndexOf('.') ?? -1
  if (!cookie || dot < 1) return null
  const token = cookie.slice(0, dot)
  if (checked.get(cookie) === secret) return token
  const given = Buffer.from(cookie.slice(dot + 1))
  const ours = Buffer.from(sign(token, secret))
  if (given.length !== ours.length || !timingSafeEqual(given, ours)) return null
  if (checked.size >= mostChecked) checked.clear()
  checked.set(cookie, secret)
  return token
}

/**
 * Begin a session for a member who has proved who they are in a way of ours, such as a paper code.
 *
 * @param device what the browser says it is, so that the member can tell their sessions apart
 * @returns the cookie's value
 */
export async function beginSession(community: Community, member: MemberId, device = ''): Promise<string> {
  const { internalAdapter } = await authOf(community).$context
  const session = await internalAdapter.createSession(member, false, { userAgent: device.slice(0, 300) })
  return `${session.token}.${sign(session.token, community.secret)}`
}
