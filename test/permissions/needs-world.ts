/** A need and a part of a support map for everybody who tries, and one person who lets staff look. */

import { changeConsents } from '../../src/areas/members/consent.ts'
import { addSpell } from '../../src/areas/support/map/spell-tasks.ts'
import { addNeed } from '../../src/areas/support/needs/tasks.ts'
import type { Person } from '../harness.ts'

export async function needsOfPerson(one: Person, at: Date) {
  const need = await one.does(addNeed, { what: 'talk' }, 'web', at)
  const spell = await one.does(addSpell, { kind: 'group', began: 'when she started school', state: 'left' }, 'web', at)
  return { need, spell }
}

export const letsStaffLook = (one: Person, at: Date) =>
  one.does(changeConsents, { purposes: ['support-map'] }, 'web', at)
