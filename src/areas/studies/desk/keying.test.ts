/** Booklets on paper: keyed in by two people, decided where they differ, and stored under no name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { person, testServer } from '../../../../test/harness.ts'
import { goesOn, keysIn } from '../../../../test/keying.ts'
import { postedCode, readyStudy } from '../../../../test/studying.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { asResearch } from '../wall.ts'
import { beginBooklet } from './beginning-booklets.ts'
import { bookletsWaiting, differencesIn } from './booklets.ts'
import { decideMismatches, differingIn, fieldsOf } from './deciding.ts'
import { keySheet, setAside, startAfresh } from './keying.ts'

const server = await testServer()
const { community } = server
const { db } = community
const ama = await person(server, 'Ama', 'helper')
const ben = await person(server, 'Ben', 'moderator')
const rita = await person(server, 'Rita', 'researcher')
const study = await readyStudy(community, 'paper', { desk: [ama.id, ben.id], researchers: [rita.id] })
let letters = 0
const posted = () => postedCode(community, study.id, ++letters)

const mother = {
  care: { relation: '1', child_age: '3', years_since: '12', lives: '1' },
  you: { age: '2', gender: 'd', education: 'r', money: 'x', nation: '1' },
  ever: { ever: '1 3', peer_ever: '1', blog_ever: '2' },
  history: { source: '2', source_needs: '1 2', source_from: 'about 2012', source_state: '1' },
  'history-2': { source: '3', source_from: 'when she started school', source_state: '3', source_to: '2019' },
}

interface Stored {
  question: string
  round: number
  kind: string
  value: unknown
}
async function storedWith(code: { id: string }) {
  const { rows } = await sql<{ id: string; mode: string; completed_at: Date | null; withdrawn_at: Date | null }>`
    select id, mode, completed_at, withdrawn_at from participant where code = ${code.id}`.execute(db)
  const { rows: answers } = await sql<Stored>`
    select question, round, kind, value from answer where participant = ${rows[0]?.id ?? null}`.execute(db)
  return {
    ...rows[0],
    of: (question: string, round = 0) => answers.find((one) => one.question === question && one.round === round),
  }
}

test('two people key a booklet in, and it is stored as somebody who answered on paper', async () => {
  const code = await posted()
  const once = await keysIn(ama, study, code.code, mother)
  assert.equal(once.finished, 'once')
  assert.equal((await storedWith(code)).id, undefined, 'a booklet that was read once is nobody yet')
  assert.deepEqual(await keysIn(ben, study, 'L0001', mother), {
    booklet: 'L0001',
    finished: 'twice',
    differing: 0,
    came: 'stored',
  })
  const { mode, completed_at, of } = await storedWith(code)
  assert.equal(mode, 'paper')
  assert.ok(completed_at)
  assert.equal(of('years_since')?.value, 12)
  assert.equal(of('gender')?.kind, 'dont know')
  assert.equal(of('education')?.kind, 'rather not say')
  assert.equal(of('money')?.kind, 'illegible')
  assert.equal(of('osss_1')?.kind, 'skipped')
  assert.equal(of('never_why')?.kind, 'not asked')
  assert.deepEqual(of('source_from')?.value, { words: 'about 2012', from: 2012, to: 2012 })
  assert.equal(of('another_history', 0)?.value, 'yes')
  assert.equal(of('another_history', 1)?.value, 'no')
  assert.deepEqual(of('source_from', 1)?.value, { words: 'when she started school', from: null, to: null })
  const { rows } = await sql<{ via: string; given: boolean }>`
    select via, given from study_consent join participant on participant = participant.id where code = ${code.id}`.execute(
    db,
  )
  assert.deepEqual(rows.map(({ given }) => given).sort(), [false, false, true])
  assert.ok(rows.every(({ via }) => via === 'letter'))
})

test('the same person cannot read a booklet twice', async () => {
  const code = await posted()
  const { booklet } = await keysIn(ama, study, code.code, mother)
  const again = await ama.tries(beginBooklet, { study: study.slug, code: code.code })
  assert.ok(isRefusal(again) && again.status === 409 && /Another person/.test(again.because))
  const forced = await ama.tries(keySheet, { study: study.slug, booklet, sheet: 'care', typed: { relation: '2' } })
  assert.ok(isRefusal(forced) && forced.status === 409)
})

test('where two readings differ, somebody with the paper decides, and only then it is stored', async () => {
  const code = await posted()
  const { booklet } = await keysIn(ama, study, code.code, mother)
  const other = {
    ...mother,
    care: { ...mother.care, years_since: '21' },
    you: { ...mother.you, age: 'x', nation: '2' },
    // In words, capitals and full stops are no difference.
    'history-2': { ...mother['history-2'], source_from: 'When she started school.' },
  }
  const twice = await keysIn(ben, study, booklet, other, ['take part', 'interview'])
  assert.deepEqual(twice, { booklet, finished: 'twice', differing: 4, came: 'differs' })
  assert.equal((await storedWith(code)).id, undefined)

  const found = await asResearch(community, (tx) => differingIn(tx, study.id, booklet))
  assert.ok(!isRefusal(found))
  const [box, years, age, nation] = found.open.map((one) => fieldsOf(one))
  const wrong = await rita.tries(decideMismatches, {
    study: study.slug,
    booklet,
    typed: { [years![0]]: 'neither', [years![1]]: 'many' },
  })
  assert.ok(isRefusal(wrong) && wrong.fields[years![1]])
  const some = await ben.does(decideMismatches, {
    study: study.slug,
    booklet,
    typed: { [box![0]]: 'second', [years![0]]: 'neither', [years![1]]: '11' },
  })
  assert.equal(some.left, 2)
  const all = await rita.does(decideMismatches, {
    study: study.slug,
    booklet,
    typed: { [age![0]]: 'illegible', [nation![0]]: 'first' },
  })
  assert.deepEqual(all, { left: 0, came: 'stored' })
  const { id, of } = await storedWith(code)
  assert.equal(of('years_since')?.value, 11)
  assert.equal(of('age')?.kind, 'illegible')
  const { rows } = await sql<{ pass: number; keyed_by: string }>`
    select pass, keyed_by from keying where participant = ${id} order by pass`.execute(db)
  assert.deepEqual(rows, [
    { pass: 1, keyed_by: ama.id },
    { pass: 2, keyed_by: ben.id },
    { pass: 3, keyed_by: rita.id },
  ])
})

test('whoever stops in the middle of a booklet goes on there, and nothing is lost', async () => {
  const code = await posted()
  const hand = await ama.does(beginBooklet, { study: study.slug, code: code.code })
  assert.ok('sheet' in hand && hand.sheet === 'front-page')
  const { booklet } = hand
  await ama.does(keySheet, { study: study.slug, booklet, sheet: 'front-page', boxes: study.items['take part'] })
  const bad = await ama.tries(keySheet, {
    study: study.slug,
    booklet,
    sheet: 'care',
    typed: { ...mother.care, relation: '9' },
  })
  assert.ok(isRefusal(bad) && bad.fields.relation)
  const bare = await ama.tries(keySheet, { study: study.slug, booklet, sheet: 'care', typed: { relation: '1' } })
  assert.ok(isRefusal(bare) && bare.fields.child_age, 'Enter in the middle of a sheet loses nothing and goes nowhere')
  await ama.does(keySheet, { study: study.slug, booklet, sheet: 'care', typed: mother.care })
  const later = await ama.does(beginBooklet, { study: study.slug, code: 'l1'.replace('1', String(letters)) })
  assert.ok('sheet' in later && later.sheet === 'you')
  const blocked = await ben.tries(beginBooklet, { study: study.slug, code: code.code })
  assert.ok(isRefusal(blocked) && /afresh/.test(blocked.because))
  assert.equal((await goesOn(ama, study, booklet, 'you', mother)).finished, 'once')
})

test('what somebody left half keyed in can be started afresh by another', async () => {
  const code = await posted()
  const hand = await ama.does(beginBooklet, { study: study.slug, code: code.code })
  await ben.does(startAfresh, { study: study.slug, booklet: hand.booklet, sure: 'yes' })
  assert.equal((await keysIn(ben, study, code.code, mother)).finished, 'once')
  assert.equal((await keysIn(ama, study, code.code, mother)).finished, 'twice')
})

test('what was written where nothing was asked is kept as keyed, and is “not asked” in the study', async () => {
  const code = await posted()
  const typed = { ...mother, never: { never_why: '1' }, ever: { ...mother.ever, peer_ever: '1' } }
  await keysIn(ama, study, code.code, typed)
  await keysIn(ben, study, code.code, typed)
  const { id, of } = await storedWith(code)
  assert.equal(of('never_why')?.kind, 'not asked')
  const { rows } = await sql<{ kept: { kind: string } }>`
    select answers->'never_why 0' as kept from keying where participant = ${id} and pass = 1`.execute(db)
  assert.equal(rows[0]?.kept.kind, 'answered')
})

test('without a tick to take part nothing may be keyed in, and the booklet is set aside', async () => {
  const code = await posted()
  const { booklet } = await ama.does(beginBooklet, { study: study.slug, code: code.code })
  const refused = await ama.tries(keySheet, { study: study.slug, booklet, sheet: 'front-page', boxes: [] })
  assert.ok(isRefusal(refused) && /ticked/.test(refused.because))
  await ama.does(setAside, { study: study.slug, booklet })
  // The tick came after all.
  const again = await ben.does(beginBooklet, { study: study.slug, code: code.code })
  assert.ok('sheet' in again && again.pass === 1)
})

test('whoever finished on the web first is kept, and their booklet is noted as a double', async () => {
  const code = await posted()
  await keysIn(ama, study, code.code, mother)
  await sql`
    insert into participant (id, study, code, arm, questionnaire, mode, sheet, return_hash, began_at, completed_at)
    select gen_random_uuid(), study, id, arm, ${study.questionnaire}, 'web', 1, hash, now(), now()
    from study_code where id = ${code.id}`.execute(db)
  const twice = await keysIn(ben, study, code.code, mother)
  assert.ok(twice.finished === 'twice' && twice.came === 'double')
  assert.equal((await storedWith(code)).mode, 'web')
  const again = await ama.does(beginBooklet, { study: study.slug, code: code.code })
  assert.ok('double' in again)
})

test('whoever began on the web and sent the booklet is stored from the booklet', async () => {
  const code = await posted()
  await sql`
    with one as (
      insert into participant (id, study, code, arm, questionnaire, mode, sheet, return_hash, began_at)
      select gen_random_uuid(), study, id, arm, ${study.questionnaire}, 'web', 1, hash, now()
      from study_code where id = ${code.id} returning id
    )
    insert into answer (participant, question, round, kind, value, at) select id, 'relation', 0, 'answered', '"father"', now() from one`.execute(
    db,
  )
  await keysIn(ama, study, code.code, mother)
  await keysIn(ben, study, code.code, mother)
  const { mode, of } = await storedWith(code)
  assert.equal(mode, 'paper')
  assert.equal(of('relation')?.value, 'parent')
})

test('whoever takes part back by another door takes a half keyed booklet back too', async () => {
  const code = await posted()
  await keysIn(ama, study, code.code, mother)
  await sql`update study_code set state = 'withdrawn' where id = ${code.id}`.execute(db)
  const { rows } = await sql`
    select from booklet_keying join booklet on booklet = booklet.id where code = ${code.id}`.execute(db)
  assert.equal(rows.length, 0)
  const refused = await ben.tries(beginBooklet, { study: study.slug, code: code.code })
  assert.ok(isRefusal(refused) && refused.status === 410)
})

test('a place’s code, a code nobody posted and a number nobody keyed are no booklet', async () => {
  for (const code of ['BCFG-HJKM-NPRT-VWXY', 'L9999', '<script>'])
    assert.ok(isRefusal(await ama.tries(beginBooklet, { study: study.slug, code })), code)
})

test('only the people of the study sit at its desk, after their second step', async () => {
  const code = await posted()
  const stranger = await person(server, 'Stranger', 'steward')
  const member = await person(server, 'Nia')
  const nobody = await person(server, '', 'visitor')
  for (const one of [stranger, member, nobody]) {
    const tried = await one.tries(beginBooklet, { study: study.slug, code: code.code })
    assert.ok(isRefusal(tried) && [401, 403].includes(tried.status))
  }
})

test('the front page of the desk tells what waits and how often readings differ, and nothing that stands in a booklet', async () => {
  const waiting = await asResearch(community, (tx) => bookletsWaiting(tx, study.id, ama.id))
  assert.ok(!isRefusal(waiting) && waiting.length > 0)
  assert.deepEqual(Object.keys(waiting[0]!).sort(), ['differing', 'finished', 'mine', 'number', 'pass', 'state'])
  const told = await asResearch(community, (tx) => differencesIn(tx, study.id))
  assert.ok(!isRefusal(told) && told.differing === 4 && told.places > 100 && told.double === 1)
})
