import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../../test/fuzz.ts'
import { cleanSubject, type Header, thread } from './threading.ts'

const mail = (
  id: string,
  at: number,
  parents: string[] = [],
  subject = 'Sleep',
  isReply = parents.length > 0,
): Header => ({
  id,
  at,
  parents,
  subject,
  isReply,
})
const ids = (threads: ReturnType<typeof thread>) => threads.map(({ mails }) => mails.map(({ id }) => id))

test('a reply dated before its question still comes after it', () => {
  assert.deepEqual(
    ids(thread([mail('answer', 5, ['question']), mail('question', 10), mail('later', 20, ['question'])])),
    [['question', 'answer', 'later']],
  )
})

test('two replies to a mail that is missing stay together', () => {
  assert.deepEqual(ids(thread([mail('one', 1, ['lost']), mail('two', 2, ['lost'])])), [['one', 'two']])
})

test('a reply that lost its references finds its conversation by subject, but not one from years ago', () => {
  const day = 24 * 60 * 60 * 1000
  const threads = thread([
    mail('question', 0),
    mail('answer', day, [], 'sleep', true),
    mail('years later', 900 * day, [], 'Sleep', true),
  ])
  assert.deepEqual(ids(threads), [['question', 'answer'], ['years later']])
})

test('mails that answer each other in a circle are all kept', () => {
  const [one] = thread([mail('a', 1, ['c']), mail('b', 2, ['a']), mail('c', 3, ['b'])])
  assert.deepEqual(
    one!.mails.map(({ id }) => id),
    ['a', 'b', 'c'],
  )
})

test('a chain of ten thousand replies is one conversation in order', () => {
  const chain = Array.from({ length: 10_000 }, (_, n) => mail(`m${n}`, n, n > 0 ? [`m${n - 1}`] : []))
  const [one, ...others] = thread([...chain].reverse())
  assert.equal(others.length, 0)
  assert.deepEqual(
    one!.mails.map(({ id }) => id),
    chain.map(({ id }) => id),
  )
})

test('titles lose "Re:", "Fwd:" and the name of the list', () => {
  assert.deepEqual(cleanSubject('Re: [families] RE[2]: Fwd:  Sleep at\n night?'), {
    subject: 'Sleep at night?',
    isReply: true,
  })
  assert.deepEqual(cleanSubject('[families]'), { subject: '[families]', isReply: false })
  assert.deepEqual(cleanSubject('Respite: who pays?'), { subject: 'Respite: who pays?', isReply: false })
})

const archives = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 50 }),
      parents: fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 3 }),
      subject: fc.constantFrom('', 'Sleep', 'School'),
      isReply: fc.boolean(),
    }),
    { maxLength: 20 },
  )
  .map((list) => list.map((one, n) => ({ ...one, id: `m${n}`, parents: one.parents.map((parent) => `m${parent}`) })))

test('any order of mails gives the same conversations, nothing is lost, and no reply comes before what it answers', () => {
  const sorted = (threads: ReturnType<typeof thread>) => threads.map(({ mails }) => JSON.stringify(mails)).sort()
  fc.assert(
    fc.property(
      archives.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => {
        const threads = thread(list)
        assert.deepEqual(sorted(thread(shuffled)), sorted(threads))
        assert.deepEqual(ids(threads).flat().sort(), list.map(({ id }) => id).sort())
        for (const { mails } of threads)
          for (const [place, { parent }] of mails.entries())
            assert.ok(parent === null || mails.slice(0, place).some(({ id }) => id === parent))
      },
    ),
  )
})

test('a reply finds the newest conversation of its subject, however many there are', () => {
  const day = 24 * 60 * 60 * 1000
  const openers = Array.from({ length: 1000 }, (_, n) => mail(`o${n}`, n * day))
  const found = ids(thread([...openers, mail('reply', 500 * day - 1, [], 'Sleep', true)]))
  // Clocks are wrong by a day or two, so the newest may seem to come after it.
  assert.deepEqual(
    found.filter((one) => one.length > 1),
    [['o501', 'reply']],
  )
})
