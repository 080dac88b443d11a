/**
 * How a participant stays known from page to page: a signed word in a cookie of its own, for a short while. It is no
 * session, it names no member, and the code itself is in no address.
 */
import { LRUCache } from 'lru-cache'
import { isUuid } from '../../../kit/brand.ts'
import type { Community } from '../../../kit/community.ts'
import { isSame, signFor } from '../../../kit/link-token.ts'

/** What a pass is for: a code that was typed and not used yet, or somebody's answers. */
export interface Pass {
  readonly kind: 'code' | 'participant'
  /** id of the row in study_code, or in participant */
  readonly id: string
  readonly ends: Date
}

/** Hours; nobody is timed out under an hour of typing (DOMAIN, part 4), and a phone that is passed on forgets soon. */
const lasts = 2
export const passSeconds = lasts * 60 * 60

const sign = (community: Pick<Community, 'secret'>, text: string) => signFor(community, 'study pass', text)

/** The pass as text, from now on for two hours. */
export function passFor(
  community: Pick<Community, 'secret'>,
  kind: Pass['kind'],
  id: string,
  now = new Date(),
): string {
  const text = `${kind}.${id}.${Math.floor(now.getTime() / 1000) + passSeconds}`
  return `${text}.${sign(community, text)}`
}

/** Passes whose signature was checked lately, so that somebody's next page need not check it again. */
const checked = new LRUCache<string, { readonly pass: Pass; readonly secret: string }>({ max: 5000 })

/** What a pass says, when it is ours and has not ended. */
export function passIn(community: Pick<Community, 'secret'>, given: string | undefined, now = new Date()): Pass | null {
  const known = given && checked.get(given)
  if (known && known.secret === community.secret) return known.pass.ends > now ? known.pass : null
  const [kind, id, ends, signature] = given?.split('.') ?? []
  if ((kind !== 'code' && kind !== 'participant') || !id || !isUuid(id) || !ends || !signature) return null
  if (!isSame(sign(community, `${kind}.${id}.${ends}`), signature)) return null
  const pass: Pass = { kind, id, ends: new Date(Number(ends) * 1000) }
  checked.set(given!, { pass, secret: community.secret })
  return pass.ends > now ? pass : null
}

/** Whether a pass is old enough to be given anew. */
export const agesAt = ({ ends }: Pass, now = new Date()) =>
  ends.getTime() - now.getTime() < (passSeconds * 1000 * 7) / 8
