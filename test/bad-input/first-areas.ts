/** For every route that takes a form in the areas that were there first. */
import { proofOf } from '../../src/areas/members/invitations.ts'
import { stopRecoveryLink } from '../../src/areas/members/second-step-recovery.ts'
import { stopToken } from '../../src/doors/email/stop.ts'
import { newId } from '../../src/kit/brand.ts'
import type { Person } from '../harness.ts'
import { asMember, by, type Samples } from './sample.ts'
import type { World } from './world.ts'

const words = 'We found that mornings are best.'
const email = 'someone@example.org'
const standing = {
  basis: 'study',
  basis_words: '12 people',
  applies_to: 'adults',
  interest: 'none',
  country: 'Wales',
  source_written: 'May 2019',
}
const standingText = ['basis_words', 'applies_to', 'interest', 'country', 'source_written']
const conversationOf = async (world: World, me: Person) => `/conversations/${await world.conversationBy(me)}`

/** Somebody on the staff has lost their second step, and a steward has asked for a new one. */
async function recoveryIn(world: World): Promise<string> {
  const [lost, asks] = [await world.person('moderator'), await world.person('steward')]
  const id = newId()
  await world.community.db
    .insertInto('second_step_recovery')
    .values({
      id,
      member: lost.id,
      asked_by: asks.id,
      asked_at: new Date(),
      agreed_by: null,
      agreed_at: null,
      stopped_at: null,
      done_at: null,
    })
    .execute()
  return id
}

