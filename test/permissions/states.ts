import { awayPath } from '../../src/areas/members/away-link.ts'
import { type Cases, ownAndOther, plain } from './cases.ts'

/** Stepping away, coming back, and after a death. */
export const states: Cases = {
  'members.pause': plain({ pause: 'a month' }),
  'members.leave': plain(),
  'members.renew-away-link': {
    on: {
      'with a link': (_, { community, other }) => ({ token: awayPath(community, other.member).slice('/away/'.length) }),
      'with a forged link': (_, { other }) => ({ token: `${other.member}.1.forged` }),
    },
  },
  'members.return': plain(),
  'members.erase': plain({ posts: 'kept' }),
  'members.note-bereavement': ownAndOther(({ member }) => ({ member })),
  'members.choose-what-stays': plain({ stays: ['digest'] }),
  'members.undo-bereavement': ownAndOther(({ member }) => ({ member })),
  'members.review-sharing': plain({ fields: [] }),
}
