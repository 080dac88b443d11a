/** A code by mail, for whoever shows that an address is theirs. */
import type { Community } from '../../kit/community.ts'
import { type Allowed, isRefusal, yes } from '../../kit/refuse.ts'
import { mayTry } from './attempts.ts'
import { authOf } from './auth.ts'

/**
 * Mail a code to sign in with, when a person here has this address; the answer is the same when nobody has.
 *
 * @returns yes, or a refusal (429) when too many were asked for
 */
export async function askForCode(community: Community, email: string): Promise<Allowed> {
  const may = await mayTry(community, 'ask for a code', email)
  if (isRefusal(may)) return may
  await (await authOf(community)).api.sendVerificationOTP({ body: { email, type: 'sign-in' } })
  return yes
}
