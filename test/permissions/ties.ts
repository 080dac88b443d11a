import { type Cases, ownAndOther, plain } from './cases.ts'

/** Being in touch. */
export const ties: Cases = {
  'ties.answer': ownAndOther(({ ties: { asksMe } }) => ({ tie: asksMe, answer: 'yes' })),
  'ties.choose-talk': plain({ topics: ['sleep'], asked: 'yes' }),
  'ties.correct-contact': ownAndOther(({ ties: { contact } }) => ({ contact, door: 'video', when: '2025' })),
  'ties.end': ownAndOther(({ ties: { open } }) => ({ tie: open })),
  'ties.note-contact': ownAndOther(({ ties: { open } }) => ({ tie: open, door: 'phone', when: '2025' })),
  'ties.offer': {
    on: {
      'somebody who wrote in a conversation': (_, { other }) => ({
        to: other.member,
        from: 'conversation',
        id: other.conversation,
        means: ['phone'],
      }),
      'somebody they met nowhere': (_, { other, colleague }) => ({
        to: colleague,
        from: 'conversation',
        id: other.conversation,
        means: ['phone'],
      }),
      'somebody in a closed circle': (_, { other, closedConversation }) => ({
        to: other.member,
        from: 'conversation',
        id: closedConversation,
        means: ['phone'],
      }),
    },
  },
  'ties.remove-contact': ownAndOther(({ ties: { contact } }) => ({ contact })),
  'ties.report-message': ownAndOther(({ ties: { open, message } }) => ({
    tie: open,
    message,
    wrong: 'unkind',
    sure: 'yes',
  })),
  'ties.send-message': ownAndOther(({ ties: { open } }) => ({ tie: open, words: 'Hello.' })),
  'ties.share': ownAndOther(({ ties: { open } }) => ({ tie: open, what: 'phone', share: 'no' })),
  'ties.take-back': ownAndOther(({ ties: { asked } }) => ({ tie: asked })),
}
