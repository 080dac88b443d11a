/** The directory's forms, and what they are sent about. */
import { keepSource } from '../../src/areas/support/sources/source-keeping.ts'
import { suggestSource } from '../../src/areas/support/sources/source-says.ts'
import { newId } from '../../src/kit/brand.ts'
import { Person } from '../harness.ts'
import { asMember, by, type Samples } from './sample.ts'
import type { World } from './world.ts'

const as = ({ community, other }: World, role: 'member' | 'steward') =>
  new Person(community, { ...other.who, role, roleHeld: role })
const kept = async (world: World) =>
  as(world, 'steward').does(keepSource, { name: 'Day Line', kind: 'helpline', phone: '0800 000 222' })
const suggested = (world: World) =>
  as(world, 'member').does(suggestSource, { name: `Garden ${newId()}`, reach: '01632 960002' })

const typed = {
  name: 'Night Line',
  kind: 'helpline',
  about: 'They answer.',
  condition: 'no',
  for_whom: 'Parents',
  area: 'All of the UK',
  phone: '0800 000 111',
  email: 'line@example.org',
  web: 'https://example.org/line',
  address: 'A hall',
  postcode: 'BS5 7AB',
  position: '51.45, -2.59',
  regular: 'Every day, 9 am to 5 pm',
  holidays: 'unknown',
  exceptions: '25 December 2026: closed',
  hours_words: 'Let it ring.',
  cost: 'Free',
  languages: 'English, Welsh',
  access: 'A ramp.',
}
const text = Object.keys(typed).filter((name) => !['kind', 'condition', 'holidays'].includes(name))

export const sources: Samples = {
  '/sources': by('visitor', { words: 'sleep', kind: 'helpline', near: 'BS5' }, ['words', 'near']),
  '/sources/near/print': by('visitor', { near: 'BS5' }, ['near']),
  '/sources/suggestions': asMember({ name: 'Warm Pool', kind: 'other', reach: '01632 960001', words: 'It is warm.' }, [
    'name',
    'reach',
    'words',
  ]),
  '/sources/:id/says': {
    ...asMember({ 'helps[]': 'talk' }),
    to: async (world) => `/sources/${await kept(world)}/says`,
  },
  '/sources/:id/ended-says': { as: 'member', to: async (world) => `/sources/${await kept(world)}/ended-says` },
  '/desk/sources': by('moderator', typed, text),
  '/desk/sources/:id': { ...by('moderator', typed, text), to: async (world) => `/desk/sources/${await kept(world)}` },
  '/desk/sources/:id/checks': {
    ...by('moderator', { on: '4 March 2020' }, ['on']),
    to: async (world) => `/desk/sources/${await kept(world)}/checks`,
  },
  '/desk/sources/:id/closing': {
    ...by('moderator', { closed: 'yes' }),
    to: async (world) => `/desk/sources/${await kept(world)}/closing`,
  },
  '/desk/sources/:id/decision': {
    ...by('moderator', { decision: 'yes', words: 'Thank you.' }, ['words']),
    to: async (world) => `/desk/sources/${await suggested(world)}/decision`,
  },
  '/steward/sources/import': by('steward'),
  '/steward/sources/imported': by('steward', { directory: '[]', leaveOut: 'yes' }),
}
