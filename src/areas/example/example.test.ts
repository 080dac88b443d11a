import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person, testServer } from '../../../test/harness.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { missingFrom } from '../conversations/standing.ts'
import { optionsFor } from '../members/cared-for.ts'
import { cast, lookRound } from './cast.ts'
import { isLoaded, loadExample, rowsFor } from './loading.ts'
import { addressFor, readPeople } from './people.ts'
import { readScript } from './script.ts'

const server = await testServer()
const now = new Date()
const rows = rowsFor(readPeople(), readScript(), now)

test('nobody in the example writes from the future, or before they joined', () => {
  const joined = new Map(rows.member?.map((one) => [one.id, one.made_at as Date]))
  for (const post of rows.post ?? []) {
    assert.ok((post.posted_at as Date) <= now, post.words)
    assert.ok((post.posted_at as Date) >= joined.get(post.author)!, post.words)
  }
})

test('every claim in the example says what it rests on, for whom, and any interest', () => {
  for (const post of rows.post ?? [])
    if (post.voice !== 'charity' || post.basis !== 'not stated')
      assert.deepEqual(
        missingFrom({
          basis: post.basis,
          basis_words: post.basis_words ?? null,
          applies_to: post.applies_to ?? null,
          interest: post.interest ?? null,
          country: post.country ?? null,
          source_written: null,
        }),
        {},
        post.words,
      )
})

test('the example has eight circles, about forty families and a cast of nine', () => {
  assert.equal(rows.circle?.length, 8)
  assert.ok(readPeople().filter((one) => one.cares).length >= 38)
  assert.equal(cast.length, 9)
})

test('what the example tells of the person cared for is an answer its own form offers', () => {
  const lines = rows.cared_for ?? []
  assert.ok(lines.length >= 100)
  for (const { field, value } of lines)
    assert.ok(
      optionsFor(field, server.community.condition).some((option) => option.value === value),
      `${field}: ${value}`,
    )
})

test('the families of the cast have read in their circles, and not yet everything', () => {
  const posts = new Map(rows.conversation?.map((one) => [one.id, one.posts as number]))
  for (const { key, cares } of readPeople().filter((one) => one.cast && one.cares)) {
    const id = rows.login?.find(({ email }) => email === addressFor({ key }))?.id
    const read = rows.reading?.filter(({ member }) => member === id) ?? []
    assert.ok(read.length > 0, `${key} (${cares?.stage}) has read something`)
  }
  assert.ok(rows.reading?.some((one) => (one.last_number ?? 0) < posts.get(one.conversation)!))
})

test('the whole example goes into a community at once', async () => {
  await loadExample(server.community, now)
  assert.ok(await isLoaded(server.community))
})

test('in a real community nobody looks round as another', async () => {
  const visitor = await person(server, '', 'visitor')
  const tried = await visitor.tries(lookRound, { as: 'ruth' })
  assert.ok(isRefusal(tried) && tried.status === 404)
})
