import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../../test/fuzz.ts'
import {
  type Answer,
  anotherOf,
  holds,
  keyOf,
  labelOf,
  nextStep,
  noLongerAsked,
  piped,
  readAnswer,
  stepsFor,
} from './answering.ts'
import { type Asked, Questionnaire, questionsOf } from './questionnaire.ts'

const en = (text: string) => ({ en: text })
const yesNo = [
  { value: 'yes', label: en('Yes') },
  { value: 'no', label: en('No') },
]
const written = {
  title: en('Support'),
  languages: ['en'],
  sections: [
    {
      id: 'you',
      title: en('You'),
      questions: [
        { kind: 'statement', id: 'hello', ask: en('Thank you for coming.') },
        { kind: 'one', id: 'online', ask: en('Have you ever looked for other parents online?'), options: yesNo },
        { kind: 'number', id: 'age', ask: en('How old are you?'), from: 16, to: 110 },
        {
          kind: 'one',
          id: 'gain',
          ask: en('How much did it help?'),
          show: { question: 'online', is: ['yes'] },
          options: [
            { value: 'little', label: en('A little') },
            { value: 'much', label: en('Much') },
          ],
        },
      ],
    },
    {
      id: 'life',
      title: en('What you used'),
      repeat: { most: 3, another: en('Did you use anything else?') },
      questions: [
        {
          kind: 'many',
          id: 'source',
          ask: en('What did you use?'),
          options: [
            { value: 'helpline', label: en('A helpline') },
            { value: 'group', label: en('A local group') },
          ],
        },
        { kind: 'when', id: 'began', ask: en('When did you begin with {source}?') },
      ],
    },
  ],
}
const survey = Questionnaire.parse(written)
const today = new Date('2026-11-24T10:00:00Z')
const question = (id: string) => questionsOf(survey).find((one) => one.id === id) as Asked
const is = (value: Answer['value']): Answer => ({ kind: 'answered', value })
const answers = (of: Record<string, Answer>) =>
  new Map(Object.entries(of).map(([name, answer]) => [name.includes(' ') ? name : `${name} 0`, answer]))
const names = (of: Record<string, Answer>) => stepsFor(survey, answers(of)).map(keyOf)

test('what follows from an answer is asked only then', () => {
  assert.ok(!names({}).includes('gain 0'))
  assert.ok(names({ online: is('yes') }).includes('gain 0'))
  assert.ok(!names({ online: { kind: 'dont know', value: null } }).includes('gain 0'))
})

test('a life history goes on for as long as there is another', () => {
  const another = anotherOf({ id: 'life' })
  assert.deepEqual(names({}).slice(-3), ['source 0', 'began 0', `${another} 0`])
  assert.deepEqual(names({ [`${another} 0`]: is('yes') }).slice(-3), ['source 1', 'began 1', `${another} 1`])
  // The third is the last, and nobody is asked for a fourth.
  assert.equal(names({ [`${another} 0`]: is('yes'), [`${another} 1`]: is('yes') }).at(-1), 'began 2')
})

test('a half-finished questionnaire goes on at the first question without an answer', () => {
  const so = answers({ online: is('no'), age: { kind: 'rather not say', value: null } })
  assert.equal(nextStep(survey, so)?.question, 'source')
})

test('an answer that is changed takes with it what only it had led to', () => {
  const so = answers({ online: is('no'), gain: is('much') })
  assert.deepEqual(noLongerAsked(survey, so), ['gain 0'])
})

