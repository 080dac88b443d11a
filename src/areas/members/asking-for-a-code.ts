/** A code by mail, for whoever shows that an address is theirs. */
import { isIPv6 } from 'node:net'
import type { Community } from '../../kit/community.ts'
import { cookieIn, keepCookie } from '../../kit/cookies.ts'
import { logOnceAMinute } from '../../kit/log.ts'
import { type Allowed, isRefusal, yes } from '../../kit/refuse.ts'
import { type Ctx, clientAddress } from '../../kit/web.ts'
import { mayTry, type Way } from './attempts.ts'
import { newBrowser, sendCode } from './sign-in-codes.ts'

const askingCookie = 'asking'
/** seconds for which a browser is known as the one that asked; a tab may be dropped meanwhile */
const asking = 60 * 60

/** What the browser that asked holds, or nothing when it asked for none or keeps no cookies. */
export const browserOf = (c: Ctx) => cookieIn(c, askingCookie)?.slice(0, 100)

/**
 * Where a request comes from, for limits: of IPv6 the network, since a household has all of it. Null behind a proxy that
 * the settings do not name: all would look like one, and one could keep out all.
 */
export function networkOf(c: Ctx): string | null {
  const address = clientAddress(c)
  const near = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/i.test(address)
  if (near && c.req.header('x-forwarded-for')) {
    logOnceAMinute('a proxy is not named in TRUSTED_PROXIES, so visitors cannot be told apart', { proxy: address })
    return null
  }
  return isIPv6(address) ? address.split(':').slice(0, 4).join(':') : address
}

/** Count a try by where it comes from, when that is known. */
export async function mayTryFrom(c: Ctx, way: Way, subject = ''): Promise<Allowed> {
  const network = networkOf(c)
  return network ? mayTry(c.var.community, way, `${network} ${subject}`) : yes
}

/**
 * Mail a code to sign in with, when a person here has this address; the answer is the same when nobody has. What others
 * ask for from elsewhere does not count against whoever asks here, short of what would fill a mailbox.
 *
 * @returns yes, or a refusal (429) when too many were asked for
 */
export async function askForCode(c: Ctx, email: string, community: Community = c.var.community): Promise<Allowed> {
  for (const may of [
    () => mayTryFrom(c, 'ask for a code', email),
    () => mayTryFrom(c, 'codes from one place'),
    () => mayTry(community, 'codes to one address', email),
  ]) {
    const answer = await may()
    if (isRefusal(answer)) return answer
  }
  const browser = browserOf(c) ?? newBrowser()
  await sendCode(community, browser, email, new Date())
  keepCookie(c, askingCookie, browser, asking)
  return yes
}
