/** Pure decisions about a call: what may be opened for a caller, and what is said to them. No database, no clock. */

interface ScopeWords {
  readonly label: string
  readonly hint: string
  /** read out before it is opened */
  readonly ask: string
  /** needs a code that the caller has; in words, what was opened with it */
  readonly opens?: string
}

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
  leaving: {
    label: 'Stepping away',
    hint: 'Pause, leave, or come back.',
    ask: 'May I open the page where you pause or leave?',
  },
  messages: {
    label: 'Private messages',
    hint: 'Also whom they are in touch with.',
    ask: 'May I open your private messages, and see whom you are in touch with?',
    opens: 'your private messages, and whom you are in touch with',
  },
  map: {
    label: 'Support map',
    hint: 'What they have turned to over the years.',
    ask: 'May I open your support map? It shows what you have turned to over the years.',
    opens: 'your support map',
  },
  copy: {
    label: 'A copy of everything',
    hint: 'All that we hold, messages too.',
    ask: 'May I make a copy of everything we hold of you? Your messages and your support map are in it too.',
    opens: 'the page that makes a copy of everything we hold of you',
  },
  erasing: {
    label: 'Having everything erased',
    hint: 'It cannot be undone.',
    ask: 'You want everything of yours erased. It cannot be undone. May I open the page for it?',
    opens: 'the page where everything of yours is erased',
  },
} as const satisfies Record<string, ScopeWords>
export type Scope = keyof typeof scopes
export const scopeNames = Object.keys(scopes) as Scope[]

/** A volunteer's tick is enough for these; the others need a code that the caller has. */
export const isPrivate = (scope: Scope) => 'opens' in scopes[scope]
export const plainScopes = scopeNames.filter((scope) => !isPrivate(scope))
export const privateScopes = scopeNames.filter(isPrivate)

/** Changes whenever the words above or below change what is asked. */
export const callWordsVersion = '2026-12'

/** Read out before anything is opened for a caller. */
export const openingWords =
  'I can read to you and write for you while we talk. I see only what you can see. All I do is noted with my name, and you can look it up. Say stop at any time.'

/** Hours after which a call that was left open is over. */
export const mostHours = 4

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
