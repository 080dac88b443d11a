/**
 * Links in mails: to one's own answer to one date of a gathering, and to one's private calendar. They are signed,
 * so they work without signing in, and can do nothing else.
 */
import { isUuid } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import { linkToken } from '../../kit/link-token.ts'
import type { MemberId } from '../../kit/who.ts'
import type { RsvpId } from './store.ts'

type Signer = Pick<Community, 'secret'>

/** Each mail about a date brings a new one, and a guest who asks again is sent one. */
const answerLink = linkToken('answer to a gathering', {
  lasts: 180,
  before: { signed: (rsvp) => `answer ${rsvp}`, now: 'work' },
})

export const answerToken = (community: Signer, rsvp: string, now?: Date) => answerLink.make(community, rsvp, now)

/** A path to the page on which one changes one's answer. */
export const answerHref = (community: Signer, rsvp: string) => `/gatherings/answers/${answerToken(community, rsvp)}`

/** @returns null when this community did not sign it, or it has run out */
export function readAnswerToken(community: Signer, token: string, now?: Date): RsvpId | null {
  const link = answerLink.read(community, token, now)
  return link && !link.expired && isUuid(link.subject) ? (link.subject as RsvpId) : null
}

/** A calendar program asks for years; the address before stops when its owner makes a new one. */
const calendarLink = linkToken('private calendar', {
  lasts: null,
  ends: 'its owner makes a new one',
  before: { signed: (subject) => `calendar ${subject.replace('.', ' ')}`, now: 'work' },
})

/** @param edition each new one makes the address before it stop */
export const calendarToken = (community: Signer, member: string, edition: number) =>
  calendarLink.make(community, `${member}.${edition}`)

export function readCalendarToken(community: Signer, token: string): { member: MemberId; edition: number } | null {
  // Addresses that calendars have known for long have hyphens between their parts.
  const asked = token.replace(/^([0-9a-f-]{36})-(\d{1,6})-([\w-]{22})$/, '$1.$2.$3')
  const subject = calendarLink.read(community, asked)?.subject ?? ''
  const [, member = '', edition = ''] = /^([0-9a-f-]{36})\.(\d{1,6})$/.exec(subject) ?? []
  return isUuid(member) ? { member: member as MemberId, edition: Number(edition) } : null
}
