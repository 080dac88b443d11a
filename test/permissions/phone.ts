import { newId } from '../../src/kit/brand.ts'
import { type Cases, plain } from './cases.ts'

const some = newId()

export const phone: Cases = {
  'phone.begin-call': {
    on: {
      'with another member': (_, { other }) => ({ member: other.member }),
      'with a steward': (_, { colleague }) => ({ member: colleague }),
    },
  },
  'phone.end-call': plain({ reason: 'talk' }),
  'phone.hear-consent': plain({ scopes: ['community'] }),
  'phone.keep-promise': plain({ call: some }),
  'phone.mail-code': plain({ scope: 'map' }),
  'phone.make-codes': plain(),
  'phone.open-private': plain({ scope: 'map', code: '1234 5678' }),
  'phone.post-codes': plain(),
  'phone.log-call': plain({ way: 'they rang', minutes: '3', words: 'Asked for the helpline.' }),
  'phone.register-member': plain({ name: 'Sam', phone: '0113 496 0002', door: 'phone', membership: 'yes' }),
  'phone.take-up-call': plain(),
  'phone.tell-notice': plain({ notice: some }),
}
