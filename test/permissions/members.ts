import { proofOf } from '../../src/areas/members/invitations.ts'
import { stopRecoveryLink } from '../../src/areas/members/second-step-recovery.ts'
import { type Cases, ownAndOther, plain } from './cases.ts'

const consent = { name: 'Sam', membership: 'yes' }
const anAddress = 'sam@elsewhere.example'

export const members: Cases = {
  'members.add-passkey': { ...plain({ response: {}, headers: new Headers() }), asksOnly: true },
  'members.agree-second-step-recovery': {
    on: { 'that another steward asked for': (_, { recovery }) => ({ recovery }) },
  },
  'members.answer-request': { on: { '': (_, { request }) => ({ request, answer: 'yes' }) } },
  'members.ask-to-join': plain({ name: 'Sam', email: anAddress, words: 'Our daughter was diagnosed in May.' }),
  'members.ask-second-step-recovery': {
    on: {
      own: ({ mine }) => mine && { member: mine.member },
      'another’s': (_, { colleague }) => ({ member: colleague }),
    },
  },
  'members.become-first-steward': plain({ name: 'Sam', email: anAddress }),
  'members.begin-second-step': { on: { 'when there is one already': () => ({ with: 'paper' }) }, asksOnly: true },
  'members.change-address': plain({ code: '123456' }),
  'members.change-consents': plain({ purposes: ['news'] }),
  'members.change-name': plain({ name: 'Sam' }),
  'members.change-reach': plain({ phone: '01234 567890' }),
  'members.change-preferences': plain({ digest: 'none' }),
  'members.download': plain({ as: 'json' }),
  'members.end-invitation': { on: { '': (_, { invitation }) => ({ invitation }) } },
  'members.end-passkey': ownAndOther(({ passkey }) => ({ passkey })),
  'members.end-second-step': { on: { '': (_, { colleague }) => ({ member: colleague }) } },
  'members.end-sessions': ownAndOther(({ session }) => ({ session })),
  'members.finish-joining': {
    on: {
      'with a newcomer’s session': (_, { newcomerToken }) => ({ ...consent, token: newcomerToken }),
      'with another session': (_, { other }) => ({ ...consent, token: other.token }),
    },
  },
  'members.give-role': {
    on: {
      'to oneself': ({ mine }) => mine && { member: mine.member, role: 'steward' },
      'to another': (_, { other }) => ({ member: other.member, role: 'helper' }),
    },
  },
  'members.give-second-step': plain({ code: '123456' }),
  'members.join': {
    on: {
      'with a link': (_, { community, invitation }) => ({
        ...consent,
        email: anAddress,
        proof: proofOf(community, invitation),
      }),
      'with a forged link': (_, { invitation }) => ({ ...consent, email: anAddress, proof: `${invitation}.forged` }),
    },
  },
  'members.make-letter-codes': plain({ about: 'A letter', count: 2 }),
  'members.make-link': plain({ about: 'A leaflet', most_uses: '', days: '' }),
  'members.make-paper-codes': ownAndOther(({ member }) => ({ member })),
  'members.name-new-address': plain({ email: anAddress }),
  'members.see-address': ownAndOther(({ member }) => ({ member })),
  'members.stop-second-step-recovery': {
    on: { own: () => ({}), 'another’s': (_, { recovery }) => ({ recovery }) },
  },
  'members.stop-second-step-recovery-by-link': {
    on: { 'with the link': (_, { community, recovery }) => ({ token: stopRecoveryLink.make(community, recovery) }) },
  },
  'members.tell-cared-for': plain({ field: 'walks', value: 'yes' }),
}
