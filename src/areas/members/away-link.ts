/**
 * A link by which a member pauses, leaves or comes back without signing in. It stands at the foot of their mail,
 * is signed, never runs out, and can do nothing else. Opening it changes nothing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isUuid } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { MemberId } from '../../kit/who.ts'

const sign = ({ secret }: Pick<Community, 'secret'>, member: string) =>
  createHmac('sha256', secret).update(`step away ${member}`).digest('base64url').slice(0, 22)

/** The path of the page, on this community's site. */
export const awayPath = (community: Pick<Community, 'secret'>, member: string) =>
  `/away/${member}.${sign(community, member)}`

/** Whose link it is; null when this community did not sign it. */
export function readAwayToken(community: Pick<Community, 'secret'>, token: string): MemberId | null {
  const [member = '', signature = '', ...more] = token.split('.')
  if (more.length > 0 || !isUuid(member)) return null
  const ours = Buffer.from(sign(community, member))
  const given = Buffer.from(signature)
  return given.length === ours.length && timingSafeEqual(given, ours) ? (member as MemberId) : null
}
