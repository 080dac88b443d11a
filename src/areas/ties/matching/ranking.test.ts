import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import fc from '../../../../test/fuzz.ts'
import { root } from '../../../kit/config.ts'
import { hiddenStages, lookAheads } from '../../../kit/look-ahead.ts'
import { type Field, fieldNames, fields } from '../../members/cared-for.ts'
import { type Candidate, mayMeet, mostLive, rank } from './ranking.ts'
import { type Asker, type Channel, channels, type Fact, type Weighed, weighedInOrder } from './ranking-facts.ts'

const life = JSON.parse(readFileSync(path.join(root, 'conditions', 'rett.json'), 'utf8')) as {
  stages: { id: string; name: string }[]
  topics: { id: string; name: string }[]
  variants: string[]
}

const valuesOf = (field: Field): readonly string[] =>
  field === 'stage'
    ? life.stages.map(({ id }) => id)
    : field === 'variant'
      ? life.variants
      : (fields[field].options ?? [])

type Facts = Partial<Record<Field, Fact>>
const someFacts: fc.Arbitrary<Facts> = fc.record(
  Object.fromEntries(
    fieldNames.map((field) => [field, fc.record({ value: fc.constantFrom(...valuesOf(field)), shared: fc.boolean() })]),
  ) as Record<Field, fc.Arbitrary<Fact>>,
  { requiredKeys: [] },
)
/** Often enough fitting that most runs show somebody. */
const mostly = (one: boolean) => fc.constantFrom(one, one, one, one, !one)
const someTopics = fc.subarray(life.topics.map(({ id }) => id))
const matchable = {
  name: fc.constantFrom('Bill', 'Ama', 'Morag', 'Steve'),
  facts: someFacts,
  languages: fc.constantFrom(['English'], ['English', 'Welsh'], ['English', 'Urdu'], ['Welsh'], []),
  channels: fc.subarray(Object.keys(channels) as Channel[], { minLength: 1 }),
  lookAhead: fc.constantFrom('the whole picture' as const, ...lookAheads),
  knows: someTopics,
}
const someAsker: fc.Arbitrary<Asker> = fc.record({
  id: fc.constant('asker'),
  ...matchable,
  topic: fc.option(fc.constantFrom(...life.topics.map(({ id }) => id))),
})
const someCandidates: fc.Arbitrary<Candidate[]> = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    ...matchable,
    willing: mostly(true),
    here: mostly(true),
    apart: mostly(false),
    live: fc.constantFrom(0, 0, 1, 1, 2, 3),
  }),
  { selector: ({ id }) => id, minLength: 3, maxLength: 12 },
)
/** Nothing tells these apart, so only the last rule orders them. */
const alike = (all: Candidate[]) =>
  all.map(({ id }) => ({ ...willingly, id, facts: {}, channels: Object.keys(channels) as Channel[] }))
const someOrder = fc.shuffledSubarray(weighedInOrder as Weighed[])

/** Somebody who fits in all that must fit, so that a test is about what it names. */
const willingly: Omit<Candidate, 'id' | 'facts'> = {
  name: 'Bill',
  languages: ['English'],
  channels: ['phone'],
  lookAhead: 'the whole picture',
  knows: [],
  willing: true,
  here: true,
  apart: false,
  live: 0,
}
const shared = (told: Partial<Record<Field, string>>): Facts =>
  Object.fromEntries(Object.entries(told).map(([field, value]) => [field, { value, shared: true }]))
const asker = (told: Partial<Record<Field, string>>, topic: string | null = null): Asker => ({
  ...willingly,
  id: 'nia',
  name: 'Nia',
  facts: shared(told),
  topic,
})
const someone = (id: string, told: Partial<Record<Field, string>>, more: Partial<Candidate> = {}): Candidate => ({
  ...willingly,
  id,
  facts: shared(told),
  ...more,
})
const ids = (proposals: readonly { id: string }[]) => proposals.map(({ id }) => id)

