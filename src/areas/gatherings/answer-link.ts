/**
 * Links in mails: to one's own answer to one date of a gathering, and to one's private calendar. They are signed,
 * so they work without signing in, and can do nothing else.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isUuid } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { MemberId } from '../../kit/who.ts'
import type { RsvpId } from './store.ts'

type Signer = Pick<Community, 'secret'>

const sign = ({ secret }: Signer, what: string) =>
  createHmac('sha256', secret).update(what).digest('base64url').slice(0, 22)

function isSigned(community: Signer, what: string, signature: string) {
  const ours = Buffer.from(sign(community, what))
  const given = Buffer.from(signature)
  return given.length === ours.length && timingSafeEqual(given, ours)
}

export const answerToken = (community: Signer, rsvp: string) => `${rsvp}.${sign(community, `answer ${rsvp}`)}`

/** A path to the page on which one changes one's answer. */
export const answerHref = (community: Signer, rsvp: string) => `/gatherings/answers/${answerToken(community, rsvp)}`

/** @returns null when this community did not sign it */
export function readAnswerToken(community: Signer, token: string): RsvpId | null {
  const [rsvp = '', signature = '', ...more] = token.split('.')
  if (more.length > 0 || !isUuid(rsvp) || !isSigned(community, `answer ${rsvp}`, signature)) return null
  return rsvp as RsvpId
}

/** @param edition each new one makes the address before it stop */
export const calendarToken = (community: Signer, member: string, edition: number) =>
  `${member}-${edition}-${sign(community, `calendar ${member} ${edition}`)}`

export function readCalendarToken(community: Signer, token: string): { member: MemberId; edition: number } | null {
  const found = /^([0-9a-f-]{36})-(\d{1,6})-([\w-]{22})$/.exec(token)
  if (!found) return null
  const [, member = '', edition = '', signature = ''] = found
  if (!isUuid(member) || !isSigned(community, `calendar ${member} ${Number(edition)}`, signature)) return null
  return { member: member as MemberId, edition: Number(edition) }
}
