import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { circle, person, testServer } from '../../../test/harness.ts'
import { amend, withdraw } from './amending.ts'
import { conversationFor } from './conversation-store.ts'
import { saveDraft } from './drafts.ts'
import { answer, follow, mute } from './following.ts'
import { removePost, restorePost, showHeld } from './moderating.ts'
import { lookFor } from './search.ts'
import type { ConversationId } from './store.ts'
import { openConversation, reply } from './tasks.ts'

const server = await testServer()
const { community } = server
const { db } = community
const room = await circle(community, 'school', 'members')
const helper = await person(server, 'Ama', 'helper')
const reader = await person(server, 'Nia')
const moderator = await person(server, 'Mo', 'moderator')

const begin = (title: string, words = 'Some words.', kind = 'tells') =>
  helper.does(openConversation, { circle: room.slug, kind, title, words })
const moderating = (what: (doing: never) => Promise<unknown>) =>
  db.transaction().execute((tx) =>
    what({
      db: tx,
      community,
      who: moderator.who,
      by: moderator.who,
      via: 'web',
      now: new Date(),
      about() {},
    } as never),
  )
const text = async (path: string, who = reader) => {
  const page = await who.get(path)
  assert.equal(page.status, 200, path)
  return page.text()
}

test('a change to a post shows its date and reason, and what it said before stays readable', async () => {
  const { conversation } = await begin('Changed', 'The bus comes at nine.')
  await helper.does(amend, { conversation, number: 1, words: 'The bus comes at ten.', reason: 'I got the time wrong' })
  const page = await text(`/conversations/${conversation}`)
  assert.match(page, /The bus comes at ten/)
  assert.match(page, /Changed on .*I got the time wrong/)
  assert.match(await text(`/conversations/${conversation}/1/changes`), /The bus comes at nine/)
})

test('nobody changes or withdraws another person’s post', async () => {
  const { conversation } = await begin('Mine')
  assert.equal((await reader.post(`/conversations/${conversation}/1/withdrawal`, {})).status, 403)
  const changed = await reader.post(`/conversations/${conversation}/1/amendments`, { words: 'x', reason: 'y' })
  assert.equal(changed.status, 403)
})

test('a withdrawn post keeps its place, and nothing it ever said can be read', async () => {
  const { conversation } = await begin('Kept place')
  await helper.does(reply, { conversation, words: 'A heron by the pond.' })
  await helper.does(amend, { conversation, number: 2, words: 'A swan by the pond.', reason: 'It was a swan' })
  await helper.does(withdraw, { conversation, number: 2 })
  const page = await text(`/conversations/${conversation}`)
  assert.match(page, /withdrawn it/)
  assert.doesNotMatch(page, /heron|swan/i)
  assert.equal((await reader.get(`/conversations/${conversation}/2/changes`)).status, 404)
  assert.doesNotMatch(await text('/search?q=swan'), /by the pond/)
})

test('a moderator shows a held post, removes one, and puts it back where it was', async () => {
  const { conversation } = await begin('Held')
  const sent = await reader.does(reply, { conversation, words: 'A newcomer speaks.' })
  assert.equal(sent.number, null)
  await moderating((doing) => showHeld(doing, sent.post))
  assert.match(await text(`/conversations/${conversation}`), /A newcomer speaks/)
  await moderating((doing) => removePost(doing, sent.post))
  assert.doesNotMatch(await text(`/conversations/${conversation}`), /A newcomer speaks/)
  await moderating((doing) => restorePost(doing, sent.post))
  assert.match(await text(`/conversations/${conversation}`), /A newcomer speaks/)
  assert.equal((await conversationFor(db, conversation as ConversationId, null))!.posts, 2)
})

