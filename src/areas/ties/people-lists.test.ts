import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person, testServer } from '../../../test/harness.ts'
import { peopleIn } from '../../../test/in-touch.ts'
import { changePreferences } from '../members/preferences.ts'
import { changeReach } from '../members/reach.ts'
import { contactsOf, noteContact } from './contacts.ts'
import { chooseTalk } from './matching/glad-to-talk.ts'
import { answer, offer } from './offering.ts'

const server = await testServer()
const { db } = server.community
const { onPaper, linesOf, asks } = await peopleIn(server)

test('a need shows who said they are glad to talk about it, with what they share and no more', async () => {
  const [nia, ama, other] = [
    await person(server, 'Nia'),
    await person(server, 'Ama', 'helper'),
    await person(server, 'Olu'),
  ]
  await ama.does(chooseTalk, { asked: 'yes', topics: ['sleep', 'spine', 'no such topic'] })
  await other.does(chooseTalk, { asked: 'yes', topics: ['school'] })
  const told = { member: ama.id, changed_at: new Date() }
  await db
    .insertInto('cared_for')
    .values([
      { ...told, field: 'age', value: '11 to 15', shared: true },
      { ...told, field: 'stage', value: 'adult', shared: false },
    ])
    .execute()
  const lines = await linesOf(nia, 'need', { topic: 'sleep' })
  assert.deepEqual(
    lines.map(({ title }) => title),
    ['Ama', 'Ask us to find somebody like you'],
  )
  assert.equal(lines[0]!.about, 'Glad to talk about sleep. A trained parent helper. Cares for someone aged 11 to 15.')
  const page = await nia.get(lines[0]!.href)
  assert.match(await page.text(), /Be in touch with Ama/)
  const [, query] = lines[0]!.href.split('?')
  assert.match(query!, /from=glad/)
  await nia.does(offer, { ...lines[0]!.answer!.input, means: 'phone' }, 'letter')
  // Whoever was asked by enough people is left in peace, and so is who is away or bereaved.
  assert.deepEqual((await linesOf(nia, 'need', { topic: 'sleep' })).length, 1)
  const una = await person(server, 'Una')
  assert.equal((await linesOf(una, 'need', { topic: 'sleep' })).length, 2)
  await db.updateTable('member').set({ bereaved_at: new Date() }).where('id', '=', ama.id).execute()
  assert.equal((await linesOf(una, 'need', { topic: 'sleep' })).length, 1)
})

test('whose shared stage of life lies further ahead than somebody looks is not put before them', async () => {
  const [nia, sue] = [await person(server, 'Nia'), await person(server, 'Sue')]
  await sue.does(chooseTalk, { asked: 'yes', topics: ['bones'] })
  const at = new Date()
  await db
    .insertInto('cared_for')
    .values([
      { member: nia.id, field: 'stage', value: 'first-years', shared: false, changed_at: at },
      { member: sue.id, field: 'stage', value: 'ageing', shared: true, changed_at: at },
    ])
    .execute()
  assert.equal((await linesOf(nia, 'need', { topic: 'bones' })).length, 1)
  await nia.does(changePreferences, { lookAhead: 'the whole picture' })
  assert.equal((await linesOf(nia, 'need', { topic: 'bones' })).length, 2)
})

test('a letter says how each can be reached and has a slip to write and one to note; a digest names nobody', async () => {
  const [nia, mair] = [await person(server, 'Nia'), await onPaper('Mair')]
  await nia.does(changeReach, { phone: '01632 960999' })
  const { tie } = await asks(nia, mair, { shares: ['phone'] })
  assert.match(JSON.stringify(await linesOf(mair, 'digest')), /Someone would like/)
  assert.ok(!JSON.stringify(await linesOf(mair, 'digest')).includes('Nia'))
  await mair.does(answer, { tie, answer: 'yes' }, 'phone')
  const lines = await linesOf(mair, 'letter')
  assert.match(lines[0]!.offline!, /01632 960999/)
  assert.deepEqual(
    lines.map((one) => one.answer?.task),
    ['ties.send-message', 'ties.note-contact'],
  )
  await mair.does(noteContact, { ...lines[1]!.answer!.input, door: 'phone', when: '' }, 'letter')
  assert.equal((await contactsOf(db, tie)).length, 1)
})
