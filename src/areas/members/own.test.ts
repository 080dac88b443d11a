import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOTP } from '@better-auth/utils/otp'
import { Person, person, testServer } from '../../../test/harness.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { type MemberId, visitor, type Who } from '../../kit/who.ts'
import { beginSession, tokenIn } from './auth.ts'
import { caredForBy, sharedOf, tellCaredFor } from './cared-for.ts'
import { changeConsents, consentHistory, hasConsent } from './consent.ts'
import { erase } from './erasing.ts'
import { leave } from './leaving.ts'
import { changePreferences, preferencesOf } from './preferences.ts'
import { whoHasSession } from './reader.ts'
import { giveRole, seeAddress } from './roles.ts'
import { beginSecondStep, draftOf, giveSecondStep, stepOfCode } from './second-step.ts'
import { endSessions, sessionsOf } from './sessions.ts'

const server = await testServer()
const { community } = server
const steward = await person(server, 'Stella', 'steward')

/** The same person in a new session, as the web door sees them. */
async function signedInAnew({ id }: Person): Promise<Person> {
  const who = await whoHasSession(community.db, tokenIn(await beginSession(community, id), community.secret)!)
  return new Person(community, who as Who, server.url)
}

test('a member who never chose has the defaults, and changes one thing at a time', async () => {
  const ana = await person(server, 'Ana')
  assert.equal((await preferencesOf(community.db, ana.id)).digest, 'weekly')
  await ana.does(changePreferences, { digest: 'none' }, 'email')
  await ana.does(changePreferences, { lookAhead: 'only now' })
  assert.deepEqual(await preferencesOf(community.db, ana.id), {
    digest: 'none',
    repliesByEmail: true,
    lookAhead: 'only now',
    door: 'email',
  })
})

test('a yes can be taken back, and both stay in the history', async () => {
  const bo = await person(server, 'Bo')
  await bo.does(changeConsents, { purposes: 'studies' })
  assert.equal(await hasConsent(community.db, bo.id, 'studies'), true)
  await bo.does(changeConsents, {}, 'phone')
  assert.equal(await hasConsent(community.db, bo.id, 'studies'), false)
  const history = await consentHistory(community.db, bo.id)
  assert.deepEqual(
    history.map(({ purpose, given, via }) => [purpose, given, via]),
    [
      ['studies', false, 'phone'],
      ['studies', true, 'web'],
    ],
  )
})

test('what is told of the person cared for is shared only field by field', async () => {
  const cy = await person(server, 'Cy')
  await cy.does(tellCaredFor, { field: 'age', value: '5 to 10', shared: 'yes' })
  await cy.does(tellCaredFor, { field: 'walks', value: 'with help', shared: 'no' })
  assert.deepEqual(await sharedOf(community.db, cy.id), [{ field: 'age', value: '5 to 10' }])
  assert.ok(isRefusal(await cy.tries(tellCaredFor, { field: 'age', value: '7', shared: 'yes' })), 'no exact age')
  await cy.does(tellCaredFor, { field: 'age', value: '', shared: 'no' })
  assert.equal((await caredForBy(community.db, cy.id)).length, 1)
})

test('a member sees their sessions and ends one; nobody ends another’s', async () => {
  const di = await person(server, 'Di')
  await beginSession(community, di.id, 'Mozilla/5.0 (iPhone) Safari')
  await beginSession(community, di.id, 'Mozilla/5.0 (Android) Chrome')
  const [newest] = await sessionsOf(community.db, di.id)
  assert.ok(isRefusal(await steward.tries(endSessions, { session: newest!.id })))
  await di.does(endSessions, { session: newest!.id })
  assert.equal((await sessionsOf(community.db, di.id)).length, 1)
  await di.does(endSessions, { session: 'all' })
  assert.equal((await sessionsOf(community.db, di.id)).length, 0)
})

test('a moderator acts as a member until the code from the app is given, and no code works twice', async () => {
  const mo = await signedInAnew(await person(server, 'Mo', 'moderator'))
  assert.deepEqual([mo.who.role, mo.who.roleHeld], ['member', 'moderator'])
  await mo.does(beginSecondStep, { with: 'app' })
  const { key } = (await draftOf(community.db, community, mo.who))!
  const code = await createOTP(key!).totp()
  await mo.does(giveSecondStep, { code })
  const again = await mo.tries(giveSecondStep, { code })
  assert.ok(isRefusal(again), 'the same code a second time')
  const { role } = await community.db
    .selectFrom('session')
    .select('second_factor_at as role')
    .where('id', '=', mo.who.session!)
    .executeTakeFirstOrThrow()
  assert.ok(role, 'the session holds the role now')
  const elsewhere = await signedInAnew(mo)
  assert.equal(elsewhere.who.role, 'member', 'another session needs the step again')
  assert.ok(isRefusal(await elsewhere.tries(beginSecondStep, { with: 'paper' })), 'a thief cannot set up a new one')
})

test('codes agree with RFC 6238 and tolerate a clock that is half a minute off', async () => {
  const key = '12345678901234567890'
  assert.equal(await stepOfCode(key, '287082', new Date(59_000), 0), 1)
  assert.equal(await stepOfCode(key, '287082', new Date(89_000), 0), 1)
  assert.equal(await stepOfCode(key, '287082', new Date(120_000), 0), null)
  assert.equal(await stepOfCode(key, '287082', new Date(59_000), 1), null)
})

