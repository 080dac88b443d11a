/** Stepping away, coming back, after a death, how one is reached, and looking again at what is shared. */
import { awayPath } from '../../src/areas/members/away-link.ts'
import { asMember, by, type Samples } from './sample.ts'

export const states: Samples = {
  '/away/:token': {
    as: 'visitor',
    to: ({ community, other }) => awayPath(community, other.id),
    fields: () => ({ pause: 'a month' }),
  },
  '/away/:token/renewals': {
    as: 'visitor',
    to: ({ community, other }) => `${awayPath(community, other.id)}/renewals`,
    fields: () => ({}),
  },
  '/me/bereavement': asMember({ sure: 'yes' }),
  '/me/bereavement/stays': asMember({ 'stays[]': 'digest' }),
  '/me/bereavement/undone': asMember({ sure: 'yes' }),
  '/me/cared-for/review': asMember({ 'fields[]': 'age' }),
  '/me/erasure': asMember({ posts: 'kept', sure: 'yes' }),
  '/me/leaving': asMember({ 'reasons[]': 'other', words: 'I need a rest.' }, ['words']),
  '/me/pause': asMember({ pause: 'a day', until: '4 March 2099', 'keeps[]': 'reply', words: 'I need a rest.' }, [
    'until',
    'words',
  ]),
  '/me/reach': asMember({ phone: '01632 960123', address: '4 Heol y Bont', postcode: 'SY23 1AB', print: 'plain' }, [
    'phone',
    'address',
    'postcode',
  ]),
  '/return': asMember({ back: 'yes' }),
  '/steward/members/:id/bereavement': {
    ...by('steward', { sure: 'yes' }),
    to: ({ other }) => `/steward/members/${other.id}/bereavement`,
  },
  '/steward/members/:id/bereavement/undone': {
    ...by('steward', { sure: 'yes' }),
    to: ({ other }) => `/steward/members/${other.id}/bereavement/undone`,
  },
}
