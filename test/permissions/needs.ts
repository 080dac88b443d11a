import type { Cases } from './cases.ts'
import { ownAndOther, plain } from './cases.ts'

const spell = { kind: 'helpline', began: '2012', state: 'left' }

/** Needs and the support map. */
export const needs: Cases = {
  'support.add-need': plain({ what: 'talk', topic: 'sleep' }),
  'support.change-need': ownAndOther(({ need }) => ({ need, what: 'break' })),
  'support.confirm-need': ownAndOther(({ need }) => ({ need })),
  'support.end-need': ownAndOther(({ need }) => ({ need })),
  'support.add-spell': plain(spell),
  'support.change-spell': ownAndOther((whose) => ({ ...spell, spell: whose.spell })),
  'support.date-spell': ownAndOther((whose) => ({ spell: whose.spell, began: '2012' })),
  'support.take-spell-away': ownAndOther((whose) => ({ spell: whose.spell })),
  'support.tell-outlook': plain({ question: 'approach', answer: 'day' }),
  'support.look-at-map': {
    on: {
      'of somebody who said yes to it': (_, { colleague }) => ({ member: colleague }),
      'of anybody else': (_, { other }) => ({ member: other.member }),
    },
  },
}
