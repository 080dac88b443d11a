/**
 * Signed tokens in links: whoever has the link may do one thing without signing in. What the link is for is part of
 * the key it is signed with, so a token of one kind is nothing to the pages of another.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Community } from './community.ts'

type Signer = Pick<Community, 'secret'>

export interface LinkKind {
  /** Days after which the link has run out; null when something else ends it, which `ends` says. */
  readonly lasts: number | null
  /** What ends a link that does not run out by itself. */
  readonly ends?: string
  /** What was signed before tokens had a kind, for links in mails that are out already. */
  readonly before?: {
    readonly signed: (subject: string) => string
    /** whether they still work, or have run out and can be asked for anew */
    readonly now: 'work' | 'have run out'
  }
}

export interface ReadLink {
  /** whom or what it is for */
  readonly subject: string
  /** it was ours, but its time is over */
  readonly expired: boolean
}

export interface LinkToken extends LinkKind {
  readonly purpose: string
  /** @param subject letters, digits, full stops and hyphens, such as an id */
  make(community: Signer, subject: string, now?: Date): string
  /** @returns null when this community did not sign it, or for something else */
  read(community: Signer, token: string, now?: Date): ReadLink | null
}

const kinds = new Map<string, LinkToken>()

/** Every kind of token there is, for the test that tries each of them at each door. */
export const linkTokens = (): readonly LinkToken[] => [...kinds.values()]

const dayNumber = (at: Date) => Math.floor(at.getTime() / 86_400_000)
/** Of a link that does not run out. */
const never = '-'
const short = (mac: Buffer) => mac.toString('base64url').slice(0, 22)

/**
 * A signature for one purpose. 22 characters hold 132 bits.
 *
 * @param purpose what may be done with what is signed
 */
export function signFor({ secret }: Signer, purpose: string, text: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `alongside link: ${purpose}`, 32))
  return short(createHmac('sha256', key).update(text).digest())
}

/** Compared without telling by the time it takes how much of it was right. */
export function isSame(ours: string, given: string): boolean {
  const [one, other] = [Buffer.from(ours), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/**
 * Define a kind of link.
 *
 * @param purpose what may be done with it, in a few words; it is part of the key
 * @example
 * const awayLink = linkToken('pause', { lasts: 60 })
 * const token = awayLink.make(community, member)
 * const link = awayLink.read(community, token) // null, or { subject: member, expired: false }
 */
export function linkToken(purpose: string, kind: LinkKind): LinkToken {
  if (kinds.has(purpose)) throw new Error(`Two kinds of links are for: ${purpose}.`)
  const made: LinkToken = {
    ...kind,
    purpose,
    make(community, subject, now = new Date()) {
      const last = kind.lasts === null ? never : String(dayNumber(now) + kind.lasts)
      return `${subject}.${last}.${signFor(community, purpose, `${subject}.${last}`)}`
    },
    read(community, token, now = new Date()) {
      const [, subject, last, signature] = /^([\w.-]{1,120})\.(-|\d{1,7})\.([\w-]{22})$/.exec(token) ?? []
      if (subject && last && signature && isSame(signFor(community, purpose, `${subject}.${last}`), signature))
        return { subject, expired: last !== never && dayNumber(now) > Number(last) }
      return kind.before ? readOld(community, token, kind.before) : null
    },
  }
  kinds.set(purpose, made)
  return made
}

function readOld({ secret }: Signer, token: string, { signed, now }: NonNullable<LinkKind['before']>): ReadLink | null {
  const [, subject, signature] = /^([\w.-]{1,120})\.([\w-]{22})$/.exec(token) ?? []
  if (!subject || !signature) return null
  const ours = short(createHmac('sha256', secret).update(signed(subject)).digest())
  return isSame(ours, signature) ? { subject, expired: now === 'have run out' } : null
}
