/** How one comes to a gathering, in plain words: on a page, in a mail, in a letter, in a calendar. Pure. */
import type { Occurrence } from './occurrences.ts'
import { repeatWords } from './recurrence-rules.ts'
import { kinds, type Seat, whenWords } from './rules.ts'
import type { Gathering } from './store.ts'

/** When one date of it is. */
export const whenOf = ({ starts, ends }: Pick<Occurrence, 'starts' | 'ends'>) => whenWords(starts, ends)

/** In which ways one can come: "In person, at the library, or by phone." */
export function waysWords({ kind, place, phoneSeats }: Pick<Gathering, 'kind' | 'place' | 'phoneSeats'>): string {
  const there = place ? `In person, at ${place}` : 'In person'
  if (kind === 'mixed') return `${there}, ${phoneSeats === 0 ? '' : 'by phone '}or by video.`
  if (kind === 'phone') return `${kinds.phone}.`
  const way = kind === 'in person' ? there : kinds.video
  return phoneSeats === 0 ? `${way}.` : `${way}, or by phone.`
}

/** Anyone may know this: the ways, the place, and whom to ring. */
export const howWords = (gathering: Pick<Gathering, 'kind' | 'place' | 'phoneSeats' | 'deskPhone'>): string =>
  `${waysWords(gathering)}${gathering.deskPhone ? ` Ring ${gathering.deskPhone} to ask, or to say you will come.` : ''}`

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
