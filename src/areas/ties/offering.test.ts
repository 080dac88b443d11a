import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person, testServer } from '../../../test/harness.ts'
import { because, peopleIn, statusOf } from '../../../test/in-touch.ts'
import { everythingOf } from '../../kit/exports.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { chooseTalk } from './matching/glad-to-talk.ts'
import { answer, offer, takeBack } from './offering.ts'

const server = await testServer()
const { db } = server.community
const { talk, asks, mailTo, seen, linesOf } = await peopleIn(server)

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
