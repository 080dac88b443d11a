import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person, testServer } from '../../../../test/harness.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { changePreferences } from '../../members/preferences.ts'
import { changeReach } from '../../members/reach.ts'
import { findSource } from './source-finding.ts'
import { keepSource } from './source-keeping.ts'

const server = await testServer()
const { db } = server.community
const joan = await person(server, 'Joan', 'steward')
await joan.does(keepSource, {
  name: 'Night line',
  about: 'Parents who answer at night.',
  kind: 'helpline',
  phone: '0808 157 0123',
  condition: 'yes',
  hours: '',
})

test('what a member asks for on a slip is printed in her next letter, with the number to ring', async () => {
  const mair = await person(server, 'Mair')
  await mair.does(changeReach, { address: '4 Heol y Bont', postcode: 'SY23 1AB' })
  await mair.does(changePreferences, { door: 'letter' })
  const found = await mair.does(findSource, { words: 'night' }, 'letter')
  assert.equal(found.hits[0]?.source.name, 'Night line')
  const { title, words } = await db
    .selectFrom('notice')
    .selectAll()
    .where('member', '=', mair.id)
    .executeTakeFirstOrThrow()
  assert.equal(title, 'What we found for “night”')
  assert.match(words, /Night line\. Parents who answer at night\.[\s\S]*0808/)
})

test('on the phone the same is found and nothing is posted, and a place that is none is said so', async () => {
  const nia = await person(server, 'Nia')
  assert.equal((await nia.does(findSource, { words: 'night' }, 'phone')).hits.length, 1)
  const notices = await db.selectFrom('notice').selectAll().where('member', '=', nia.id).execute()
  assert.deepEqual(notices, [])
  const refused = await nia.tries(findSource, { near: 'Narnia' })
  assert.ok(isRefusal(refused) && refused.fields.near)
})
