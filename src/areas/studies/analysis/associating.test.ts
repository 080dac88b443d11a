import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../../test/fuzz.ts'
import type { Answer } from '../questionnaires/answering.ts'
import { tellings, testOf } from './associating.ts'
import { anyTold, fewest, type Released, release, type Shown } from './disclosure.ts'
import { Ledger } from './ledger.ts'
import { sum } from './released.ts'
import { closestSafe } from './telling.ts'
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
        const counts = countsOf(rows, pair)
        const table = release({ variables: pair.map(({ name }) => name), counts }, 'secret', released)
        if ('because' in table) continue
        const told = closestSafe(counts, table, new Ledger(released), tellings(pair), 60)
        released.push(told?.table ?? table)
        assert.equal(anyTold(released), false)
        if (!told) continue
        const others = [...told.others]
        for (const [i, line] of counts.entries())
          for (const [j, count] of line.entries()) {
            if (count < 1 || count >= fewest) continue
            const other = others.shift()!
            assert.ok(other[i]![j] === 0 || other[i]![j]! >= fewest)
            assert.ok(couldBeBehind(table, other), `${told.says} gives ${count} away`)
            assert.ok(tellings(pair).some((tell) => tell(other) === told.says))
          }
        assert.deepEqual(others, [])
      }
    }),
    { numRuns: 60 },
  )
})

/** Whether other counts can stand behind what is shown: rounded up or down by 4 at most, and at least ten where shown. */
function couldBeBehind(table: Released, counts: readonly (readonly number[])[]) {
  const could = (count: number, shown: Shown) =>
    count >= 0 && (shown === null || (count >= Math.max(fewest, shown - 4) && count <= shown + 4))
  return (
    could(sum(counts.flat()), table.total) &&
    counts.every((row, i) => could(sum(row), table.rows[i]!) && row.every((n, j) => could(n, table.cells[i]![j]!))) &&
    table.columns!.every((shown, j) => could(sum(counts.map((row) => row[j]!)), shown))
  )
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