test('a volunteer without a phone uses a sheet of paper, each code of it once', async () => {
  const eve = await signedInAnew(await person(server, 'Eve', 'steward'))
  const codes = await eve.does(beginSecondStep, { with: 'paper' })
  await eve.does(giveSecondStep, { code: codes[0]!.toLowerCase() })
  assert.ok(isRefusal(await eve.tries(giveSecondStep, { code: codes[0]! })))
  await steward.does(giveRole, { member: eve.id, role: 'member' })
})

test('guessing at the second step is stopped', async () => {
  const fern = await person(server, 'Fern', 'moderator')
  const cookie = `session=${encodeURIComponent(await beginSession(community, fern.id))}`
  const send = (path: string, fields: Record<string, string>) =>
    fetch(server.url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, origin: server.url },
      body: new URLSearchParams(fields),
    })
  const setUp = await send('/me/second-step', { with: 'app' })
  assert.match(await setUp.text(), /second-step\/key.svg/)
  const picture = await fetch(`${server.url}/me/second-step/key.svg`, { headers: { cookie } })
  assert.equal(picture.headers.get('content-type'), 'image/svg+xml')
  const statuses: number[] = []
  for (let n = 0; n < 11; n++) statuses.push((await send('/second-step', { code: 'abc' })).status)
  assert.deepEqual([statuses[0], statuses[10]], [422, 429])
})

test('the last steward cannot be taken away and cannot leave', async () => {
  const other = await person(server, 'Other', 'steward')
  await other.does(giveRole, { member: other.id, role: 'helper' })
  const refused = await steward.tries(giveRole, { member: steward.id, role: 'member' })
  assert.ok(isRefusal(refused) && refused.status === 409)
  assert.ok(isRefusal(await steward.tries(leave, {})))
  assert.ok(isRefusal(await steward.tries(erase, { posts: 'kept' })))
})

test('a steward sees names and roles, and an address only by asking, which the member can read about', async () => {
  const gwen = await person(server, 'Gwen')
  const list = await (await steward.get('/steward/members')).text()
  assert.match(list, /Gwen/)
  assert.doesNotMatch(list, /@example.org/)
  await steward.does(seeAddress, { member: gwen.id })
  const copy = await (await gwen.post('/me/copies', { as: 'json' })).text()
  assert.match(copy, /members\.see-address/)
  assert.equal((await gwen.get('/steward/members')).status, 403)
})

test('a copy of everything holds what one told and chose, and nothing of anyone else', async () => {
  const hana = await person(server, 'Hana')
  await hana.does(tellCaredFor, { field: 'walks', value: 'no', shared: 'no' })
  await hana.does(changeConsents, { purposes: ['news'] })
  const json = await hana.post('/me/copies', { as: 'json' })
  assert.match(json.headers.get('content-disposition') ?? '', /attachment/)
  const all = (await json.json()) as Record<string, object[]>
  assert.equal((all['The person you care for'] ?? []).length, 1)
  assert.equal((all['What you said yes and no to'] ?? []).length, 1)
  assert.doesNotMatch(JSON.stringify(all), /Gwen|Stella/)
  assert.match(await (await hana.post('/me/copies', { as: 'html' })).text(), /That is everything/)
})

test('erasing takes away who it was, closes the dated membership and keeps what the law asks for', async () => {
  const iris = await person(server, 'Iris')
  const cookie = await iris.cookie()
  await iris.does(tellCaredFor, { field: 'nation', value: 'Wales', shared: 'yes' })
  await iris.does(changeConsents, { purposes: ['news', 'figures'] })
  assert.equal((await iris.post('/me/erasure', { posts: 'kept' })).status, 422, 'only when they are sure')
  const left = await iris.post('/me/erasure', { posts: 'kept', sure: 'yes' })
  assert.equal(left.status, 303)
  const row = await community.db.selectFrom('member').selectAll().where('id', '=', iris.id).executeTakeFirstOrThrow()
  assert.deepEqual([row.name, row.state, row.nation], ['a former member', 'left', null])
  assert.equal(
    await community.db.selectFrom('login').select('id').where('id', '=', iris.id).executeTakeFirst(),
    undefined,
  )
  const membership = await community.db
    .selectFrom('membership')
    .selectAll()
    .where('member', '=', iris.id)
    .executeTakeFirstOrThrow()
  assert.ok(membership.ended_at)
  assert.equal(await hasConsent(community.db, iris.id as MemberId, 'news'), false)
  assert.equal(
    (await fetch(`${server.url}/me`, { redirect: 'manual', headers: { cookie } })).status,
    303,
    'the session is over',
  )
})

test('every page of one’s own asks a visitor to sign in', async () => {
  const nobody = new Person(community, visitor, server.url)
  for (const path of [
    '/me',
    '/me/preferences',
    '/me/consent',
    '/me/cared-for',
    '/me/sessions',
    '/me/leaving',
    '/me/erasure',
    '/me/away',
    '/me/pause',
    '/me/bereavement',
    '/me/reach',
  ])
    assert.equal((await nobody.get(path)).status, 303, path)
  assert.equal((await nobody.post('/me/erasure', { posts: 'kept', sure: 'yes' })).status, 401)
  assert.equal((await nobody.post('/me/leaving', {})).status, 401)
})
