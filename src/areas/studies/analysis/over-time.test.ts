/** Curves and pictures, on spells whose structure is known. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Analyst } from './analyst.ts'
import { plotSvg } from './plots.ts'
import type { Spell } from './spells.ts'
import { endings, lasting, returns } from './trajectories.ts'
import { about, type Row } from './variables.ts'
import { whereInEachYear } from './year-by-year.ts'

const thisYear = 2026
const spell = (participant: string, more: Partial<Spell>): Spell => ({
  participant,
  sourceKind: 'online-group',
  online: 'online',
  from: 2006,
  to: null,
  state: 'taking-part',
  reasons: [],
  ...more,
})
const people = (n: number, from = 0) => Array.from({ length: n }, (_, at) => `p${from + at}`)
const analystOf = (n: number) =>
  new Analyst(
    people(n).map((): Row => new Map([['arm', { kind: 'answered' as const, value: 'letters' }]])),
    about,
    'a secret',
    [],
    { people: people(n) },
  )

/** 100 who began in 2006: 40 stopped after 3 years, 20 by a death after 8, the others go on. */
const known = people(100).map((one, at) =>
  at < 40
    ? spell(one, { state: 'left', to: 2009, reasons: ['needs'] })
    : at < 60
      ? spell(one, { state: 'left', to: 2014, reasons: ['bereavement'] })
      : spell(one, {}),
)

test('how long use lasts is what was put in, to five in a hundred', () => {
  const { table, plot } = lasting(analystOf(100), known, thisYear)
  const rows = table!.rows.filter(([group]) => group === 'online')
  assert.deepEqual(
    rows.map(([, year]) => year),
    ['3', '8'],
  )
  for (const [at, share] of [60, 40].entries()) assert.ok(Math.abs(Number(rows[at]![2]) - share) <= 5, rows[at]!.join())
  assert.ok(plot?.kind === 'steps' && plot.lines.length === 1)
})

test('a death competes with every other end', () => {
  const { table } = endings(analystOf(100), known, thisYear)
  assert.deepEqual(
    table!.rows.map(([end, year]) => `${end} ${year}`),
    ['stopped or paused 3', 'ended by a death 8'],
  )
})

test('a curve stops where fewer than ten are at risk', () => {
  // Nine began in 2000 and all others in 2020: after six years few are left to watch.
  const some = [
    ...people(9).map((one) => spell(one, { from: 2000, state: 'left', to: 2018 })),
    ...people(90, 9).map((one, at) => spell(one, { from: 2020, ...(at < 30 && { state: 'left', to: 2022 }) })),
  ]
  const { table } = lasting(analystOf(99), some, thisYear)
  for (const [, year] of table!.rows) assert.ok(Number(year) <= 6, `a step at ${year} years`)
})

test('no step of a curve is fewer than ten people, however their ends are spread', () => {
  // One stops in each year, so that each step of the plain curve would be one person.
  const some = people(60).map((one, at) => spell(one, at < 20 ? { state: 'left', to: 2006 + at } : {}))
  for (const output of [lasting(analystOf(60), some, thisYear), endings(analystOf(60), some, thisYear)])
    assert.ok(output.table!.rows.length <= 2, `${output.table!.rows.length} steps`)
  // Nine who came back are none that is told of.
  const back = people(60).map((one, at) => spell(one, at < 9 ? { state: 'returned', to: 2010 } : {}))
  assert.deepEqual(returns(analystOf(60), back, thisYear).table!.rows, [])
})

test('many spells of few people are few people', () => {
  const some = people(40).flatMap((one, at) =>
    at < 5
      ? Array.from({ length: 8 }, (_, n) => spell(one, { from: 2000 + n, state: 'left', to: 2003 + n }))
      : [spell(one, {})],
  )
  assert.deepEqual(lasting(analystOf(40), some, thisYear).table!.rows, [])
})

test('in each year people are where they were, and each number is ten or more', () => {
  const { table } = whereInEachYear(analystOf(100), known, thisYear)
  const [first] = table!.rows
  assert.equal(first![1], '100')
  const late = table!.rows.find(([years]) => years === '10')!
  assert.ok(Math.abs(Number(late[1]) - 40) <= 5 && Math.abs(Number(late[4]) - 60) <= 5, late.join())
})

test('with twenty people no curve is drawn and no share is told', () => {
  const some = known.slice(0, 20)
  for (const output of [lasting, endings, returns].map((make) => make(analystOf(20), some, thisYear)))
    assert.deepEqual(output.table!.rows, [], output.title)
})

test('every picture stands alone, has a name for those who hear it, and no script', () => {
  const { plot } = whereInEachYear(analystOf(100), known, thisYear)
  for (const picture of [
    plotSvg(plot!, 'A & B'),
    plotSvg(lasting(analystOf(100), known, thisYear).plot!, 'A'),
    plotSvg(
      {
        kind: 'bars',
        x: 'People',
        bars: [
          { label: 'Yes', value: 10 },
          { label: 'Yes', value: null },
        ],
      },
      'A',
    ),
    plotSvg({ kind: 'shares', x: '', columns: ['Yes', 'No'], rows: [{ label: 'Old', counts: [20, null] }] }, 'A'),
    plotSvg({ kind: 'intervals', x: 'Odds', intervals: [{ label: 'Old', value: 2, low: 1, high: 4 }] }, 'A'),
  ]) {
    assert.match(picture, /^<svg[^>]* role="img"/)
    assert.match(picture, /aria-label="A/)
    assert.match(picture, /xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    assert.doesNotMatch(picture, /<script|NaN|undefined/)
  }
})
