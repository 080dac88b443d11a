/** How one comes to a gathering, in plain words: on a page, in a mail, in a letter, in a calendar. Pure. */
import type { Occurrence } from './occurrences.ts'
import { repeatWords } from './recurrence-rules.ts'
import { kinds, type Seat, whenWords } from './rules.ts'
import type { Gathering } from './store.ts'

/** When one date of it is. */
export const whenOf = ({ starts, ends }: Pick<Occurrence, 'starts' | 'ends'>) => whenWords(starts, ends)

/** Anyone may know this: the kind, the place, and whom to ring. */
export function howWords(gathering: Pick<Gathering, 'kind' | 'place' | 'deskPhone'>): string {
  const { kind, place, deskPhone } = gathering
  const where = place && (kind === 'in person' || kind === 'mixed') ? `${kinds[kind]}, at ${place}` : kinds[kind]
  return `${where}.${deskPhone ? ` Ring ${deskPhone} to ask, or to say you will come.` : ''}`
}

/** How to take one's seat. Only for who is coming: it holds the number to ring and the link. */
export function joiningWords(gathering: Gathering, seat: Seat): string {
  const { place, phoneNumber, phonePin, videoLink, deskPhone } = gathering
  if (seat === 'place') return place ? `Come to ${place}.` : 'We will tell you the place.'
  if (seat === 'video') return videoLink ? `Open this link: ${videoLink}` : 'We will send you the link.'
  if (phoneNumber) return `Ring ${phoneNumber}.${phonePin ? ` When it asks for a code, type ${phonePin}.` : ''}`
  return deskPhone ? `We will ring you. Ask on ${deskPhone}.` : 'We will ring you.'
}

/** The line under a title in lists, letters and digests. */
export function offlineWords(gathering: Gathering, date: Occurrence): string {
  const again = repeatWords(gathering)
  return `${whenOf(date)}. ${again ? `${again}. ` : ''}${howWords(gathering)}`
}
