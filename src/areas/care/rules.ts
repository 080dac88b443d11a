/** What can be wrong, what can be decided and by whom. No database, no clock. */
import type { Contact } from '../../kit/community.ts'
import { type Allowed, refuse, yes } from '../../kit/refuse.ts'
import { isModerator, type MemberId, type Role, type Who } from '../../kit/who.ts'

export const matterKinds = {
  held: 'Post that waits',
  report: 'Report',
  complaint: 'Complaint',
  appeal: 'Second look',
} as const
export type MatterKind = keyof typeof matterKinds

/**
 * What a person says is wrong, in their words.
 * Source: Online Safety Act 2023, sections 20 and 21: illegal content, content harmful to children, and complaints.
 */
export const wrongs = {
  danger: { label: 'Someone may be in danger', hint: 'Someone may be hurt, or may hurt themselves.' },
  child: {
    label: 'A child is being harmed',
    hint: 'Or someone shares pictures or words about a child that they should not.',
  },
  illegal: {
    label: 'It breaks the law',
    hint: 'For example threats, hate, stalking, fraud, selling drugs, or sexual pictures.',
  },
  false: { label: 'It is false or dangerous advice', hint: 'For example about a medicine or a treatment.' },
  unkind: { label: 'It is unkind', hint: 'For example bullying, insults or shaming.' },
  private: { label: 'It shares private details', hint: 'For example a name, an address, a school or a photo.' },
  spam: { label: 'It is spam', hint: 'It sells something, or it does not belong here.' },
  other: { label: 'Something else', hint: 'You can tell us on the next page.' },
} as const
export type Wrong = keyof typeof wrongs

/** What a complaint is about. Source: Online Safety Act 2023, section 21; Data (Use and Access) Act 2025, section 103. */
export const complaints = {
  decision: {
    label: 'A decision about my post or my report',
    hint: 'You can also ask for a second look on your own page.',
  },
  duties: { label: 'You do not keep people safe', hint: 'For example: a report had no answer.' },
  'free-speech': { label: 'You stop people from speaking freely', hint: 'For example: posts wait too long.' },
  data: { label: 'How you use my details', hint: 'We tell you within 30 days what we are doing about it.' },
  person: { label: 'How someone treated me', hint: 'For example a helper or a moderator.' },
  another: { label: 'Something else', hint: 'You can tell us on the next page.' },
} as const
export type Complaint = keyof typeof complaints

export const wrongWords = (wrong: string): string =>
  wrongs[wrong as Wrong]?.label ?? complaints[wrong as Complaint]?.label ?? 'Something else'

/** These are seen to before all else, and staff are told at once. */
export const isUrgent = (wrong: string) => wrong === 'danger' || wrong === 'child' || wrong === 'illegal'

/** Crisis contacts are shown at once. */
export const needsHelpNow = (wrong: string | undefined) => wrong === 'danger' || wrong === 'child'

export const outcomes = {
  show: 'The post is shown',
  change: 'The writer is asked to change the post',
  hide: 'The post is not shown',
  leave: 'The post stays up',
  remove: 'The post is removed',
  dangerous: 'The post is withdrawn, because it could hurt someone',
  acted: 'We have done something about it',
  'not acted': 'We have not changed anything',
  stands: 'The decision stands',
  overturned: 'The decision is changed',
} as const
export type Outcome = keyof typeof outcomes

/** What can be decided about each kind of matter. */
export function outcomesFor(matter: { kind: MatterKind; post: string | null }): readonly Outcome[] {
  if (matter.kind === 'held') return ['show', 'change', 'hide']
  if (matter.kind === 'appeal') return ['stands', 'overturned']
  if (matter.kind === 'report' && matter.post) return ['leave', 'remove', 'dangerous']
  return ['acted', 'not acted']
}

export const outcomeButtons: Record<Outcome, string> = {
  show: 'Show it',
  change: 'Ask the writer to change it',
  hide: 'Do not show it',
  leave: 'Leave it up',
  remove: 'Remove it',
  dangerous: 'Withdraw it: it is dangerous',
  acted: 'We have done something',
  'not acted': 'We change nothing',
  stands: 'The decision stands',
  overturned: 'Change the decision',
}

/** Buttons that take something away look like it. */
export const isGrave = (outcome: Outcome) => ['hide', 'remove', 'dangerous'].includes(outcome)

/** Sentences that are ready to use, each with the outcomes it fits. The writer reads them as they are. */
export const readyReasons: Record<string, { words: string; fits: readonly Outcome[] }> = {
  fine: { words: 'We read it and it keeps to our rules.', fits: ['show', 'leave'] },
  own: {
    words: 'It tells what your own family lived through, and it says so.',
    fits: ['show', 'leave'],
  },
  dose: {
    words: 'It tells others how much of a medicine to give. Only their own team can say that.',
    fits: ['change', 'hide', 'remove', 'dangerous'],
  },
  false: {
    words: 'It says something about health that could hurt someone who believes it.',
    fits: ['change', 'hide', 'remove', 'dangerous'],
  },
  source: { words: 'It does not say what it rests on.', fits: ['change', 'hide', 'remove'] },
  private: {
    words: 'It has private details in it, such as a name or a place.',
    fits: ['change', 'hide', 'remove', 'dangerous'],
  },
  unkind: { words: 'Some of the words could hurt someone here.', fits: ['change', 'hide', 'remove'] },
  selling: { words: 'It sells something or asks for money.', fits: ['change', 'hide', 'remove'] },
  law: { words: 'It may break the law.', fits: ['hide', 'remove', 'dangerous'] },
  fair: { words: 'We looked again. The first decision was fair.', fits: ['stands'] },
  wrong: { words: 'We looked again. The first decision was wrong, and we are sorry.', fits: ['overturned'] },
  done: { words: 'Thank you for telling us. We have put it right.', fits: ['acted'] },
  nothing: { words: 'Thank you for telling us. We looked, and found nothing we need to change.', fits: ['not acted'] },
}

