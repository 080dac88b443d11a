import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer } from './answering.ts'
import { instruments, scoreOf } from './instruments.ts'
import { questionsOf } from './questionnaire.ts'
import { readyQuestionnaire } from './ready.ts'

const ready = readyQuestionnaire('support-in-our-lives')
const answers = (of: Record<string, string>) =>
  new Map(Object.entries(of).map(([name, value]): [string, Answer] => [`${name} 0`, { kind: 'answered', value }]))

test('OSSS-3 runs from 3 to 14, in the three bands of its authors', () => {
  const score = (one: string, two: string, three: string) =>
    scoreOf('OSSS-3', ready, answers({ osss_1: one, osss_2: two, osss_3: three }))
  assert.deepEqual(score('none', 'none', 'very-hard'), { sum: 3, band: 'poor support' })
  assert.deepEqual(score('1-2', 'uncertain', 'possible'), { sum: 8, band: 'poor support' })
  assert.deepEqual(score('3-5', 'uncertain', 'possible'), { sum: 9, band: 'moderate support' })
  assert.deepEqual(score('6-more', 'some', 'easy'), { sum: 12, band: 'strong support' })
  assert.deepEqual(score('6-more', 'a-lot', 'very-easy'), { sum: 14, band: 'strong support' })
})

test('half a scale is no score', () => {
  assert.equal(scoreOf('OSSS-3', ready, answers({ osss_1: 'none', osss_2: 'none' })), null)
})

test('the eight digital tasks are counted', () => {
  const said = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`skill_${at + 1}`, at < 5 ? 'yes' : 'no']))
  assert.deepEqual(scoreOf('Foundation digital skills', ready, answers(said)), { sum: 5, band: 'some of the eight' })
})

test('what may not ship is a slot that says so, and Zarit is not even that', () => {
  const used = new Set(
    questionsOf(ready).flatMap((one) => ('instrument' in one && one.instrument ? [one.instrument] : [])),
  )
  for (const name of used) assert.ok(instruments.find((one) => one.name === name)?.ships, name)
  for (const { name, licence } of instruments) assert.ok(licence.length > 20 && !/zarit/i.test(name))
})

test('the ready study asks what the study behind all this asked', () => {
  const names = questionsOf(ready).map(({ id }) => id)
  for (const one of [
    'age',
    'child_age',
    'years_since',
    'money',
    'education',
    'peer_ever',
    'peer_benefit',
    'blog_ever',
    'offline_same',
    'moved',
    'source_state',
    'source_reasons',
    'who_helps',
  ])
    assert.ok(names.includes(one), one)
})
