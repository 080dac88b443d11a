/**
 * Links that stop one kind of mail for one member, without signing in.
 * The link is signed, never runs out, and can do nothing else.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isUuid } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { MemberId } from '../../kit/who.ts'

/** Kinds of mail a member can stop, with the words for them. Others answer something the member just did. */
export const stoppable = {
  reply: 'mail about replies to your posts',
  digest: 'your digest of what is new',
} as const
export type Stoppable = keyof typeof stoppable

export const isStoppable = (kind: string): kind is Stoppable => Object.hasOwn(stoppable, kind)

const sign = ({ secret }: Community, member: string, kind: string) =>
  createHmac('sha256', secret).update(`stop mail ${kind} ${member}`).digest('base64url').slice(0, 22)

export const stopToken = (community: Community, member: string, kind: Stoppable) =>
  `${member}.${kind}.${sign(community, member, kind)}`

/** The address of the page that stops a kind of mail; a POST to it stops it at once. */
export const stopAddress = (community: Community, member: string, kind: Stoppable) =>
  `${community.url}/mail/stop/${stopToken(community, member, kind)}`

/**
 * Whose mail of which kind a token stops.
 *
 * @returns null when this community did not sign it
 */
export function readStopToken(community: Community, token: string): { member: MemberId; kind: Stoppable } | null {
  const [member = '', kind = '', signature = '', ...more] = token.split('.')
  if (more.length > 0 || !isUuid(member) || !isStoppable(kind)) return null
  const ours = Buffer.from(sign(community, member, kind))
  const given = Buffer.from(signature)
  if (given.length !== ours.length || !timingSafeEqual(given, ours)) return null
  return { member: member as MemberId, kind }
}
