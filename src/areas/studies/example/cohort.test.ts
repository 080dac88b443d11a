import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../../test/fuzz.ts'
import { Analyst } from '../analysis/analyst.ts'
import { seedPlan } from '../analysis/plan.ts'
import { spellsIn } from '../analysis/spells.ts'
import { variablesOf } from '../analysis/variables.ts'
import { keyOf, nextStep, readAnswer, stepsFor } from '../questionnaires/answering.ts'
import { questionsOf } from '../questionnaires/questionnaire.ts'
import { answersOf, type Cohort, drawCohort, questionnaire, rowOf, staying } from './cohort.ts'
import { alsoOffline, directions, directionsIn } from './directions.ts'
import { type Effects, fieldwork } from './generating-model.ts'

const today = new Date('2026-11-24T10:00:00Z')
const variables = variablesOf(questionnaire)
const rowsOf = (cohort: Cohort) => staying(cohort).map(rowOf)
const cohortOf = (seed: number, effects: Effects = 'seed') => drawCohort({ seed, effects, today })
const seeds = fc.integer({ min: 0, max: 1_000_000 })

test('whatever the seed, everybody’s answers are ones that a person could have sent, along the real route', () => {
  const asked = new Map(questionsOf(questionnaire).map((one) => [one.id, one]))
  fc.assert(
    fc.property(seeds, fc.constantFrom<Effects>('seed', 'none'), (seed, effects) => {
      for (const person of cohortOf(seed, effects).people) {
        const answers = answersOf(person)
        for (const { question, typed, answer } of person.given) {
          const one = asked.get(question)
          if (!one) assert.match(question, /^another_/)
          else if (answer.kind === 'illegible') assert.equal(person.mode, 'paper')
          else assert.deepEqual(one.kind !== 'statement' && readAnswer(one, typed, today), answer)
        }
        const route = stepsFor(questionnaire, answers).filter(({ asks }) => asks?.kind !== 'statement')
        const end = person.end === 'half-finished' ? person.given.length : route.length
        assert.deepEqual(person.given.map(keyOf), route.slice(0, end).map(keyOf))
        assert.equal(nextStep(questionnaire, answers) === null, person.end !== 'half-finished')
        for (const { from, to } of spellsIn(questionnaire, 'one', answers))
          assert.ok(from === null || to === null || from <= to, `${from} to ${to}`)
      }
    }),
    { numRuns: 30 },
  )
})

test('the same seed makes the same people, and another seed makes others', () => {
  assert.deepEqual(cohortOf(7), cohortOf(7))
  assert.notDeepEqual(cohortOf(7).people[0]!.given, cohortOf(8).people[0]!.given)
})

test('190 stay, a few stop half way or take it back, and more letters are posted than come back', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { people, letters } = cohortOf(seed)
      const count = (end: string) => people.filter((one) => one.end === end).length
      assert.deepEqual([count('stays'), count('half-finished'), count('withdraws')], [190, 10, 5])
      assert.ok(people.filter(({ arm }) => arm === 'letters').length < letters)
      for (const { arm, place } of people) assert.equal(place === null, arm === 'letters')
      for (const mode of ['web', 'paper', 'phone']) assert.ok(people.some((one) => one.mode === mode))
      assert.ok(people.filter(({ interview, end }) => interview && end === 'stays').length >= fieldwork.interviews)
    }),
    { numRuns: 30 },
  )
})

test('whoever uses nothing online answers on paper or by phone, and is asked where they have not been', () => {
  const offline = cohortOf(1).people.filter(({ life }) => life.internet === 'no')
  assert.ok(offline.length > 10)
  for (const person of offline) {
    assert.notEqual(person.mode, 'web')
    assert.equal(person.life.peer || person.life.blog, false)
  }
})

test('every kind of answer comes up, and each way of leaving one out', () => {
  const kinds = new Set(cohortOf(1).people.flatMap(({ given }) => given.map(({ answer }) => answer.kind)))
  assert.deepEqual([...kinds].sort(), ['answered', 'dont know', 'illegible', 'rather not say', 'skipped'])
})

test('the made-up cohort shows the seed’s directions, after Holm’s correction', () => {
  const cohort = cohortOf(1)
  const rows = rowsOf(cohort)
  for (const { direction, found } of directionsIn(rows, variables))
    assert.equal(found, direction.seed, direction.pair.join(' and '))
  const { online, both } = alsoOffline(rows)
  assert.ok(both > online / 2, 'most who used it online also used something offline')
})

test('a cohort made without these effects comes out without them', () => {
  const rows = rowsOf(cohortOf(1, 'none'))
  for (const { direction, found } of directionsIn(rows, variables)) assert.equal(found, 0, direction.pair.join(' and '))
  const { online, both } = alsoOffline(rows)
  assert.ok(both < online / 2, 'most who used it online used nothing offline')
})

const many = (count: number, effects: Effects) => Array.from({ length: count }, (_, at) => cohortOf(1000 + at, effects))

test('what the analysis tells of the five: all of them where there are effects, none where there are not', () => {
  const told = (effects: Effects) => {
    const family = new Analyst(rowsOf(cohortOf(1, effects)), variables, 'a secret').family(seedPlan.family)
    return family.table!.rows.map(([, , , after]) => after)
  }
  assert.ok(told('seed').every((after) => after!.startsWith('p <')))
  assert.ok(told('none').every((after) => !after!.startsWith('p <')))
})

test('the directions do not hang on one seed', () => {
  const cohorts = many(20, 'seed').map(rowsOf)
  const found = cohorts.map((rows) => directionsIn(rows, variables))
  for (const [at, { pair, seed }] of directions.entries()) {
    const shown = found.filter((one) => one[at]!.found === seed).length
    assert.ok(shown >= 19, `${pair.join(' and ')}: ${shown} of 20`)
  }
  const most = cohorts.map(alsoOffline).filter(({ online, both }) => both > online / 2)
  assert.ok(most.length >= 19)
})

test('without effects, the family finds something by chance no more often than it says', () => {
  const cohorts = many(40, 'none').map((cohort) => directionsIn(rowsOf(cohort), variables))
  const some = cohorts.filter((one) => one.some(({ found }) => found !== 0)).length
  // One in twenty is what Holm's correction allows: 2 of 40 are expected, and more than 6 once in three hundred times.
  assert.ok(some <= 6, `${some} of 40`)
})
