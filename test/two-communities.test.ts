import assert from 'node:assert/strict'
import http from 'node:http'
import { test } from 'node:test'
import { openConversation } from '../src/areas/conversations/tasks.ts'
import { circle, person, testServer } from './harness.ts'

const server = await testServer()
const { communities } = server.server
const other = await communities.add({ host: 'other.example.org', name: 'Others', condition: 'general' })
const room = await circle(server.community, 'nights', 'open')
const helper = await person(server, 'Ama', 'helper')
const told = await helper.does(openConversation, {
  circle: room.slug,
  kind: 'tells',
  title: 'A night',
  words: 'We slept.',
})

/** The status of a page on a host of our choice, which fetch does not let us name. */
const statusAt = (host: string, path: string, cookie = '') =>
  new Promise<number>((resolve, reject) => {
    http
      .get(server.url + path, { headers: { host, cookie } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      .on('error', reject)
  })

test('what is said in one community is not there in another', async () => {
  assert.equal(await statusAt('localhost', `/conversations/${told.conversation}`), 200)
  assert.equal(await statusAt('other.example.org', `/conversations/${told.conversation}`), 404)
  assert.equal(await statusAt('other.example.org', `/circles/${room.slug}`), 404)
})

test('signing in to one community does not sign in to another', async () => {
  const steward = await person(server, 'Joan', 'steward')
  const cookie = await steward.cookie()
  assert.equal(await statusAt('localhost', '/steward', cookie), 200)
  assert.equal(await statusAt('other.example.org', '/steward', cookie), 303)
})

test('one address can belong to both communities, and neither knows', async () => {
  for (const community of [server.community, other])
    await community.db
      .insertInto('login')
      .values({ id: 'same', name: 'Same', email: 'same@example.org', image: null, two_factor_enabled: null })
      .execute()
  const found = await other.db.selectFrom('login').select('email').execute()
  assert.equal(found.length, 1)
})

test('a host that nobody has, without a community for every other host, is not found', async () => {
  await communities.remove(server.community.id)
  assert.equal(await statusAt('nobody.example.org', '/'), 404)
  assert.equal(await statusAt('other.example.org', '/'), 200)
})
