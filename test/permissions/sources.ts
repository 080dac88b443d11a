import { newId } from '../../src/kit/brand.ts'
import type { Cases, Trial } from './cases.ts'

const kept = { name: 'Night Line', kind: 'helpline', phone: '0800 000 111' }
const shown =
  (input: object): Trial =>
  (_, { source }) => ({ source, ...input })
const suggested =
  (input: object): Trial =>
  (_, { suggestion }) => ({ source: suggestion, ...input })
const missing =
  (input: object): Trial =>
  () => ({ source: newId(), ...input })

/** The directory: a source that is shown, and one that Other suggested. */
export const sources: Cases = {
  'support.keep-source': {
    on: { 'a new one': () => kept, 'one that is shown': shown(kept), 'one that is not there': missing(kept) },
  },
  'support.find-source': { on: { '': () => ({ words: 'sleep' }) } },
  'support.suggest-source': { on: { '': () => ({ name: 'Warm Pool', reach: '01632 960001' }) } },
  'support.decide-suggestion': {
    on: { 'another’s suggestion': suggested({ decision: 'yes' }), 'one that is shown': shown({ decision: 'yes' }) },
  },
  'support.check-source': { on: { '': shown({}) } },
  'support.close-source': { on: { '': shown({ closed: 'yes' }) } },
  'support.say-it-helps': {
    on: { 'one that is shown': shown({ helps: ['talk'] }), 'a suggestion': suggested({ helps: ['talk'] }) },
  },
  'support.take-back-say': { on: { 'what one said oneself': shown({}) } },
  'support.import-sources': {
    on: { '': () => ({ directory: JSON.stringify([{ id: newId(), name: 'Kitchen', status: 'active' }]) }) },
  },
}