test('the asker says it is answered, then not after all; the helpers’ list follows', async () => {
  const { conversation } = await begin('Which school bus?', 'Does anyone know?', 'asks')
  assert.match(await text('/waiting', helper), /Which school bus/)
  await helper.does(answer, { conversation, answered: 'yes' })
  assert.doesNotMatch(await text('/waiting', helper), /Which school bus/)
  await helper.does(answer, { conversation, answered: 'no' })
  assert.match(await text('/waiting', helper), /Which school bus/)
  assert.equal((await reader.get('/waiting')).status, 403)
  assert.equal((await reader.post(`/conversations/${conversation}/answer`, { answered: 'yes' })).status, 403)
})

test('a question without a reply for two days comes first, under its own heading', async () => {
  const long = new Date(Date.now() - 49 * 60 * 60 * 1000)
  await helper.does(
    openConversation,
    { circle: room.slug, kind: 'asks', title: 'Long wait', words: 'Anyone?' },
    'web',
    long,
  )
  const page = await text('/waiting', helper)
  assert.match(page, /No reply for more than 48 hours[\s\S]*Long wait[\s\S]*All others/)
})

test('the first page shows what is new in my circles and where I read, but not what I muted; then it stops', async () => {
  await reader.does(follow, { circle: room.slug, follow: 'yes' })
  const { conversation } = await begin('Brand new')
  assert.match(await text('/'), /Brand new/)
  await text(`/conversations/${conversation}`)
  assert.doesNotMatch(await text('/'), /Brand new/)
  await helper.does(reply, { conversation, words: 'More.' })
  assert.match(await text('/'), /Brand new/)
  await reader.does(mute, { conversation, mute: 'yes' })
  const page = await text('/')
  assert.doesNotMatch(page, /Brand new/)
  assert.match(page, /That is everything/)
})

test('a draft is there again in the form, and gone when it is sent', async () => {
  const { conversation } = await begin('Drafts')
  const saved = await reader.post(`/conversations/${conversation}/replies`, { words: 'Half a thought', save: 'draft' })
  assert.equal(saved.headers.get('location'), '/me/drafts')
  assert.match(await text(`/conversations/${conversation}`), /Half a thought<\/textarea>/)
  assert.match(await text('/me/drafts'), /Half a thought/)
  await reader.does(reply, { conversation, words: 'A whole thought' })
  assert.doesNotMatch(await text('/me/drafts'), /Half a thought/)
})

test('a draft for a place that cannot be is refused', async () => {
  const refused = await reader.tries(saveDraft, { place: '../x', fields: { words: 'a' } })
  assert.ok('refused' in refused)
})

test('words sent after the session has ended come back to their writer', async () => {
  const { conversation } = await begin('Signed out')
  const visitor = await person(server, '', 'visitor')
  const answered = await visitor.post(`/conversations/${conversation}/replies`, { words: 'An hour of typing' })
  assert.equal(answered.status, 401)
  assert.match(await answered.text(), /An hour of typing<\/textarea>/)
})

test('a post can be kept for later, and kept no longer', async () => {
  const { conversation } = await begin('Worth keeping')
  await reader.post(`/conversations/${conversation}/1/keeping`, { keep: 'yes' })
  assert.match(await text('/me/kept'), /Worth keeping/)
  await reader.post(`/conversations/${conversation}/1/keeping`, { keep: 'no' })
  assert.doesNotMatch(await text('/me/kept'), /Worth keeping/)
})

test('lay words find the clinical ones and the other way round, and the page says so', async () => {
  await begin('Nights', 'Her seizures come at night.')
  const page = await text('/search?q=fits')
  assert.match(page, /<b>seizures<\/b> come at night/)
  assert.match(page, /We also looked for/)
  assert.deepEqual(lookFor('seizure', { fits: ['seizure'] }).queries, ['seizure', '"fits"'])
})

