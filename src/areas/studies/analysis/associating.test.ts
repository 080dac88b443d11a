import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Answer } from '../questionnaires/answering.ts'
import { seeded } from '../statistics/seeded.ts'
import { type Association, associate, tellings, testOf } from './associating.ts'
import { anyTold, fewest, type Released, type Shown } from './disclosure.ts'
import { sum } from './released.ts'
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
            assert.ok(possibleOtherwise(counts, i, j, found, pair), `${found.says} gives ${count} away`)
          }
      }
    }),
    { numRuns: 60 },
  )
})

/**
 * By another road than the code's: from the cell emptied, or filled with ten or more, people are put here and there by
 * chance until every number that is shown could be behind it; then the same must be said.
 */
function possibleOtherwise(
  counts: number[][],
  i: number,
  j: number,
  { table, says }: Association,
  pair: readonly [Variable, Variable],
) {
  const random = seeded(i * 31 + j)
  const may = (count: number, shown: Shown) =>
    shown === null || (count >= Math.max(fewest, shown - 4) && count <= shown + 4)
  const off = (all: number[][]) =>
    all.flat().filter((count, at) => !may(count, table.cells.flat()[at]!)).length +
    all.filter((row, at) => !may(sum(row), table.rows[at]!)).length +
    table.columns!.filter((shown, at) => !may(sum(all.map((row) => row[at]!)), shown)).length +
    (may(sum(all.flat()), table.total) ? 0 : 1)
  for (let tries = 0; tries < 400; tries++) {
    const other = counts.map((row) => [...row])
    other[i]![j] = tries % 2 ? 0 : fewest + Math.floor(random() * 4)
    for (let steps = 0; steps < 200; steps++) {
      if (off(other) === 0 && tellings(pair).some((tell) => tell(other) === says)) return true
      const [row, column] = [Math.floor(random() * other.length), Math.floor(random() * other[0]!.length)]
      if (row === i && column === j) continue
      const [before, by] = [other[row]![column]!, random() < 0.5 ? -1 : 1]
      if (before + by < 0) continue
      const was = off(other)
      other[row]![column] = before + by
      if (off(other) > was) other[row]![column] = before
    }
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
