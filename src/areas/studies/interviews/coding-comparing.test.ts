import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Piece } from './coding.ts'
import { compared } from './coding-comparing.ts'

const words = ['I: How?', 'P: Alone.', 'P: Then heard.', 'P: Tired.'].join('\n')
const places = [
  [0, 7],
  [8, 17],
  [18, 32],
  [33, 42],
] as const
let made = 0
const piece = (coder: string, code: string, paragraph: number, transcript = 't1'): Piece => ({
  id: String(++made),
  transcript,
  number: 1,
  code,
  coder,
  by: coder,
  from: places[paragraph]![0],
  to: places[paragraph]![1],
})

test('where two coders differ comes first, with what each of them coded', () => {
  const { codes, paragraphs, numbers } = compared(
    [
      { id: 't1', number: 1, words },
      { id: 't2', number: 2, words },
    ],
    [
      piece('ana', 'heard', 2),
      piece('ben', 'heard', 2),
      piece('ana', 'alone', 1),
      piece('ben', 'alone', 3),
      piece('ana', 'alone', 1, 't2'),
    ],
    ['ana', 'ben'],
  )
  assert.deepEqual(numbers, [1], 'a transcript that one of them alone has coded is no disagreement')
  assert.equal(paragraphs, 4)
  const [first, second] = codes
  assert.equal(first!.code, 'alone')
  assert.deepEqual([first!.both, first!.onlyFirst, first!.onlySecond, first!.neither], [0, 1, 1, 2])
  assert.deepEqual(
    first!.disagreements.map(({ paragraph, onlyBy }) => [paragraph.number, onlyBy]),
    [
      [2, 0],
      [4, 1],
    ],
  )
  assert.deepEqual(
    first!.disagreements.map(({ instead }) => instead.length),
    [0, 0],
  )
  // Observed 1/2, expected (1/4)² + (3/4)² = 10/16: (8 − 10) / (16 − 10).
  assert.ok(Math.abs(first!.kappa! + 1 / 3) < 1e-12)
  assert.equal(second!.kappa, 1)
  assert.deepEqual(second!.disagreements, [])
})

test('what the other coded there instead stands beside it', () => {
  const { codes } = compared(
    [{ id: 't1', number: 1, words }],
    [piece('ana', 'alone', 1), piece('ben', 'tired', 1)],
    ['ana', 'ben'],
  )
  const [line] = codes.find(({ code }) => code === 'alone')!.disagreements
  assert.deepEqual(
    line!.instead.map(({ code, coder }) => [code, coder]),
    [['tired', 'ben']],
  )
})

test('where nothing varies, agreement beyond chance cannot be told', () => {
  const everywhere = ['ana', 'ben'].flatMap((coder) => places.map((_, at) => piece(coder, 'all', at)))
  const { codes } = compared([{ id: 't1', number: 1, words }], everywhere, ['ana', 'ben'])
  assert.equal(codes[0]!.kappa, null)
  assert.equal(codes[0]!.alpha, null)
})
