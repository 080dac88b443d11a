import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { withdraw } from './amending.ts'
import { mute } from './following.ts'
import { newsFor } from './since.ts'
import { openConversation, reply } from './tasks.ts'
import { whoIsTold } from './told.ts'

const server = await testServer()
const { db } = server.community
const room = await circle(server.community, 'school')
const ama = await person(server, 'Ama', 'helper')
const ben = await person(server, 'Ben', 'helper')

const begin = (kind: string, title: string, who: Person = ama) =>
  who.does(openConversation, { circle: room.slug, kind, title, words: 'Some words.' })
const text = async (path: string, who: Person) => {
  const page = await who.get(path)
  assert.equal(page.status, 200, path)
  return page.text()
}
const jpeg = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#3a3' } })
  .jpeg()
  .toBuffer()

/** A form as a browser sends it, with a photo. */
function withPhoto(fields: Record<string, string>) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('photo_2', new File([new Uint8Array(jpeg)], 'frame.jpg', { type: 'image/jpeg' }))
  form.set('photo_words_2', 'A standing frame')
  form.set('people', 'no')
  return form
}

test('a refused reply to a post comes back on the page it was written on, with its words', async () => {
  const { conversation } = await begin('tells', 'Refused')
  const fields = { words: 'A study says so', replyTo: '1', basis: 'study', country: 'Wales' }
  const refused = await ben.post(`/conversations/${conversation}/replies`, fields)
  assert.equal(refused.status, 422)
  const page = await refused.text()
  assert.match(page, /<h1>Reply to post 1<\/h1>[\s\S]*Some words[\s\S]*A study says so<\/textarea>/)
  assert.match(page, /value="Wales"/)
  assert.match(page, /Say how many took part/)
})

test('a reply to a post that went meanwhile comes back below the conversation, and can be sent there', async () => {
  const { conversation } = await begin('tells', 'Gone')
  await ama.does(reply, { conversation, words: 'Not for long.' })
  await ama.does(withdraw, { conversation, number: 2 })
  const refused = await ben.post(`/conversations/${conversation}/replies`, { words: 'I agree with you', replyTo: '2' })
  assert.equal(refused.status, 409)
  const page = await refused.text()
  assert.match(page, /not there any more[\s\S]*I agree with you<\/textarea>/)
  assert.doesNotMatch(page, /name="replyTo"/)
  const odd = await ben.post(`/conversations/${conversation}/replies`, { words: 'Still here', replyTo: 'x/../1' })
  assert.equal(odd.status, 422)
  assert.match(await odd.text(), /Still here<\/textarea>/)
})

test('whoever sent a photo with words that were refused is told to choose it again', async () => {
  const { conversation } = await begin('tells', 'Photo')
  for (const [path, fields] of [
    [`/conversations/${conversation}/replies`, { words: 'Our frame', replyTo: '1', basis: 'study' }],
    [`/conversations/${conversation}/replies`, { words: 'Our frame', basis: 'study' }],
    ['/circles/school/conversations', { kind: 'tells', title: '', words: 'Our frame' }],
  ] as const) {
    const refused = await ben.post(path, withPhoto(fields))
    assert.equal(refused.status, 422)
    const page = await refused.text()
    assert.match(page, /href="#photo_2">Photo 2 could not be kept\. Please choose it again\./)
    assert.match(page, /value="A standing frame"/)
    assert.match(page, /Our frame<\/textarea>/)
  }
})

test('photos are asked for again after signing in, and a draft says that it holds none', async () => {
  const { conversation } = await begin('tells', 'Photo and draft')
  const visitor = await person(server, '', 'visitor')
  const away = await visitor.post(`/conversations/${conversation}/replies`, withPhoto({ words: 'Our frame' }))
  assert.equal(away.status, 401)
  const page = await away.text()
  assert.match(page, /Our frame<\/textarea>[\s\S]*Photo 2 could not be kept[\s\S]*value="A standing frame"/)
  assert.equal(page.match(/name="photo_words_2"/g)?.length, 1)
  const draft = await ben.post(
    `/conversations/${conversation}/replies`,
    withPhoto({ words: 'Our frame', save: 'draft' }),
  )
  assert.match(decodeURIComponent(draft.headers.get('set-cookie') ?? ''), /A draft cannot keep photos/)
})

test('the asker is asked if it is answered once somebody else has replied, not for what they add themselves', async () => {
  const { conversation } = await begin('asks', 'Which bus?')
  const page = `/conversations/${conversation}`
  await ama.does(reply, { conversation, words: 'I forgot: it is for Monday.' })
  for (const path of [page, '/']) {
    assert.match(await text(path, ama), /No reply yet/)
    assert.doesNotMatch(await text(path, ama), /Is it answered now/)
  }
  await ben.does(reply, { conversation, words: 'Number nine.' })
  for (const path of [page, '/']) assert.match(await text(path, ama), /Is it answered now/)
  assert.doesNotMatch(await text(page, ben), /Is it answered now/)
  await ben.does(withdraw, { conversation, number: 3 })
  assert.doesNotMatch(await text(page, ama), /Is it answered now/)
})

test('who has had enough of a conversation hears nothing of it, can read it, and can hear of it again', async () => {
  const since = new Date(Date.now() - 60_000)
  const { conversation } = await begin('tells', 'Enough')
  const tomorrow = new Date(Date.now() + 86_400_000)
  const digest = async () =>
    (await newsFor(db, { member: ama.id, role: 'helper', since, until: tomorrow, most: 30, hidden: [] })).lines.map(
      ({ title }) => title,
    )
  await ama.post(`/conversations/${conversation}/muting`, { mute: 'yes' })
  const first = await ben.does(reply, { conversation, words: 'One more thing.' })
  assert.deepEqual(await whoIsTold(db, first.post), [])
  assert.doesNotMatch(await text('/', ama), /Enough/)
  assert.ok(!(await digest()).includes('Enough'))
  assert.match(await text(`/conversations/${conversation}`, ama), /You do not hear of new posts here[\s\S]*again/)
  await ama.does(mute, { conversation, mute: 'no' })
  const second = await ben.does(reply, { conversation, words: 'And another.' })
  assert.deepEqual(await whoIsTold(db, second.post), [ama.id])
  assert.match(await text('/', ama), /Enough/)
  assert.ok((await digest()).includes('Enough'))
})
