/** What gatherings offer on the first page, on a need's page, in the digest, in the letter and after a return. */
import { type Asked, type Line, list } from '../../kit/lists.ts'
import type { Who } from '../../kit/who.ts'
import { joiningWords, offlineWords, waysWords, whenOf } from './joining-words.ts'
import { dayOf, daysAfter } from './london-clock.ts'
import { datesToCome, nextOf, type Occurrence } from './occurrences.ts'
import { rsvpsOfMember } from './rsvp-store.ts'
import { seats } from './rules.ts'
import { type Gathering, gatheringsToCome, writeUpsFor } from './store.ts'
import { slipFor } from './telling-comers.ts'

const whoOf = ({ reader: { member, role } }: Asked): Pick<Who, 'member' | 'role' | 'roleHeld'> => ({
  member,
  role,
  roleHeld: role,
})

export const gatheringHref = (id: string, occurrence: string) => `/gatherings/${id}?on=${occurrence}`

/** Where the reader said that they come, soon. */
async function mineSoon(asked: Asked): Promise<Line[]> {
  const { db, reader, now, place } = asked
  const within = place === 'letter' ? 45 : 14
  const soon: { line: Line; starts: Date }[] = []
  const answers = await rsvpsOfMember(db, reader.member, daysAfter(dayOf(now), -60))
  if (answers.length === 0) return []
  const all = new Map((await gatheringsToCome(db, whoOf(asked), now)).map((one) => [one.id, one]))
  for (const rsvp of answers) {
    const gathering = all.get(rsvp.gathering)
    const date = gathering && datesToCome(gathering, now, 60).find(({ occurrence }) => occurrence === rsvp.occurrence)
    if (!date || date.cancelled || date.starts.getTime() - now.getTime() > within * 24 * 60 * 60 * 1000) continue
    const how =
      rsvp.state === 'coming'
        ? `You come ${seats[rsvp.seat!]}. ${joiningWords(gathering, rsvp.seat!)}`
        : 'You are on the waiting list.'
    soon.push({
      starts: date.starts,
      line: {
        title: gathering.title,
        href: gatheringHref(gathering.id, rsvp.occurrence),
        about: `${whenOf(date)}. ${rsvp.state === 'coming' ? `You come ${seats[rsvp.seat!]}.` : how}`,
        offline: `${whenOf(date)}. ${how}`,
        answer: slipFor(gathering, rsvp.occurrence),
      },
    })
  }
  return soon.sort((a, b) => a.starts.getTime() - b.starts.getTime()).map(({ line }) => line)
}

list({
  name: 'gatherings.mine',
  heading: 'You are coming to',
  on: ['today', 'letter'],
  position: 5,
  lines: mineSoon,
})

interface Offer {
  readonly gathering: Gathering
  readonly date: Occurrence
}

const lineOf = ({ gathering, date }: Offer): Line => ({
  title: gathering.title,
  href: gatheringHref(gathering.id, date.occurrence),
  about: `${whenOf(date)}. ${waysWords(gathering)}`,
  stages: gathering.stages,
  offline: offlineWords(gathering, date),
  answer: slipFor(gathering, date.occurrence),
})

/** Letters before the number of a district: those of "BS5" and "BS16" are the same town and what is around it. */
const areaOf = (district: string | null) => district?.match(/^[A-Z]+/)?.[0] ?? null

/**
 * How well a gathering fits a reader: about what they need, near them, or open to all from where they are.
 *
 * @returns higher is better; 0 when it is far away and can only be come to in person
 */
export function fitOf(
  { topics, kind, district, phoneSeats }: Pick<Gathering, 'topics' | 'kind' | 'district' | 'phoneSeats'>,
  near: string | null,
  needs: readonly { readonly topic: string | null }[],
): number {
  const close = district !== null && areaOf(district) === areaOf(near)
  const fromAfar = kind !== 'in person' || phoneSeats !== 0
  if (!close && !fromAfar && district !== null && near !== null) return 0
  const meets = needs.some(({ topic }) => topic !== null && topics.includes(topic))
  return (meets ? 4 : 0) + (close ? 2 : 0) + 1
}

/** Gatherings to come that the reader has not answered, what fits best first, then the soonest. */
async function toOffer(asked: Asked): Promise<Offer[]> {
  const { db, reader, now } = asked
  const answered = new Set((await rsvpsOfMember(db, reader.member, dayOf(now))).map(({ gathering }) => gathering))
  return (await gatheringsToCome(db, whoOf(asked), now))
    .filter(({ id }) => !answered.has(id))
    .flatMap((gathering) => {
      const date = nextOf(gathering, now)
      const fit = fitOf(gathering, reader.near, asked.need ? [asked.need] : reader.needs)
      return date && fit > 0 ? [{ gathering, date, fit }] : []
    })
    .sort((a, b) => b.fit - a.fit || a.date.starts.getTime() - b.date.starts.getTime())
}

list({
  name: 'gatherings.to-come',
  heading: ({ reader }) => (reader.near ? 'Gatherings near you, or by phone' : 'Gatherings to come'),
  on: ['today', 'letter'],
  position: 40,
  async lines(asked) {
    return (await toOffer(asked)).map(lineOf)
  },
})

list({
  name: 'gatherings.new',
  heading: 'New gatherings',
  on: ['digest'],
  position: 40,
  async lines(asked) {
    const { since } = asked
    return (await toOffer(asked)).filter(({ gathering }) => !since || gathering.madeAt > since).map(lineOf)
  },
})

/** What somebody may come to a gathering for, whatever its topic. */
const company = new Set(['talk', 'break', 'information'])

list({
  name: 'gatherings.for-need',
  heading: 'Gatherings',
  on: ['need'],
  position: 40,
  otherwise:
    'No gathering is planned for this now. You can ask for one in a circle, and a helper can plan it with you.',
  async lines(asked) {
    const { need } = asked
    if (!need) return []
    const fits = ({ gathering: { topics } }: Offer) =>
      need.topic && topics.length > 0 ? topics.includes(need.topic) : company.has(need.what)
    return (await toOffer(asked)).filter(fits).map(lineOf)
  },
})

list({
  name: 'gatherings.written-up',
  heading: 'What went on at gatherings',
  on: ['return', 'digest', 'letter'],
  position: 45,
  async lines(asked) {
    const month = new Date(asked.now.getTime() - 31 * 24 * 60 * 60 * 1000)
    const all = await writeUpsFor(asked.db, whoOf(asked), { since: asked.since ?? month, most: 30 })
    return all.map(({ gathering, occurrence, title, stages, words }) => ({
      title,
      href: `/gatherings/${gathering}/write-up?on=${occurrence}`,
      about: firstWords(words),
      stages,
      // Who reads on paper has no page to open: more of it is printed.
      offline: words.length > 1200 ? `${words.slice(0, 1200).replace(/\s+\S*$/, '')} …` : words,
    }))
  },
})

/** The beginning of a text, up to the end of a sentence where there is one. */
export function firstWords(text: string, most = 160): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= most) return line
  const cut = line.slice(0, most)
  return /^(.{40,}[.!?])\s/.exec(cut)?.[1] ?? `${cut.replace(/\s+\S*$/, '')} …`
}
