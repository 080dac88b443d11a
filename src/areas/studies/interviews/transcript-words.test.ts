import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../../test/fuzz.ts'
import {
  between,
  lengthOf,
  mayBeNames,
  pagesOf,
  paragraphsOf,
  replaced,
  replacementsIn,
  tidied,
} from './transcript-words.ts'

test('places are counted in code points: an emoji is one, a letter with a combining accent two', () => {
  const words = 'P: 😀 cafe\u0301 👩‍👧'
  assert.equal(lengthOf(words), 14)
  assert.equal(between(words, 3, 4), '😀')
  assert.equal(between(words, 5, 10), 'cafe\u0301')
})

test('every paragraph is found again at its place, whatever was said', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const words = tidied(text)
      for (const { from, to, words: line } of paragraphsOf(words)) assert.equal(between(words, from, to), line)
      assert.equal(tidied(words), words)
    }),
  )
})

test('who speaks is read from the start of a line, and pages stop before they grow heavy', () => {
  const paragraphs = paragraphsOf(tidied('I: How did it begin?\r\n\r\nP: With a letter.  \n   It was long.\n'))
  assert.deepEqual(
    paragraphs.map(({ number, speaker }) => [number, speaker]),
    [
      [1, 'I'],
      [2, 'P'],
      [3, null],
    ],
  )
  assert.deepEqual(
    pagesOf(paragraphs, 40).map((page) => page.length),
    [2, 1],
  )
  assert.deepEqual(
    pagesOf(paragraphs, 1).map((page) => page.length),
    [1, 1, 1],
  )
})

test('a name is replaced everywhere, whatever its case, but never inside another word', () => {
  const { replacements, unclear } = replacementsIn(
    'Nia = [daughter]\nNia Rees = daughter and her name\n\nDr Ó Sé = [her doctor]',
  )
  assert.deepEqual(unclear, [])
  const { words, found } = replaced('P: Nia Rees, NIA and nia’s brother. Niamh saw Dr  Ó Sé about Nia.', replacements)
  assert.equal(
    words,
    'P: [daughter and her name], [daughter] and [daughter]’s brother. Niamh saw [her doctor] about [daughter].',
  )
  assert.deepEqual(found, [3, 1, 1])
})

test('a line that cannot be understood is told by its number', () => {
  assert.deepEqual(
    replacementsIn('Nia\n = [daughter]\nTom =\nTom = [Tom’s brother]').unclear.map(({ line }) => line),
    [1, 2, 3, 4],
  )
})

test('what may still be a name is asked about; the days of the week are not', () => {
  const left = mayBeNames(
    'P: On Monday we met Aled and then Aled’s mum in Bangor. Then Rett came up. [Nia] was there with Elin.',
  )
  assert.deepEqual(left, ['Aled', 'Bangor', 'Elin'])
})

test('no list of names makes the search run wild', () => {
  const long = 'a'.repeat(100)
  const list = Array.from({ length: 200 }, (_, at) => `${long}${at} = [x]`).join('\n')
  const began = performance.now()
  replaced(`${long} `.repeat(2000), replacementsIn(list).replacements)
  assert.ok(performance.now() - began < 3000)
})
