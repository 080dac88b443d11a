/** For every route that takes a form about needs and support maps. */

import { addSpell } from '../../src/areas/support/map/spell-tasks.ts'
import { addNeed } from '../../src/areas/support/needs/tasks.ts'
import type { Person } from '../harness.ts'
import { asMember, type Sample, type Samples } from './sample.ts'

const need = { what: 'talk', topic: 'sleep', since: 'last spring', words: 'The nights are long.' }
const needText = ['since', 'words']
const spell = {
  kind: 'helpline',
  name: 'The Tuesday line',
  began: 'around 2012',
  ended: '2014',
  state: 'left',
  online: 'offline',
  'needs[]': 'talk',
  'began_because[]': 'needs',
  'changed_because[]': 'access',
  words: 'They were kind.',
}
const spellText = ['name', 'began', 'ended', 'words']

const mine = (sample: Sample, to: (me: Person) => Promise<string>): Sample => ({ ...sample, to: (_, me) => to(me) })
const needOf = async (me: Person) => `/me/needs/${await me.does(addNeed, { what: 'break' })}`
const spellOf = async (me: Person) => {
  const added = await me.does(addSpell, { kind: 'group', began: 'when she started school', state: 'left' })
  return `/me/support-map/spells/${added}`
}

export const needs: Samples = {
  '/me/needs': asMember(need, needText),
  '/me/needs/:id': mine(asMember(need, needText), needOf),
  '/me/needs/:id/confirmations': mine(asMember(), async (me) => `${await needOf(me)}/confirmations`),
  '/me/needs/:id/ending': mine(asMember(), async (me) => `${await needOf(me)}/ending`),
  '/me/support-map/outlook/:question': {
    ...asMember({ answer: 'day' }),
    to: () => '/me/support-map/outlook/approach',
  },
  '/me/support-map/spells': asMember(spell, spellText),
  '/me/support-map/spells/:spell': mine(asMember(spell, spellText), spellOf),
  '/me/support-map/spells/:spell/taking-away': mine(asMember(), async (me) => `${await spellOf(me)}/taking-away`),
  '/me/support-map/spells/:spell/year': mine(
    asMember({ began: '2009' }, ['began']),
    async (me) => `${await spellOf(me)}/year`,
  ),
}
