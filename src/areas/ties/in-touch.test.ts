import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person, testServer } from '../../../test/harness.ts'
import { because, peopleIn, statusOf } from '../../../test/in-touch.ts'
import { everythingOf } from '../../kit/exports.ts'
import { isRefusal, type Refusal } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { changeReach } from '../members/reach.ts'
import { contactsOf, correctContact, noteContact, removeContact } from './contacts.ts'
import { chooseTalk } from './matching/glad-to-talk.ts'
import { messagesOf, reportMessage, sendMessage } from './messages.ts'
import { answer, end, takeBack } from './offering.ts'
import { sharedBy } from './shared.ts'
import { share } from './sharing.ts'
import { tiesOf } from './tie-store.ts'

const server = await testServer()
const { community } = server
const { db } = community
const { asks, pair, onPaper, mailTo, noticesTo, linesOf } = await peopleIn(server)

test('nothing is seen before both agreed; then each sees what the other chose, until it is taken back', async () => {
  const [nia, grace] = [await person(server, 'Nia'), await person(server, 'Grace')]
  await nia.does(changeReach, { phone: '01632 960999' })
  const { tie } = await asks(nia, grace, { shares: ['phone', 'email'] })
  assert.ok(!(await (await grace.get(`/ties/${tie}`)).text()).includes('960999'))
  await grace.does(answer, { tie, answer: 'yes' })
  assert.match(await (await grace.get(`/ties/${tie}`)).text(), /tel:01632960999/)
  assert.deepEqual(Object.keys(await sharedBy(db, tie, nia.id)).sort(), ['email', 'phone'])
  assert.deepEqual(await sharedBy(db, tie, grace.id), {})
  await nia.does(share, { tie, what: 'phone', share: 'no' })
  assert.ok(!(await (await grace.get(`/ties/${tie}`)).text()).includes('960999'))
})

test('a number we do not have yet is asked for, and an address we have stays as it is', async () => {
  const { a: nia, tie } = await pair()
  await nia.does(changeReach, { address: '1 High Street', postcode: 'BS5 7AB' })
  const refused = await nia.tries(share, { tie, what: 'phone', share: 'yes' })
  assert.deepEqual(Object.keys((refused as Refusal).fields), ['phone'])
  await nia.does(share, { tie, what: 'phone', share: 'yes', phone: '01632 960777' })
  await nia.does(share, { tie, what: 'address', share: 'yes' })
  assert.deepEqual(await sharedBy(db, tie, nia.id), { phone: '01632 960777', address: '1 High Street\nBS5 7AB' })
})

test('a mother who comes by letter is asked in her letter, answers on a slip, and gets what is shared on paper', async () => {
  const [nia, mair] = [await person(server, 'Nia'), await onPaper('Mair')]
  await nia.does(changeReach, { phone: '01632 960999' })
  const { tie } = await asks(nia, mair, { words: 'May I ring you?', shares: ['phone'] })
  const [asked] = await noticesTo(mair)
  assert.match(asked!.words, /speak by phone[\s\S]*May I ring you\?/)
  assert.ok(!asked!.words.includes('960999'))
  const slip = { ...asked!.answer!.input, answer: 'yes', sharePhone: 'yes', shareAddress: 'no', words: 'Do ring.' }
  await mair.does(answer, slip, 'letter')
  const shared = (await noticesTo(mair)).find(({ title }) => title === 'What somebody shares with you')
  assert.match(shared!.words, /Phone number: 01632 960999/)
  assert.match(await (await nia.get(`/ties/${tie}`)).text(), /tel:01632960123/)
  assert.equal((await messagesOf(db, tie, 1))[0]!.words, 'Do ring.')
  // Taken back before the letter goes, it is not in the letter.
  await nia.does(share, { tie, what: 'phone', share: 'no' })
  assert.ok((await noticesTo(mair)).every(({ words }) => !words.includes('960999')))
})

test('an offer that is taken back before the letter goes is not in the letter', async () => {
  const [nia, mair] = [await person(server, 'Nia'), await onPaper('Mair')]
  const { tie } = await asks(nia, mair)
  assert.equal((await noticesTo(mair)).length, 1)
  await nia.does(takeBack, { tie }, 'phone')
  assert.deepEqual(await noticesTo(mair), [])
})

test('a message reaches a letter with its words and a slip to write back, and an email without a word of it', async () => {
  const [nia, brigid] = [await person(server, 'Nia'), await onPaper('Brigid', 'phone')]
  const { tie } = await asks(brigid, nia)
  await nia.does(answer, { tie, answer: 'yes' })
  await nia.does(sendMessage, { tie, words: 'The new chair has come.' })
  const told = (await noticesTo(brigid)).at(-1)!
  assert.match(told.words, /The new chair has come\./)
  const { task, input } = told.answer!
  assert.equal(task, 'ties.send-message')
  const ruth = await person(server, 'Ruth', 'moderator')
  const sent = await perform(
    sendMessage,
    { ...input, words: 'How lovely.' },
    { community, who: brigid.who, by: ruth.who, via: 'phone' },
  )
  assert.ok(!isRefusal(sent))
  const mail = (await mailTo(nia)).at(-1)!
  assert.equal(mail.subject, 'A message for you')
  assert.ok(!mail.plain.includes('lovely'))
  const mails = (await mailTo(nia)).length
  await brigid.does(sendMessage, { tie, words: 'Is it blue?' }, 'phone')
  assert.equal((await mailTo(nia)).length, mails, 'one mail is enough until she has looked')
  assert.equal((await linesOf(nia, 'today'))[0]?.title, '2 new messages from Brigid')
  assert.match(
    await (await nia.get(`/ties/${tie}/messages`)).text(),
    /How lovely\.[\s\S]*By phone|By phone[\s\S]*How lovely\./,
  )
  assert.deepEqual(await linesOf(nia, 'today'), [])
})

