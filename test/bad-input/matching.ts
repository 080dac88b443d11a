/** For every route of matching that takes a form. */

import type { Person } from '../harness.ts'
import { matchesOf, requestOf } from '../permissions/match-world.ts'
import { asMember, by, type Samples } from './sample.ts'
import type { World } from './world.ts'

const words = 'We would like to know somebody.'

const matchOf =
  (which: 'proposed' | 'introduced', path: string, from = '/matching/matches') =>
  async ({ community, other }: World, me: Person) =>
    `${from}/${(await matchesOf(community, me.id, other.id))[which]}/${path}`
const requestIn =
  (path: string) =>
  async ({ community }: World, me: Person) =>
    `/desk/matching/${await requestOf(community, me.id, false)}/${path}`

export const matching: Samples = {
  '/desk/matching/:request/no-match': {
    ...by('moderator', { offer: 'ring', words }, ['words']),
    to: requestIn('no-match'),
  },
  '/desk/matching/:request/proposals': {
    as: 'moderator',
    to: requestIn('proposals'),
    fields: ({ other }) => ({ helper: other.id }),
  },
  '/desk/matching/matches/:match/end': {
    ...by('moderator', { next: 'look again' }),
    to: matchOf('introduced', 'end', '/desk/matching/matches'),
  },
  '/desk/matching/matches/:match/first-contact': {
    ...by('moderator', { yes: 'yes' }),
    to: matchOf('introduced', 'first-contact', '/desk/matching/matches'),
  },
  '/matching/matches/:match/answer': { ...asMember({ answer: 'yes' }), to: matchOf('proposed', 'answer') },
  '/matching/matches/:match/end': { ...asMember({ next: 'done' }), to: matchOf('introduced', 'end') },
  '/matching/matches/:match/first-contact': { ...asMember({ yes: 'yes' }), to: matchOf('introduced', 'first-contact') },
  '/matching/matches/:match/follow-up': {
    ...asMember({ weeks: '2', answer: 'yes' }),
    to: matchOf('introduced', 'follow-up'),
  },
  '/matching/profile': asMember(
    {
      willing: 'yes',
      'channels[]': 'phone',
      'languages[]': 'English',
      'knows[]': 'sleep',
      hours: 'evenings',
      consent: 'yes',
    },
    ['hours'],
  ),
  '/matching/request': asMember({ 'channels[]': 'phone', consent: 'yes' }),
  '/matching/request/:question': {
    ...asMember({ hope: words, first: 'age', second: '', third: '' }, ['hope']),
    to: () => '/matching/request/hope',
  },
  '/matching/request/withdrawal': asMember({ sure: 'yes' }),
}
