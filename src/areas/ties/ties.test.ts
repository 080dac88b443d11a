import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { tell } from '../../kit/events.ts'
import { everythingOf } from '../../kit/exports.ts'
import { listsAt, type PlaceOfList } from '../../kit/lists.ts'
import { isRefusal, type Refusal } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { block, unblock } from '../care/blocking.ts'
import { placeConversation } from '../conversations/placing.ts'
import { leave } from '../members/leaving.ts'
import { listReader } from '../members/looking.ts'
import { changePreferences } from '../members/preferences.ts'
import { changeReach } from '../members/reach.ts'
import { contactsOf, correctContact, noteContact, removeContact } from './contacts.ts'
import { chooseTalk } from './glad-to-talk.ts'
import { messagesOf, reportMessage, sendMessage } from './messages.ts'
import { answer, end, offer, takeBack } from './offering.ts'
import { sharedBy } from './shared.ts'
import { share } from './sharing.ts'
import { type TieId, tieFor, tiesOf } from './tie-store.ts'

const server = await testServer()
const { community } = server
const { db } = community
const among = await circle(community, 'among')

/** A conversation in which each of these wrote, the first of them four times. */
async function talk(...people: Person[]) {
  const authors = [...people, people[0]!, people[0]!, people[0]!]
  const { conversation } = await db.transaction().execute((tx) =>
    placeConversation(tx, {
      circle: among.id,
      kind: 'asks',
      title: 'How are your nights?',
      posts: authors.map(({ id: author }) => ({ author, words: 'Short.', voice: 'parent' as const, at: new Date() })),
    }),
  )
  return conversation
}

const asks = async (one: Person, other: Person, more: Record<string, unknown> = {}) =>
  one.does(offer, {
    to: other.id,
    from: 'conversation',
    id: await talk(one, other),
    means: ['phone'],
    ...more,
  })

async function pair(one = 'Nia', other = 'Grace') {
  const [a, b] = [await person(server, one), await person(server, other)]
  const { tie } = await asks(a, b)
  await b.does(answer, { tie, answer: 'yes' })
  return { a, b, tie }
}

/** Somebody who comes by letter, and has no email. */
async function onPaper(name: string, door: 'letter' | 'phone' = 'letter') {
  const one = await person(server, name)
  await db.updateTable('login').set({ email: null }).where('id', '=', one.id).execute()
  await one.does(changeReach, { phone: '01632 960123', address: '4 Heol y Bont\nAberystwyth', postcode: 'SY23 1AB' })
  await one.does(changePreferences, { door })
  return one
}

const mailTo = (who: Person) =>
  db.selectFrom('message_out').select(['subject', 'plain']).where('member', '=', who.id).orderBy('made_at').execute()
const noticesTo = (who: Person) =>
  db.selectFrom('notice').selectAll().where('member', '=', who.id).orderBy('id').execute()
const seen = (who: Person, tie: TieId) => tieFor(db, tie, who.id)
const because = (outcome: unknown) => (isRefusal(outcome) ? outcome.because : 'it was not refused')
const statusOf = (outcome: unknown) => (outcome as Refusal).status

async function linesOf(who: Person, place: PlaceOfList, more: { since?: Date; topic?: string } = {}) {
  const reader = await listReader(db, who.id)
  const need = more.topic ? { id: 'need', what: 'talk', topic: more.topic } : null
  const lists = await listsAt(place, {
    db,
    community,
    reader,
    since: more.since ?? null,
    now: new Date(),
    need,
    most: 20,
  })
  return lists.filter(({ name }) => name.startsWith('ties.')).flatMap(({ lines }) => lines)
}

test('one asks in a conversation, the other says yes, and both are in touch', async () => {
  const [nia, grace] = [await person(server, 'Nia'), await person(server, 'Grace')]
  const { tie, state } = await asks(nia, grace, { words: 'Your nights sound like ours.' })
  assert.equal(state, 'asked')
  assert.equal((await seen(nia, tie))?.standing, 'asked')
  assert.equal((await seen(grace, tie))?.standing, 'asks me')
  assert.deepEqual(
    (await linesOf(grace, 'today')).map(({ title }) => title),
    ['Nia would like to be in touch'],
  )
  await grace.does(answer, { tie, answer: 'yes' })
  assert.equal((await seen(nia, tie))?.standing, 'open')
  assert.equal((await mailTo(nia)).at(-1)?.subject, 'You are in touch now')
})

