import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { erase } from '../members/erasing.ts'
import { changeName } from '../members/tasks.ts'
import { amend } from './amending.ts'
import { saveDraft } from './drafts.ts'
import { openConversation, reply } from './tasks.ts'

const server = await testServer()
const { db } = server.community
const room = await circle(server.community, 'school')
const reader = await person(server, 'Nia', 'helper')

const text = async (path: string, who: Person = reader) => {
  const page = await who.get(path)
  assert.equal(page.status, 200, path)
  return page.text()
}

/** Somebody asks, changes a word of it, and Nia replies. The page has been read, so it is kept made. */
async function asked(name: string, title: string) {
  const who = await person(server, name, 'helper')
  const what = { circle: room.slug, kind: 'asks', title, words: `A heron, says ${title}.` }
  const { conversation } = await who.does(openConversation, what)
  await who.does(amend, { conversation, number: 1, words: `A swan, says ${title}.`, reason: 'It was a swan' })
  await reader.does(reply, { conversation, replyTo: 1, words: 'How lovely.' })
  const page = `/conversations/${conversation}`
  assert.match(await text(page), new RegExp(`<b>${name}</b>`))
  return { who, conversation, page }
}

test('a new name stands on pages that were made before, and the old one is nowhere', async () => {
  const { who, page } = await asked('Maiden', 'Renamed')
  await who.does(changeName, { name: 'Married' })
  for (const path of [page, '/circles/school', '/waiting']) {
    const now = await text(path)
    assert.match(now, /Married/, path)
    assert.doesNotMatch(now, /Maiden/, path)
  }
})

test('somebody has all erased but their posts: they stay, from a former member', async () => {
  const { who, page } = await asked('Keeper', 'Stays')
  await who.does(erase, { posts: 'kept' })
  const now = await text(page)
  assert.match(now, /<b>a former member<\/b>[\s\S]*A swan, says Stays/)
  assert.match(now, /How lovely/)
  assert.doesNotMatch(now + (await text('/circles/school')) + (await text('/waiting')), /Keeper/)
})

test('somebody has all erased and withdraws their posts: no word of them is left, and replies to them stay', async () => {
  const { who, conversation, page } = await asked('Goer', 'Goes')
  await who.does(saveDraft, { place: conversation, fields: { words: 'A last word' } })
  await who.does(erase, { posts: 'withdrawn' })
  const now = await text(page)
  assert.match(now, /withdrawn it[\s\S]*How lovely/)
  assert.doesNotMatch(now + (await text('/circles/school')) + (await text('/search?q=swan')), /says Goes|Goer|>Goes</)
  assert.equal((await reader.get(`${page}/1/changes`)).status, 404)
  const posts = await db.selectFrom('post').select(['words', 'html', 'title']).where('author', '=', who.id).execute()
  assert.deepEqual(posts, [{ words: '', html: '', title: null }])
  for (const table of ['draft', 'kept_post', 'reading', 'circle_member'] as const)
    assert.deepEqual(await db.selectFrom(table).select('member').where('member', '=', who.id).execute(), [], table)
})

test('a question waits again when the only one who replied goes and takes their posts along', async () => {
  const helper = await person(server, 'Brief', 'helper')
  const what = { circle: room.slug, kind: 'asks', title: 'Any news?', words: 'Does anyone know?' }
  const { conversation } = await reader.does(openConversation, what)
  await helper.does(reply, { conversation, words: 'I do.' })
  assert.match(await text(`/conversations/${conversation}`), /1 more post\./)
  await helper.does(erase, { posts: 'withdrawn' })
  assert.match(await text(`/conversations/${conversation}`), /No reply yet/)
  assert.match(await text('/waiting'), /Any news\?[\s\S]{0,300}No reply yet/)
})

test('what an asker adds to their own question is counted as a post, and never called a reply', async () => {
  const ama = await person(server, 'Ama', 'helper')
  const asker = await person(server, 'Asker', 'helper')
  const what = { circle: room.slug, kind: 'asks', title: 'Which straps?', words: 'Does anyone know?' }
  const { conversation } = await asker.does(openConversation, what)
  await asker.does(reply, { conversation, words: 'I mean the soft ones.' })
  assert.match(await text(`/conversations/${conversation}`), /No reply yet/)
  await ama.does(reply, { conversation, words: 'We use these.' })
  const seen = [
    await text(`/conversations/${conversation}`),
    await text(`/circles/${room.slug}`),
    await text('/waiting'),
  ]
  for (const page of [...seen, await (await asker.get('/')).text()]) {
    assert.match(page, /2 more posts/)
    assert.doesNotMatch(page, /2 replies/)
  }
})
