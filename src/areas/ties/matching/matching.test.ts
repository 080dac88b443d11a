import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Person, person, testServer } from '../../../../test/harness.ts'
import { tell } from '../../../kit/events.ts'
import { everythingOf } from '../../../kit/exports.ts'
import { listsAt } from '../../../kit/lists.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { perform } from '../../../kit/task.ts'
import { block } from '../../care/blocking.ts'
import { tellCaredFor } from '../../members/cared-for.ts'
import { changeConsents } from '../../members/consent.ts'
import { erase } from '../../members/erasing.ts'
import { leave } from '../../members/leaving.ts'
import { listReader } from '../../members/looking.ts'
import { changePreferences } from '../../members/preferences.ts'
import { changeReach } from '../../members/reach.ts'
import { tieBetween } from '../tie-store.ts'
import { answerFollowUp, answerProposal, noteFirstContact } from './answers.ts'
import { askHowItGoes } from './follow-ups.ts'
import { closeMatch, noteNoMatchYet, proposalsFor, proposeMatch } from './matching.ts'
import { setMatchProfile } from './profile.ts'
import { askForMatch, keepMatchAnswers, withdrawMatchRequest } from './request.ts'
import { type MatchId, matchById, openRequestOf, requestById } from './store.ts'

const server = await testServer()
const { community } = server
const { db, condition } = community
const ruth = await person(server, 'Ruth', 'moderator')
const day = 24 * 60 * 60 * 1000

async function tells(who: Person, told: Record<string, string>, shared = 'yes') {
  for (const [field, value] of Object.entries(told)) await who.does(tellCaredFor, { field, value, shared })
}

/** A mother of a small girl who asks. */
async function asker(name: string, more: Record<string, unknown> = {}) {
  const one = await person(server, name)
  await tells(one, { age: '2 to 4', nation: 'Wales', diagnosed: 'within the last year' })
  const request = await one.does(askForMatch, {
    cares: 'My little girl.',
    hard: 'She does not sleep.',
    topic: 'sleep',
    channels: ['phone', 'message'],
    consent: 'yes',
    ...more,
  })
  return { one, request }
}

/** Somebody who may be proposed, a little further on. */
async function willing(name: string, more: Record<string, unknown> = {}) {
  const one = await person(server, name, 'helper')
  await tells(one, { age: '2 to 4', nation: 'Wales', diagnosed: '1 to 2 years ago' })
  await one.does(setMatchProfile, {
    willing: 'yes',
    languages: ['English'],
    channels: ['phone'],
    knows: ['sleep'],
    hours: 'evenings after eight',
    consent: 'yes',
    ...more,
  })
  return one
}

const mailTo = async (who: Person) =>
  (await db.selectFrom('message_out').selectAll().where('member', '=', who.id).orderBy('id').execute()).map(
    ({ subject, plain }) => ({ subject, plain }),
  )
const proposals = async (request: string) => proposalsFor(db, (await requestById(db, request))!, condition, 100)
const stateOf = async (match: MatchId) => (await matchById(db, match))!.state
const todayOf = async (who: Person) =>
  (
    await listsAt('today', {
      db,
      community,
      reader: await listReader(db, who.id),
      since: null,
      now: new Date(),
      need: null,
      most: 10,
    })
  ).flatMap(({ lines }) => lines)

/** Two who both said yes. */
async function inTouch(name: string, other: string) {
  const { one, request } = await asker(name)
  const helper = await willing(other)
  const match = await ruth.does(proposeMatch, { request, helper: helper.id })
  await one.does(answerProposal, { match, answer: 'yes' })
  await helper.does(answerProposal, { match, answer: 'yes' })
  return { one, request, helper, match }
}