test('a no is quiet: the one who asked sees only that nobody has answered, in everything they can look at', async () => {
  const [nia, grace] = [await person(server, 'Nia'), await person(server, 'Grace')]
  const { tie } = await asks(nia, grace)
  const page = async () => (await (await nia.get(`/ties/${tie}`)).text()).replace(/once" value="[^"]+/g, '')
  const before = [await page(), await mailTo(nia), await linesOf(nia, 'today'), await everythingOf(db, nia.id)]
  await grace.does(answer, { tie, answer: 'no' })
  const after = [await page(), await mailTo(nia), await linesOf(nia, 'today'), await everythingOf(db, nia.id)]
  assert.deepEqual(after, before)
  // To ask again asks nobody, and Grace can still change her mind.
  assert.equal((await asks(nia, grace)).state, 'asked')
  assert.deepEqual(await linesOf(grace, 'today'), [])
  await grace.does(answer, { tie, answer: 'yes' })
  assert.equal((await seen(nia, tie))?.standing, 'open')
})

test('who was told no and takes it back to ask once more asks nobody', async () => {
  const [nia, grace] = [await person(server, 'Nia'), await person(server, 'Grace')]
  const { tie } = await asks(nia, grace)
  await grace.does(answer, { tie, answer: 'no' })
  await nia.does(takeBack, { tie })
  const mails = (await mailTo(grace)).length
  await asks(nia, grace)
  assert.equal((await seen(grace, tie))?.standing, 'said no')
  assert.equal((await mailTo(grace)).length, mails)
})

test('two who ask each other at the same moment are in touch', async () => {
  for (let round = 0; round < 5; round++) {
    const [nia, grace] = [await person(server, 'Nia'), await person(server, 'Grace')]
    const id = await talk(nia, grace)
    const wish = { from: 'conversation', id, means: ['message'] }
    const [one, other] = await Promise.all([
      nia.does(offer, { ...wish, to: grace.id }),
      grace.does(offer, { ...wish, to: nia.id }),
    ])
    assert.equal(one.tie, other.tie)
    assert.equal((await seen(nia, one.tie))?.standing, 'open')
    assert.deepEqual([one.state, other.state].sort(), ['asked', 'open'])
  }
})

test('of two offers sent at once a newcomer makes one', async () => {
  const [tom, nia, grace] = [await person(server, 'Tom'), await person(server, 'Nia'), await person(server, 'Grace')]
  const id = await talk(nia, grace, tom)
  const wish = { from: 'conversation', id, means: ['message'] }
  const done = await Promise.all([nia, grace].map(({ id: to }) => tom.tries(offer, { ...wish, to })))
  assert.equal(done.filter(isRefusal).length, 1)
  assert.match(because(done.find(isRefusal)), /one person at a time/)
})

test('somebody who wrote nowhere that I may read cannot be asked by whoever guesses their id', async () => {
  const [nia, grace] = [await person(server, 'Nia'), await person(server, 'Grace')]
  const id = await talk(nia)
  for (const from of ['conversation', 'glad to talk', 'gathering', 'desk'])
    assert.equal(statusOf(await nia.tries(offer, { to: grace.id, from, id, means: ['phone'] })), 404, from)
})

test('who would rather not be asked, has left, or is a clinician cannot be asked, and the words are the same for all', async () => {
  const nia = await person(server, 'Nia')
  const [shy, left, doctor] = [
    await person(server, 'Shy'),
    await person(server, 'Left'),
    await person(server, 'Doctor', 'clinician'),
  ]
  const id = await talk(nia, shy, left, doctor)
  await shy.does(chooseTalk, { asked: 'no' })
  await db.updateTable('member').set({ state: 'left' }).where('id', '=', left.id).execute()
  const said = []
  for (const { id: to } of [shy, left, doctor])
    said.push(because(await nia.tries(offer, { to, from: 'conversation', id, means: ['phone'] })))
  assert.equal(new Set(said).size, 1)
  assert.match(said[0]!, /cannot be asked now/)
  const wish = { to: nia.id, from: 'conversation', id, means: ['phone'] }
  assert.equal(statusOf(await doctor.tries(offer, wish)), 403)
  assert.equal((await shy.does(offer, wish)).state, 'asked')
})

test('who is paused or has lost a child is asked like anybody else, and nothing tells that they are', async () => {
  const nia = await person(server, 'Nia')
  const [paused, bereaved] = [await person(server, 'Paused'), await person(server, 'Bereaved')]
  await db.updateTable('member').set({ state: 'paused' }).where('id', '=', paused.id).execute()
  await db.updateTable('member').set({ bereaved_at: new Date() }).where('id', '=', bereaved.id).execute()
  const { tie } = await asks(nia, paused)
  assert.equal((await asks(nia, bereaved)).state, 'asked')
  assert.deepEqual(await mailTo(paused), [])
  assert.deepEqual(
    (await linesOf(paused, 'return')).map(({ href }) => href),
    [`/ties/${tie}`],
  )
  assert.equal((await mailTo(bereaved)).length, 1)
})

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
  assert.match(await (await nia.get(`/ties/${tie}`)).text(), /01632 960123/)
  assert.equal((await messagesOf(db, tie, 1))[0]!.words, 'Do ring.')
  // Taken back before the letter goes, it is not in the letter.
  await nia.does(share, { tie, what: 'phone', share: 'no' })
  assert.ok((await noticesTo(mair)).every(({ words }) => !words.includes('960999')))
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

test('words that cannot be sent any more come back to whoever wrote them', async () => {
  const { a: nia, b: grace, tie } = await pair()
  await nia.does(end, { tie })
  const answered = await grace.post(`/ties/${tie}/messages`, { words: 'A long letter to you.' })
  assert.equal(answered.status, 409)
  assert.match(await answered.text(), /A long letter to you\./)
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
    await nia.does(leave, { posts })
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

test('a post leads to its writer, and the whole way can be gone on pages', async () => {
  const [nia, grace] = [await person(server, 'Nia'), await person(server, 'Grace')]
  const id = await talk(grace, nia)
  const [link] = /\/ties\/new\?[^"]+/.exec(await (await nia.get(`/conversations/${id}/1`)).text())!
  const form = await (await nia.get(link.replaceAll('&amp;', '&'))).text()
  assert.match(form, /<h1>Be in touch with Grace/)
  const fields = { to: grace.id, from: 'conversation', id, words: 'Hello Grace.' }
  const unsure = await nia.post('/ties', fields)
  assert.equal(unsure.status, 422)
  assert.match(await unsure.text(), /Choose at least one way\.[\s\S]*Hello Grace\./)
  const sent = await nia.post('/ties', { ...fields, 'means[]': 'meet' })
  const page = sent.headers.get('location')!
  await grace.post(`${page}/answer`, { answer: 'yes', 'shares[]': 'email' })
  assert.match(await (await nia.get(page)).text(), /mailto:grace/)
  await nia.post(`${page}/contacts`, { door: 'in person' })
  assert.match(await (await grace.get(page)).text(), /Met in person[\s\S]*Noted by Nia/)
})
