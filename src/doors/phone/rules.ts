/** Pure decisions about a call: what may be opened for a caller, and what is said to them. No database, no clock. */

/** What a caller can say yes to, each by itself, for this call only. */
export const scopes = {
  community: {
    label: 'Reading and writing with others',
    hint: 'Circles, gatherings, and places that help.',
    ask: 'May I read to you what others write here, and write in your name?',
  },
  own: {
    label: 'Their own page',
    hint: 'What they need, how we reach them, the person they care for.',
    ask: 'May I open your own page? It holds what you told us about you, and about the person you care for.',
  },
  messages: {
    label: 'Private messages',
    hint: 'Also whom they are in touch with.',
    ask: 'May I open your private messages, and see whom you are in touch with?',
  },
  leaving: {
    label: 'Stepping away',
    hint: 'Pause, leave, or have all of theirs erased.',
    ask: 'May I open the page where you pause or leave, or have all of yours erased?',
  },
} as const
export type Scope = keyof typeof scopes
export const scopeNames = Object.keys(scopes) as Scope[]

/** Changes whenever the words above or below change what is asked. */
export const callWordsVersion = '2026-11'

/** Read out before anything is opened for a caller. */
export const openingWords =
  'I can read to you and write for you while we talk. I see only what you can see. All I do is noted with my name, and you can look it up. Say stop at any time.'

/** Hours after which a call that was left open is over. */
export const mostHours = 4

/** What an address needs: nothing, consent to these scopes, or somebody else altogether. */
export type Needs =
  | { readonly for: 'anyone' }
  | { readonly for: 'caller'; readonly scopes: readonly Scope[] }
  /** the volunteer's own work, such as the desk */
  | { readonly for: 'volunteer' }
  /** codes and addresses to sign in with: whoever holds them could be the caller ever after */
  | { readonly for: 'nobody' }

const caller = (...needed: Scope[]): Needs => ({ for: 'caller', scopes: needed })

/** The first that fits decides. */
const addresses: readonly (readonly [RegExp, Needs])[] = [
  [/^\/(help-now|how-this-works|report|reports|complaints|left|erased|away)(\/|$)/, { for: 'anyone' }],
  [/^\/conversations\/[^/]+\/\d+\/report$/, { for: 'anyone' }],
  // What a study says to everybody, with the number to ring. Nothing that a participant does: that is the study's own desk.
  [/^\/studies(\/[^/]+(\/(protocol|sheet(\/\d+)?))?)?$/, { for: 'anyone' }],
  [
    /^\/(desk|steward|waiting|second-step|sign-in|sign-out|join|claim|set-up|outbox|mail|s)(\/|$)/,
    { for: 'volunteer' },
  ],
  [/^\/me\/second-step(\/|$)/, { for: 'volunteer' }],
  [
    /^\/me\/(passkeys|ended-passkeys|paper-codes|email|claimed-addresses|changed-addresses|dropped-addresses)(\/|$)/,
    { for: 'nobody' },
  ],
  // A copy holds everything, so it needs a yes to all of it.
  [/^\/me\/copies(\/|$)/, caller('own', 'messages')],
  [/^\/me\/(away|pause|leaving|return|erasure)(\/|$)/, caller('leaving')],
  [/^\/return(\/|$)/, caller('leaving')],
  [/^(\/me)?\/(ties|messages|matches|matching)(\/|$)/, caller('messages')],
  // Words the volunteer is writing down are kept with the page they belong to.
  [/^\/me\/drafts(\/|$)/, caller('community')],
  [/^\/($|(circles|conversations|photos|search|gatherings|sources|near|notes)(\/|$))/, caller('community')],
]

/**
 * What has to be so before an address is opened for a caller. An address nobody thought of counts as their own page.
 *
 * @param path without the query
 */
export const needsAt = (path: string): Needs => addresses.find(([fits]) => fits.test(path))?.[1] ?? caller('own')

/** Whoever left comes back first, but may see what we hold, and have it erased, at any time. */
export const openToWhoLeft = (path: string) => {
  const needs = needsAt(path)
  return needs.for === 'caller' && (needs.scopes.includes('leaving') || /^\/me\/copies(\/|$)/.test(path))
}

/** One thing a caller may want, and where it is. */
export interface Wish {
  readonly key: string
  readonly label: string
  readonly href: string
  /** other words somebody may type for it */
  readonly also: readonly string[]
  /** a task that must be there for it to be offered */
  readonly task: string
}

export const wishes: readonly Wish[] = [
  { key: '1', label: 'Read what is new', href: '/', also: ['today', 'news'], task: 'conversations.read' },
  { key: '2', label: 'Ask or tell something', href: '/circles', also: ['question'], task: 'conversations.open' },
  { key: '3', label: 'Reply', href: '/phone/call/replies', also: ['answer'], task: 'conversations.reply' },
  { key: '4', label: 'Find help near', href: '/sources', also: ['source', 'group'], task: 'support.find-source' },
  { key: '5', label: 'Gatherings', href: '/gatherings', also: ['meeting', 'come'], task: 'gatherings.rsvp' },
  { key: '6', label: 'Be put in touch', href: '/matching', also: ['match', 'meet'], task: 'ties.ask-for-match' },
  { key: '7', label: 'Private messages', href: '/ties', also: ['ties'], task: 'ties.send-message' },
  { key: '8', label: 'Pause, leave or return', href: '/me/away', also: ['stop', 'away'], task: 'members.pause' },
  { key: '9', label: 'Report something', href: '/report', also: ['complain', 'wrong'], task: 'care.report' },
  { key: '0', label: 'See or change what we hold', href: '/me', also: ['own', 'data'], task: 'members.download' },
]

/**
 * The wish somebody means by a number or by the beginning of a word.
 *
 * @returns undefined when none fits
 */
export function wishFor(typed: string, offered: readonly Wish[]): Wish | undefined {
  const text = typed.trim().toLowerCase()
  if (!text) return undefined
  return (
    offered.find(({ key }) => key === text) ??
    offered.find(({ label }) => label.toLowerCase().startsWith(text)) ??
    offered.find(({ label, also }) =>
      [...label.toLowerCase().split(' '), ...also].some((word) => word.length > 2 && word.startsWith(text)),
    )
  )
}

/** What a call was about, for the log. */
export const reasons = {
  community: 'Reading or writing with others',
  help: 'Finding help',
  talk: 'Someone to talk to',
  told: 'We told them something',
  changes: 'Changing what we hold',
  joining: 'Joining',
  away: 'Stepping away or coming back',
  passed: 'Passed on to somebody else',
  nobody: 'Wrong number, or nobody there',
  other: 'Something else',
} as const
export type Reason = keyof typeof reasons
export const reasonNames = Object.keys(reasons) as [Reason, ...Reason[]]

/** How long a call was: "3 minutes", "under a minute". */
export function lengthWords(began: Date, ended: Date): string {
  const minutes = Math.round((ended.getTime() - began.getTime()) / 60_000)
  if (minutes < 1) return 'under a minute'
  if (minutes === 1) return '1 minute'
  if (minutes < 120) return `${minutes} minutes`
  return `${Math.round(minutes / 60)} hours`
}
