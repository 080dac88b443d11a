import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { circle, person, testServer } from '../../../test/harness.ts'
import { placeConversation } from './placing.ts'
import { foundOnAPage, mostCandidates, readableCircles, search } from './search.ts'
import type { CircleId } from './store.ts'
import { openConversation } from './tasks.ts'

const server = await testServer()
const { db } = server.community
const members = await circle(server.community, 'members', 'members')
const teens = await circle(server.community, 'teens', 'members')
await db.updateTable('circle').set({ stage: 'adult' }).where('slug', '=', 'teens').execute()
const helper = await person(server, 'Ama', 'helper')
const reader = await person(server, 'Nia')

const titles = async (path: string) => {
  const page = await reader.get(path)
  assert.equal(page.status, 200, path)
  return [...(await page.text()).matchAll(/<h3><a [^>]*>(.*), post/g)].map(([, title]) => title).sort()
}

test('a search is narrowed to a circle, to who is speaking, to what it rests on and to a time of life', async () => {
  const words = 'We tried a saxophone.'
  await helper.does(openConversation, { circle: members.slug, kind: 'tells', title: 'Plain', words })
  await helper.does(openConversation, { circle: teens.slug, kind: 'tells', title: 'In teens', words })
  const stages = ['adult']
  await helper.does(openConversation, { circle: members.slug, kind: 'tells', title: 'For teens', words, stages })
  const at = new Date()
  const parent = { author: reader.id, words, voice: 'parent', basis: 'expert', at } as const
  await db
    .transaction()
    .execute((tx) =>
      placeConversation(tx, { circle: members.id as CircleId, kind: 'tells', title: 'Moved in', posts: [parent] }),
    )
  const all = ['For teens', 'In teens', 'Moved in', 'Plain']
  assert.deepEqual(await titles('/search?q=saxophone'), all)
  assert.deepEqual(await titles('/search?q=saxophone&circle=teens'), ['In teens'])
  assert.deepEqual(await titles('/search?q=saxophone&circle=none-such'), [])
  assert.deepEqual(await titles('/search?q=saxophone&voice=parent'), ['Moved in'])
  assert.deepEqual(await titles('/search?q=saxophone&basis=expert'), ['Moved in'])
  assert.deepEqual(await titles('/search?q=saxophone&stage=adult'), ['For teens', 'In teens'])
  assert.deepEqual(await titles('/search?q=saxophone&stage=adult&circle=members'), ['For teens'])
})

test('what a search can be narrowed by is not found as a word', async () => {
  for (const q of ['helper', '"voice helper"', 'adult', '"stage adult"', `circle ${members.id}`])
    assert.deepEqual(await titles(`/search?q=${encodeURIComponent(q)}`), [], q)
})

test('among very many posts the newest that match are found, whether many of late or all of long ago', async () => {
  await helper.does(openConversation, { circle: members.slug, kind: 'tells', title: 'Long', words: 'It begins.' })
  await sql`
    insert into post (id, conversation, number, author, words, html, voice, basis, written_at, posted_at, via)
    select gen_random_uuid(), c.id, n, ${helper.id}, w.words, '', 'helper', 'one family', w.at, w.at, 'web'
    from conversation c, generate_series(2, 20000) n,
      lateral (
        select case when n < 250 then 'swan' when n > 19760 then 'kite' else 'bread' end as words,
          timestamptz '2020-01-01' + n * interval '1 hour' as at
      ) w
    where c.title = 'Long'`.execute(db)
  await sql`analyze post`.execute(db)
  // As PostgreSQL sees it, the table is a hundred times as full.
  await sql`update pg_class set reltuples = reltuples * 100 where oid = 'post'::regclass`.execute(db)
  const circles = await readableCircles(db, reader.who)
  for (const word of ['kite', 'swan', 'bread']) {
    const { found, candidates } = await search(db, { member: reader.id, hidden: [] }, [word], circles, {}, 1)
    assert.equal(found.length, foundOnAPage, word)
    assert.equal(candidates, mostCandidates, word)
    const newest = { kite: 20000, swan: 249, bread: 19760 }[word]!
    assert.equal(found[0]!.number, newest, word)
  }
})
