/** Who may read and speak where, and which posts wait for a person. No database, no clock. */
import { type Allowed, refuse, yes } from '../../kit/refuse.ts'
import { isModerator, isSignedIn, type Who } from '../../kit/who.ts'

export type CircleDoor = 'open' | 'members' | 'closed'

export const doorWords: Record<CircleDoor, string> = {
  open: 'Anyone can read. Members can write.',
  members: 'Only members can read and write.',
  closed: 'Only people who were let in can read and write.',
}

export const kinds = { asks: 'Question', tells: 'Story', announces: 'Announcement' } as const
export type Kind = keyof typeof kinds

export const postsOnAPage = 20

/** The page of a conversation that a post is on. */
export const pageOf = (number: number) => Math.max(1, Math.ceil(number / postsOnAPage))

/** A researcher reads what a visitor can read, and no more. */
export function mayRead(who: Who, circle: { door: CircleDoor; inside: boolean }): Allowed {
  if (circle.door === 'open') return yes
  if (!isSignedIn(who)) return refuse('This circle is for members. Please sign in to read it.', 401)
  if (who.roleHeld === 'researcher') return refuse('Researchers do not read what members write to each other.', 403)
  if (circle.door === 'members' || circle.inside || isModerator(who)) return yes
  return refuse('This circle is closed. You can ask a moderator to let you in.', 403)
}

export function maySpeak(who: Who, circle: { door: CircleDoor; inside: boolean }): Allowed {
  if (!isSignedIn(who)) return refuse('Please sign in to write here.', 401)
  if (who.roleHeld === 'researcher') return refuse('Researchers do not write in circles.', 403)
  const read = mayRead(who, circle)
  return read === yes ? yes : read
}

/** Announcements are the charity's. */
export const mayAnnounce = (who: Who): Allowed =>
  isModerator(who) ? yes : refuse('Only the charity’s staff can post announcements.', 403)

/** The words for why a post waits, said kindly to its writer. */
export const holdReasons = {
  newcomer: 'A person reads everyone’s first three posts.',
  photo: 'A person looks at every photo first.',
  shop: 'A person checks links to shops.',
  trial: 'A person checks links to trials.',
  'fund-raising': 'A person checks links to fund-raising.',
  dose: 'A person checks posts that tell someone how much of a medicine to give.',
  changed: 'The writer changed it while it waited.',
} as const
export type HoldReason = keyof typeof holdReasons

/** A newcomer's first three posts wait for a person. Source: DOMAIN, posting. */
export const newcomerPosts = 3

const shops =
  /\b(?:amazon|ebay|etsy|vinted|gumtree|temu|aliexpress|shop|store)\.[a-z.]{2,}|\/(?:shop|store|product|basket|cart)\b/i
const trials =
  /clinicaltrials\.gov|isrctn\.com|clinicaltrialsregister|bepartofresearch|\btrial(?:s)?\b[^\s]*\.(?:com|org|net)/i
const funds = /(?:justgiving|gofundme|crowdfunder|kickstarter|indiegogo|paypal\.me|buymeacoffee|ko-fi)\b|\/donate\b/i
const amount = String.raw`\d+(?:[.,]\d+)?\s*(?:mg|mcg|µg|micrograms?|milligrams?|grams?|g|ml|millilitres?|units?|drops?|tablets?|tabs?|puffs?)\b`
// "give her 5 mg", "try 10ml", "increase to 200 mg"; but not "we were prescribed 5 mg" or "she takes 5 mg".
const dose = new RegExp(
  String.raw`(?:^|[.!?,;:\n]\s*|\b(?:you|to|and|just|then|can|could|should|must|please|always)\s+)` +
    String.raw`(?:give|try|take|use|add|up|increase|raise|double|start)\b[^.!?\n]{0,40}?${amount}`,
  'i',
)

/**
 * Why a post waits for a person before it is shown; an empty list means it is shown at once.
 *
 * @param post.shownBefore how many of the writer's posts have been shown
 */
export function reasonsToHold(post: {
  words: string
  shownBefore: number
  photos: number
  trusted: boolean
}): HoldReason[] {
  const reasons: HoldReason[] = []
  if (post.trusted) return reasons
  if (post.shownBefore < newcomerPosts) reasons.push('newcomer')
  if (post.photos > 0) reasons.push('photo')
  if (shops.test(post.words)) reasons.push('shop')
  if (trials.test(post.words)) reasons.push('trial')
  if (funds.test(post.words)) reasons.push('fund-raising')
  if (dose.test(post.words)) reasons.push('dose')
  return reasons
}
