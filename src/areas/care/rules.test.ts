import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemberId, Who } from '../../kit/who.ts'
import { mayStillSend, mostFrom } from './patience.ts'
import { codeFrom, contactsNow, countWords, hoursWords, mayDecide, postInLink, readCode } from './rules.ts'

const bea: Who = { member: 'bea' as MemberId, name: 'Bea', role: 'moderator', roleHeld: 'moderator', session: null }

test('999, 111 and Samaritans are always there; another contact goes after a year, or when nobody checked it', () => {
  const names = (verified: string | null) =>
    contactsNow([{ name: 'Helpline', does: 'Talks.', phone: '0800 1', verified }], new Date('2026-11-24')).map(
      (c) => c.name,
    )
  assert.deepEqual(names('2026-01-10'), ['999', 'NHS 111', 'Samaritans', 'Helpline'])
  assert.deepEqual(names('2025-11-20'), ['999', 'NHS 111', 'Samaritans'])
  assert.deepEqual(names(null), ['999', 'NHS 111', 'Samaritans'])
  assert.deepEqual(names('not a date'), ['999', 'NHS 111', 'Samaritans'])
})

test('a code can be read out, and is known however it is typed', () => {
  const code = codeFrom(new Uint8Array([0, 1, 2, 3, 4, 5, 255, 254, 253]))
  assert.match(code, /^[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}$/)
  assert.equal(readCode(` ${code.toLowerCase().replaceAll('-', ' ')} `), code)
  assert.equal(readCode('AEI-OUU-000'), null)
  assert.equal(readCode(''), null)
})

test('a pasted link leads to its post, and only on these pages', () => {
  const id = '0190a0f2-0000-7000-8000-000000000001'
  const here = 'https://families.example'
  assert.deepEqual(postInLink(`Look: ${here}/conversations/${id}?page=2#post-31`, here), {
    conversation: id,
    number: 31,
  })
  assert.deepEqual(postInLink(`/conversations/${id}/4`, here), { conversation: id, number: 4 })
  assert.equal(postInLink(`https://elsewhere.example/conversations/${id}/4`, here), null)
  assert.equal(postInLink('In the school circle', here), null)
})

test('a lone moderator cannot look again at their own decision, and is told to ask a steward', () => {
  const matter = { writer: null, by: null, kind: 'appeal' as const, firstDecider: bea.member }
  const refused = mayDecide(bea, matter, 0)
  assert.match(typeof refused === 'symbol' ? '' : refused.because, /no other moderator.*steward/)
})

test('nothing is said of fewer than ten', () => {
  assert.equal(hoursWords(3, 9), 'fewer than 10')
  assert.equal(hoursWords(3.2, 10), '3 hours')
  assert.equal(countWords(9), 'fewer than 10')
  assert.equal(countWords(10), '10')
})

test('a visitor who sends very much waits an hour; a shared address may send more', () => {
  const address = '203.0.113.9'
  for (let n = 0; n < mostFrom(address); n++) assert.equal(mayStillSend(address, n), true)
  assert.equal(mayStillSend(address, 1000), false)
  assert.equal(mayStillSend(address, 60 * 60 * 1000 + 1000), true)
  assert.ok(mostFrom('10.0.0.4') > mostFrom(address))
})
