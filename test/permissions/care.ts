import { type Cases, ownAndOther, plain } from './cases.ts'

const report = { wrong: 'unkind', words: 'This hurts.' }

export const care: Cases = {
  'care.appeal': ownAndOther(({ decision }) => ({ decision, words: 'I see it in another way.' })),
  'care.block': {
    on: {
      oneself: ({ mine }) => mine && { member: mine.member },
      another: (_, { other }) => ({ member: other.member }),
    },
  },
  'care.complain': plain({ wrong: 'another', words: 'Nobody answers.' }),
  'care.decide': {
    on: {
      ...ownAndOther(({ heldMatter }) => ({ matter: heldMatter, outcome: 'show', ready: 'fine' })).on,
      'in a closed circle, not let in': (_, { closedMatter }) => ({
        matter: closedMatter,
        outcome: 'show',
        ready: 'fine',
      }),
    },
  },
  'care.name-accountable': plain({ accountable: 'Jo, trustee' }),
  'care.report': {
    on: {
      ...ownAndOther(({ conversation }) => ({ ...report, conversation, number: 1 })).on,
      // A post that somebody was shown or sent may be in danger; nothing of it is told back.
      'in a closed circle, not let in': (_, { closedConversation }) => ({
        ...report,
        conversation: closedConversation,
        number: 1,
      }),
    },
  },
  'care.unblock': { on: { another: (_, { other }) => ({ member: other.member }) } },
}
