import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { circle, person, testServer } from '../../../test/harness.ts'
import { amendHeld } from './amending-held.ts'
import { sourceDate } from './source-date.ts'
import { openConversation } from './tasks.ts'

const server = await testServer()
const { db } = server.community
await circle(server.community, 'open', 'open')
const helper = await person(server, 'Ama', 'helper')
const told = { circle: 'open', kind: 'tells', title: 'A study', words: 'They followed 12 girls.' }
const study = { basis: 'study', basis_words: '12 girls', applies_to: 'children', interest: 'none' }
const stored = async (post: string) =>
  (
    await sql`select source_written as words, source_from::text as from, source_to::text as to from post where id = ${post}`.execute(
      db,
    )
  ).rows[0]

test('a date as people remember it is the days it can mean', () => {
  for (const [text, from, to] of [
    ['2019', '2019-01-01', '2019-12-31'],
    ['May 2019', '2019-05-01', '2019-05-31'],
    ['Feb 2020', '2020-02-01', '2020-02-29'],
    ['4 May 2019', '2019-05-04', '2019-05-04'],
    ['4th September 2019', '2019-09-04', '2019-09-04'],
    ['4/5/2019', '2019-05-04', '2019-05-04'],
    ['2019-05', '2019-05-01', '2019-05-31'],
    ['2019-05-04', '2019-05-04', '2019-05-04'],
    ['about 2012', '2012-01-01', '2012-12-31'],
    ['spring 2019', '2019-01-01', '2019-12-31'],
    ['2018 to 2019', '2018-01-01', '2019-12-31'],
    ['2018–2019', '2018-01-01', '2019-12-31'],
  ])
    assert.deepEqual(sourceDate(text!), { from, to }, text)
})

test('what holds no year, month or day is no date', () => {
  for (const text of ['', 'long ago', '31 February 2019', '5/13/2019', '2019-13', '2019 to 2018', '12', 'post 20195'])
    assert.equal(sourceDate(text), null, text)
})

test('whoever tells of an older source may say when it was written, and readers see it beside the post', async () => {
  const { post, conversation } = await helper.does(openConversation, { ...told, ...study, source_written: 'May 2019' })
  assert.deepEqual(await stored(post), { words: 'May 2019', from: '2019-05-01', to: '2019-05-31' })
  const page = await (await helper.get(`/conversations/${conversation}`)).text()
  assert.match(page, /A study: 12 girls\. Written: May 2019\./)
})

test('it may be left out; and one’s own experience has no other date than its post’s', async () => {
  const without = await helper.does(openConversation, { ...told, ...study })
  assert.deepEqual(await stored(without.post), { words: null, from: null, to: null })
  const own = await helper.does(openConversation, { ...told, source_written: '2019' })
  assert.deepEqual(await stored(own.post), { words: null, from: null, to: null })
})

test('words that are no date are asked for again, with all that was typed', async () => {
  const answer = await helper.post('/circles/open/conversations', { ...told, ...study, source_written: 'long ago' })
  assert.equal(answer.status, 422)
  const page = await answer.text()
  assert.match(page, /value="long ago"/)
  assert.match(page, /Write a year, a month or a day/)
  assert.match(page, /They followed 12 girls\./)
})

test('it can be said or changed while the post waits for a person', async () => {
  const nia = await person(server, 'Nia')
  const { post } = await nia.does(openConversation, { ...told, ...study, source_written: '2018' })
  assert.match(await (await nia.get(`/me/posts-that-wait/${post}`)).text(), /name="source_written"[^>]*value="2018"/)
  await nia.does(amendHeld, { post, title: 'A study', words: 'Of 12 girls.', ...study, source_written: '2018 to 2019' })
  assert.deepEqual(await stored(post), { words: '2018 to 2019', from: '2018-01-01', to: '2019-12-31' })
})
