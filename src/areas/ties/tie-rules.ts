/** What happens when one asks to be in touch with another, and when something was. No database, no clock. */
import type { Who } from '../../kit/who.ts'
import { sourceDate } from '../conversations/source-date.ts'

/** What somebody hopes for, in their words: one relationship, whatever carries it. Source: seed, "backwards and forwards". */
export const means = {
  phone: 'to speak by phone',
  meet: 'to meet',
  write: 'to write letters',
  message: 'to write messages here',
} as const
export type Means = keyof typeof means
export const meansNames = Object.keys(means) as [Means, ...Means[]]

/** What one can let the other have. */
export const shareable = {
  phone: 'phone number',
  email: 'email address',
  address: 'postal address',
} as const
export type Shareable = keyof typeof shareable
export const shareableNames = Object.keys(shareable) as [Shareable, ...Shareable[]]

/** How two people were in touch. A shape as well as words: round when face to face, a square on paper, pointed from afar. */
export const contactDoors = {
  'in person': { label: 'We met', long: 'Met in person', shape: '●' },
  phone: { label: 'We spoke by phone', long: 'Spoke by phone', shape: '◆' },
  video: { label: 'We spoke by video', long: 'Spoke by video', shape: '◇' },
  letter: { label: 'We wrote letters', long: 'Wrote by post', shape: '■' },
  message: { label: 'We wrote messages', long: 'Wrote by message', shape: '□' },
} as const
export type ContactDoor = keyof typeof contactDoors
export const contactDoorNames = Object.keys(contactDoors) as [ContactDoor, ...ContactDoor[]]

export interface TieNow {
  readonly state: 'offered' | 'open' | 'declined' | 'ended'
  readonly offered_by: string | null
  readonly declined_by: string | null
  readonly agreed_at: Date | null
}

/** What asking comes to. */
export type Asking =
  /** the other is asked */
  | 'ask'
  /** it looks as if the other were asked, and they are left in peace */
  | 'ask in silence'
  /** the other had asked first: both want it now */
  | 'agree'
  | 'waits already'
  | 'is open'

/**
 * What it comes to when somebody asks to be in touch with another.
 * Whoever said no, or blocked the one who asks, hears nothing; the one who asks cannot tell.
 *
 * @param tie what there is between the two
 * @param isBlocked whether the other has blocked the one who asks
 */
export function askingComesTo(tie: TieNow | null, me: string, other: string, isBlocked: boolean): Asking {
  if (tie?.state === 'open') return 'is open'
  const waits = tie?.state === 'offered' || tie?.state === 'declined'
  if (waits && tie.offered_by === me) return 'waits already'
  if (isBlocked) return 'ask in silence'
  // Also when I had said no: to ask is to change one's mind.
  if (waits) return 'agree'
  return tie?.declined_by === other ? 'ask in silence' : 'ask'
}

/** How a tie looks to one of the two. A no looks as if it were still open: nobody is turned down here. */
export type Standing = 'open' | 'asked' | 'asks me' | 'said no' | 'at rest' | 'gone'

/** @param tie what there is; `gone` when it was taken back before it began */
export function standingFor(tie: TieNow, me: string): Standing {
  if (tie.state === 'open') return 'open'
  if (tie.state === 'ended') return tie.agreed_at ? 'at rest' : 'gone'
  if (tie.offered_by === me) return 'asked'
  return tie.state === 'declined' ? 'said no' : 'asks me'
}

/** How many may be asked and not have answered yet, and on one day; a newcomer asks one at a time. */
export const mostWaiting = 5
export const mostWaitingOfNewcomer = 1
export const mostADay = 10
/** Posts that must have been shown before somebody is no newcomer. Source: DOMAIN, posting. */
export const postsOfNewcomer = 3
export const mostMessagesAnHour = 30

/**
 * Why no more can be asked now, or null when more can.
 *
 * @param counts.waiting asked and not answered, as far as the one who asks can tell
 * @param counts.today asked in the last 24 hours
 */
export function whyNotAskNow(counts: {
  readonly waiting: number
  readonly today: number
  readonly newcomer: boolean
}): string | null {
  if (counts.today >= mostADay) return 'You have asked a lot of people today. Please wait until tomorrow.'
  if (counts.newcomer && counts.waiting >= mostWaitingOfNewcomer)
    return 'You are new here, so you can ask one person at a time. Wait for an answer, or take the first one back.'
  if (counts.waiting >= mostWaiting)
    return 'Five people have not answered you yet. Wait for an answer, or take one back.'
  return null
}

/**
 * Clinicians and researchers are in no private tie: what they say to a family is said in the open, where it can be
 * checked (docs/decisions/0140). It goes by the role they hold, also before their second step.
 */
export const standsOutside = ({ roleHeld }: Pick<Who, 'roleHeld'>) =>
  roleHeld === 'clinician' || roleHeld === 'researcher'

export interface ContactDay {
  /** as 2026-03-04 */
  readonly from: string
  readonly to: string
  /** the words, where they mean more than one day */
  readonly words: string | null
}

const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })
/** The day it is in Britain, as 2026-03-04. */
export const dayOf = (at: Date) => london.format(at)

/**
 * The day or days somebody means: "today", "yesterday", "4 May 2026", "May 2026", "about 2019"; nothing is today.
 *
 * @returns null when no day can be read in it, and 'later' when it has not come yet
 */
export function contactDay(typed: string | null, now: Date): ContactDay | 'later' | null {
  const today = dayOf(now)
  const text = (typed ?? '').trim()
  if (text === '' || /^today$/i.test(text)) return { from: today, to: today, words: null }
  if (/^yesterday$/i.test(text)) {
    const yesterday = dayOf(new Date(now.getTime() - 24 * 60 * 60 * 1000))
    return { from: yesterday, to: yesterday, words: null }
  }
  const found = sourceDate(text)
  if (!found) return null
  if (found.from > today) return 'later'
  // This year is the year so far.
  const to = found.to < today ? found.to : today
  return { from: found.from, to, words: found.from === found.to ? null : text }
}
