import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { circle, person, testServer } from '../../../test/harness.ts'
import { openConversation } from '../../areas/conversations/tasks.ts'

const server = await testServer()
const { db } = server.community
await circle(server.community, 'school')
const helper = await person(server, 'Ama', 'helper')
const { conversation } = await helper.does(openConversation, {
  circle: 'school',
  kind: 'asks',
  title: 'Frames?',
  words: 'Which?',
})
const replies = `/conversations/${conversation}/replies`
const MB = 1024 * 1024
const small = new Uint8Array(
  await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer(),
)

/** A form with photos of these sizes in bytes; `small` is one that can be read. Words come after them, as nobody says they may not. */
function form(photos: readonly (number | typeof small)[], more: Record<string, string> = {}) {
  const fields = new FormData()
  photos.forEach((photo, at) => {
    const bytes = typeof photo === 'number' ? new Uint8Array(photo) : photo
    fields.set(`photo_${at + 1}`, new File([bytes as Uint8Array<ArrayBuffer>], `${at}.jpg`, { type: 'image/jpeg' }))
    fields.set(`photo_words_${at + 1}`, `Photo of frame ${at + 1}`)
  })
  for (const [name, value] of Object.entries({ people: 'no', words: 'Our long story of the frame.', ...more }))
    fields.set(name, value)
  return fields
}
const stored = async () =>
  Number(
    (
      await db
        .selectFrom('photo')
        .select((one) => one.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

test('photos that are too big together give the words back, and say which photo was too much', async () => {
  const reader = await person(server, 'Nia')
  const answer = await reader.post(replies, form([small, 11 * MB, 9 * MB, small]))
  assert.equal(answer.status, 422)
  const page = await answer.text()
  assert.match(page, /Our long story of the frame\.<\/textarea>/)
  assert.match(page, /value="Photo of frame 3"/)
  assert.match(page, /Photo 3 is too big\. All photos together can be 12 MB/)
  assert.doesNotMatch(page, /Photo [14] is too big/)
  assert.equal(await stored(), 0)
})

test('one photo of 40 MB in a new conversation gives back the title and the words', async () => {
  const reader = await person(server, 'Oda')
  const fields = form([40 * MB], { kind: 'asks', title: 'Our new frame' })
  const answer = await reader.post('/circles/school/conversations', fields)
  assert.equal(answer.status, 422)
  const page = await answer.text()
  assert.match(page, /value="Our new frame"/)
  assert.match(page, /Our long story of the frame\.<\/textarea>/)
  assert.match(page, /Photo 1 is too big/)
})

test('somebody who was signed out while they wrote has their words back too', async () => {
  const visitor = await person(server, '', 'visitor')
  const answer = await visitor.post(replies, form([20 * MB]))
  assert.equal(answer.status, 401)
  assert.match(await answer.text(), /Our long story of the frame\./)
})

test('photos that fit are sent as before, with letters of every kind in what describes them', async () => {
  const reader = await person(server, 'Pia')
  const answer = await reader.post(
    replies,
    form([small, small], { photo_words_1: 'Zoë’s ✿ frame', words: 'Grüße\r\nfrom us' }),
  )
  assert.equal(answer.status, 200)
  const rows = await db.selectFrom('photo').select('description').orderBy('position').execute()
  assert.deepEqual(
    rows.map(({ description }) => description),
    ['Zoë’s ✿ frame', 'Photo of frame 2'],
  )
  const { words } = await db
    .selectFrom('post')
    .select('words')
    .where('author', '=', reader.id)
    .executeTakeFirstOrThrow()
  assert.equal(words, 'Grüße\nfrom us')
})

test('a form that breaks off is refused in words, and stores nothing', async () => {
  const reader = await person(server, 'Quin')
  const before = await stored()
  for (const [type, body] of [
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="words"\r\n\r\nHalf'],
    ['multipart/form-data', 'words=none'],
  ] as const) {
    const answer = await fetch(server.url + replies, {
      method: 'POST',
      headers: { cookie: await reader.cookie(), origin: server.url, 'content-type': type },
      body,
    })
    assert.equal(answer.status, 400)
    assert.match(await answer.text(), /did not come through whole/)
  }
  assert.equal(await stored(), before)
})

test('far more than four photos are is stopped on the way', async () => {
  const reader = await person(server, 'Rae')
  const piece = new Uint8Array(MB)
  let sent = 0
  const body = new ReadableStream({
    pull(controller) {
      if (sent === 0)
        controller.enqueue(
          new TextEncoder().encode('--x\r\nContent-Disposition: form-data; name="photo_1"; filename="a"\r\n\r\n'),
        )
      if (++sent > 400) controller.close()
      else controller.enqueue(piece)
    },
  })
  const answer = await fetch(server.url + replies, {
    method: 'POST',
    headers: { cookie: await reader.cookie(), origin: server.url, 'content-type': 'multipart/form-data; boundary=x' },
    body,
    duplex: 'half',
  } as RequestInit).catch((error: Error) => error)
  // A browser that is still sending may hear the end of the connection first.
  if (!(answer instanceof Error)) assert.equal(answer.status, 413)
  assert.ok(sent < 400, 'not all of it was taken')
})
