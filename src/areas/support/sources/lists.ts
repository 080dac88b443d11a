/** What the directory offers where lists stand: on a need's page, in the letter, on the page of a return. */
import { sql } from 'kysely'
import { type Asked, type Line, list } from '../../../kit/lists.ts'
import { hoursSentences } from '../hours/words.ts'
import { whereDistrictIs } from '../near/store.ts'
import { whats } from '../needs/needs.ts'
import type { SourceKind } from './source-kinds.ts'
import { kindWords, openWords } from './source-pages.ts'
import { type Hit, lookIn } from './source-search.ts'
import { type Source, sourcesWhere } from './source-store.ts'

/** How to get there without a screen. */
export function offlineWords(source: Source, now: Date): string | undefined {
  const { phone, address, postcode, email } = source
  const hours = hoursSentences(source.hours, now).join(' ')
  if (phone) return `Ring ${phone}. ${hours}`
  if (address) return `Visit or write to: ${[...address.split('\n'), postcode].filter(Boolean).join(', ')}. ${hours}`
  return email ? `Write to ${email}.` : undefined
}

const lineOf = ({ source, distance }: Pick<Hit, 'source' | 'distance'>, { now, place }: Asked): Line => {
  const { id, name, about, stages, hours } = source
  const open = hours && place !== 'letter' ? openWords(source, now) : null
  const offline = offlineWords(source, now)
  const pieces = [distance && `${distance}.`, open, !open && !distance && about ? firstSentence(about) : null]
  return {
    title: name,
    href: `/sources/${id}`,
    about: pieces.filter(Boolean).join(' ') || `${kindWords(source)}.`,
    stages,
    ...(offline ? { offline } : {}),
    ...(place === 'letter'
      ? {
          answer: {
            task: 'support.say-it-helps',
            input: { source: id },
            asks: [
              {
                field: 'helps',
                label: `If ${name} helps you, what does it help with?`,
                options: Object.entries(whats).map(([value, label]) => ({ value, label })),
              },
            ],
          },
        }
      : {}),
  }
}

const firstSentence = (text: string) => /^[^.!?]{1,160}[.!?]/.exec(text)?.[0] ?? `${text.slice(0, 140)} …`

/** Sources of some kinds that fit this reader, best first; look-ahead is applied by `listsAt`. */
async function fitting(asked: Asked, kinds: readonly SourceKind[], most = asked.most): Promise<Line[]> {
  const { db, community, reader, need } = asked
  const topics = need ? [need.topic] : reader.needs.map(({ topic }) => topic)
  const { hits } = await lookIn(db, community.condition, {
    words: '',
    kinds,
    topic: topics.length === 1 ? topics[0]! : null,
    near: reader.near ? await whereDistrictIs(db, reader.near) : null,
    looking: reader,
    ahead: true,
    page: 1,
  })
  const about = (source: Source) => source.topics.filter((topic) => topics.includes(topic)).length
  // What is about the very thing that is needed comes first, near ones before far ones otherwise.
  return hits
    .toSorted((one, other) => about(other.source) - about(one.source))
    .slice(0, most)
    .map((hit) => lineOf(hit, asked))
}

list({
  name: 'support.helplines',
  heading: 'Someone to call',
  on: ['need'],
  position: 30,
  lines: (asked) => fitting(asked, ['helpline', 'charity']),
  otherwise: 'We know of no helpline for this yet. You can ask the charity, by phone or by letter.',
})
list({
  name: 'support.groups',
  heading: 'Groups near you',
  on: ['need'],
  position: 32,
  lines: (asked) => fitting(asked, ['group', 'any group']),
  otherwise: 'We know of no group near you yet. If you know one, tell us.',
})
list({
  name: 'support.clinics',
  heading: 'Clinics and professionals',
  on: ['need'],
  position: 34,
  lines: (asked) => fitting(asked, ['clinic']),
  otherwise: 'We know of no clinic for this yet. Your doctor can help you look.',
})
list({
  name: 'support.blogs',
  heading: 'Blogs by families',
  on: ['need'],
  position: 36,
  lines: (asked) => fitting(asked, ['blog']),
  otherwise: 'We know of no blog about this yet. If you know one, tell us.',
})
list({
  name: 'support.checked',
  heading: 'Checked information',
  on: ['need'],
  position: 38,
  lines: (asked) => fitting(asked, ['checked']),
  otherwise: 'We have no checked information on this yet. You can ask in a circle.',
})

/** On paper there is room for a few. */
const mostInLetter = 3

list({
  name: 'support.near-letter',
  heading: 'Help you can ring or visit',
  on: ['letter'],
  position: 40,
  lines: async (asked) => {
    const all = await fitting(asked, ['helpline', 'group', 'any group', 'charity'], 20)
    return all.filter(({ offline }) => offline).slice(0, Math.min(mostInLetter, asked.most))
  },
})

list({
  name: 'support.since',
  heading: 'New in the directory',
  on: ['return'],
  position: 40,
  lines: async (asked) => {
    const { db, since } = asked
    if (!since) return []
    const all = await sourcesWhere(db, sql`state = 'shown' and changed_at > ${since}`, sql`made_at desc, id`)
    return all.slice(0, 50).map((source) => ({
      ...lineOf({ source, distance: null }, asked),
      about: source.made_at > since ? `New. ${kindWords(source)}.` : `Changed. ${kindWords(source)}.`,
    }))
  },
})
