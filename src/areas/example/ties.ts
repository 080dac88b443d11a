/** Who in the example is in touch with whom: by message, letter and phone, in person, and back again. */
import { sql } from 'kysely'
import type { Door } from '../../kit/task.ts'
import { noteContact } from '../ties/contacts.ts'
import { chooseTalk } from '../ties/matching/glad-to-talk.ts'
import { sendMessage } from '../ties/messages.ts'
import { answer, end, offer } from '../ties/offering.ts'
import { share } from '../ties/sharing.ts'
import type { ContactDoor } from '../ties/tie-rules.ts'
import { rememberRead, type TieId } from '../ties/tie-store.ts'
import type { Furnishing } from './furnishing.ts'

const gladTopics: Readonly<Record<string, readonly string[]>> = {
  ama: ['epilepsy', 'sleep', 'school', 'siblings'],
  bill: ['spine', 'growing-up', 'wills'],
  margaret: ['spine', 'feeding', 'wills', 'growing-up'],
  gareth: ['equipment', 'moving', 'benefits'],
  rob: ['epilepsy', 'feeding', 'equipment'],
  sian: ['communication', 'school', 'sleep'],
  fiona: ['sleep', 'holidays', 'siblings'],
  tariq: ['sleep', 'behaviour'],
  sue: ['hands', 'moving', 'pain'],
  mair: ['communication', 'holidays', 'growing-up'],
}

/** How a contact or a message came in, when it was not on the web. */
type By = { readonly via?: Door; readonly by?: string }
const byLetter: By = { via: 'letter', by: 'ruth' }
const byPhone: By = { via: 'phone', by: 'ruth' }

export async function ties(example: Furnishing) {
  for (const [who, topics] of Object.entries(gladTopics))
    await example.does(who, chooseTalk, { topics, asked: 'yes' }, { at: example.ago(60) })
  await twoYears(example)
  await onPaper(example)
  await others(example)
}

/** A conversation in which somebody wrote, and who asks may read. */
async function whereWrote({ db, id }: Furnishing, who: string, also: string) {
  const { rows } = await sql<{ conversation: string }>`
    select p.conversation
    from post p
    join conversation c on c.id = p.conversation and c.shown
    join circle o on o.id = c.circle
    where p.author = ${id(who)} and p.state = 'shown'
    order by exists (
        select from post q where q.conversation = c.id and q.author = ${id(also)} and q.state = 'shown'
      ) desc,
      o.door = 'closed',
      c.opened_at
    limit 1`.execute(db)
  return rows[0]!.conversation
}

interface Beginning extends By {
  readonly from?: 'conversation' | 'glad to talk' | 'desk'
  readonly means: readonly string[]
  readonly words?: string
  readonly shares?: readonly string[]
  readonly yes?: By & { readonly after: number; readonly shares?: readonly string[]; readonly words?: string }
}

/** One asks the other so many days ago, and after so many days the other says yes. */
async function asks(example: Furnishing, one: string, other: string, daysAgo: number, how: Beginning): Promise<TieId> {
  const { from = 'conversation', means, words, shares = [], yes, ...by } = how
  const id = from === 'conversation' ? await whereWrote(example, other, one) : undefined
  const wish = { to: example.id(other), from, id, means, words, shares }
  const { tie } = await example.does(one, offer, wish, { at: example.ago(daysAgo), ...by })
  if (!yes) return tie
  const { after, shares: back = [], words: said, ...byOther } = yes
  const input = { tie, answer: 'yes', shares: back, words: said }
  await example.does(other, answer, input, { at: example.ago(daysAgo - after), ...byOther })
  return tie
}

/** Margaret and Wendy: from a conversation to the phone, to a café, to letters, and back to messages. */
async function twoYears(example: Furnishing) {
  const tie = await asks(example, 'margaret', 'wendy', 740, {
    means: ['phone', 'meet'],
    words: 'We seem to have the same week, every week. Shall we have a cup of tea by phone?',
    shares: ['email'],
    yes: { after: 2, shares: ['email'] },
  })
  const story: [who: string, daysAgo: number, door: ContactDoor][] = [
    ['wendy', 731, 'message'],
    ['margaret', 722, 'phone'],
    ['margaret', 690, 'phone'],
    ['wendy', 655, 'in person'],
    ['wendy', 610, 'letter'],
    ['margaret', 540, 'phone'],
    ['wendy', 420, 'video'],
    ['margaret', 330, 'in person'],
    ['margaret', 205, 'letter'],
    ['wendy', 96, 'phone'],
    ['wendy', 21, 'in person'],
    ['margaret', 6, 'message'],
  ]
  for (const [who, daysAgo, door] of story)
    await example.does(who, noteContact, { tie, door, when: 'today' }, { at: example.ago(daysAgo) })
  const said: [string, number, string][] = [
    ['wendy', 731, 'Tea by phone sounds just right. Tuesday after two is my quiet hour.'],
    ['margaret', 730, 'Tuesday it is. I will put the kettle on.'],
    ['margaret', 7, 'The garden centre again next month? They have moved the ramp to the front.'],
    ['wendy', 6, 'Yes please. I will bring the photos of the new chair.\n\nLove to you all.'],
  ]
  for (const [who, daysAgo, words] of said)
    await example.does(who, sendMessage, { tie, words }, { at: example.ago(daysAgo) })
  await reads(example, tie, 'margaret', 5)
  await reads(example, tie, 'wendy', 6)
}

