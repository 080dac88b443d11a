import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../test/fuzz.ts'
import { fuzzyDay, fuzzyWords } from './fuzzy-day.ts'

const today = new Date('2026-06-15T10:00:00Z')
const years = (from: number, to = from) => ({ from: `${from}-01-01`, to: `${to}-12-31` })

test('a time as people remember it is the days it can mean', () => {
  for (const [text, days] of [
    ['around 2012', years(2012)],
    ['spring 2019', years(2019)],
    ['since about 2012', years(2012)],
    ['2010 to 2014', years(2010, 2014)],
    ['from 2010 until 2014', years(2010, 2014)],
    ['the 1990s', years(1990, 1999)],
    ['in May 2019', { from: '2019-05-01', to: '2019-05-31' }],
    ['the 4th of May 2019', { from: '2019-05-04', to: '2019-05-04' }],
  ] as const)
    assert.deepEqual(fuzzyDay(text), days, text)
})

test('some words mean a day only beside the day they are said', () => {
  for (const [text, days] of [
    ['last year', years(2025)],
    ['this year', years(2026)],
    ['last spring', years(2025)],
    ['about two years ago', years(2024)],
    ['a year ago', years(2025)],
    ['10 years ago', years(2016)],
    ['last month', { from: '2026-05-01', to: '2026-05-31' }],
    ['today', { from: '2026-06-15', to: '2026-06-15' }],
  ] as const) {
    assert.deepEqual(fuzzyDay(text, today), days, text)
    assert.equal(fuzzyDay(text), null, text)
  }
  assert.deepEqual(fuzzyDay('last month', new Date('2026-01-03T10:00:00Z')), { from: '2025-12-01', to: '2025-12-31' })
})

test('a time of life has no day in it, and none is guessed', () => {
  for (const text of ['when she started school', 'after the diagnosis', 'long ago', 'when she was 12', ''])
    assert.equal(fuzzyDay(text, today), null, text)
})

test('whatever is typed means days in order, or none', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const days = fuzzyDay(text, today)
      if (days) assert.ok(days.from <= days.to)
    }),
  )
  fc.assert(
    fc.property(fc.integer({ min: 1900, max: 2099 }), fc.constantFrom('', 'about ', 'in ', 'summer '), (year, before) =>
      assert.deepEqual(fuzzyDay(`${before}${year}`, today), years(year)),
    ),
  )
})

test('words that mean a day only beside the day they were said can be read in any later year', () => {
  assert.equal(fuzzyWords('last spring', fuzzyDay('last spring', today)), 'last spring (2025)')
  assert.equal(fuzzyWords('when she started school', years(2009, 2010)), 'when she started school (2009 to 2010)')
  assert.equal(fuzzyWords('around 2012', years(2012)), 'around 2012')
  assert.equal(fuzzyWords('long ago', null), 'long ago')
})
