/**
 * Links that stop one kind of mail for one member, without signing in.
 * The link is signed and can do nothing else.
 */
import { isUuid } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import { linkToken } from '../../kit/link-token.ts'
import type { MemberId } from '../../kit/who.ts'

/** Kinds of mail a member can stop, with the words for them. Others answer something the member just did. */
export const stoppable = {
  reply: 'mail about replies to your posts',
  digest: 'your digest of what is new',
} as const
export type Stoppable = keyof typeof stoppable

export const isStoppable = (kind: string): kind is Stoppable => Object.hasOwn(stoppable, kind)

/**
 * It never runs out: a mail program's own stop button must work on a mail of any age (RFC 8058), and all that can be
 * done with it is to choose which mail comes.
 */
const stopLink = linkToken('stop a mail', {
  lasts: null,
  ends: 'its member erases everything',
  before: { signed: (subject) => `stop mail ${subject.split('.').reverse().join(' ')}`, now: 'work' },
})

export const stopToken = (community: Community, member: string, kind: Stoppable) =>
  stopLink.make(community, `${member}.${kind}`)

/** The address of the page that stops a kind of mail; a POST to it stops it at once. */
export const stopAddress = (community: Community, member: string, kind: Stoppable) =>
  `${community.url}/mail/stop/${stopToken(community, member, kind)}`

/**
 * Whose mail of which kind a token stops.
 *
 * @returns null when this community did not sign it
 */
export function readStopToken(community: Community, token: string): { member: MemberId; kind: Stoppable } | null {
  const [member = '', kind = '', ...more] = stopLink.read(community, token)?.subject.split('.') ?? []
  return more.length === 0 && isUuid(member) && isStoppable(kind) ? { member: member as MemberId, kind } : null
}
