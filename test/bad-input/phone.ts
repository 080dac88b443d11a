/** For every route of the phone desk that takes a form. */
import { beginCall } from '../../src/doors/phone/tasks.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Person } from '../harness.ts'
import { asMember, by, type Samples } from './sample.ts'
import type { World } from './world.ts'

const words = 'She asked for the helpline.'

/** The same fields, sent while a call with somebody is open. */
const inCall =
  (fields: Record<string, string>) =>
  async ({ other }: World, me: Person) => {
    await me.does(beginCall, { member: other.id }, 'phone')
    return fields
  }

export const phone: Samples = {
  '/phone/call/aside': by('moderator'),
  '/phone/call/consents': { as: 'moderator', fields: inCall({ 'scopes[]': 'community', to: '/phone/call' }) },
  '/phone/call/ending': {
    as: 'moderator',
    fields: inCall({ words, next: 'Ring again', reason: 'talk' }),
    text: ['words', 'next'],
  },
  '/me/phone-codes': asMember(),
  '/phone/call/lists': { as: 'moderator', fields: inCall({}) },
  '/phone/call/mailed-codes': { as: 'moderator', fields: inCall({ scope: 'map', to: '/me/support-map' }) },
  '/phone/call/private': {
    as: 'moderator',
    fields: inCall({ scope: 'map', 'phone-code': '1234 5678', to: '/me/support-map' }),
  },
  '/phone/call/return': by('moderator'),
  '/phone/call/taken-up': { as: 'moderator', fields: inCall({}) },
  '/phone/call/told': { as: 'moderator', fields: inCall({ notice: newId() }) },
  '/phone/calls': { as: 'moderator', fields: ({ other }) => ({ member: other.id, way: 'they rang' }) },
  '/phone/calls/noted': by('moderator', { words, next: 'Ring again', reason: 'help', way: 'they rang', minutes: '4' }, [
    'words',
    'next',
    'minutes',
  ]),
  '/phone/members': by(
    'moderator',
    {
      name: 'Agnes',
      phone: '0113 496 0003',
      address: '2 Mill Row',
      postcode: 'LS1 1AB',
      door: 'letter',
      print: 'large',
      membership: 'yes',
    },
    ['name', 'phone', 'address', 'postcode'],
  ),
  '/phone/promises/kept': by('moderator', { call: newId() }),
}
