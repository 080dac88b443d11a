/** Addresses that no link leads to: how a person comes to each, or why there is no page to look at. */
import { proofOf } from '../src/areas/members/invitations.ts'
import { stopRecoveryLink } from '../src/areas/members/second-step-recovery.ts'
import { stopToken } from '../src/doors/email/stop.ts'
import { newId } from '../src/kit/brand.ts'
import { makeWorld } from './bad-input/world.ts'
import { person, type TestServer } from './harness.ts'
import { gatheringFiles, gatheringSamples } from './roaming/gatherings.ts'
import { interviewSamples } from './roaming/interviews.ts'
import { notPagesOfLetters, samplesOfLetters } from './roaming/letters.ts'
import { matchingSamples } from './roaming/matching.ts'
import { phoneSamples } from './roaming/phone.ts'
import { notPagesOfSources, samplesOfSources } from './roaming/sources.ts'
import { samplesOfStates } from './roaming/states.ts'
import { studySamples } from './roaming/studies.ts'
import { analysisSamples, notPagesOfAnalysis } from './roaming/study-analysis.ts'
import { answeringSamples } from './roaming/study-answering.ts'
import { studyDeskSamples } from './roaming/study-desk.ts'
import { editorSamples } from './roaming/study-editor.ts'
import { recruitingSamples } from './roaming/study-recruiting.ts'
import { tieSamples } from './roaming/ties.ts'
import { castMember, type Sample, someone } from './roaming.ts'

/** What can be read, but is no page of words: each with what it is. */
export const notPages: Readonly<Record<string, string>> = {
  ...notPagesOfSources,
  ...notPagesOfAnalysis,
  '/health': 'JSON for whoever watches the server',
  '/photos/:photo': 'the bytes of a photo',
  '/conversations/:id/news': 'a stream of news, open for as long as the page is',
  '/me/passkeys/options': 'JSON for browser/passkey.js',
  '/sign-in/passkey/options': 'JSON for browser/passkey.js',
  '/me/second-step/key.svg': 'a picture, for as long as a second step is being set up',
  ...gatheringFiles,
  ...notPagesOfLetters,
}

/** The link that somebody on the staff gets when a steward says they have lost their second step. */
async function recoveryOf({ community }: TestServer, member: string, asked_by: string) {
  const id = newId()
  await community.db
    .insertInto('second_step_recovery')
    .values({
      id,
      member,
      asked_by,
      asked_at: new Date(),
      agreed_by: null,
      agreed_at: null,
      stopped_at: null,
      done_at: null,
    })
    .execute()
  return stopRecoveryLink.make(community, id)
}

/** Pages one is led to by a mail, a letter, a form, or what happened to somebody's post. */
export async function samplesOf(server: TestServer): Promise<Sample[]> {
  const { community } = server
  const world = await makeWorld(server)
  const visitor = await person(server, '', 'visitor')
  const member = await castMember(server, 'member')
  const moderator = await castMember(server, 'moderator')
  const steward = await castMember(server, 'steward')
  const unsure = someone(server, steward.id, steward.who.name, 'member', 'steward')
  const token = stopToken(community, member.id, 'digest')
  const newcomer = await newcomerWithPosts(server)
  return [
    ...(await samplesOfLetters(server)),
    { who: member, path: '/circles/closed/request' },
    { who: member, path: `/me/posts-that-wait/${await world.heldBy(member)}` },
    { who: member, path: '/sign-out' },
    { who: member, path: '/sign-in/done' },
    { who: member, path: `/me/decisions/${await world.decisionAbout(member)}/appeal` },
    { who: member, path: `${await amendedPost(server)}/changes` },
    ...(await samplesOfStates(server)),
    { who: visitor, path: '/sign-in/code' },
    { who: visitor, path: `/second-step/stop/${await recoveryOf(server, moderator.id, steward.id)}` },
    { who: visitor, path: '/sign-in/link/a-long-secret' },
    { who: visitor, path: `/join/link/${proofOf(community, world.invitation)}` },
    { who: visitor, path: `/reports?code=${world.code}` },
    { who: visitor, path: `/reports/${world.code}` },
    { who: visitor, path: '/mail' },
    { who: visitor, path: `/mail/stop/${token}` },
    { who: visitor, path: `/mail/choices/${token}` },
    { who: visitor, path: '/outbox' },
    { who: newcomer, path: '/claim/posts' },
    { who: newcomer, path: '/join/membership' },
    { who: unsure, path: '/second-step' },
    { who: moderator, path: `/desk/requests/${world.request}` },
    { who: steward, path: `/steward/moving-in/${await movedIn(server)}` },
    ...(await gatheringSamples(server)),
    ...(await matchingSamples(server)),
    ...(await interviewSamples(server)),
    ...(await editorSamples(server)),
    ...(await analysisSamples(server)),
    ...(await phoneSamples(server)),
    ...(await studySamples(server)),
    ...(await answeringSamples(server)),
    ...(await studyDeskSamples(server)),
    ...(await recruitingSamples(server)),
    ...(await tieSamples(server)),
    ...(await samplesOfSources(server)),
  ]
}

/** Somebody whose posts were moved in and who has proved their address, but has not joined yet. */
async function newcomerWithPosts(server: TestServer) {
  const who = await person(server, 'Una')
  const { db } = server.community
  await db.updateTable('member').set({ state: 'to be' }).where('id', '=', who.id).execute()
  const post = await db.selectFrom('post').select('id').where('state', '=', 'shown').limit(1).executeTakeFirstOrThrow()
  await db.updateTable('post').set({ author: who.id }).where('id', '=', post.id).execute()
  return who
}

/** A post of the example that was changed after it was written. */
async function amendedPost({ community: { db } }: TestServer) {
  const { conversation, number } = await db
    .selectFrom('amendment')
    .innerJoin('post', 'post.id', 'amendment.post')
    .select(['post.conversation', 'post.number'])
    .orderBy('amendment.id')
    .executeTakeFirstOrThrow()
  return `/conversations/${conversation}/${number}`
}

/** A mailing list's archive that has been moved in, one of its mails unreadable. */
async function movedIn({ community: { db } }: TestServer) {
  const id = newId()
  const { id: circle } = await db.selectFrom('circle').select('id').orderBy('id').limit(1).executeTakeFirstOrThrow()
  await db
    .insertInto('moving_in')
    .values({
      id,
      file_name: 'list.mbox',
      path: null,
      file_hash: id,
      circle,
      started_by: null,
      state: 'done',
      because: null,
      bytes: 2000,
      bytes_read: 2000,
      ended_at: new Date(),
    })
    .execute()
  const mail = { moving_in: id, subject: null, name: null, address: null, at: null, words: null, fingerprint: null }
  await db
    .insertInto('moving_mail')
    .values([
      { ...mail, position: 1, message_id: 'one@list.example', state: 'placed', reason: null },
      { ...mail, position: 2, message_id: 'two@list.example', state: 'unreadable', reason: 'It is empty.' },
    ])
    .execute()
  return id
}