/** Somebody looked at their messages so many days ago: later ones are new to them. */
const reads = ({ db, id, ago }: Furnishing, tie: TieId, who: string, daysAgo: number) =>
  rememberRead(db, tie, id(who), ago(daysAgo))

/** Those who come by letter and by phone. */
async function onPaper(example: Furnishing) {
  const nia = await asks(example, 'nia', 'mair', 48, {
    from: 'glad to talk',
    means: ['phone', 'write'],
    words: 'Our girl is two, and it is all very new. You have been doing this so long.',
    shares: ['email'],
    yes: {
      after: 8,
      shares: ['phone', 'address'],
      words: 'I remember those first weeks. Ring me any morning, cariad.',
      ...byLetter,
    },
  })
  const withNia: [string, number, ContactDoor, By?][] = [
    ['nia', 38, 'phone'],
    ['mair', 27, 'letter', byLetter],
    ['nia', 20, 'letter'],
    ['nia', 9, 'phone'],
    ['mair', 4, 'phone', byPhone],
  ]
  for (const [who, daysAgo, door, how = {}] of withNia)
    await example.does(who, noteContact, { tie: nia, door, when: 'today' }, { at: example.ago(daysAgo), ...how })
  await example.does(
    'nia',
    sendMessage,
    { tie: nia, words: 'She looked straight at me when I sang your song. Diolch.' },
    { at: example.ago(8) },
  )
  await example.does(
    'mair',
    sendMessage,
    { tie: nia, words: 'Sing it slower still, and wait. Mine took a whole winter to smile at it.' },
    { at: example.ago(1), ...byLetter },
  )

  await reads(example, nia, 'nia', 7)

  const letters = await asks(example, 'george', 'peter', 400, {
    from: 'desk',
    means: ['write'],
    words: 'Ruth says that you still like a real letter.',
    shares: ['address'],
    ...byLetter,
    yes: { after: 6, words: 'I do. You will have one by Friday.' },
  })
  for (const [who, daysAgo, door, how] of [
    ['peter', 391, 'letter', {}],
    ['george', 380, 'letter', byLetter],
    ['peter', 240, 'phone', {}],
    ['peter', 33, 'letter', {}],
  ] as const)
    await example.does(who, noteContact, { tie: letters, door, when: 'today' }, { at: example.ago(daysAgo), ...how })
}

/** Others at every stage: one that waits, one at rest, one after a death. */
async function others(example: Furnishing) {
  await asks(example, 'grace', 'nia', 2, {
    means: ['message', 'phone'],
    words: 'I was where you are, eight years ago. I would love to hear how you are getting on.',
  })
  const withAma = await asks(example, 'nia', 'ama', 30, {
    from: 'glad to talk',
    means: ['message'],
    yes: { after: 1, words: 'Of course. Write whenever the house is quiet.' },
  })
  await reads(example, withAma, 'nia', 25)
  const rest = await asks(example, 'kelly', 'becky', 300, { means: ['message'], yes: { after: 1 } })
  await example.does('kelly', noteContact, { tie: rest, door: 'in person', when: 'today' }, { at: example.ago(250) })
  await example.does('becky', end, { tie: rest }, { at: example.ago(90) })
  const after = await asks(example, 'joy', 'david', 210, {
    means: ['phone', 'meet'],
    words: 'No need to say anything clever. We could just walk.',
    yes: { after: 5, shares: ['email'] },
  })
  for (const [who, daysAgo, door] of [
    ['joy', 190, 'phone'],
    ['david', 150, 'in person'],
    ['joy', 40, 'in person'],
  ] as const)
    await example.does(who, noteContact, { tie: after, door, when: 'today' }, { at: example.ago(daysAgo) })
  const brigid = await asks(example, 'brigid', 'maeve', 160, {
    from: 'desk',
    means: ['phone'],
    shares: ['phone'],
    ...byPhone,
    yes: { after: 3 },
  })
  await example.does('maeve', share, { tie: brigid, what: 'email', share: 'yes' }, { at: example.ago(150) })
  for (const [who, daysAgo, door, how] of [
    ['maeve', 140, 'phone', {}],
    ['brigid', 75, 'in person', byPhone],
    ['maeve', 12, 'phone', {}],
  ] as const)
    await example.does(who, noteContact, { tie: brigid, door, when: 'today' }, { at: example.ago(daysAgo), ...how })
}