test('what a candidate did not share changes nothing that is shown', () => {
  fc.assert(
    fc.property(someAsker, someCandidates, someOrder, someFacts, (one, candidates, order, other) => {
      const changed = candidates.map((candidate) => {
        const told = Object.entries(candidate.facts).filter(([, fact]) => fact.shared)
        const untold = Object.entries(other)
          .filter(([field]) => !candidate.facts[field as Field]?.shared)
          .map(([field, { value }]) => [field, { value, shared: false }])
        return { ...candidate, facts: Object.fromEntries([...untold, ...told]) as Facts }
      })
      assert.deepEqual(rank(one, changed, order, life), rank(one, candidates, order, life))
    }),
    { numRuns: 500 },
  )
})

test('what the asker did not share changes no sentence, and no place among those who are shown both times', () => {
  fc.assert(
    fc.property(someAsker, someCandidates, someOrder, (one, candidates, order) => {
      const told = Object.fromEntries(Object.entries(one.facts).filter(([, { shared }]) => shared)) as Facts
      const before = rank(one, candidates, order, life)
      const after = rank({ ...one, facts: told }, candidates, order, life)
      const both = (some: typeof before, others: typeof before) => some.filter(({ id }) => ids(others).includes(id))
      // Only how far ahead they look goes by their own stage, shared or not: that protects the asker.
      assert.deepEqual(both(after, before), both(before, after))
    }),
    { numRuns: 500 },
  )
})

test('nobody is shown someone whose life lies further ahead than they want, either way', () => {
  fc.assert(
    fc.property(someAsker, someCandidates, someOrder, (one, candidates, order) => {
      const hiddenFrom = hiddenStages(
        { stage: one.facts.stage?.value ?? null, lookAhead: one.lookAhead, bereaved: false },
        life,
      )
      for (const { id } of rank(one, candidates, order, life)) {
        const candidate = candidates.find((other) => other.id === id)!
        const stage = candidate.facts.stage
        if (stage?.shared) assert.ok(!hiddenFrom.includes(stage.value), `the asker sees ${stage.value}`)
        if (!stage?.shared && !candidate.facts.age?.shared)
          assert.ok(
            hiddenFrom.every((hidden) => hidden === 'after-a-death'),
            'a life of which nothing is known may lie anywhere',
          )
        if (!stage?.shared || !one.facts.stage?.shared) continue
        const hiddenFromThem = hiddenStages(
          { stage: stage.value, lookAhead: candidate.lookAhead, bereaved: false },
          life,
        )
        assert.ok(!hiddenFromThem.includes(one.facts.stage.value), `they see ${one.facts.stage.value}`)
      }
    }),
    { numRuns: 1000 },
  )
})

test('before anybody is told, a stage that was not shared counts too', () => {
  fc.assert(
    fc.property(someAsker, someCandidates, (one, candidates) => {
      for (const candidate of candidates) {
        if (!mayMeet(one, candidate, life)) continue
        const stages = [one.facts.stage?.value ?? null, candidate.facts.stage?.value ?? null] as const
        const hidden = (stage: string | null, { lookAhead }: { lookAhead: Asker['lookAhead'] }) =>
          hiddenStages({ stage, lookAhead, bereaved: false }, life)
        assert.ok(!hidden(stages[0], one).includes(stages[1] ?? ''))
        assert.ok(!hidden(stages[1], candidate).includes(stages[0] ?? ''))
      }
    }),
    { numRuns: 500 },
  )
})

test('in whatever order people come, the answer is the same', () => {
  fc.assert(
    fc.property(
      someAsker,
      fc
        .oneof(someCandidates, someCandidates.map(alike))
        .chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
        ),
      someOrder,
      (one, [candidates, shuffled], order) => {
        assert.deepEqual(rank(one, shuffled, order, life), rank(one, candidates, order, life))
      },
    ),
  )
})

