import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whatIsTyped } from './finding.ts'
import { needsAt } from './permissions.ts'
import { lengthWords, wishes, wishFor } from './rules.ts'

/** What a path needs, without the words for it. */
const needed = (path: string) => {
  const needs = needsAt(path)
  return needs.for === 'caller' ? needs.scopes : needs.for
}

test('an address nobody thought of is opened for nobody', () => {
  for (const path of ['/me/something-new', '/something-new', '/circlesque', '/mess', '/me/copiesque'])
    assert.equal(needed(path), 'nobody', path)
})

test('each address needs what its page holds', () => {
  for (const path of ['/', '/circles', '/circles/nights/new', '/conversations/x/replies', '/me/drafts', '/gatherings'])
    assert.deepEqual(needed(path), ['community'], path)
  assert.deepEqual(needed('/me/copies'), ['copy'])
  assert.deepEqual(needed('/me/erasure'), ['erasing'])
  assert.deepEqual(needed('/me/leaving'), ['leaving'])
  assert.deepEqual(needed('/me/support-map/new'), ['own'])
  for (const path of ['/me/support-map', '/me/support-map/spells/x', '/me/support-map/print'])
    assert.deepEqual(needed(path), ['map'], path)
  for (const path of ['/desk', '/steward/members', '/sign-out', '/me/second-step/key.svg', '/studies/nights/analysis'])
    assert.equal(needed(path), 'volunteer', path)
  for (const path of [
    '/me/passkeys/options',
    '/me/email',
    '/me/paper-codes',
    '/me/letters/x',
    '/gatherings/mine/calendar',
  ])
    assert.equal(needed(path), 'nobody', path)
  for (const path of ['/help-now', '/report', '/conversations/x/3/report']) assert.equal(needed(path), 'anyone', path)
})

test('a wish is known by its number, its first letters, or another word for it', () => {
  const key = (typed: string) => wishFor(typed, wishes)?.key
  for (const [typed, wanted] of [
    ['1', '1'],
    [' 3 ', '3'],
    ['rep', '3'],
    ['report', '9'],
    ['gath', '5'],
    ['leave', '8'],
    ['question', '2'],
    ['news', '1'],
    ['', undefined],
    ['zz', undefined],
    ['11', undefined],
  ] as const)
    assert.equal(key(typed), wanted, typed)
  assert.equal(new Set(wishes.map((one) => one.key)).size, wishes.length)
})

test('what is typed is a number, a postcode or a name', () => {
  assert.deepEqual(whatIsTyped('(028) 9649-6142'), { digits: '2896496142' })
  assert.deepEqual(whatIsTyped('bt95ab'), { postcode: 'BT9 5AB' })
  assert.deepEqual(whatIsTyped(' Brigid '), { name: 'Brigid' })
  assert.deepEqual(whatIsTyped('12'), { name: '12' })
})

test('the length of a call is said in words', () => {
  const after = (seconds: number) => lengthWords(new Date(0), new Date(seconds * 1000))
  assert.equal(after(20), 'under a minute')
  assert.equal(after(60), '1 minute')
  assert.equal(after(12 * 60), '12 minutes')
  assert.equal(after(4 * 60 * 60), '4 hours')
})

test('a caller may hear what a study says to everybody, and nothing that a participant does', () => {
  for (const path of ['/studies', '/studies/support-in-our-lives', '/studies/nights/sheet', '/studies/nights/sheet/2'])
    assert.deepEqual(needsAt(path), { for: 'anyone' }, path)
  for (const path of [
    '/take-part',
    '/studies/nights/answers',
    '/studies/nights/withdrawal',
    '/studies/nights/interview',
  ])
    assert.notDeepEqual(needsAt(path), { for: 'anyone' }, path)
})