test('the same message sent twice is there once, and nobody but the two can read it', async () => {
  const { a: nia, b: grace, tie } = await pair()
  const once = crypto.randomUUID()
  await nia.does(sendMessage, { tie, words: 'Hello.', once })
  await nia.does(sendMessage, { tie, words: 'Hello.', once })
  assert.equal((await messagesOf(db, tie, 1)).length, 1)
  const others = [await person(server, 'Other'), await person(server, 'Joan', 'steward')]
  for (const other of others) {
    for (const path of ['', '/messages', '/sharing', '/contacts/new'])
      assert.equal((await other.get(`/ties/${tie}${path}`)).status, 404)
    assert.equal(statusOf(await other.tries(sendMessage, { tie, words: 'Hello.' })), 404)
  }
  assert.equal((await grace.get(`/ties/${tie}/messages`)).status, 200)
})

test('either notes that they met, spoke or wrote, and changes only what they noted themselves', async () => {
  const { a: nia, b: grace, tie } = await pair()
  await nia.does(noteContact, { tie, door: 'message', when: '2024' })
  await grace.does(noteContact, { tie, door: 'phone', when: 'May 2025' }, 'phone')
  const met = await nia.does(noteContact, { tie, door: 'in person', when: '4 May 2026' })
  assert.deepEqual(
    (await contactsOf(db, tie)).map(({ door, on_words, on_from }) => [door, on_words ?? on_from]),
    [
      ['in person', '2026-05-04'],
      ['phone', 'May 2025'],
      ['message', '2024'],
    ],
  )
  assert.equal(statusOf(await grace.tries(removeContact, { contact: met })), 404)
  await nia.does(correctContact, { contact: met, door: 'video', when: '5 May 2026' })
  assert.equal((await contactsOf(db, tie))[0]!.door, 'video')
  await nia.does(removeContact, { contact: met })
  assert.equal((await contactsOf(db, tie)).length, 2)
  const later = await nia.tries(noteContact, { tie, door: 'phone', when: '1 January 2099' })
  assert.match(because(later), /has not come yet/)
})

test('words that cannot be sent any more come back to whoever wrote them', async () => {
  const { a: nia, b: grace, tie } = await pair()
  await nia.does(end, { tie })
  const answered = await grace.post(`/ties/${tie}/messages`, { words: 'A long letter to you.' })
  assert.equal(answered.status, 409)
  assert.match(await answered.text(), /A long letter to you\./)
})

test('a reported message comes to the desk with what the reporter sent along, and nothing else', async () => {
  const { a: nia, b: grace, tie } = await pair()
  await grace.does(sendMessage, { tie, words: 'The first.' })
  await nia.does(sendMessage, { tie, words: 'The second.' })
  const message = await grace.does(sendMessage, { tie, words: 'The third.' })
  const wish = { tie, message, wrong: 'unkind', words: 'This hurt me.' }
  assert.match(because(await nia.tries(reportMessage, wish)), /Tick the box/)
  assert.equal(statusOf(await grace.tries(reportMessage, { ...wish, sure: 'yes' })), 404)
  const wordsAt = async (code: string) =>
    (await db.selectFrom('matter').select('words').where('code', '=', code).executeTakeFirstOrThrow()).words!
  const alone = await nia.does(reportMessage, { ...wish, sure: 'yes' })
  assert.match(await wordsAt(alone.code), /This hurt me\.[\s\S]*The third\./)
  assert.ok(!/The (first|second)/.test(await wordsAt(alone.code)))
  const more = await nia.does(reportMessage, { ...wish, sure: 'yes', before: 'yes' })
  assert.match(await wordsAt(more.code), /The first\.[\s\S]*The second\.[\s\S]*The third\./)
})

test('somebody can write thirty messages in an hour, and then is asked to wait', async () => {
  const { a: nia, tie } = await pair()
  const now = new Date()
  for (let n = 0; n < 30; n++) await nia.does(sendMessage, { tie, words: `${n}` }, 'web', now)
  assert.match(because(await nia.tries(sendMessage, { tie, words: '30' }, 'web', now)), /wait a little/)
  const later = new Date(now.getTime() + 61 * 60 * 1000)
  await nia.does(sendMessage, { tie, words: '30' }, 'web', later)
})

test('everything of somebody’s ties is in their copy', async () => {
  const { a: nia, tie } = await pair()
  await nia.does(sendMessage, { tie, words: 'Hello.' })
  await nia.does(noteContact, { tie, door: 'phone' })
  await nia.does(chooseTalk, { asked: 'no', topics: ['sleep'] })
  const all = await everythingOf(db, nia.id)
  for (const name of [
    'People you are in touch with',
    'When you were in touch',
    'Private messages',
    'What you are glad to talk about',
    'Whether others may ask to be in touch',
  ])
    assert.equal(all[name]?.length, 1, name)
  assert.equal((await tiesOf(db, nia.id)).length, 1)
})
