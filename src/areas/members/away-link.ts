/**
 * The link at the foot of a mail by which a member pauses without signing in. Mails are forwarded, so whoever has it
 * can do nothing that matters: no leaving, no coming back after leaving. Opening it changes nothing.
 */
import { isUuid } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import { linkToken } from '../../kit/link-token.ts'
import type { MemberId } from '../../kit/who.ts'

const awayLink = linkToken('pause', {
  lasts: 60,
  before: { signed: (member) => `step away ${member}`, now: 'have run out' },
})

/** The path of the page, on this community's site. */
export const awayPath = (community: Pick<Community, 'secret'>, member: string, now?: Date) =>
  `/away/${awayLink.make(community, member, now)}`

/** Whose link it is; null when this community did not sign it. */
export function readAwayToken(
  community: Pick<Community, 'secret'>,
  token: string,
  now?: Date,
): { readonly member: MemberId; readonly expired: boolean } | null {
  const link = awayLink.read(community, token, now)
  return link && isUuid(link.subject) ? { member: link.subject as MemberId, expired: link.expired } : null
}
