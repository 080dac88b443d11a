/** Setting a study up: what each side does in a study that is theirs, in another, and in one that is not there. */
import { newId } from '../../src/kit/brand.ts'
import type { Community } from '../../src/kit/community.ts'
import { type MemberId, type Role, visitor } from '../../src/kit/who.ts'
import { Person } from '../harness.ts'
import { aSheet, aStudy, completeStudy } from '../setting-up.ts'
import { type Case, type Cases, plain } from './cases.ts'

/** Two studies that wait to be opened: the researcher who tries works in one, a colleague in the other. */
export interface StudyWorld {
  readonly study: string
  readonly elsewhere: string
  /** a helper who can be named */
  readonly helper: MemberId
}

export async function studyWorld(
  community: Community,
  people: {
    readonly steward: MemberId
    readonly mine: MemberId
    readonly colleague: MemberId
    readonly helper: MemberId
  },
): Promise<StudyWorld> {
  const as = (member: MemberId, role: Role) => new Person(community, { ...visitor, member, role, roleHeld: role })
  const steward = as(people.steward, 'steward')
  return {
    study: await completeStudy(steward, as(people.mine, 'researcher'), 'to-be-opened'),
    elsewhere: await completeStudy(steward, as(people.colleague, 'researcher'), 'of-others'),
    helper: people.helper,
  }
}

const step = (input: Record<string, unknown> | ((world: StudyWorld) => Record<string, unknown>) = {}): Case => {
  const given = (world: StudyWorld) => (typeof input === 'function' ? input(world) : input)
  return {
    on: {
      'a study one works in': (_, { studies }) => ({ ...given(studies), study: studies.study }),
      'another study': (_, { studies }) => ({ ...given(studies), study: studies.elsewhere }),
      'a study that is not there': (_, { studies }) => ({ ...given(studies), study: `no-${newId()}` }),
    },
  }
}
const sure = 'yes'

export const studies: Cases = {
  'studies.ask-for-spells': step({ asks: 'yes' }),
  'studies.choose-arms': step({ arms: ['letters'] }),
  'studies.choose-questionnaire': step({ questionnaire: 'empty' }),
  'studies.close': step({ sure }),
  'studies.describe': step(aStudy),
  'studies.fix-plan': step({ sure }),
  'studies.make': plain({ ...aStudy, slug: 'made-here' }),
  'studies.name-person': step(({ helper }) => ({ member: helper, doing: 'desk' })),
  'studies.note-approval': step({ body: 'A committee', version: 'all', approved_on: '2026-01-05' }),
  'studies.open': step({ sure }),
  'studies.plan-model': step({ outcome: 'moved', yes: 'yes', predictors: ['age'] }),
  'studies.plan-pair': step({ first: 'nation', second: 'moved', as: 'exploring' }),
  'studies.remove-consent-item': step({ purpose: 'quotes' }),
  'studies.remove-person': step(({ helper }) => ({ member: helper })),
  'studies.remove-wave': step({ wave: 1 }),
  'studies.save-wave': step({ opens_on: '2099-01-05', closes_on: '2099-02-01' }),
  'studies.set-withdrawal-end': step({ withdraw_until: '2099-12-31' }),
  'studies.take-from-plan': step({ line: 'family age peer_ever' }),
  'studies.take-ready-consent-items': step(),
  'studies.take-ready-plan': step(),
  'studies.write-consent-item': step({ purpose: 'quotes', words: 'You may quote me.' }),
  'studies.write-plan': step({ plan: { family: [['age', 'peer_ever']], models: [] } }),
  'studies.write-protocol': step({ words: 'Why.' }),
  'studies.write-sheet': step({ words: aSheet }),
}