export const firstAreas: Samples = {
  '/cast/sessions': by('visitor', { as: 'joan' }),
  '/cast/visitor': by('visitor'),
  '/circles/:slug/conversations': {
    ...asMember({ kind: 'asks', title: 'How are your mornings?', words, ...standing }, [
      'title',
      'words',
      ...standingText,
    ]),
    to: () => '/circles/among/conversations',
  },
  '/circles/:slug/following': { ...asMember({ follow: 'yes' }), to: () => '/circles/among/following' },
  '/circles/:slug/requests': { ...asMember({ words }, ['words']), to: () => '/circles/closed/requests' },
  '/claim': by('visitor', { email }, ['email']),
  '/claim/posts': by('visitor', { mine: 'yes' }),
  '/complaints': asMember({ step: '3', wrong: 'another', words, email }, ['words', 'email']),
  '/conversations/:id/:n/block': { as: 'member', to: ({ conversation }) => `/conversations/${conversation}/1/block` },
  '/conversations/:id/:n/report': {
    ...asMember({ step: '3', wrong: 'unkind', words, email }, ['words', 'email']),
    to: ({ conversation }) => `/conversations/${conversation}/1/report`,
  },
  '/conversations/:id/:n{[0-9]+}/amendments': {
    ...asMember({ words: 'Other words.', reason: 'A typing mistake.' }, ['words', 'reason']),
    to: async (world, me) => `${await conversationOf(world, me)}/1/amendments`,
  },
  '/conversations/:id/:n{[0-9]+}/keeping': {
    ...asMember({ keep: 'yes' }),
    to: ({ conversation }) => `/conversations/${conversation}/1/keeping`,
  },
  '/conversations/:id/:n{[0-9]+}/withdrawal': {
    as: 'member',
    to: async (world, me) => `${await conversationOf(world, me)}/1/withdrawal`,
  },
  '/conversations/:id/answer': {
    ...asMember({ answered: 'yes' }),
    to: async (world, me) => `${await conversationOf(world, me)}/answer`,
  },
  '/conversations/:id/muting': {
    ...asMember({ mute: 'yes' }),
    to: ({ conversation }) => `/conversations/${conversation}/muting`,
  },
  '/conversations/:id/replies': {
    ...asMember({ words, replyTo: '1', ...standing }, ['words', ...standingText]),
    to: ({ conversation }) => `/conversations/${conversation}/replies`,
  },
  '/desk/ended-invitations': { as: 'moderator', fields: ({ invitation }) => ({ invitation }) },
  '/desk/letter-codes': by('moderator', { about: 'A letter', count: '2' }, ['about', 'count']),
  '/desk/letting-in/:request': {
    ...by('moderator', { decision: 'no', words }, ['words']),
    to: ({ circleRequest }) => `/desk/letting-in/${circleRequest}`,
  },
  '/desk/letting-out': {
    as: 'moderator',
    fields: ({ closedCircle, other }) => ({ circle: closedCircle, member: other.id }),
  },
  '/desk/links': by('moderator', { about: 'A leaflet', most_uses: '5', days: '30' }, ['about', 'most_uses', 'days']),
  '/desk/matters/:id/decision': {
    ...by('moderator', { outcome: 'change', ready: 'mine', words }, ['words']),
    to: ({ matter }) => `/desk/matters/${matter}/decision`,
  },
  '/desk/requests/:id/answer': {
    ...by('moderator', { answer: 'no', words }, ['words']),
    to: ({ request }) => `/desk/requests/${request}/answer`,
  },
  '/join/answers': {
    as: 'visitor',
    fields: ({ community, invitation }) => ({
      proof: proofOf(community, invitation),
      question: 'consent',
      name: 'Sam',
      email: 'sam@example.org',
      membership: 'yes',
    }),
    text: ['name', 'email'],
  },
  '/join/membership': by('visitor', { question: 'consent', name: 'Sam', membership: 'yes' }),
  '/join/requests': by('visitor', { name: 'Sam', email, words }, ['name', 'email', 'words']),
  '/mail/choices/:token': {
    as: 'visitor',
    to: ({ community, other }) => `/mail/choices/${stopToken(community, other.id, 'digest')}`,
    fields: () => ({ digest: 'none', replies: 'no' }),
  },
  '/mail/stop/:token': {
    as: 'visitor',
    to: ({ community, other }) => `/mail/stop/${stopToken(community, other.id, 'digest')}`,
    fromAnywhere: true,
  },
  '/me/addresses': asMember({ address: 'old@example.org' }, ['address']),
  '/me/blocked/:member/end': { as: 'member', to: ({ other }) => `/me/blocked/${other.id}/end` },
  '/me/cared-for/:field': { ...asMember({ value: 'yes', shared: 'no' }), to: () => '/me/cared-for/walks' },
  '/me/changed-addresses': asMember({ code: '123456' }, ['code']),
  '/me/claimed-addresses': asMember({ code: '123456' }, ['code']),
  '/me/consent': asMember({ 'purposes[]': 'news' }),
  '/me/copies': asMember({ as: 'json' }),
  '/me/decisions/:id/appeal': {
    ...asMember({ words }, ['words']),
    to: async (world, me) => `/me/decisions/${await world.decisionAbout(me)}/appeal`,
  },
  '/me/drafts': {
    as: 'member',
    json: true,
    fields: ({ conversation }) => ({ place: conversation, words }),
    text: ['words'],
  },
  '/me/drafts/thrown-away': { as: 'member', fields: ({ conversation }) => ({ place: conversation }) },
  '/me/dropped-addresses': asMember({ address: 'old@example.org' }, ['address']),
  '/me/email': asMember({ email: 'new@example.org' }, ['email']),
  '/me/ended-passkeys': asMember({ passkey: 'none' }),
  '/me/ended-sessions': asMember({ session: 'none' }),
  '/me/name': asMember({ name: 'Sam' }, ['name']),
  '/me/paper-codes': asMember(),
  '/me/passkeys': { as: 'member', json: true, fields: () => ({ response: 'none' }) },
  '/me/posts-that-wait/:post/changes': {
    ...asMember({ words: 'Other words.', ...standing }, ['words', ...standingText]),
    to: async (world, me) => `/me/posts-that-wait/${await world.heldBy(me)}/changes`,
  },
  '/me/posts-that-wait/taken-back': { as: 'member', fields: ({ held }) => ({ post: held }) },
  '/me/preferences': asMember({ digest: 'weekly', repliesByEmail: 'yes', lookAhead: 'now', door: 'email' }),
  '/me/second-step': by('moderator', { with: 'paper' }),
  '/reports': asMember({ step: '3', wrong: 'unkind', place: 'On the first page', words, email }, [
    'place',
    'words',
    'email',
  ]),
  '/reports/:code/appeal': {
    ...by('visitor', { words }, ['words']),
    to: ({ code }) => `/reports/${code}/appeal`,
  },
  '/second-step': by('moderator', { code: '123456' }, ['code']),
  '/set-up': by('visitor', { question: 'email', name: 'Families', condition: 'rett', email }),
  '/sign-in': by('visitor', { email }, ['email']),
  '/sign-in/code': by('visitor', { email, code: '123456' }, ['code']),
  '/sign-in/link': by('visitor', { link: 'a-long-secret' }),
  '/sign-in/paper': by('visitor', { code: 'abcd-efgh-jkmn-pqrs' }, ['code']),
  '/sign-in/passkey': { as: 'visitor', json: true, fields: () => ({ response: 'none' }) },
  '/sign-out': asMember(),
  '/steward/accountable': by('steward', { accountable: 'Jo, trustee' }, ['accountable']),
  '/steward/circles': by('steward', { name: 'Sleep', about: 'Short nights.', door: 'members', position: '1' }, [
    'name',
    'about',
    'position',
  ]),
  '/steward/circles/:id': {
    ...by('steward', { name: 'Among us', about: 'For all.', door: 'members', position: '1' }, [
      'name',
      'about',
      'position',
    ]),
    to: ({ circle }) => `/steward/circles/${circle}`,
  },
  '/steward/mail/attempts': { as: 'steward', fields: ({ other }) => ({ message: other.id }) },
  '/steward/mail/way': by('steward', { goes: 'out' }),
  '/steward/mail/name': by('steward', { mailName: 'Families', mailReplyTo: email }, ['mailName', 'mailReplyTo']),
  '/steward/mail/tests': by('steward'),
  '/steward/members/:id/address': { as: 'steward', to: ({ other }) => `/steward/members/${other.id}/address` },
  '/steward/members/:id/second-step-recovery': {
    as: 'steward',
    to: ({ other }) => `/steward/members/${other.id}/second-step-recovery`,
  },
  '/steward/second-steps/:recovery/agreement': {
    as: 'steward',
    to: async (world) => `/steward/second-steps/${await recoveryIn(world)}/agreement`,
  },
  '/steward/second-steps/:recovery/stop': {
    as: 'steward',
    to: async (world) => `/steward/second-steps/${await recoveryIn(world)}/stop`,
  },
  '/me/second-step/recovery-stop': asMember(),
  '/second-step/stop/:token': {
    as: 'visitor',
    to: async (world) => `/second-step/stop/${stopRecoveryLink.make(world.community, await recoveryIn(world))}`,
  },
  '/steward/members/:id/paper-codes': { as: 'steward', to: ({ other }) => `/steward/members/${other.id}/paper-codes` },
  '/steward/members/:id/role': {
    ...by('steward', { role: 'helper', standing: 'Trained helper' }, ['standing']),
    to: ({ other }) => `/steward/members/${other.id}/role`,
  },
  '/steward/members-file': by('steward', { text: 'name,email\nVi,vi@example.org\n' }),
  '/steward/members-file/invitations': by('steward'),
  '/steward/members-file/plan': by('steward'),
  '/steward/moving-in': by('steward', { circle: 'among' }),
  '/steward/settings': by(
    'steward',
    { name: 'Rett families', runBy: 'A charity', mailName: 'Families', mailReplyTo: email },
    ['name', 'runBy', 'mailName', 'mailReplyTo'],
  ),
}