test('a request is kept question by question, and nothing is lost before it is sent', async () => {
  const nia = await person(server, 'Nia')
  await nia.does(keepMatchAnswers, { cares: 'My girl.' })
  await nia.does(keepMatchAnswers, { hard: 'Nights.', topic: 'sleep' })
  await nia.does(keepMatchAnswers, { hope: 'Someone who laughs.', first: 'age', second: 'age', third: 'problem' })
  await nia.does(keepMatchAnswers, { why: 'She was diagnosed in May.' })
  const refused = await nia.tries(askForMatch, { channels: ['phone'] })
  assert.ok(isRefusal(refused) && refused.fields.consent)
  const request = await nia.does(askForMatch, { channels: ['phone'], consent: 'yes' })
  const sent = (await requestById(db, request))!
  assert.deepEqual(
    [sent.cares, sent.hard, sent.topic, sent.why, sent.hope, sent.weigh, sent.more],
    ['My girl.', 'Nights.', 'sleep', 'She was diagnosed in May.', 'Someone who laughs.', ['age', 'problem'], null],
  )
  const again = await nia.tries(askForMatch, { channels: ['phone'] })
  assert.ok(isRefusal(again) && again.status === 409)
})

test('a mother without internet asks by letter, and the coordinator keys it in for her', async () => {
  const mair = await person(server, 'Mair')
  const acting = { community, who: mair.who, by: ruth.who, via: 'letter' as const }
  const request = await perform(askForMatch, { cares: 'My daughter, 32.', consent: 'yes' }, acting)
  assert.ok(!isRefusal(request))
  assert.deepEqual((await requestById(db, request))!.via, 'letter')
  const profile = await db.selectFrom('match_profile').select('channels').where('member', '=', mair.id).execute()
  assert.deepEqual(profile, [{ channels: ['letter'] }])
})

test('both say yes, and only then are they in touch, and told how to begin', async () => {
  const { one, request } = await asker('Nia')
  const bill = await willing('Bill')
  const [first] = (await proposals(request)).filter(({ id }) => id === bill.id)
  assert.equal(
    first!.why,
    'Bill knows sleep well, cares for someone who is 2 to 4 too and has had the diagnosis for longer.',
  )
  const match = await ruth.does(proposeMatch, { request, helper: bill.id })
  assert.match((await mailTo(one)).at(-1)!.plain, /Bill knows sleep well/)
  // What was asked is the coordinator's to read; Bill hears only what Nia shares.
  const told = (await mailTo(bill)).at(-1)!
  assert.match(told.plain, /Nia cares for someone who is 2 to 4 too/)
  assert.ok(!/sleep|little girl/.test(told.plain))
  for (const { subject } of [...(await mailTo(one)), ...(await mailTo(bill))])
    assert.ok(!/Rett|sleep|seizure|diagnos/i.test(subject))

  assert.equal(await bill.does(answerProposal, { match, answer: 'yes' }), 'waits')
  assert.equal(await tieBetween(db, one.id, bill.id), undefined)
  assert.equal(await one.does(answerProposal, { match, answer: 'yes' }), 'introduced')
  const tie = await tieBetween(db, one.id, bill.id)
  assert.deepEqual([tie?.state, tie?.came_from, tie?.came_from_id], ['open', 'match', match])
  for (const who of [one, bill]) assert.match((await mailTo(who)).at(-1)!.plain, /Ring first\?/)
  assert.match((await mailTo(one)).at(-1)!.plain, /evenings after eight/)

  await bill.does(noteFirstContact, { match }, 'phone')
  assert.ok((await matchById(db, match))!.first_contact_at)
})

test('a no is quiet: nobody is told who said it, the pair is not proposed again, and the clock goes on', async () => {
  const { one, request } = await asker('Cara')
  const ama = await willing('Ama')
  const before = (await requestById(db, request))!.waiting_since
  const match = await ruth.does(proposeMatch, { request, helper: ama.id })
  await one.does(answerProposal, { match, answer: 'yes' })
  await ama.does(answerProposal, { match, answer: 'no' })
  const { subject, plain } = (await mailTo(one)).at(-1)!
  assert.equal(subject, 'It did not come about')
  assert.ok(!plain.includes('Ama'))
  assert.ok(!(await proposals(request)).some(({ id }) => id === ama.id))
  assert.deepEqual((await requestById(db, request))!.waiting_since, before)
  const late = await one.tries(answerProposal, { match, answer: 'yes' })
  assert.ok(isRefusal(late) && late.status === 410)

  const other = await willing('Ola')
  const second = await ruth.does(proposeMatch, { request, helper: other.id })
  const mails = (await mailTo(other)).length
  await one.does(answerProposal, { match: second, answer: 'no' })
  assert.equal((await mailTo(other)).length, mails, 'who was only asked hears nothing of the no')
})

