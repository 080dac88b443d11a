import { type Case, type Cases, ownAndOther } from './cases.ts'

const words = 'We found that mornings are best.'
const standing = { basis: 'one family' }

/** Something done to a whole conversation, behind each kind of door. */
const behindEachDoor = (input: Record<string, unknown>): Case => ({
  on: {
    'in an open circle': (_, { openConversation }) => ({ ...input, conversation: openConversation }),
    'in a members’ circle': (_, { other }) => ({ ...input, conversation: other.conversation }),
    'in a closed circle, let in': ({ mine }, { insideConversation }) =>
      mine && { ...input, conversation: insideConversation },
    'in a closed circle, not let in': (_, { closedConversation }) => ({ ...input, conversation: closedConversation }),
  },
})

/** Something done to a post: one's own, another's, or one behind a closed door. */
const onPosts = (input: Record<string, unknown>): Case => ({
  on: {
    ...ownAndOther(({ conversation }) => ({ ...input, conversation, number: 1 })).on,
    'in a closed circle, not let in': (_, { closedConversation }) => ({
      ...input,
      conversation: closedConversation,
      number: 1,
    }),
    'own, in a closed circle they were put out of': ({ mine }) =>
      mine && { ...input, conversation: mine.leftConversation, number: 1 },
  },
})

const opening = (input: Record<string, unknown>) => ({ kind: 'tells', title: 'Mornings', words, ...standing, ...input })

export const conversations: Cases = {
  'conversations.amend': onPosts({ words: 'Other words.', reason: 'A typing mistake.' }),
  'conversations.amend-held': ownAndOther(({ heldPost }) => ({ post: heldPost, words: 'Other words.' })),
  'conversations.answer': {
    on: {
      ...ownAndOther(({ conversation }) => ({ conversation, answered: 'yes' })).on,
      'in a closed circle, not let in': (_, { closedConversation }) => ({
        conversation: closedConversation,
        answered: 'yes',
      }),
    },
  },
  'conversations.follow': {
    on: {
      'an open circle': () => ({ circle: 'open', follow: 'yes' }),
      'a members’ circle': () => ({ circle: 'among', follow: 'yes' }),
      'a closed circle': () => ({ circle: 'closed', follow: 'yes' }),
    },
  },
  'conversations.keep': behindEachDoor({ number: 1, keep: 'yes' }),
  'conversations.mute': behindEachDoor({ mute: 'yes' }),
  'conversations.open': {
    on: {
      'in an open circle': () => opening({ circle: 'open' }),
      'in a members’ circle': () => opening({ circle: 'among' }),
      'in a closed circle, let in': ({ mine }) => mine && opening({ circle: 'inside' }),
      'in a closed circle, not let in': () => opening({ circle: 'closed' }),
      'an announcement': () => opening({ circle: 'among', kind: 'announces' }),
    },
  },
  'conversations.read': behindEachDoor({}),
  'conversations.reply': behindEachDoor({ words, ...standing }),
  'conversations.save-draft': {
    on: {
      'in an open circle': (_, { openConversation }) => ({ place: openConversation, fields: { words } }),
      'in a members’ circle': (_, { other }) => ({ place: other.conversation, fields: { words } }),
      'in a closed circle, let in': ({ mine }, { insideConversation }) =>
        mine && { place: insideConversation, fields: { words } },
      'in a closed circle, not let in': (_, { closedConversation }) => ({
        place: closedConversation,
        fields: { words },
      }),
      'a new conversation in a closed circle, not let in': () => ({ place: 'circle:closed', fields: { words } }),
    },
  },
  'conversations.take-back': ownAndOther(({ heldPost }) => ({ post: heldPost })),
  'conversations.throw-draft-away': { on: { own: ({ mine }) => mine && { place: mine.conversation } } },
  'conversations.withdraw': onPosts({}),
}