test('search never shows held posts, closed circles, blocked people or names', async () => {
  const inner = await circle(community, 'inner', 'closed', [helper])
  await helper.does(openConversation, { circle: inner.slug, kind: 'tells', title: 'Secret', words: 'zebra inside' })
  await reader.does(reply, { conversation: (await begin('Outside')).conversation, words: 'zebra held' })
  await begin('Open', 'zebra open')
  assert.match(await text('/search?q=zebra'), /open/)
  assert.doesNotMatch(await text('/search?q=zebra'), /inside|zebra<\/b> held/)
  assert.match(await text('/search?q=zebra', helper), /inside/)
  assert.match(await text('/search?q=Ama'), /Nothing found/)
  await db.insertInto('block').values({ member: reader.id, blocked: helper.id, since: new Date() }).execute()
  assert.match(await text('/search?q=zebra'), /Nothing found/)
  await db.deleteFrom('block').where('member', '=', reader.id).execute()
})

test('odd things typed into search give a page', async () => {
  for (const q of ['"', '-', '((', "'; drop table post --", '%00', '%ff', 'a'.repeat(5000), '<script>'])
    assert.equal((await reader.get(`/search?q=${q.includes('%') ? q : encodeURIComponent(q)}`)).status, 200, q)
})

test('a photo is described, made small, stripped and held; one of people is refused with the words kept', async () => {
  const { conversation } = await begin('Photos')
  const image = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#a33' } })
    .withExif({ IFD0: { Copyright: 'where we live' } })
    .jpeg()
    .toBuffer()
  const form = (people: string, bytes: Uint8Array<ArrayBuffer> = new Uint8Array(image)) => {
    const fields = new FormData()
    fields.set('words', 'Our new standing frame')
    fields.set('photo_1', new File([bytes], 'a.jpg', { type: 'image/jpeg' }))
    fields.set('photo_words_1', 'A standing frame')
    fields.set('people', people)
    return fields
  }
  const refused = await reader.post(`/conversations/${conversation}/replies`, form('yes'))
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /Our new standing frame<\/textarea>/)
  const broken = await reader.post(`/conversations/${conversation}/replies`, form('no', new Uint8Array([1, 2, 3])))
  assert.equal(broken.status, 422)
  assert.match(await broken.text(), /could not read photo 1/)
  const sent = await reader.post(`/conversations/${conversation}/replies`, form('no'))
  assert.match(await sent.text(), /looks at every photo/)
  const photo = await db.selectFrom('photo').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual([photo.width, photo.type], [1600, 'image/webp'])
  assert.equal((await sharp(photo.bytes).metadata()).exif, undefined)
  assert.equal((await reader.get(`/photos/${photo.id}`)).status, 200)
  assert.equal((await (await person(server, 'Other')).get(`/photos/${photo.id}`)).status, 404)
  await moderating((doing) => showHeld(doing, photo.post))
  assert.match(await text(`/conversations/${conversation}`), /Photo: A standing frame/)
})

test('somebody who looks at a conversation hears of a reply, and of the end of their session', async () => {
  const { conversation } = await begin('Live')
  const news = await reader.get(`/conversations/${conversation}/news?after=1`)
  assert.match(news.headers.get('content-type') ?? '', /event-stream/)
  const stream = news.body!.pipeThrough(new TextDecoderStream()).getReader()
  await helper.does(reply, { conversation, words: 'Here is one.' })
  let heard = ''
  while (!heard.includes('event: news')) heard += (await stream.read()).value
  assert.match(heard, /"replies":1/)
  await db.deleteFrom('session').where('login_id', '=', reader.id).execute()
  await helper.does(reply, { conversation, words: 'And another.' })
  while (!heard.includes('event: over')) heard += (await stream.read()).value
  assert.ok(heard)
})

test('bad addresses give a clear page', async () => {
  const { conversation } = await begin('Addresses')
  for (const path of ['/99', '/0', '/9999999999', '/1/reply2', '/99/reply', '/99/changes'])
    assert.equal((await helper.get(`/conversations/${conversation}${path}`)).status, 404, path)
  assert.equal((await helper.get('/photos/nothing')).status, 404)
})

test('a reply that was refused still knows which post it replies to', async () => {
  const { conversation } = await begin('Refused')
  const refused = await helper.post(`/conversations/${conversation}/replies`, { words: '', replyTo: '1' })
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /name="replyTo" value="1"/)
})
