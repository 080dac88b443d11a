/** Sessions and passkeys, by Better Auth, in the community's own tables. Codes by mail are ours: see sign-in-codes.ts. */
import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import type { Kysely } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import { hashedSessions } from './hashed-sessions.ts'

const days = 24 * 60 * 60
const times = { createdAt: 'created_at', updatedAt: 'updated_at' }

/**
 * Better Auth for one community.
 *
 * @param session the name of its cookie, and how long one lasts unused, in seconds
 */
export function betterAuthOf(community: Community, session: { cookie: string; seconds: number }) {
  return betterAuth({
    baseURL: community.url,
    basePath: '/auth',
    secret: community.secret,
    telemetry: { enabled: false },
    // Ours are counted in the database and hold across restarts: see attempts.ts.
    rateLimit: { enabled: false },
    logger: { level: 'error' },
    database: hashedSessions(community.db as unknown as Kysely<never>),
    user: { modelName: 'login', fields: { emailVerified: 'email_verified', ...times } },
    session: {
      modelName: 'session',
      // Long, because a mother at 3 a.m. should not have to look for a code; she can end it on her page.
      expiresIn: session.seconds,
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
      cookies: { session_token: { name: session.cookie, attributes: { secure: community.url.startsWith('https:') } } },
    },
    plugins: [
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
