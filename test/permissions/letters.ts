import { type Cases, plain } from './cases.ts'

/** The letter door: batches are for stewards, slips for the desk. What a slip becomes is its member's own doing. */
export const letters: Cases = {
  'letters.close-paper': { on: { '': (_, { letters }) => ({ paper: letters.paper, done: 'We rang.' }) } },
  'letters.close-slip': { on: { '': (_, { letters }) => ({ slip: letters.keptSlip, done: 'We rang.' }) } },
  'letters.keep-paper': plain({ words: 'Thank you all.' }),
  'letters.keep-slip': { on: { '': (_, { letters }) => ({ code: letters.code, note: 'Hard to read.' }) } },
  'letters.key-in-slip': {
    on: {
      'a slip that came': (_, { letters }) => ({ code: letters.code, said: { digest: 'monthly' } }),
      'a code that is none': () => ({ code: 'BCFG-HJKB', said: { digest: 'monthly' } }),
    },
  },
  'letters.make-batch': plain(),
  'letters.mark-posted': { on: { '': (_, { letters }) => ({ batch: letters.batch }) } },
  'letters.name-sender': plain({ letterFrom: 'Families Together', letterReplyTo: '', letterPhone: '' }),
  'letters.throw-away': { on: { '': (_, { letters }) => ({ batch: letters.batch }) } },
}
