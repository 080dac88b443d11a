import { type Cases, ownAndOther, plain } from './cases.ts'

const asked = { cares: 'My girl.', channels: ['phone'], consent: 'yes' }

/** Meeting another family. */
export const matching: Cases = {
  'ties.answer-proposal': ownAndOther(({ matches }) => ({ match: matches.proposed, answer: 'yes' })),
  'ties.ask-for-match': plain(asked),
  'ties.close-match': ownAndOther(({ matches }) => ({ match: matches.introduced, next: 'done' })),
  'ties.follow-up': ownAndOther(({ matches }) => ({ match: matches.introduced, weeks: '2', answer: 'not yet' })),
  'ties.keep-match-answers': plain({ cares: 'My girl.' }),
  'ties.no-match-yet': { on: { '': (_, { matchRequest }) => ({ request: matchRequest, offer: 'ring' }) } },
  'ties.note-first-contact': ownAndOther(({ matches }) => ({ match: matches.introduced })),
  'ties.propose-match': {
    on: { '': (_, { matchRequest, other }) => ({ request: matchRequest, helper: other.member }) },
  },
  'ties.set-match-profile': plain({ willing: 'yes', languages: ['English'], channels: ['phone'], consent: 'yes' }),
  'ties.withdraw-match-request': { ...plain(), asksOnly: true },
}