/** The ready sentences that fit at least one of these outcomes. */
export const reasonsFor = (possible: readonly Outcome[]) =>
  Object.entries(readyReasons).filter(([, { fits }]) => fits.some((outcome) => possible.includes(outcome)))

/** What an overturned decision becomes. */
export const opposites: Partial<Record<Outcome, Outcome>> = {
  change: 'show',
  hide: 'show',
  leave: 'remove',
  remove: 'show',
  dangerous: 'show',
  acted: 'not acted',
  'not acted': 'acted',
}

/**
 * May this person decide this matter? Nobody decides about a post of their own,
 * and nobody looks again at what they decided themselves.
 *
 * @param othersWhoCan how many other moderators and stewards there are
 */
export function mayDecide(
  who: Who,
  matter: { writer: MemberId | null; by: MemberId | null; kind: MatterKind; firstDecider: MemberId | null },
  othersWhoCan: number,
): Allowed {
  if (!isModerator(who)) return refuse('Only moderators decide here.', who.member ? 403 : 401)
  const mine =
    matter.writer === who.member
      ? 'You wrote this post.'
      : matter.firstDecider === who.member
        ? 'You made the first decision.'
        : matter.kind !== 'held' && matter.kind !== 'report' && matter.by === who.member
          ? 'You sent this yourself.'
          : null
  if (!mine) return yes
  if (othersWhoCan > 0) return refuse(`${mine} Another moderator or a steward has to decide.`, 403)
  return refuse(`${mine} There is no other moderator. Please ask a steward to bring one in.`, 403)
}

/** A person who signs a decision signs with their role. */
export const signature = (role: Role | string) => (role === 'steward' ? 'a steward' : 'a moderator')

/** No vowels, so that no code is a word; no letters or numbers that look alike. */
const codeLetters = '3479CDFGHJKMNPQRTVWXY'

/**
 * A code that can be read out on the phone: "K7Q-F9X-RDM".
 *
 * @param random nine or more random bytes
 */
export function codeFrom(random: Uint8Array): string {
  const letters = [...random.slice(0, 9)].map((byte) => codeLetters[byte % codeLetters.length])
  return [letters.slice(0, 3), letters.slice(3, 6), letters.slice(6, 9)].map((part) => part.join('')).join('-')
}

/** The same code however it was typed; null when it cannot be one. */
export function readCode(typed: string): string | null {
  const letters = typed.toUpperCase().replace(/[\s.–-]+/g, '')
  if (letters.length !== 9 || [...letters].some((letter) => !codeLetters.includes(letter))) return null
  return `${letters.slice(0, 3)}-${letters.slice(3, 6)}-${letters.slice(6)}`
}

/**
 * The post that a pasted link leads to, when it is one of ours.
 *
 * @param url the community's own address
 * @returns a conversation's id and a post's number (the first when the link names none)
 */
export function postInLink(place: string, url: string): { conversation: string; number: number } | null {
  const link = /(?:https?:\/\/[^\s/]+)?\/conversations\/[^\s]*/i.exec(place)?.[0]
  if (!link || !URL.canParse(link, url)) return null
  const { pathname, hash, host } = new URL(link, url)
  if (host !== new URL(url).host) return null
  const parts = /^\/conversations\/([0-9a-f-]{36})(?:\/(\d{1,6}))?/.exec(pathname)
  if (!parts) return null
  const number = Number(parts[2] ?? /^#post-(\d{1,6})$/.exec(hash)?.[1] ?? 1)
  return { conversation: parts[1]!, number }
}

const yearInDays = 365

/** The three that are always shown. Source: DOMAIN, section 6. */
export const always: readonly Contact[] = [
  {
    name: '999',
    does: 'When someone’s life is in danger. Ask for an ambulance, the police or the fire service.',
    phone: '999',
    verified: null,
  },
  {
    name: 'NHS 111',
    does: 'When you need medical help now, but it is not an emergency.',
    phone: '111',
    web: 'https://111.nhs.uk/',
    verified: null,
  },
  {
    name: 'Samaritans',
    does: 'To talk to someone about anything that is hard, at any time, day or night. It is free.',
    phone: '116 123',
    verified: null,
  },
]

/** Where to turn in a crisis: the three that never go stale, then those that were checked in the last year. */
export function contactsNow(contacts: readonly Contact[], now: Date): readonly Contact[] {
  const known = (phone: string | undefined) => always.some((one) => one.phone === phone)
  const first = always.map((one) => contacts.find((contact) => contact.phone === one.phone) ?? one)
  const others = contacts.filter(({ phone, verified }) => {
    if (known(phone) || !verified) return false
    const days = (now.getTime() - Date.parse(verified)) / (24 * 60 * 60 * 1000)
    return days >= 0 && days <= yearInDays
  })
  return [...first, ...others]
}

/** Nothing is said of fewer than ten. Source: DESIGN, Never. */
export const fewest = 10

export const countWords = (n: number) => (n < fewest ? 'fewer than 10' : n.toLocaleString('en-GB'))

/** A median number of hours in words, or that there were too few. */
export function hoursWords(hours: number | null, n: number): string {
  if (n < fewest || hours === null) return 'fewer than 10'
  if (hours < 1) return 'under an hour'
  const rounded = Math.round(hours)
  return rounded === 1 ? '1 hour' : `${rounded.toLocaleString('en-GB')} hours`
}