test('“I don’t know”, “rather not say” and nothing at all are three things', () => {
  const read = (typed: Record<string, string | string[]>, name = 'online') => readAnswer(question(name), typed, today)
  assert.deepEqual(read({ instead: 'dont-know' }), { kind: 'dont know', value: null })
  assert.deepEqual(read({ answer: 'rather-not-say' }), { kind: 'rather not say', value: null })
  assert.deepEqual(read({}), { kind: 'skipped', value: null })
  assert.deepEqual(read({ answer: 'yes' }), is('yes'))
  assert.deepEqual(read({ answer: 'maybe' }), { wrong: 'Choose from the list.' })
  assert.deepEqual(read({ answer: '34' }, 'age'), is(34))
  assert.deepEqual(read({ answer: '5' }, 'age'), { wrong: 'Type a number from 16 to 110.' })
  assert.deepEqual(read({ answer: 'old' }, 'age'), { wrong: 'Type a number.' })
  assert.deepEqual(read({ 'answer[]': ['helpline', 'group'] }, 'source'), is(['helpline', 'group']))
  assert.deepEqual(read({ answer: 'around 2012' }, 'began'), is({ words: 'around 2012', from: 2012, to: 2012 }))
  assert.deepEqual(
    read({ answer: 'when she started school' }, 'began'),
    is({ words: 'when she started school', from: null, to: null }),
  )
})

test('a question can repeat an answer, in the round it belongs to', () => {
  const so = answers({ 'source 0': is(['helpline']), 'source 1': is(['group', 'helpline']) })
  const ask = (round: number) => piped('When did you begin with {source}?', survey, so, 'en', round)
  assert.equal(ask(0), 'When did you begin with A helpline?')
  assert.equal(ask(1), 'When did you begin with A local group and A helpline?')
  assert.equal(labelOf(question('online'), 'yes', 'en'), 'Yes')
})

test('a questionnaire that looks ahead, repeats a name or lacks a language is refused, and it is said where', () => {
  const faults = (change: (copy: typeof written & Record<string, unknown>) => void) => {
    const copy = structuredClone(written)
    change(copy)
    const read = Questionnaire.safeParse(copy)
    return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  }
  const first = (copy: typeof written) => copy.sections[0]!.questions as Record<string, unknown>[]
  assert.match(
    faults((copy) => (first(copy)[1]!.show = { question: 'age', atLeast: 18 })).join(),
    /“age” is not asked before/,
  )
  assert.match(
    faults((copy) => (first(copy)[2]!.id = 'online')).join(),
    /questions.2.id: Two questions are named “online”/,
  )
  assert.match(faults((copy) => copy.languages.push('cy')).join(), /title: The words in “cy” are missing/)
  assert.match(faults((copy) => (first(copy)[2]!.from = 200)).join(), /must not be less/)
  assert.match(faults((copy) => (first(copy)[1]!.kind = 'grid')).join(), /questions.1.kind/)
})

test('whatever is answered, each question is asked once a round, and what is asked can be answered to the end', () => {
  const value = fc.constantFrom('yes', 'no', 'skip')
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), (said) => {
      let so = new Map<string, Answer>()
      for (let turn = 0; turn < 60; turn++) {
        const step = nextStep(survey, so)
        if (!step) {
          const keys = stepsFor(survey, so).map(keyOf)
          assert.equal(new Set(keys).size, keys.length)
          return
        }
        const one = said[turn % Math.max(1, said.length)] ?? 'skip'
        so = new Map([...so, [keyOf(step), one === 'skip' ? { kind: 'skipped', value: null } : is(one)]])
      }
      assert.fail('it never ends')
    }),
  )
})

test('a condition on several, on none and on a number', () => {
  const so = answers({ online: is('yes'), age: is(40) })
  assert.equal(
    holds(
      {
        all: [
          { question: 'online', is: ['yes'] },
          { question: 'age', atLeast: 18, atMost: 64 },
        ],
      },
      so,
    ),
    true,
  )
  assert.equal(holds({ not: { question: 'online', is: ['yes'] } }, so), false)
  assert.equal(
    holds(
      {
        any: [
          { question: 'gain', answered: true },
          { question: 'age', atMost: 30 },
        ],
      },
      so,
    ),
    false,
  )
  assert.equal(holds({ question: 'gain', answered: false }, so), true)
})