test('at most two live matches for a helper, also when two coordinators propose at once', async () => {
  const sue = await willing('Sue')
  const three = [await asker('One'), await asker('Two'), await asker('Three'), await asker('Four')]
  const tried = await Promise.all(three.map(({ request }) => ruth.tries(proposeMatch, { request, helper: sue.id })))
  assert.equal(tried.filter((one) => !isRefusal(one)).length, 2)
  const left = three.find((_, n) => isRefusal(tried[n]))!
  assert.ok(!(await proposals(left.request)).some(({ id }) => id === sue.id))
  const done = tried.find((one) => !isRefusal(one)) as MatchId
  await sue.does(answerProposal, { match: done, answer: 'no' })
  assert.ok((await proposals(left.request)).some(({ id }) => id === sue.id))
})

test('who blocked, is not willing, took back their yes or speaks no shared language is not proposed', async () => {
  const { one, request } = await asker('Dilys')
  const shown = async (who: Person) => (await proposals(request)).some(({ id }) => id === who.id)
  const [blocked, unwilling, tookBack, welsh] = [
    await willing('Blocked'),
    await willing('Unwilling'),
    await willing('TookBack'),
    await willing('Welsh', { languages: ['Welsh'] }),
  ]
  assert.equal(await shown(welsh), false)
  for (const who of [blocked, unwilling, tookBack]) assert.equal(await shown(who), true)
  await blocked.does(block, { member: one.id })
  await unwilling.does(setMatchProfile, { willing: 'no', languages: ['English'], channels: ['phone'] })
  await tookBack.does(changeConsents, { purposes: [] })
  for (const who of [blocked, unwilling, tookBack]) assert.equal(await shown(who), false)
  await one.does(changeConsents, { purposes: [] })
  assert.deepEqual(await proposals(request), [])
})

test('nobody is told of a life further ahead than they want, though it was not shared', async () => {
  const { one, request } = await asker('Ffion')
  await tells(one, { stage: 'first-years' })
  await one.does(changePreferences, { lookAhead: 'only now' })
  const [near, far] = [await willing('Near'), await willing('Far')]
  await tells(near, { stage: 'first-years' })
  await tells(far, { stage: 'first-years' })
  await tells(far, { stage: 'adult' })
  const ids = async () => (await proposals(request)).map(({ id }) => id)
  assert.ok((await ids()).includes(near.id))
  assert.ok(!(await ids()).includes(far.id))
  // Not shared any more: the list cannot know, and who is proposed is looked at once more.
  await tells(far, { stage: 'adult' }, 'no')
  await tells(near, { stage: 'first-years' }, 'no')
  await one.does(changePreferences, { lookAhead: 'a little ahead' })
  assert.ok((await ids()).includes(far.id))
  const mails = (await mailTo(one)).length
  const refused = await ruth.tries(proposeMatch, { request, helper: far.id })
  assert.ok(isRefusal(refused) && refused.because === 'They cannot be proposed just now. Please choose somebody else.')
  assert.equal((await mailTo(one)).length, mails)
  await ruth.does(proposeMatch, { request, helper: near.id })
})

test('“no match yet” is said honestly, and a person is offered', async () => {
  const { one, request } = await asker('Gwen')
  await ruth.does(noteNoMatchYet, { request, offer: 'ring', words: 'I am in on Thursday.' })
  const { subject, plain } = (await mailTo(one)).at(-1)!
  assert.equal(subject, 'About what you asked us')
  assert.match(plain, /There is no match yet[\s\S]*Ruth will ring you[\s\S]*Thursday/)
  assert.ok((await openRequestOf(db, one.id))!.no_match_at)
})

