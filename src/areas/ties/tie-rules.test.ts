import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askingComesTo, contactDay, standingFor, standsOutside, type TieNow, whyNotAskNow } from './tie-rules.ts'

const tie = (state: TieNow['state'], more: Partial<TieNow> = {}): TieNow => ({
  state,
  offered_by: 'nia',
  declined_by: null,
  agreed_at: null,
  ...more,
})
const agreed_at = new Date('2025-01-01T10:00:00Z')

test('who asks somebody new is heard, and who asks twice waits', () => {
  assert.equal(askingComesTo(null, 'nia', 'mair', false), 'ask')
  assert.equal(askingComesTo(tie('offered'), 'nia', 'mair', false), 'waits already')
  assert.equal(askingComesTo(tie('open', { agreed_at }), 'nia', 'mair', false), 'is open')
})

test('two who both asked have both agreed, also when one had said no before', () => {
  assert.equal(askingComesTo(tie('offered'), 'mair', 'nia', false), 'agree')
  assert.equal(askingComesTo(tie('declined', { declined_by: 'mair' }), 'mair', 'nia', false), 'agree')
})

test('who said no once, or blocked somebody, is not asked by them again, and they cannot tell', () => {
  const turnedDown = tie('declined', { declined_by: 'mair' })
  const unanswered = tie('offered')
  assert.equal(askingComesTo(turnedDown, 'nia', 'mair', false), askingComesTo(unanswered, 'nia', 'mair', false))
  assert.equal(standingFor(turnedDown, 'nia'), standingFor(unanswered, 'nia'))
  assert.equal(askingComesTo(tie('ended', { declined_by: 'mair' }), 'nia', 'mair', false), 'ask in silence')
  assert.equal(askingComesTo(null, 'nia', 'mair', true), 'ask in silence')
  assert.equal(askingComesTo(tie('ended', { agreed_at }), 'nia', 'mair', true), 'ask in silence')
})

test('what was ended can be asked for again by either', () => {
  const ended = tie('ended', { agreed_at })
  assert.equal(askingComesTo(ended, 'nia', 'mair', false), 'ask')
  assert.equal(askingComesTo(ended, 'mair', 'nia', false), 'ask')
  assert.equal(standingFor(ended, 'mair'), 'at rest')
  assert.equal(standingFor(tie('ended'), 'mair'), 'gone')
})

test('a newcomer asks one person at a time, others five, nobody more than ten a day', () => {
  assert.equal(whyNotAskNow({ waiting: 0, today: 0, newcomer: true }), null)
  assert.match(whyNotAskNow({ waiting: 1, today: 1, newcomer: true })!, /one person at a time/)
  assert.equal(whyNotAskNow({ waiting: 4, today: 4, newcomer: false }), null)
  assert.match(whyNotAskNow({ waiting: 5, today: 5, newcomer: false })!, /not answered/)
  assert.match(whyNotAskNow({ waiting: 0, today: 10, newcomer: false })!, /tomorrow/)
})

test('clinicians and researchers stand outside, by the role they hold', () => {
  assert.ok(standsOutside({ roleHeld: 'clinician' }) && standsOutside({ roleHeld: 'researcher' }))
  for (const roleHeld of ['member', 'helper', 'moderator', 'steward'] as const) assert.ok(!standsOutside({ roleHeld }))
})

test('a day they were in touch is read as people write it, on the London clock', () => {
  const now = new Date('2026-06-30T23:30:00Z')
  const one = (on: string) => ({ from: on, to: on, words: null })
  assert.deepEqual(contactDay(null, now), one('2026-07-01'))
  assert.deepEqual(contactDay('Yesterday', now), one('2026-06-30'))
  assert.deepEqual(contactDay('4 May 2026', now), one('2026-05-04'))
  assert.deepEqual(contactDay('May 2026', now), { from: '2026-05-01', to: '2026-05-31', words: 'May 2026' })
  assert.deepEqual(contactDay('about 2019', now), { from: '2019-01-01', to: '2019-12-31', words: 'about 2019' })
  assert.deepEqual(contactDay('2026', now), { from: '2026-01-01', to: '2026-07-01', words: '2026' })
  assert.equal(contactDay('August 2026', now), 'later')
  assert.equal(contactDay('the other day', now), null)
})
