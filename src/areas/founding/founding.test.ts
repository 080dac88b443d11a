import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circle, person, testServer } from '../../../test/harness.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { openConversation } from '../conversations/tasks.ts'
import { openExample } from '../example/opening.ts'
import { changeCircle, makeCircle } from './circles.ts'
import { found } from './found.ts'
import { doorChangeWords, needsKey, slugOf } from './rules.ts'

const server = await testServer()
const { communities } = server.server
const visit = (path: string, init: RequestInit = {}) =>
  fetch(server.url + path, { redirect: 'manual', ...init, headers: { origin: server.url, ...init.headers } })
const send = (path: string, fields: Record<string, string>) =>
  visit(path, { method: 'POST', body: new URLSearchParams(fields) })

test('a steward makes a circle and closes its door; those who wrote there stay inside', async () => {
  const steward = await person(server, 'Joan', 'steward')
  const made = await steward.does(makeCircle, { name: 'Sleep & rest', about: 'For nights.', door: 'members' })
  assert.equal(made.slug, 'sleep-rest')
  const helper = await person(server, 'Ama', 'helper')
  await helper.does(openConversation, { circle: made.slug, kind: 'tells', title: 'Nights', words: 'We slept.' })
  const changed = await steward.post(`/steward/circles/${made.id}`, {
    name: 'Nights',
    about: 'For nights.',
    door: 'closed',
    position: '3',
  })
  assert.equal(changed.status, 303)
  const page = await (await steward.get('/circles')).text()
  assert.match(page, /Nights/)
  assert.equal((await helper.get(`/circles/${made.slug}`)).status, 200)
  const other = await person(server, 'Tom')
  assert.equal((await other.get(`/circles/${made.slug}`)).status, 403)
})

test('a member cannot make or change a circle', async () => {
  const member = await person(server, 'Nia')
  const room = await circle(server.community, 'mine')
  for (const tried of [
    await member.tries(makeCircle, { name: 'Mine', about: 'For me.', door: 'open' }),
    await member.tries(changeCircle, { circle: room.id, name: 'Mine', about: 'For me.', door: 'open' }),
  ])
    assert.ok(isRefusal(tried) && tried.status === 403)
  assert.equal((await member.get('/steward')).status, 403)
})

test('a steward changes the settings, and the next page shows them', async () => {
  const steward = await person(server, 'Jo', 'steward')
  const saved = await steward.post('/steward/settings', { name: 'Our families', runBy: 'A charity' })
  assert.equal(saved.status, 303)
  assert.match(await (await steward.get('/steward')).text(), /Run by A charity/)
})

test('a server that has a community cannot be set up again', async () => {
  assert.equal((await visit('/set-up')).status, 403)
  assert.equal(
    (await send('/set-up', { question: 'email', name: 'Taken', condition: 'rett', email: 'x@example.org' })).status,
    403,
  )
  assert.ok(isRefusal(await found(communities, { name: 'Taken', condition: 'rett', email: 'x@example.org' })))
  await assert.rejects(openExample(communities), /without --example/)
})

test('a new server opens the example, and the example gives way to a real community', async () => {
  for (const one of communities.all) await communities.remove(one.id)
  assert.equal((await visit('/circles')).headers.get('location'), '/')
  assert.match(await (await visit('/')).text(), /Look round the example/)
  assert.equal((await visit('/health')).status, 200)
  assert.equal((await send('/example', {})).headers.get('location'), '/cast')
  const example = communities.all[0]!
  assert.ok(example.example)

  const signedIn = await send('/cast/sessions', { as: 'ruth' })
  assert.equal(signedIn.status, 303)
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  assert.equal((await visit('/desk', { headers: { cookie } })).status, 200)

  assert.match(await (await send('/set-up', {})).text(), /Question 1 of 3/)
  assert.match(await (await send('/set-up', { question: 'name', name: ' ' })).text(), /Type a name/)
  assert.match(await (await send('/set-up', { question: 'name', name: 'Ours' })).text(), /Question 2 of 3/)
  const last = { question: 'email', name: 'Ours', condition: 'rett' }
  assert.equal((await send('/set-up', { ...last, email: 'nonsense' })).status, 422)
  const made = await send('/set-up', { ...last, email: 'first@example.org' })
  assert.match(await made.text(), /Ours is made/)
  assert.deepEqual(
    communities.all.map(({ name, example }) => [name, example]),
    [['Ours', false]],
  )
  const ours = communities.all[0]!
  assert.equal((await ours.db.selectFrom('circle').select('id').execute()).length, 4)
  assert.equal((await ours.db.selectFrom('member').select('role').execute())[0]?.role, 'steward')
  assert.equal((await visit('/cast', { headers: { cookie } })).status, 404)
  assert.equal((await send('/cast/sessions', { as: 'ruth' })).status, 404)
})

test('only someone at this machine sets up a new server without its key', () => {
  assert.equal(needsKey('http://localhost:3000', 'localhost:3000', '::ffff:127.0.0.1'), false)
  assert.equal(needsKey('http://localhost:3000', 'localhost:3000', '192.0.2.7'), true)
  assert.equal(needsKey('http://localhost:3000', 'families.example.org', '127.0.0.1'), true)
  assert.equal(needsKey('https://families.example.org', 'localhost', '127.0.0.1'), true)
})

test('a circle’s address is its own, and changing a door says what it means', () => {
  assert.equal(slugOf('Sleep & rest', ['sleep-rest']), 'sleep-rest-2')
  assert.equal(slugOf('睡眠', []), 'circle')
  assert.equal(doorChangeWords('open', 'open'), null)
  assert.match(doorChangeWords('closed', 'open')!, /anyone/)
})
