import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../../test/fuzz.ts'
import { type Reached, reaches, type SourceKind, sourceKindNames } from '../sources/source-kinds.ts'
import { type Bar, drawnDays, gap, leastWidth, rowWords, type SupportMap, supportMap } from './rules.ts'
import { beginAndEnd, remembered, spellTime, withoutYear, wrongTimes } from './spell-rules.ts'
import { type Spell, type SpellId, type SpellState, stateNames } from './spells.ts'

const now = new Date('2026-06-15T10:00:00Z')
const today = '2026-06-15'
const year = (n: number) => ({ from: `${n}-01-01`, to: `${n}-12-31` })

interface Told {
  readonly id?: string
  readonly kind?: SourceKind
  readonly name?: string | null
  readonly online?: Reached
  readonly state?: SpellState
  readonly began?: Spell['began']
  readonly ended?: Spell['ended']
}
const nothing = { words: null, days: null }
const spell = ({
  id = 'a',
  kind = 'helpline',
  name = null,
  online = 'offline',
  state = 'taking part',
  ...times
}: Told) =>
  ({
    id: id as SpellId,
    source: null,
    source_kind: kind,
    source_words: name,
    online,
    state,
    needs: [],
    began_because: [],
    changed_because: [],
    words: null,
    began: times.began ?? nothing,
    ended: times.ended ?? nothing,
  }) satisfies Spell

const days = fc
  .tuple(fc.integer({ min: 1950, max: 2026 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 900 }))
  .map(([y, m, long]) => {
    const from = `${y}-${String(m).padStart(2, '0')}-01`
    return { from, to: new Date(Date.parse(from) + long * 86_400_000).toISOString().slice(0, 10) }
  })
const time = fc.oneof(
  fc.constant(nothing),
  fc.constant({ words: 'when she started school', days: null }),
  days.map((some) => ({ words: some.from, days: some })),
)
const spells = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...sourceKindNames.slice(0, 3)),
      name: fc.constantFrom(null, 'Tuesdays', 'The hall'),
      online: fc.constantFrom(...reaches),
      state: fc.constantFrom(...stateNames),
      began: time,
      ended: time,
    }),
    { maxLength: 25 },
  )
  .map((told) => told.map((one, n) => spell({ ...one, id: String(n) })))

const barsOf = ({ lanes }: SupportMap) => lanes.flatMap(({ rows }) => rows.flatMap(({ bars }) => bars))
const seen = (map: SupportMap) =>
  JSON.stringify(map, (key, value) => (key === 'id' ? undefined : key === 'undated' ? value.length : value))

test('no two spells lie on each other in a row', () => {
  fc.assert(
    fc.property(spells, (some) => {
      for (const { rows } of supportMap(some, today).lanes)
        for (const { bars } of rows)
          bars.forEach((bar, n) => {
            const before: Bar | undefined = bars[n - 1]
            if (before) assert.ok(before.x + before.width + gap <= bar.x + 1e-9)
          })
    }),
  )
})

test('every spell that has a day is drawn once, inside the picture and over its own days', () => {
  fc.assert(
    fc.property(spells, (some) => {
      const map = supportMap(some, today)
      const bars = barsOf(map)
      assert.equal(bars.length + map.undated.length, some.length)
      assert.equal(new Set(bars.map(({ spell }) => spell.id)).size, bars.length)
      const firstYear = Math.min(2025, ...bars.map(({ spell }) => Number(drawnDays(spell, today)!.from.slice(0, 4))))
      const start = Date.parse(`${firstYear}-01-01`)
      const at = (day: string) => ((Date.parse(day) - start) / (Date.parse('2027-01-01') - start)) * 100
      for (const { spell, x, width } of bars) {
        const { from, to } = drawnDays(spell, today)!
        assert.ok(x >= -1e-9 && x + width <= 100 + 1e-9, 'inside the picture')
        assert.ok(width >= leastWidth)
        const isLeast = width <= leastWidth + 1e-9
        const [left, right] = [at(from), at(new Date(Date.parse(to) + 86_400_000).toISOString().slice(0, 10))]
        if (!isLeast) assert.ok(Math.abs(x - left) < 1e-6 && Math.abs(x + width - right) < 1e-6, 'its own days')
        else assert.ok(x <= left + 1e-9 && x + width >= Math.min(right, 100) - 1e-9, 'around its own days')
      }
    }),
  )
})

