import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCondition } from './community.ts'
import { anybody, hiddenStages, inSight, type LookAhead } from './look-ahead.ts'

const rett = readCondition('rett')
const hidden = (stage: string | null, lookAhead: LookAhead, bereaved = false) =>
  hiddenStages({ stage, lookAhead, bereaved }, rett)

test('“only now” hides what comes after one’s own stage, and never what went before', () => {
  const ahead = hidden('school', 'only now')
  assert.deepEqual(ahead, ['middle', 'moving-on', 'adult', 'ageing', 'after-a-death'])
})

test('“a little ahead” shows the next stage too, and “the whole picture” everything', () => {
  assert.deepEqual(hidden('school', 'a little ahead'), ['moving-on', 'adult', 'ageing', 'after-a-death'])
  assert.deepEqual(hidden('school', 'the whole picture'), [])
})

test('who told no stage sees all but what is about a death', () => {
  assert.deepEqual(hiddenStages(anybody, rett), ['after-a-death'])
  assert.deepEqual(hidden('a stage we do not know', 'only now'), ['after-a-death'])
})

test('after a death, what is driven by a stage of life is gone, and what is for the bereaved is there', () => {
  const gone = hidden('school', 'a little ahead', true)
  assert.ok(gone.includes('school') && gone.includes('adult') && !gone.includes('after-a-death'))
  assert.equal(inSight([], gone), true)
})

test('what belongs to several stages is shown when one of them is in sight', () => {
  const ahead = hidden('school', 'only now')
  assert.equal(inSight(['adult', 'school'], ahead), true)
  assert.equal(inSight(['adult', 'ageing'], ahead), false)
})
