import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Answer } from '../questionnaires/answering.ts'
import { associate, tellings, testOf } from './associating.ts'
import { anyTold, fewest, type Released } from './disclosure.ts'
import { answeredPart, countsOf, type Row, type Variable } from './variables.ts'

const variable = (name: string, bands: number, kind: Variable['kind'] = 'nominal'): Variable => ({
  name,
  label: name,
  kind,
  bands: Array.from({ length: bands }, (_, at) => ({ value: String(at), label: `${name} ${at}` })),
  bandOf: (value) => (Number(value) < bands ? Number(value) : null),
  numberOf: (value) => Number(value),
})
const a = variable('a', 2)
const b = variable('b', 2)
const c = variable('c', 4, 'ordered')
const row = (of: Record<string, number | null>): Row =>
  new Map(
    Object.entries(of).map(([name, value]): [string, Answer] => [
      name,
      value === null ? { kind: 'skipped', value: null } : { kind: 'answered', value: String(value) },
    ]),
  )
const people = fc.array(
  fc.record({
    a: fc.constantFrom(0, 0, 0, 1, null),
    b: fc.constantFrom(0, 1, 1, null),
    c: fc.constantFrom(0, 1, 1, 2, 3),
  }),
  { minLength: 20, maxLength: 250 },
)

test('whatever is told of tests, nobody learns that one to nine people are in a cell', () => {
  fc.assert(
    fc.property(people, (all) => {
      const rows = all.map(row)
      const released: Released[] = []
      for (const pair of [
        [a, b],
        [a, c],
        [b, c],
      ] as const) {
        const found = associate(rows, pair, 'secret', released)
        if ('because' in found) continue
        released.push(found.table)
        assert.equal(anyTold(released), false)
        if (!found.says) continue
        const counts = countsOf(rows, pair)
        for (const [i, line] of counts.entries())
          for (const [j, count] of line.entries()) {
            if (count < 1 || count >= fewest) continue
            assert.ok(possibleOtherwise(counts, i, j, found.says, pair), `${found.says} gives ${count} away`)
          }
      }
    }),
    { numRuns: 60 },
  )
})

/** By another road than the code's: people are moved into or out of the cell from every other, and the same is said. */
function possibleOtherwise(
  counts: number[][],
  i: number,
  j: number,
  says: string,
  pair: readonly [Variable, Variable],
) {
  for (const goal of [0, ...Array.from({ length: 6 }, (_, at) => fewest + at)])
    for (const [to, line] of counts.entries())
      for (const at of line.keys()) {
        if (to === i && at === j) continue
        const other = counts.map((one) => [...one])
        other[to]![at]! += other[i]![j]! - goal
        other[i]![j] = goal
        if (other[to]![at]! >= 0 && tellings(pair).some((tell) => tell(other) === says)) return true
      }
  return false
}

test('the test fits the table', () => {
  const name = (counts: number[][], pair: readonly [Variable, Variable]) => testOf(counts, pair)?.name
  assert.equal(
    name(
      [
        [40, 30],
        [20, 50],
      ],
      [a, b],
    ),
    'chi-square',
  )
  assert.equal(
    name(
      [
        [9, 1],
        [2, 8],
      ],
      [a, b],
    ),
    'Fisher’s exact test',
  )
  assert.equal(
    name(
      [
        [10, 20, 30, 40],
        [40, 30, 20, 10],
      ],
      [a, c],
    ),
    'trend (Cochran–Armitage)',
  )
  assert.equal(
    name(
      [
        [40, 0],
        [20, 0],
      ],
      [a, b],
    ),
    undefined,
  )
})

test('who did not answer stands in the table, and not in the test', () => {
  const rows = [
    ...Array.from({ length: 30 }, () => row({ a: 0, b: 1 })),
    ...Array.from({ length: 12 }, () => row({ a: 1, b: null })),
  ]
  const counts = countsOf(rows, [a, b])
  assert.deepEqual(counts, [
    [0, 30, 0],
    [0, 0, 12],
    [0, 0, 0],
  ])
  assert.deepEqual(answeredPart(counts), [
    [0, 30],
    [0, 0],
  ])
})
