/** For every route of being in touch. */
import { noteContact } from '../../src/areas/ties/contacts.ts'
import { sendMessage } from '../../src/areas/ties/messages.ts'
import { answer, offer } from '../../src/areas/ties/offering.ts'
import { type Person, person, type TestServer } from '../harness.ts'
import { asMember, type Sample, type Samples } from './sample.ts'
import type { World } from './world.ts'

const words = 'Your nights sound like ours.'
const wish = (conversation: string) => ({ from: 'conversation', id: conversation, means: ['phone'] })

/** Somebody this person is in touch with, or asks; each time a new one. */
const friend = (world: World): Promise<Person> =>
  person({ community: world.community, url: '' } as TestServer, 'Friend')

const asks = async (world: World, from: Person, to: Person) =>
  (await from.does(offer, { ...wish(await world.conversationBy(to)), to: to.id })).tie

async function openTie(world: World, me: Person) {
  const other = await friend(world)
  const tie = await asks(world, other, me)
  await me.does(answer, { tie, answer: 'yes' })
  return { tie, other }
}

const onTie = (path: string, rest: Sample): Sample => ({
  ...rest,
  to: async (world, me) => `/ties/${(await openTie(world, me)).tie}${path}`,
})

async function contactPath(world: World, me: Person) {
  const { tie } = await openTie(world, me)
  return `/ties/${tie}/contacts/${await me.does(noteContact, { tie, door: 'phone' })}`
}

export const ties: Samples = {
  '/me/glad-to-talk': asMember({ asked: 'yes', 'topics[]': 'sleep' }),
  '/ties': {
    as: 'member',
    fields: ({ conversation, other }) => ({
      to: other.id,
      from: 'conversation',
      id: conversation,
      'means[]': 'phone',
      words,
    }),
    text: ['words'],
  },
  '/ties/:id/answer': {
    ...asMember({ answer: 'yes' }),
    to: async (world, me) => `/ties/${await asks(world, await friend(world), me)}/answer`,
  },
  '/ties/:id/block': onTie('/block', asMember()),
  '/ties/:id/contacts': onTie('/contacts', asMember({ door: 'phone', when: 'May 2025' }, ['when'])),
  '/ties/:id/contacts/:contact': { ...asMember({ door: 'phone', when: 'May 2025' }, ['when']), to: contactPath },
  '/ties/:id/contacts/:contact/removal': {
    as: 'member',
    to: async (world, me) => `${await contactPath(world, me)}/removal`,
  },
  '/ties/:id/ending': onTie('/ending', asMember()),
  '/ties/:id/messages': onTie('/messages', asMember({ words }, ['words'])),
  '/ties/:id/messages/:message/report': {
    ...asMember({ wrong: 'unkind', words, sure: 'yes' }, ['words']),
    async to(world, me) {
      const { tie, other } = await openTie(world, me)
      return `/ties/${tie}/messages/${await other.does(sendMessage, { tie, words })}/report`
    },
  },
  '/ties/:id/sharing': onTie('/sharing', asMember({ what: 'phone', share: 'yes', phone: '01632 960123' }, ['phone'])),
  '/ties/:id/withdrawal': {
    as: 'member',
    to: async (world, me) => `/ties/${await asks(world, me, await friend(world))}/withdrawal`,
  },
}
