import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BoardRow, clockFrom, columnOf, inOrder, leftWords, loadWords, whenWords } from './board.ts'
import { stands } from './board-pages.ts'

const now = new Date('2026-06-10T17:00:00Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 60 * 60 * 1000)
const row = (more: Partial<BoardRow>): BoardRow => ({
  request: 'r',
  name: 'Nia',
  topic: null,
  asked_at: hoursAgo(27),
  waiting_since: more.asked_at ?? hoursAgo(27),
  no_match_at: null,
  no_match_offer: null,
  match: null,
  state: null,
  helper: null,
  proposed_at: null,
  asker_says: null,
  helper_says: null,
  introduced_at: null,
  first_contact_at: null,
  followed_up: [],
  ...more,
})

test('who asked yesterday at 3 pm in London has 21 hours left', () => {
  assert.equal(
    stands(row({ asked_at: new Date('2026-06-09T14:00:00Z') }), now),
    'Asked yesterday at 3 pm. 21 hours left.',
  )
})

test('times are said as people say them, on the London clock in winter too', () => {
  assert.equal(whenWords(new Date('2026-06-10T08:05:00Z'), now), 'today at 9:05 am')
  assert.equal(whenWords(new Date('2026-03-04T15:00:00Z'), now), 'on 4 March at 3 pm')
  // Just after midnight in London, still the day before in UTC.
  assert.equal(whenWords(new Date('2026-06-09T23:30:00Z'), now), 'today at 12:30 am')
})

test('the clock says how late it is in hours, and later in days', () => {
  const said = (hours: number) => leftWords(hoursAgo(hours), now)
  assert.deepEqual([47, 47.5, 48.5, 49, 53, 120].map(said), [
    '1 hour left.',
    'Less than an hour left.',
    'Just late.',
    '1 hour late.',
    '5 hours late.',
    '3 days late.',
  ])
})

test('a request stands where it belongs', () => {
  assert.equal(columnOf(row({})), 'waiting')
  assert.equal(columnOf(row({ state: 'proposed' })), 'proposed')
  assert.equal(columnOf(row({ state: 'introduced' })), 'introduced')
  const followed_up = [{ member: 'Nia', weeks: 2, answer: null }]
  assert.equal(columnOf(row({ state: 'introduced', followed_up })), 'followed up')
})

test('no clock runs for those who were told that there is no match yet, or who are in touch', () => {
  assert.equal(clockFrom(row({ no_match_at: hoursAgo(2) })), null)
  assert.equal(clockFrom(row({ state: 'introduced', introduced_at: hoursAgo(9), first_contact_at: hoursAgo(2) })), null)
  // They were told, then somebody was found, and it did not fit: they wait anew.
  assert.ok(clockFrom(row({ no_match_at: hoursAgo(90), waiting_since: hoursAgo(1) })))
})

test('what did not fit comes first, then the latest, then those with time', () => {
  const rows = [
    row({ request: 'told', no_match_at: hoursAgo(2), asked_at: hoursAgo(200) }),
    row({ request: 'time', asked_at: hoursAgo(3) }),
    row({ request: 'late', asked_at: hoursAgo(60) }),
    row({
      request: 'unfit',
      state: 'introduced',
      introduced_at: hoursAgo(400),
      followed_up: [{ member: 'Nia', weeks: 2, answer: 'did not fit' }],
    }),
  ]
  assert.deepEqual(
    inOrder(rows).map(({ request }) => request),
    ['unfit', 'late', 'time', 'told'],
  )
})

test('a helper’s load is said in words', () => {
  assert.deepEqual([0, 1, 2].map(loadWords), [
    'no live match, 2 free',
    '1 live match, 1 free',
    '2 live matches, none free',
  ])
})
