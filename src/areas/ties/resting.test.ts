import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Person, person, testServer } from '../../../test/harness.ts'
import { because, peopleIn, statusOf } from '../../../test/in-touch.ts'
import { tell } from '../../kit/events.ts'
import { block, unblock } from '../care/blocking.ts'
import { erase } from '../members/erasing.ts'
import { changeReach } from '../members/reach.ts'
import { contactsOf, noteContact } from './contacts.ts'
import { chooseTalk } from './matching/glad-to-talk.ts'
import { messagesOf, sendMessage } from './messages.ts'
import { answer, end, offer } from './offering.ts'
import { sharedBy } from './shared.ts'
import { share } from './sharing.ts'
import type { TieId } from './tie-store.ts'

const server = await testServer()
const { community } = server
const { db } = community
const { asks, pair, mailTo, seen, linesOf } = await peopleIn(server)

test('one ends it quietly: messages stop, sharing ends, nobody is told; both together take it up again', async () => {
  const { a: nia, b: grace, tie } = await pair()
  await nia.does(changeReach, { phone: '01632 960999' })
  await nia.does(share, { tie, what: 'phone', share: 'yes' })
  await nia.does(noteContact, { tie, door: 'phone' })
  const mails = (await mailTo(grace)).length
  await nia.does(end, { tie })
  assert.equal((await mailTo(grace)).length, mails)
  assert.match(because(await grace.tries(sendMessage, { tie, words: 'Hello?' })), /not sent/)
  const page = await (await grace.get(`/ties/${tie}`)).text()
  assert.match(page, /not in touch here now/)
  assert.ok(!page.includes('960999'))
  await grace.does(offer, { to: nia.id, from: 'conversation', means: ['meet'] })
  await nia.does(answer, { tie, answer: 'yes' })
  assert.equal((await seen(grace, tie))?.standing, 'open')
  assert.equal((await contactsOf(db, tie)).length, 1)
  assert.deepEqual(await sharedBy(db, tie, nia.id), {})
})

test('to block somebody ends it, and to them it looks like any other end', async () => {
  const { a: nia, b: grace, tie } = await pair()
  const other = await pair('Una', 'Vi')
  await other.a.does(end, { tie: other.tie })
  await nia.does(block, { member: grace.id })
  const page = async (who: Person, id: TieId) =>
    (await (await who.get(`/ties/${id}`)).text())
      .replaceAll(id, 'TIE')
      .replace(/Nia|Una/g, 'X')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
  assert.equal(await page(grace, tie), await page(other.b, other.tie))
  assert.equal((await grace.does(offer, { to: nia.id, from: 'conversation', means: ['phone'] })).state, 'asked')
  assert.deepEqual(await linesOf(nia, 'today'), [])
  assert.equal(await seen(nia, tie), null)
  await nia.does(unblock, { member: grace.id })
  assert.equal((await seen(nia, tie))?.standing, 'said no')
})

test('an offer that waits falls silent when its asker is blocked, and one to them is taken back', async () => {
  const [nia, grace, una] = [await person(server, 'Nia'), await person(server, 'Grace'), await person(server, 'Una')]
  const { tie } = await asks(grace, nia)
  await nia.does(block, { member: grace.id })
  assert.equal((await seen(grace, tie))?.standing, 'asked')
  assert.deepEqual(await linesOf(nia, 'today'), [])
  const mine = await asks(nia, una)
  await nia.does(block, { member: una.id })
  assert.equal(await seen(una, mine.tie), null)
})

test('who leaves asks nobody and is asked nothing; what they have rests and is there when they are back', async () => {
  const { a: nia, b: grace, tie } = await pair()
  await nia.does(changeReach, { phone: '01632 960999' })
  await nia.does(share, { tie, what: 'phone', share: 'yes' })
  const una = await person(server, 'Una')
  const waits = await asks(una, nia)
  const set = (state: 'left' | 'member') =>
    db.transaction().execute(async (tx) => {
      await tx.updateTable('member').set({ state }).where('id', '=', nia.id).execute()
      const doing = { db: tx, community, who: nia.who, by: nia.who, via: 'web' as const, now: new Date(), about() {} }
      if (state === 'left') await tell('members.left', { member: nia.id }, doing)
      else await tell('members.returned', { member: nia.id, since: new Date() }, doing)
    })
  await set('left')
  assert.equal(await seen(una, waits.tie), null)
  const page = await (await grace.get(`/ties/${tie}`)).text()
  assert.match(page, /Nia is not here now/)
  assert.ok(!page.includes('960999'))
  assert.equal(statusOf(await grace.tries(sendMessage, { tie, words: 'Hello?' })), 409)
  await set('member')
  assert.match(await (await grace.get(`/ties/${tie}`)).text(), /960999/)
})

test('who is erased leaves their letters to the other or takes them along, and nothing else of theirs is left', async () => {
  for (const posts of ['kept', 'withdrawn'] as const) {
    const { a: nia, b: grace, tie } = await pair()
    await nia.does(sendMessage, { tie, words: 'From me.' })
    await grace.does(sendMessage, { tie, words: 'From Grace.' })
    await nia.does(noteContact, { tie, door: 'phone' })
    await grace.does(noteContact, { tie, door: 'in person' })
    await nia.does(chooseTalk, { asked: 'yes', topics: ['sleep'] })
    await nia.does(erase, { posts })
    const words = (await messagesOf(db, tie, 1)).map((one) => one.words)
    assert.deepEqual(words, posts === 'kept' ? ['From Grace.', 'From me.'] : ['From Grace.'])
    assert.deepEqual(
      (await contactsOf(db, tie)).map(({ door }) => door),
      ['in person'],
    )
    assert.match(await (await grace.get(`/ties/${tie}`)).text(), /a former member/)
    for (const table of ['tie_share', 'tie_reading', 'glad_to_talk', 'may_be_asked'] as const)
      assert.deepEqual(await db.selectFrom(table).select('member').where('member', '=', nia.id).execute(), [], table)
  }
})
