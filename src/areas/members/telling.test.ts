import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Person, person, testServer } from '../../../test/harness.ts'
import { changePreferences } from './preferences.ts'
import { changeReach, districtOf, phoneDigits, readPostcode } from './reach.ts'
import { doorTo, tellMember } from './telling.ts'

const server = await testServer()
const { community } = server
const { db } = community
const now = new Date()
const notice = { kind: 'gathering', subject: 'A change', words: 'It begins at 10 now.', href: '/gatherings' } as const
const tell = (who: Person) => tellMember({ db, community, now }, who.id, notice)
const mailTo = (who: Person) => db.selectFrom('message_out').selectAll().where('member', '=', who.id).execute()

test('a member with email is told by email, with the way to the page', async () => {
  const nia = await person(server, 'Nia')
  assert.equal(await tell(nia), 'email')
  const [mail] = await mailTo(nia)
  assert.match(mail!.plain, /It begins at 10 now\.[\s\S]*\/gatherings/)
})

test('a member who wants letters has it in the next one, and a member who wants calls is rung', async () => {
  const mair = await person(server, 'Mair')
  await mair.does(changeReach, { phone: '01632 960123', address: '4 Heol y Bont', postcode: 'sy231ab' })
  await mair.does(changePreferences, { door: 'letter' })
  assert.equal(await tell(mair), 'letter')
  await mair.does(changePreferences, { door: 'phone' })
  assert.equal(await tell(mair), 'phone')
  assert.deepEqual(await mailTo(mair), [])
  const waiting = await db.selectFrom('notice').select('door').where('member', '=', mair.id).execute()
  assert.deepEqual(waiting.map(({ door }) => door).sort(), ['letter', 'phone'])
})

test('who left, paused or has no door that reaches them is told nothing', async () => {
  const [left, paused, none] = [await person(server, 'A'), await person(server, 'B'), await person(server, 'C')]
  await db.updateTable('member').set({ state: 'left' }).where('id', '=', left.id).execute()
  await db.updateTable('member').set({ state: 'paused' }).where('id', '=', paused.id).execute()
  await none.does(changePreferences, { door: 'none' })
  for (const one of [left, paused, none]) assert.equal(await tell(one), null)
})

test('after a death nothing goes out that an age or a stage of life drives', async () => {
  const one = await person(server, 'D')
  await db.updateTable('member').set({ bereaved_at: now }).where('id', '=', one.id).execute()
  assert.equal(await doorTo(db, one.id, 'match'), null)
  assert.equal(await doorTo(db, one.id, 'digest'), null)
  assert.equal((await doorTo(db, one.id, 'reply'))?.door, 'email')
})

test('a number is the same however it is written, and a postcode too', () => {
  for (const typed of ['01632 960123', '+44 1632 960123', '0044 1632 960 123', '+44 (0)1632 960123'])
    assert.equal(phoneDigits(typed), '1632960123')
  assert.equal(readPostcode(' bs57ab'), 'BS5 7AB')
  assert.equal(readPostcode('Bristol'), null)
  assert.equal(districtOf('BS5 7AB'), 'BS5')
  assert.equal(districtOf('sw1a'), 'SW1A')
  assert.equal(districtOf('5'), null)
})
