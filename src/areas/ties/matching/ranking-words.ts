/** Why a match may fit and what does not, in sentences made only from what both share. Pure. */
import type { Condition } from '../../../kit/community.ts'
import { list } from '../../../kit/html.ts'
import { fields } from '../../members/cared-for.ts'
import {
  type Asker,
  details,
  fullOrder,
  livesWith,
  type Matchable,
  moreYears,
  ofFamily,
  type Shared,
  sharedBy,
  type Weighed,
} from './ranking-facts.ts'

/** "who also has seizures": said of the person cared for, when both told the same. */
const also: Readonly<Record<string, string>> = {
  'walks yes': 'who also walks',
  'walks with help': 'who also walks with help',
  'walks no': 'who does not walk either',
  'seizures yes': 'who also has seizures',
  'seizures no': 'who has no seizures either',
  'seizures it changes': 'whose seizures come and go too',
  'tube yes': 'who is also fed by tube',
  'tube partly': 'who is also fed partly by tube',
  'tube no': 'who is not fed by tube either',
  'talks with words': 'who also uses words',
  'talks with their eyes': 'who also speaks with their eyes',
  'talks with a device': 'who also uses a device to speak',
  'talks with sounds and looks': 'who also uses sounds and looks',
  'family I care on my own': 'cares on their own too',
  'family my partner': 'cares with a partner too',
  'family other family': 'cares with other family too',
  'siblings yes': 'has brothers or sisters at home too',
  'siblings no': 'has no other children at home either',
}

/** What shows a topic in a fact. */
const living: Readonly<Record<string, string>> = {
  epilepsy: 'with seizures',
  feeding: 'who is fed by tube',
  moving: 'who needs help to move',
}

/** The detail in which a topic shows. */
const fieldOf: Readonly<Record<string, 'seizures' | 'tube' | 'walks'>> = {
  epilepsy: 'seizures',
  feeding: 'tube',
  moving: 'walks',
}

const mostWords = 20
const wordsIn = (text: string) => text.split(' ').length

/** A reason: of the person they care for ("who also has seizures"), or of themselves ("lives in Wales too"). */
interface Reason {
  readonly of: 'them' | 'self'
  readonly words: string
}
const ofThem = (words: string): Reason => ({ of: 'them', words })
const ofSelf = (words: string): Reason => ({ of: 'self', words })

/**
 * One sentence, at most 20 words, the asker's first wishes first: "Bill knows epilepsy well, lives in Wales too and
 * has had the diagnosis for longer." Where nothing they share is alike, it says what must be: how they can be in touch.
 */
export function whyWords(
  asker: Asker,
  other: Matchable,
  order: readonly Weighed[],
  { topics }: Pick<Condition, 'topics'>,
): string {
  const [asked, told] = [sharedBy(asker), sharedBy(other)]
  const sentence = (found: readonly Reason[]) => `${other.name} ${list(clauses(found))}.`
  const found: Reason[] = []
  for (const one of fullOrder(order))
    for (const reason of reasons(one, asked, told, asker, other, topics))
      if (found.length < 3 && wordsIn(sentence([...found, reason])) <= mostWords) found.push(reason)
  if (found.length === 0) return `${other.name} speaks the same language and likes to be in touch the same way.`
  return sentence(found)
}

/** What is said of the person cared for stands together, where the first of it would. */
function clauses(found: readonly Reason[]): string[] {
  const them = found.filter(({ of }) => of === 'them')
  return found.flatMap((one) => {
    if (one.of === 'self') return [one.words]
    return one === them[0] ? [`cares for someone ${them.map(({ words }) => words).join(' and ')}`] : []
  })
}

function reasons(
  one: Weighed,
  asked: Shared,
  told: Shared,
  { topic }: Asker,
  { knows }: Matchable,
  topics: Condition['topics'],
): Reason[] {
  const same = (field: keyof Shared) => asked[field] !== undefined && asked[field] === told[field]
  const alike = (of: readonly (keyof Shared)[]) =>
    of.flatMap((field) => (same(field) ? (also[`${field} ${told[field]}`] ?? []) : []))
  switch (one) {
    case 'problem': {
      if (!topic) return []
      const name = topics.find(({ id }) => id === topic)?.name ?? topic
      if (knows.includes(topic)) return [ofSelf(`knows ${name} well`)]
      const field = fieldOf[topic]
      if (!field || !livesWith(topic, told)) return []
      return [ofThem(alike([field])[0] ?? living[topic]!)]
    }
    case 'age':
      return same('age') ? [ofThem(`who is ${told.age} too`)] : []
    case 'diagnosis': {
      const more = moreYears(asked, told)
      if (more === null || more < 0) return []
      return [ofSelf(more > 0 ? 'has had the diagnosis for longer' : 'had the diagnosis at about the same time')]
    }
    case 'variant':
      return same('variant') ? [ofThem(`with the same kind (${told.variant})`)] : []
    case 'details':
      return alike(details.filter((field) => !topic || fieldOf[topic] !== field)).map(ofThem)
    case 'region':
      return same('nation') ? [ofSelf(`lives ${placed(told.nation!)} too`)] : []
    case 'family':
      return alike(ofFamily).map(ofSelf)
  }
}

const placed = (nation: string) =>
  nation === 'somewhere else'
    ? 'somewhere else'
    : nation === 'Republic of Ireland'
      ? `in the ${nation}`
      : `in ${nation}`

const asSaid: Readonly<Partial<Record<keyof Shared, string>>> = {
  age: 'age',
  diagnosed: 'diagnosis',
  variant: 'kind',
  walks: 'walking',
  seizures: 'seizures',
  tube: 'feeding',
  talks: 'how they tell us things',
  nation: 'nation',
  family: 'who cares',
  siblings: 'brothers and sisters',
}
const fieldsOf: Readonly<Record<Weighed, readonly (keyof Shared)[]>> = {
  problem: [],
  age: ['age'],
  diagnosis: ['diagnosed'],
  variant: ['variant'],
  details,
  region: ['nation'],
  family: ofFamily,
}

/**
 * What does not match, of what both share, and what the asker shares and the other does not.
 * Not told and not shared sound alike, so that nothing shows through.
 */
export function differsWords(asker: Asker, other: Matchable, order: readonly Weighed[]): string {
  const [asked, told] = [sharedBy(asker), sharedBy(other)]
  const inOrder = fullOrder(order).flatMap((one) => fieldsOf[one])
  // More years behind them is what is hoped for, and stands in the reason.
  const further = (moreYears(asked, told) ?? 0) > 0
  const unlike = inOrder.filter(
    (field) => asked[field] && told[field] && asked[field] !== told[field] && !(field === 'diagnosed' && further),
  )
  const unknown = inOrder.filter((field) => asked[field] && !told[field])
  return (
    [
      ...sentences(
        'Not the same:',
        unlike.map((field) => `${nameOf(field)} (${told[field]})`),
      ),
      ...sentences('Not shared:', unknown.map(nameOf)),
    ].join(' ') || 'Nothing we know of is different.'
  )
}

const nameOf = (field: keyof Shared) => asSaid[field] ?? fields[field].label

/** As many sentences as it takes, each at most 20 words. */
function sentences(beginning: string, things: readonly string[]): string[] {
  const made: string[][] = []
  for (const thing of things) {
    const last = made.at(-1)
    if (last && wordsIn(`${beginning} ${list([...last, thing])}`) <= mostWords) last.push(thing)
    else made.push([thing])
  }
  return made.map((some) => `${beginning} ${list(some)}.`)
}
