import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../../test/fuzz.ts'
import { anyTold, fewest, percentage, type Released, release, rounded, type Shown } from './disclosure.ts'

const secret = 'a secret of this test'

/** People, each with a band of four variables. */
const people = fc
  .array(fc.record({ a: fc.nat(1), b: fc.nat(2), c: fc.nat(3), d: fc.nat(1) }), { minLength: 12, maxLength: 260 })
  // Uneven on purpose: small groups are where the danger is.
  .map((all) => all.map((one, at) => (at % 3 === 0 ? one : { ...one, a: 0, c: Math.min(one.c, 1) })))
const bands = { a: 2, b: 3, c: 4, d: 2 } as const
type Name = keyof typeof bands
const names = Object.keys(bands) as Name[]
type People = readonly Readonly<Record<Name, number>>[]

function countsOf(all: People, variables: readonly Name[]): number[][] {
  const [first, second] = variables as [Name, Name?]
  return Array.from({ length: bands[first] }, (_, i) =>
    Array.from(
      { length: second ? bands[second] : 1 },
      (_, j) => all.filter((one) => one[first] === i && (!second || one[second] === j)).length,
    ),
  )
}

const questions = fc.array(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }), {
  minLength: 1,
  maxLength: 8,
})

function ask(all: People, asked: readonly (readonly Name[])[], key = secret): Released[] {
  const released: Released[] = []
  for (const variables of asked) {
    const answer = release({ variables, counts: countsOf(all, variables) }, key, released)
    if (!('because' in answer)) released.push(answer)
  }
  return released
}

const everyNumber = ({ cells, rows, columns, total }: Released): Shown[] => [
  ...cells.flat(),
  ...rows,
  ...(columns ?? []),
  total,
]

test('no number under ten leaves, and every number is a multiple of five', () => {
  fc.assert(
    fc.property(people, questions, (all, asked) => {
      for (const table of ask(all, asked))
        for (const shown of everyNumber(table)) assert.ok(shown === null || (shown >= fewest && shown % 5 === 0))
    }),
  )
})

test('whoever holds every table that was released knows of no set that one to nine people are in it', () => {
  fc.assert(
    fc.property(people, questions, (all, asked) => {
      assert.equal(anyTold(ask(all, asked)), false)
    }),
    { numRuns: 400 },
  )
})

/** Any two numbers of any tables: what their difference can be, as somebody works it out who knows how rounding goes. */
test('two questions, one subtracted from the other, never say that one to nine people are between them', () => {
  fc.assert(
    fc.property(people, questions, fc.nat(), (all, asked, at) => {
      // Somebody withdraws between the two, so the second freeze has other people and another secret.
      const without = all.toSpliced(at % all.length, 1)
      const numbers = [...ask(all, asked), ...ask(without, asked, `${secret} again`)].flatMap(everyNumber)
      for (const one of numbers)
        for (const other of numbers) {
          if (one === null || other === null) continue
          const [low, high] = [one - other - 8, one - other + 8]
          assert.ok(!(low >= 1 && high < fewest))
        }
    }),
    { numRuns: 50 },
  )
})

test('a cell that stands alone in its row is protected by keeping back another', () => {
  const counts = [
    [40, 4],
    [30, 50],
  ]
  const table = release({ variables: ['a', 'b'], counts }, secret, [])
  assert.ok(!('because' in table))
  assert.equal(table.cells[0]![1], null)
  assert.ok(table.cells.flat().filter((one) => one === null).length >= 2)
  assert.ok(table.alsoKeptBack >= 1)
})

test('what an earlier table has said counts against a later one', () => {
  const alone = release({ variables: ['a'], counts: [[12], [180]] }, secret, [])
  assert.ok(!('because' in alone))
  const crossed = release(
    {
      variables: ['a', 'b'],
      counts: [
        [11, 1],
        [90, 90],
      ],
    },
    secret,
    [alone],
  )
  if ('because' in crossed) return
  assert.equal(anyTold([alone, crossed]), false)
})

test('a few people get no table at all, and three variables are never crossed', () => {
  assert.deepEqual(release({ variables: ['a'], counts: [[4], [5]] }, secret, []), { because: 'too few people' })
  assert.deepEqual(release({ variables: ['a', 'b', 'c'], counts: [[40]] }, secret, []), {
    because: 'too many variables',
  })
})

test('asking again gives the same numbers, and rounding is right on average', () => {
  assert.equal(rounded(23, secret, 'x'), rounded(23, secret, 'x'))
  const many = Array.from({ length: 4000 }, (_, at) => rounded(23, secret, `set ${at}`)!)
  const mean = many.reduce((total, one) => total + one, 0) / many.length
  assert.ok(Math.abs(mean - 23) < 0.2, `${mean}`)
})

test('percentages come from rounded counts, in whole numbers', () => {
  assert.equal(percentage(35, 95), 37)
  assert.equal(percentage(null, 95), null)
})
