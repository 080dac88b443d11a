import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circle, person, testServer } from '../../../test/harness.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { openConversation } from '../conversations/tasks.ts'
import { askToComeIn, decideRequest, letOut, requestsWaiting } from './letting-in.ts'

const server = await testServer()
const { community } = server
const moderator = await person(server, 'Joan', 'moderator')
const room = await circle(community, 'after-a-death', 'closed')

test('a father asks to come into a closed circle, is let in, hears of it, and can be let out again', async () => {
  const father = await person(server, 'David')
  assert.equal((await father.get('/circles/after-a-death')).status, 403)
  assert.equal((await father.get('/circles/after-a-death/request')).status, 200)
  const sent = await father.post('/circles/after-a-death/requests', { words: 'Our daughter died in May.' })
  assert.equal(sent.status, 303)
  const [request] = await requestsWaiting(community.db)
  assert.equal(request?.words, 'Our daughter died in May.')
  const desk = await moderator.get('/desk/letting-in')
  assert.match(await desk.text(), /David asks to come into After-a-death/)
  const decided = await moderator.post(`/desk/letting-in/${request!.id}`, { decision: 'yes', words: 'Welcome.' })
  assert.equal(decided.status, 303)
  assert.equal((await father.get('/circles/after-a-death')).status, 200)
  const mail = await community.db
    .selectFrom('message_out')
    .selectAll()
    .where('member', '=', father.id)
    .executeTakeFirst()
  assert.match(mail!.plain, /You are let in/)
  assert.doesNotMatch(mail!.subject, /death/i)
  await moderator.does(letOut, { circle: room.id, member: father.id })
  assert.equal((await father.get('/circles/after-a-death')).status, 403)
})

test('only moderators decide, and each request is decided once', async () => {
  const mother = await person(server, 'Mina')
  await mother.does(askToComeIn, { slug: room.slug })
  await mother.does(askToComeIn, { slug: room.slug, words: 'I ask again.' })
  const [request, ...more] = await requestsWaiting(community.db)
  assert.equal(more.length, 0)
  assert.ok(isRefusal(await mother.tries(decideRequest, { request: request!.id, decision: 'yes' })))
  await moderator.does(decideRequest, { request: request!.id, decision: 'no' })
  const twice = await moderator.tries(decideRequest, { request: request!.id, decision: 'yes' })
  assert.ok(isRefusal(twice) && twice.status === 409)
  const write = { circle: room.slug, kind: 'tells', title: 'May I?', words: 'I am here.' }
  assert.ok(isRefusal(await mother.tries(openConversation, write)))
})

test('nobody is let out of a circle that is not closed: whoever follows it goes on following it', async () => {
  const moderator = await person(server, 'Mo', 'moderator')
  const follower = await person(server, 'Fay')
  for (const door of ['open', 'members'] as const) {
    const one = await circle(community, `door-${door}`, door, [follower])
    const refused = await moderator.tries(letOut, { circle: one.id, member: follower.id })
    assert.ok(isRefusal(refused) && refused.status === 409)
    assert.match(refused.because, /not closed/)
    const answer = await moderator.post('/desk/letting-out', { circle: one.id, member: follower.id })
    assert.equal(answer.status, 409)
    const still = await community.db.selectFrom('circle_member').selectAll().where('circle', '=', one.id).execute()
    assert.equal(still.length, 1)
  }
})