test('both are asked once at two and once at eight weeks, by their own door, however often the job runs', async () => {
  const { one, helper, match, request } = await inTouch('Hana', 'Helga')
  await helper.does(changeReach, { phone: '01632 960123', address: '4 Heol y Bont', postcode: 'SY23 1AB' })
  await helper.does(changePreferences, { door: 'letter' })
  const introduced = (await matchById(db, match))!.introduced_at!
  const at = (days: number) => new Date(introduced.getTime() + days * day)
  const asked = () =>
    db.selectFrom('match_follow_up').select(['member', 'weeks']).where('match', '=', match).orderBy('weeks').execute()
  await askHowItGoes(community, at(13))
  assert.equal((await asked()).length, 0)
  const mails = (await mailTo(one)).length
  await Promise.all([askHowItGoes(community, at(15)), askHowItGoes(community, at(15))])
  await askHowItGoes(community, at(16))
  assert.equal((await asked()).length, 2)
  assert.equal((await mailTo(one)).length, mails + 1)
  const slips = await db
    .selectFrom('notice')
    .select('answer')
    .where('member', '=', helper.id)
    .where('title', '=', 'You and Hana')
    .execute()
  assert.deepEqual(slips.at(-1)!.answer?.input, { match, weeks: 2 })
  assert.ok((await todayOf(one)).some(({ title }) => title === 'You and Helga: have you been in touch?'))
  // The slip comes back by post.
  const keyed = { community, who: helper.who, by: ruth.who, via: 'letter' as const }
  assert.equal(await perform(answerFollowUp, { ...slips.at(-1)!.answer!.input, answer: 'yes' }, keyed), 'yes')
  assert.ok((await matchById(db, match))!.first_contact_at)

  await askHowItGoes(community, at(57))
  await one.does(answerFollowUp, { match, weeks: 8, answer: 'yes' })
  assert.equal(await stateOf(match), 'introduced')
  await helper.does(answerFollowUp, { match, weeks: 8, answer: 'yes' })
  assert.equal(await stateOf(match), 'ended')
  assert.equal((await requestById(db, request))!.ended_because, 'done')
  assert.equal((await tieBetween(db, one.id, helper.id))!.state, 'open')
})

test('whoever missed the second week is asked only about the eighth', async () => {
  const { match } = await inTouch('Ida', 'Ines')
  const introduced = (await matchById(db, match))!.introduced_at!
  await askHowItGoes(community, new Date(introduced.getTime() + 70 * day))
  const asked = await db.selectFrom('match_follow_up').select('weeks').where('match', '=', match).execute()
  assert.deepEqual(asked, [{ weeks: 8 }, { weeks: 8 }])
})

test('when it did not fit, the coordinator looks again, and the pair is not proposed twice', async () => {
  const { request, helper, match } = await inTouch('Jana', 'Jo')
  const asked = (await requestById(db, request))!.waiting_since!
  await ruth.does(closeMatch, { match, next: 'look again' }, 'web', new Date(Date.now() + day))
  const now = (await requestById(db, request))!
  assert.equal(now.ended_at, null)
  assert.ok(now.waiting_since! > asked)
  assert.ok(!(await proposals(request)).some(({ id }) => id === helper.id))
})

test('after a death what waits ends at once and quietly, and the other’s request waits on', async () => {
  const { one, request } = await asker('Kim')
  const lena = await willing('Lena')
  const match = await ruth.does(proposeMatch, { request, helper: lena.id })
  const mails = (await mailTo(one)).length
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('member').set({ bereaved_at: new Date() }).where('id', '=', lena.id).execute()
    const { who } = lena
    await tell(
      'members.bereaved',
      { member: lena.id },
      { db: tx, community, who, by: who, via: 'web', now: new Date(), about() {} },
    )
  })
  assert.equal(await stateOf(match), 'ended')
  assert.equal((await mailTo(one)).length, mails)
  assert.equal((await openRequestOf(db, one.id))!.id, request)
  assert.ok(!(await proposals(request)).some(({ id }) => id === lena.id))
  const asks = await lena.tries(askForMatch, { channels: ['phone'], consent: 'yes' })
  assert.ok(isRefusal(asks) && asks.status === 403)
})

test('who pauses keeps those they are in touch with, and their open request rests', async () => {
  const { one, match } = await inTouch('Mia', 'Mona')
  const { one: waits } = await asker('Mabel')
  for (const who of [one, waits])
    await db.transaction().execute(async (tx) => {
      await tx.updateTable('member').set({ state: 'paused' }).where('id', '=', who.id).execute()
      const doing = { db: tx, community, who: who.who, by: who.who, via: 'web' as const, now: new Date(), about() {} }
      await tell('members.paused', { member: who.id }, doing)
    })
  assert.equal(await stateOf(match), 'introduced')
  assert.equal(await openRequestOf(db, waits.id), undefined)
})

