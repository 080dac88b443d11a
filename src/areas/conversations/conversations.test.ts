import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circle, person, testServer } from '../../../test/harness.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { openConversation, reply } from './tasks.ts'

const server = await testServer()
const { community } = server
const room = await circle(community, 'school', 'members')
const helper = await person(server, 'Ama', 'helper')
const reader = await person(server, 'Efua')

test('a helper asks, a newcomer replies, and the reply waits for a person', async () => {
  const mother = await person(server, 'Nia')
  const asked = await helper.does(openConversation, {
    circle: room.slug,
    kind: 'tells',
    title: 'Our first week at school',
    words: 'It went well.',
  })
  assert.equal(asked.number, 1)
  const replied = await mother.does(reply, { conversation: asked.conversation, words: 'That is good to hear.' })
  assert.equal(replied.number, null)
  assert.deepEqual(replied.held, ['newcomer'])
  const page = await mother.get(`/conversations/${asked.conversation}`)
  assert.equal(page.status, 200)
  assert.doesNotMatch(await page.text(), /That is good to hear/)
})

test('sending the same form twice posts once', async () => {
  const asked = await helper.does(openConversation, {
    circle: room.slug,
    kind: 'tells',
    title: 'Twice',
    words: 'Once.',
  })
  const once = crypto.randomUUID()
  const first = await helper.does(reply, { conversation: asked.conversation, words: 'Only once.', once })
  const second = await helper.does(reply, { conversation: asked.conversation, words: 'Only once.', once })
  assert.equal(second.post, first.post)
  assert.equal(second.number, 2)
})

test('a claim that is not a family’s own must say who it is for and any interest', async () => {
  const asked = await helper.does(openConversation, {
    circle: room.slug,
    kind: 'tells',
    title: 'Claims',
    words: 'One.',
  })
  const refused = await helper.tries(reply, {
    conversation: asked.conversation,
    words: 'A study says so.',
    basis: 'study',
  })
  assert.ok(isRefusal(refused))
  assert.deepEqual(Object.keys(refused.fields).sort(), ['applies_to', 'basis_words', 'interest'])
})

test('a visitor is sent to sign in before reading a members’ circle', async () => {
  const visitor = await person(server, '', 'visitor')
  const page = await visitor.get(`/circles/${room.slug}`)
  assert.equal(page.status, 303)
  assert.match(page.headers.get('location') ?? '', /^\/sign-in\?then=/)
})

test('helpers and clinicians find the questions that wait in the menu; moderators keep their desk beside it', async () => {
  const menuOf = async (role: 'member' | 'helper' | 'clinician' | 'moderator') => {
    const page = await (await person(server, role, role)).get('/circles')
    return /<nav aria-label="Main">.*?<\/nav>/.exec(await page.text())![0]
  }
  assert.doesNotMatch(await menuOf('member'), /waiting|desk/)
  for (const role of ['helper', 'clinician'] as const) assert.match(await menuOf(role), /href="\/waiting"/)
  assert.match(await menuOf('moderator'), /href="\/waiting">Waiting<\/a> <a href="\/desk">Desk/)
})

test('other words from a form that was sent before are another post, and somebody else’s form is no hindrance', async () => {
  const asked = await helper.does(openConversation, { circle: room.slug, kind: 'tells', title: 'Back', words: 'One.' })
  const { conversation } = asked
  const from = { conversation, once: '1' }
  const first = await helper.does(reply, { ...from, words: 'What I wrote first.' })
  const second = await helper.does(reply, { ...from, words: 'What I wrote when I went back.' })
  assert.deepEqual([first.number, second.number], [2, 3])
  const other = await reader.does(reply, { ...from, words: 'What I wrote first.' })
  assert.notEqual(other.post, first.post)
  const again = await reader.does(reply, { ...from, words: 'What I wrote first.' })
  assert.equal(again.post, other.post)
  assert.deepEqual(again.held, other.held, 'a post that waits still waits, and its writer is told so')
})

test('a form sent twice in the same instant posts once', async () => {
  const asked = await helper.does(openConversation, { circle: room.slug, kind: 'tells', title: 'Tap', words: 'One.' })
  const sent = { conversation: asked.conversation, words: 'A double tap.', once: '7' }
  const posted = await Promise.all([helper.does(reply, sent), helper.does(reply, sent), helper.does(reply, sent)])
  assert.equal(new Set(posted.map(({ post }) => post)).size, 1)
})

test('the page of a conversation is as its circle is now, however often it was read before', async () => {
  const asked = await helper.does(openConversation, { circle: room.slug, kind: 'tells', title: 'Door', words: 'One.' })
  const path = `/conversations/${asked.conversation}`
  const change = (set: { name?: string; door?: 'closed' | 'members' }) =>
    community.db.updateTable('circle').set(set).where('id', '=', room.id).execute()
  assert.equal((await reader.get(path)).status, 200)
  assert.doesNotMatch(await (await reader.get(path)).text(), /Nights and days/)
  await change({ name: 'Nights and days' })
  assert.match(await (await reader.get(path)).text(), /Nights and days/)
  await change({ door: 'closed' })
  assert.equal((await reader.get(path)).status, 403)
  await change({ door: 'members' })
  assert.equal((await reader.get(path)).status, 200)
})
