/** For the forms of the letter door, and how a member is reached. */
import { makeLettersWorld } from '../permissions/letters-world.ts'
import { asMember, by, type Samples } from './sample.ts'
import type { World } from './world.ts'

let made: ReturnType<typeof makeLettersWorld> | null = null
/** Made when the first of these forms is sent. */
const lettersOf = ({ community, other }: World) => {
  made ??= makeLettersWorld(community, { steward: other.id, member: other.id, at: new Date('2026-06-01T10:00:00Z') })
  return made
}

export const letters: Samples = {
  '/desk/papers': by('moderator', { words: 'Thank you all.', seems_from: 'Una' }, ['words', 'seems_from']),
  '/desk/papers/:id/closing': {
    ...by('moderator', { done: 'We rang.' }, ['done']),
    to: async (world) => `/desk/papers/${(await lettersOf(world)).paper}/closing`,
  },
  '/desk/slips/:code/answers': {
    ...by('moderator', { digest: 'monthly' }),
    to: async (world) => `/desk/slips/${(await lettersOf(world)).code}/answers`,
  },
  '/desk/slips/:code/closing': {
    ...by('moderator', { done: 'We rang.' }, ['done']),
    to: async (world) => `/desk/slips/${(await lettersOf(world)).keptCode}/closing`,
  },
  '/desk/slips/:code/keeping': {
    ...by('moderator', { note: 'Hard to read.' }, ['note']),
    to: async (world) => `/desk/slips/${(await lettersOf(world)).code}/keeping`,
  },
  '/desk/slips/photographs': by('moderator', { photo: 'none' }),
  '/me/reach': asMember(
    { phone: '01632 960999', address: '1 High Street\nLeeds', postcode: 'LS6 2AB', print: 'plain' },
    ['phone', 'address', 'postcode'],
  ),
  '/steward/letters/batches': by('steward'),
  '/steward/letters/batches/:id/posting': {
    as: 'steward',
    to: async (world) => `/steward/letters/batches/${(await lettersOf(world)).batch}/posting`,
  },
  '/steward/letters/batches/:id/thrown-away': {
    as: 'steward',
    to: async (world) => `/steward/letters/batches/${(await lettersOf(world)).batch}/thrown-away`,
  },
  '/steward/letters/sender': by(
    'steward',
    { letterFrom: 'Families Together', letterReplyTo: 'Freepost FAMILIES', letterPhone: '0117 496 0123' },
    ['letterFrom', 'letterReplyTo', 'letterPhone'],
  ),
}