test('who leaves ends what is open, quietly, and finds how they can be matched when they come back', async () => {
  const { one, request, helper, match } = await inTouch('Olga', 'Orla')
  const { one: waits } = await asker('Oona')
  const mails = (await mailTo(one)).length
  for (const who of [helper, waits]) await who.does(leave, { sure: 'yes' })
  assert.equal(await stateOf(match), 'ended')
  assert.equal((await mailTo(one)).length, mails)
  assert.equal((await openRequestOf(db, one.id))!.id, request)
  assert.equal(await openRequestOf(db, waits.id), undefined)
  assert.ok(!(await proposals(request)).some(({ id }) => id === helper.id))
  const kept = await db.selectFrom('match_profile').select('willing').where('member', '=', helper.id).execute()
  assert.deepEqual(kept, [{ willing: true }])
})

test('who is erased takes all of it with them, and has had a copy before', async () => {
  const { one, match, helper } = await inTouch('Nell', 'Nora')
  const copy = await everythingOf(db, one.id)
  assert.equal(copy['When you asked to meet another family']!.length, 1)
  assert.equal(copy['How you can be matched']!.length, 1)
  assert.equal(copy['Families you were put in touch with']!.length, 1)
  await one.does(erase, { posts: 'kept' })
  assert.equal(await matchById(db, match), null)
  for (const table of ['match_request', 'match_profile', 'match_follow_up'] as const)
    assert.deepEqual(await db.selectFrom(table).select('member').where('member', '=', one.id).execute(), [])
  const { one: next, request } = await asker('Nan')
  assert.ok(
    (await proposals(request)).some(({ id }) => id === helper.id),
    `${next.who.name} finds a place free`,
  )
})

test('a request taken back ends what was proposed, and only the two can answer', async () => {
  const { one, request } = await asker('Pia')
  const quin = await willing('Quin')
  const match = await ruth.does(proposeMatch, { request, helper: quin.id })
  for (const who of [ruth, await person(server, 'Stranger')]) {
    const tried = await who.tries(answerProposal, { match, answer: 'yes' })
    assert.ok(isRefusal(tried) && tried.status === 404)
  }
  assert.equal((await quin.get(`/matching/matches/${match}`)).status, 200)
  assert.equal((await ruth.get(`/matching/matches/${match}`)).status, 404)
  await one.does(withdrawMatchRequest, {}, 'phone')
  assert.equal(await stateOf(match), 'ended')
  assert.deepEqual(
    (await todayOf(quin)).filter(({ title }) => title.includes('Pia')),
    [],
  )
})

test('five pages, one question each, with scripts off', async () => {
  const vi = await person(server, 'Vi')
  assert.match(await (await vi.get('/matching')).text(), /href="\/matching\/request\/cares"/)
  const empty = await vi.post('/matching/request/cares', { cares: ' ' })
  assert.equal(empty.status, 422)
  const steps = [
    ['cares', { cares: 'My <b>boy</b>.' }, 'hard'],
    ['hard', { hard: 'Eating.', topic: 'feeding' }, 'why'],
    ['why', { go: 'unsure' }, 'hope'],
    ['hope', { hope: 'Calm.', first: 'age', go: 'back' }, 'why'],
    ['why', { why: 'We moved.' }, 'hope'],
    ['hope', { hope: 'Calm.', first: 'age', second: '', third: '' }, 'more'],
    ['more', { go: 'unsure' }, ''],
  ] as const
  for (const [question, fields, next] of steps) {
    const answer = await vi.post(`/matching/request/${question}`, fields)
    assert.equal(answer.headers.get('location'), `/matching/request${next && `/${next}`}`)
  }
  const check = await (await vi.get('/matching/request')).text()
  assert.match(check, /My &lt;b&gt;boy[\s\S]*We moved\./)
  assert.equal((await vi.post('/matching/request', { consent: 'yes' })).status, 422)
  const sent = await vi.post('/matching/request', { 'channels[]': 'phone', consent: 'yes' })
  assert.equal(sent.headers.get('location'), '/matching')
  const board = await (await ruth.get('/desk/matching')).text()
  assert.match(board, /Vi<\/a>[\s\S]*48 hours left\.|47 hours left\./)
})
