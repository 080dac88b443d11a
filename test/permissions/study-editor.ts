/** Writing a study's questions, and letting a study read a support map. */
import { newId } from '../../src/kit/brand.ts'
import type { Case, Cases } from './cases.ts'

const inAStudy = (input: Record<string, unknown> = {}): Case => ({
  on: {
    'a study one works in': (_, { studies }) => ({ ...input, study: studies.study }),
    'another study': (_, { studies }) => ({ ...input, study: studies.elsewhere }),
    'a study that is not there': () => ({ ...input, study: `no-${newId()}` }),
  },
})
const withCode = (input: Record<string, unknown> = {}): Case => ({
  on: {
    'with the right code': (_, { interviews: { study, interviewed: code } }) => ({ ...input, study, code }),
    'with a code of another study': (_, { interviews: { elsewhere: study, interviewed: code } }) => ({
      ...input,
      study,
      code,
    }),
  },
})

const words = { en: 'Words' }
const statement = { kind: 'statement', id: 'a_new_one', ask: words }
const spell = {
  source_kind: 'blog',
  online: 'online',
  needs: [],
  from_year: 2012,
  to_year: null,
  state: 'left',
  reasons: [],
}

export const studyEditor: Cases = {
  'studies.add-instrument': inAStudy({ instrument: 'OSSS-3' }),
  'studies.arrange-questionnaire': inAStudy({ what: 'question', name: 'age', does: 'copy' }),
  'studies.join-spells': withCode({ spells: [spell], given: 'yes' }),
  'studies.offer-language': inAStudy({ language: 'cy', offered: 'no' }),
  'studies.open-questionnaire-version': inAStudy(),
  'studies.translate-questionnaire': inAStudy({ language: 'cy', words: { title: 'Geiriau' } }),
  'studies.unjoin-spells': withCode(),
  'studies.write-front': inAStudy({ title: words }),
  'studies.write-question': inAStudy({ was: null, section: 'you', content: statement }),
  'studies.write-questionnaire': inAStudy({ json: '{}' }),
  'studies.write-section': inAStudy({
    was: null,
    content: { id: 'a_new_part', title: words, questions: [statement] },
  }),
}
