import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../test/fuzz.ts'
import { printable } from '../../kit/paper/faces.ts'
import { breakLines } from '../../kit/paper/measures.ts'
import { codeWords, newSlipCode, readSlipCode, slipAddress } from './codes.ts'
import { addressLines, beginningOf, letterDue } from './rules.ts'

const now = new Date('2026-06-01T10:00:00Z')
const before = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000)
const waiting = { howOften: 'monthly', wants: true, joined: before(400), last: before(10), told: false } as const

test('a letter comes once a month, or once a week for whoever wants that, and never each day', () => {
  assert.equal(letterDue(waiting, now), null)
  assert.deepEqual(letterDue({ ...waiting, last: before(27) }, now), { news: before(27) })
  assert.deepEqual(letterDue({ ...waiting, howOften: 'weekly' }, now), { news: before(10) })
  assert.equal(letterDue({ ...waiting, howOften: 'daily', last: before(2) }, now), null)
})

test('a first letter looks back a month at most; after a year away, the next one tells of the whole year', () => {
  assert.deepEqual(letterDue({ ...waiting, last: null }, now), { news: before(31) })
  assert.deepEqual(letterDue({ ...waiting, last: null, joined: before(3) }, now), { news: before(3) })
  assert.deepEqual(letterDue({ ...waiting, last: before(365) }, now), { news: before(365) })
})

test('what waits to be told goes with the next batch; whoever wants no digest, or paused, gets only that', () => {
  assert.deepEqual(letterDue({ ...waiting, told: true }, now), { news: before(10) })
  assert.deepEqual(letterDue({ ...waiting, howOften: 'none', told: true }, now), { news: null })
  assert.deepEqual(letterDue({ ...waiting, wants: false, told: true }, now), { news: null })
  assert.equal(letterDue({ ...waiting, howOften: 'none' }, now), null)
  assert.equal(letterDue({ ...waiting, wants: false, last: before(90) }, now), null)
})

test('a code is known however it is typed, and from the address in the QR code', () => {
  const code = newSlipCode()
  for (const typed of [code, codeWords(code), code.toLowerCase(), ` ${code.slice(0, 3)} ${code.slice(3)} `])
    assert.equal(readSlipCode(typed), code)
  assert.equal(readSlipCode(slipAddress('https://families.example', code)), code)
  assert.equal(readSlipCode('https://elsewhere.example/menu'), null)
})

test('one wrong letter, or two that changed places, is never taken for another slip', () => {
  const letters = [...'BCFGHJKMNPRTVWXY']
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7 }), fc.constantFrom(...letters), (place, letter) => {
      const code = newSlipCode()
      const wrong = code.slice(0, place) + letter + code.slice(place + 1)
      assert.equal(readSlipCode(wrong), wrong === code ? code : null)
      const swapped = place < 7 ? code.slice(0, place) + code[place + 1] + code[place] + code.slice(place + 2) : code
      assert.equal(readSlipCode(swapped), swapped === code ? code : null)
    }),
  )
})

test('an address shows whole in the window: five lines and the name', () => {
  assert.deepEqual(addressLines('Mair', '4 Heol y Bont\nAberystwyth', 'SY23 1AB'), [
    'Mair',
    '4 Heol y Bont',
    'Aberystwyth',
    'SY23 1AB',
  ])
  assert.equal(addressLines('Mair', 'a\nb\nc\nd\ne\nf', 'SY23 1AB').length, 6)
})

test('words that are too long for a letter end with a sentence, and say how many are left', () => {
  const { words, left } = beginningOf('One two three. Four five six. Seven eight nine ten.', 7)
  assert.deepEqual([words, left], [['One two three. Four five six.'], 4])
  assert.deepEqual(beginningOf('Short.\n\nAnd sweet.', 50), { words: ['Short.', 'And sweet.'], left: 0 })
})

test('Welsh and Gaelic stay as they are; what the face lacks is said in words', () => {
  for (const text of ['Ŵyl a ŷd, tŷ a dŵr', 'Tha mi gu math, mòran taing', '“It’s” – 5 × 3 ½ £ € …'])
    assert.equal(printable(text), text)
  assert.equal(printable('Thank you ❤️ so much 👨‍👩‍👧'), 'Thank you (heart) so much (small picture)')
  assert.equal(printable('Hello 日本語 there'), 'Hello (words in another script) there')
  assert.equal(printable('w\u0302yl'), 'ŵyl')
})

test('whatever people write fits between the margins, and no word is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), { maxLength: 40 }), (words) => {
      const text = printable(words.join(' '))
      const lines = breakLines(text, 'regular', 12, 300)
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
    }),
    { numRuns: 50 },
  )
})
