import { stopToken } from '../../src/doors/email/stop.ts'
import { type Cases, ownAndOther, plain } from './cases.ts'

const circle = { name: 'Sleep', about: 'For short nights.', door: 'members', position: '1' }

/** Founding, the example, moving in and mail. */
export const others: Cases = {
  'example.look-round': plain({ as: 'joan' }),
  'founding.ask-to-come-in': {
    on: {
      'a closed circle': () => ({ slug: 'closed', words: 'I would like to be there.' }),
      'another circle': () => ({ slug: 'among', words: 'I would like to be there.' }),
    },
  },
  'founding.decide-request': { on: { '': (_, { circleRequest }) => ({ request: circleRequest, decision: 'yes' }) } },
  'founding.let-out': {
    on: {
      oneself: ({ mine }, { insideCircle }) => mine && { circle: insideCircle, member: mine.member },
      another: (_, { insideCircle, other }) => ({ circle: insideCircle, member: other.member }),
    },
  },
  'founding.change-circle': { on: { '': (_, { closedCircle }) => ({ ...circle, circle: closedCircle }) } },
  'founding.change-settings': plain({ name: 'Rett families', mailReplyTo: '' }),
  'founding.make-circle': plain(circle),
  'mail.choose': {
    on: {
      'with the link': (_, { community, other }) => ({
        token: stopToken(community, other.member, 'digest'),
        digest: 'none',
        replies: 'no',
      }),
      'with a forged link': (_, { other }) => ({
        token: `${other.member}.digest.forged`,
        digest: 'none',
        replies: 'no',
      }),
    },
  },
  'mail.choose-way': plain({ goes: 'out' }),
  'mail.name': plain({ mailName: 'Families', mailReplyTo: '' }),
  'mail.stop': {
    on: {
      'with the link': (_, { community, other }) => ({ token: stopToken(community, other.member, 'digest') }),
      'with a forged link': (_, { other }) => ({ token: `${other.member}.digest.forged` }),
    },
  },
  'mail.test': plain(),
  'mail.try-again': plain(),
  'moving-in.bring-members': plain({ text: 'name,email\nVi,vi@example.org\n' }),
  'moving-in.claim-address': plain({ code: '123456' }),
  'moving-in.disown-posts': {
    on: {
      'with a newcomer’s session': (_, { newcomerToken }) => ({ token: newcomerToken }),
      'with another session': (_, { other }) => ({ token: other.token }),
    },
  },
  'moving-in.drop-address': ownAndOther(({ address }) => ({ address })),
  'moving-in.invite': plain(),
  'moving-in.move-list': { ...plain({ path: '/nowhere', name: 'list.mbox', circle: 'among' }), asksOnly: true },
  'moving-in.name-address': plain({ address: 'sam@elsewhere.example' }),
}