test('told in any order, it is the same picture', () => {
  fc.assert(
    fc.property(
      spells.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
      ([some, shuffled]) => {
        const again = shuffled.map((one, n) => ({ ...one, id: String(n) as SpellId }))
        assert.equal(seen(supportMap(again, today)), seen(supportMap(some, today)))
      },
    ),
  )
})

test('few enough years are written, each in its place, from left to right', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1900, max: 2026 }), (from) => {
      const { ticks } = supportMap([spell({ began: { words: `${from}`, days: year(from) } })], today)
      assert.ok(ticks.length >= 1 && ticks.length <= 5, `${ticks.length} from ${from}`)
      ticks.forEach(({ x }, n) => {
        assert.ok(x >= 0 && x < 100 && (n === 0 || x > ticks[n - 1]!.x))
      })
    }),
  )
})

test('what goes on is drawn until today, and what was left without a day only where it is known', () => {
  const began = { words: 'around 2012', days: year(2012) }
  assert.deepEqual(drawnDays(spell({ began }), today), { from: '2012-01-01', to: today })
  assert.deepEqual(drawnDays(spell({ began, state: 'left' }), today), year(2012))
  const ended = { words: '2014', days: year(2014) }
  assert.deepEqual(drawnDays(spell({ began, ended }), today), { from: '2012-01-01', to: '2014-12-31' })
  assert.equal(drawnDays(spell({ began: { words: 'when she started school', days: null } }), today), null)
  const thisYear = { words: 'this year', days: year(2026) }
  assert.equal(drawnDays(spell({ began, ended: thisYear, state: 'left' }), today)!.to, today)
})

test('a source that was left and come back to has its spells side by side in one row', () => {
  const first = spell({ id: '1', name: 'The hall', began: { words: '2001', days: year(2001) }, state: 'left' })
  const second = spell({ id: '2', name: 'The hall', began: { words: '2018', days: year(2018) }, state: 'returned' })
  const [lane] = supportMap([second, first], today).lanes
  assert.equal(lane!.rows.length, 1)
  assert.equal(rowWords(lane!.rows[0]!), 'The hall: left, came back')
})

test('two years in one field are a beginning and an end', () => {
  assert.deepEqual(beginAndEnd('2010 to 2014', null), { began: '2010', ended: '2014' })
  assert.deepEqual(beginAndEnd('from 2010 until 2014', null), { began: '2010', ended: '2014' })
  assert.deepEqual(beginAndEnd('2010 or 2011', null), { began: '2010 or 2011', ended: null })
  assert.deepEqual(beginAndEnd('2010 to 2014', 'May 2015'), { began: '2010 to 2014', ended: 'May 2015' })
})

test('words with no year are kept, and words that stay go on meaning the same', () => {
  const said = remembered('when she started school', null, now)
  assert.deepEqual(said, { words: 'when she started school', days: null })
  assert.deepEqual(withoutYear({ began: said, ended: nothing }), [{ part: 'began', words: said.words }])
  const dated = { ...said, days: year(2003) }
  assert.equal(remembered('when she started school', dated, now), dated)
  assert.deepEqual(remembered('2004', dated, now), { words: '2004', days: year(2004) })
  assert.equal(
    spellTime({ began: dated, ended: nothing, state: 'taking part' }),
    'when she started school (2003) until now',
  )
})

test('an end before its beginning, and a day still to come, are asked about', () => {
  assert.ok(wrongTimes(year(2014), year(2012), now).ended)
  assert.ok(wrongTimes(year(2031), null, now).began)
  assert.deepEqual(wrongTimes(year(2012), year(2012), now), {})
  assert.deepEqual(wrongTimes(year(2026), null, now), {})
})