test('who is not willing, not here, apart, without a shared language or door, or has two matches is never shown', () => {
  fc.assert(
    fc.property(someAsker, someCandidates, someOrder, (one, candidates, order) => {
      for (const { id, ...shown } of rank(one, candidates, order, life)) {
        const { willing, here, apart, live } = candidates.find((other) => other.id === id)!
        assert.ok(willing && here && !apart && live < mostLive)
        assert.ok(shown.languages.length > 0 && shown.channels.length > 0)
      }
    }),
    { numRuns: 500 },
  )
})

test('what the asker puts first outweighs all that comes after it together', () => {
  const told = { age: '5 to 10', variant: 'typical', nation: 'Wales', siblings: 'yes' } as const
  const oneThing: Record<'age' | 'variant' | 'region' | 'family', Field> = {
    age: 'age',
    variant: 'variant',
    region: 'nation',
    family: 'siblings',
  }
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(oneThing) as (keyof typeof oneThing)[], { minLength: 4 }), (order) => {
      const first = someone('first', {
        age: 'over 40',
        [oneThing[order[0]!]]: told[oneThing[order[0]!] as keyof typeof told],
      })
      const rest = someone('rest', {
        age: 'over 40',
        ...Object.fromEntries(order.slice(1).map((one) => [oneThing[one], told[oneThing[one] as keyof typeof told]])),
      })
      assert.deepEqual(ids(rank(asker(told), [rest, first], order, life)), ['first', 'rest'])
    }),
  )
})

test('the worked example comes out as it says', () => {
  const her = asker({ age: '5 to 10', seizures: 'yes' }, 'epilepsy')
  const a = someone('a', { age: '11 to 15', seizures: 'yes' }, { knows: ['epilepsy'] })
  const b = someone('b', { age: '5 to 10', walks: 'yes' })
  const scores = (order: Weighed[], some = [a, b]) => rank(her, some, order, life).map(({ id, score }) => [id, score])
  assert.deepEqual(scores([]), [
    ['a', 84],
    ['b', 32],
  ])
  assert.deepEqual(scores(['age']), [
    ['a', 68],
    ['b', 64],
  ])
  const without = someone('a', { age: '11 to 15' }, { knows: ['epilepsy'], live: 1 })
  assert.deepEqual(scores(['age'], [without, b]), [
    ['b', 64],
    ['a', 64],
  ])
})

test('of two who know the same thing, the one with more years behind them comes first', () => {
  const her = asker({ diagnosed: 'within the last year' }, 'sleep')
  const told = (diagnosed: string) => ({ age: '5 to 10', diagnosed })
  const same = someone('a', told('within the last year'), { knows: ['sleep'] })
  const longer = someone('b', told('3 to 5 years ago'), { knows: ['sleep'] })
  assert.deepEqual(ids(rank(her, [same, longer], [], life)), ['b', 'a'])
})

test('why is one sentence that says what both share, and then what does not match', () => {
  const her = asker(
    { age: '5 to 10', seizures: 'yes', nation: 'Wales', diagnosed: '1 to 2 years ago', walks: 'no' },
    'epilepsy',
  )
  const bill = someone('bill', { age: '11 to 15', seizures: 'yes', nation: 'Wales', diagnosed: '6 to 10 years ago' })
  const [shown] = rank(her, [bill], [], life)
  assert.equal(
    shown!.why,
    'Bill cares for someone who also has seizures, has had the diagnosis for longer and lives in Wales too.',
  )
  assert.equal(shown!.differs, 'Not the same: age (11 to 15). Not shared: walking.')
})

test('every sentence has at most 20 words', () => {
  fc.assert(
    fc.property(someAsker, someCandidates, someOrder, (one, candidates, order) => {
      for (const { why, differs } of rank(one, candidates, order, life))
        for (const sentence of `${why} ${differs}`.split(/(?<=\.) /))
          assert.ok(sentence.split(' ').length <= 20, sentence)
    }),
  )
})

test('most of what is tried here shows somebody', () => {
  const tried = fc.sample(fc.tuple(someAsker, someCandidates), { numRuns: 300, seed: 2026 })
  const showing = tried.filter(([one, candidates]) => rank(one, candidates, [], life).length > 0)
  assert.ok(showing.length > 100, `${showing.length} of 300`)
})
