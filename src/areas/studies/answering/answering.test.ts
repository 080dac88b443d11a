import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { person, testServer } from '../../../../test/harness.ts'
import { postedCode, readyStudy } from '../../../../test/studying.ts'
import { newId } from '../../../kit/brand.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { perform, type Task } from '../../../kit/task.ts'
import { visitor } from '../../../kit/who.ts'
import { codeOf, returnHashOf } from '../codes.ts'
import { type Answer, nextStep } from '../questionnaires/answering.ts'
import { asResearch } from '../wall.ts'
import { type Began, begin } from './beginning.ts'
import { codeToReturn } from './coming.ts'
import { complete } from './completing.ts'
import { answersIn, answersOf, keepAnswer, type Participation, participationOf } from './keeping.ts'
import { passFor, passIn } from './pass.ts'
import { withdrawAnswers } from './withdrawing.ts'

const server = await testServer()
const { community } = server
const { db } = community
const study = await readyStudy(community, 'ours')
const now = new Date('2026-11-24T10:00:00Z')

const as = <Input, Outcome>(what: Task<Input, Outcome>, input: unknown, at = now) =>
  perform(what, input, { community, who: visitor, via: 'web', now: at })
async function does<Input, Outcome>(what: Task<Input, Outcome>, input: unknown, at?: Date): Promise<Outcome> {
  const outcome = await as(what, input, at)
  if (isRefusal(outcome)) throw new Error(`${outcome.because} ${JSON.stringify(outcome.fields)}`)
  return outcome as Outcome
}
const refused = async (doing: Promise<unknown>) => {
  const outcome = await doing
  assert.ok(isRefusal(outcome), 'it is refused')
  return outcome
}

let letters = 0
const yes = { study: 'ours', consents: [study.items['take part']!] }
async function begun(): Promise<Began & { letter: string }> {
  const letter = await postedCode(community, study.id, ++letters)
  return { ...(await does(begin, { ...yes, code: letter.code })), letter: letter.id }
}
async function placeCode() {
  const [place, id] = [newId(), newId()]
  await sql`insert into study_place (id, study, name, online, made_at) values (${place}, ${study.id}, 'A forum', true, now())`.execute(
    db,
  )
  await sql`
    insert into study_code (id, study, arm, place, hash, made_at)
    values (${id}, ${study.id}, 'places', ${place}, ${returnHashOf(community, codeOf(community, id))}, now())`.execute(
    db,
  )
  return { place, code: codeOf(community, id) }
}
const is = (value: Answer['value']): Answer => ({ kind: 'answered', value })
async function way(participant: string): Promise<Participation> {
  const found = await participationOf(db, participant)
  assert.ok(found && !isRefusal(found))
  return found
}
async function keep(so: Participation, question: string, answer: Answer, round = 0): Promise<Participation> {
  const kept = await keepAnswer(db, so, { question, round }, answer, now)
  if (isRefusal(kept)) throw new Error(kept.because)
  return kept.participation
}
const rowsOf = async (participant: string) =>
  (
    await sql<{ question: string; round: number; kind: string; value: unknown }>`
      select question, round, kind, value from answer where participant = ${participant}`.execute(db)
  ).rows
const stateOf = async (code: string) =>
  (await sql<{ state: string }>`select state from study_code where id = ${code}`.execute(db)).rows[0]!.state

test('a letter lets in one person, who comes back with the same code', async () => {
  const { participant, code, letter } = await begun()
  assert.equal(code, codeOf(community, letter))
  assert.equal(await stateOf(letter), 'opened')
  assert.equal((await refused(as(begin, { ...yes, code }))).status, 409)
  assert.equal(codeToReturn(community, await way(participant)), code)
})

test('a place lets in as many as come, each with a code of their own', async () => {
  const { place, code } = await placeCode()
  const [one, other] = [await does(begin, { ...yes, code }), await does(begin, { ...yes, code: code.toLowerCase() })]
  assert.notEqual(one.code, other.code)
  assert.notEqual(one.code, code)
  assert.equal(codeToReturn(community, await way(one.participant)), one.code)
  const { rows } = await sql<{ arm: string; place: string; mode: string }>`
    select arm, place, mode from participant where id = ${one.participant}`.execute(db)
  assert.deepEqual(rows[0], { arm: 'places', place, mode: 'web' })
})

test('two who send one letter’s code in the same moment are one participant', async () => {
  const letter = await postedCode(community, study.id, ++letters)
  const both = await Promise.all([1, 2, 3].map(() => as(begin, { ...yes, code: letter.code })))
  assert.equal(both.filter((one) => !isRefusal(one)).length, 1)
})

test('nobody takes part without the yes that is needed, and every other no is kept as a no', async () => {
  const letter = await postedCode(community, study.id, ++letters)
  const without = await refused(as(begin, { ...yes, consents: [study.items.interview!], code: letter.code }))
  assert.ok(without.fields['consents[]'])
  assert.equal(await stateOf(letter.id), 'posted')
  const { participant } = await does(begin, {
    ...yes,
    consents: [study.items['take part']!, study.items.interview!],
    code: letter.code,
  })
  const { rows } = await sql<{ purpose: string; given: boolean }>`
    select purpose, given from study_consent join study_consent_item on item = study_consent_item.id
    where participant = ${participant} order by position`.execute(db)
  assert.deepEqual(
    rows.map(({ given }) => given),
    [true, true, false],
  )
})

test('whoever is signed in takes part under no name, and the log does not say who', async () => {
  const nia = await person(server, 'Nia')
  const letter = await postedCode(community, study.id, ++letters)
  assert.equal((await refused(nia.tries(begin, { ...yes, code: letter.code }))).status, 403)
  await does(begin, { ...yes, code: letter.code })
  const { rows } = await sql<{ who: string | null; subject: string | null }>`
    select who, for_whom, subject from audit where task = 'studies.begin'`.execute(db)
  assert.ok(rows.length > 0 && rows.every(({ who, subject }) => who === null && subject === null))
})

test('a code that nobody knows, of another study, or taken out of use lets nobody in', async () => {
  const letter = await postedCode(community, study.id, ++letters)
  assert.equal((await refused(as(begin, { ...yes, code: 'BCFG-HJKM-NPRT-VWXX' }))).status, 404)
  assert.equal((await refused(as(begin, { ...yes, code: 'hello' }))).status, 404)
  assert.equal((await refused(as(begin, { ...yes, study: 'another', code: letter.code }))).status, 404)
  await sql`update study_code set state = 'withdrawn' where id = ${letter.id}`.execute(db)
  assert.equal((await refused(as(begin, { ...yes, code: letter.code }))).status, 410)
})

test('what is kept is read back, and the way goes on where it stopped', async () => {
  const { participant } = await begun()
  let so = await way(participant)
  assert.equal(nextStep(so.questionnaire, answersIn(so))?.question, 'relation')
  so = await keep(so, 'relation', is('parent'))
  so = await keep(so, 'child_age', { kind: 'rather not say', value: null })
  await keep(so, 'years_since', is(4))
  const again = await way(participant)
  assert.deepEqual(answersIn(again), await answersOf(db, participant))
  assert.deepEqual(answersIn(again).get('years_since 0'), is(4))
  assert.equal(nextStep(again.questionnaire, answersIn(again))?.question, 'lives')
})

test('what an earlier answer no longer leads to is “not asked”, and is there again when it is changed back', async () => {
  const { participant } = await begun()
  let so = await keep(await way(participant), 'peer_ever', is('yes'))
  so = await keep(so, 'peer_now', is('often'))
  so = await keep(so, 'peer_ever', is('no'))
  assert.ok(!(await answersOf(db, participant)).has('peer_now 0'))
  assert.equal((await rowsOf(participant)).find(({ question }) => question === 'peer_now')?.kind, 'not asked')
  so = await keep(await way(participant), 'peer_ever', is('yes'))
  assert.deepEqual(answersIn(so).get('peer_now 0'), is('often'))
  assert.deepEqual((await answersOf(db, participant)).get('peer_now 0'), is('often'))
})

test('what is not asked of somebody cannot be answered', async () => {
  const { participant } = await begun()
  const so = await way(participant)
  for (const question of ['peer_now', 'skills_words', 'nothing'])
    assert.equal((await refused(keepAnswer(db, so, { question, round: 0 }, is('yes'), now))).status, 404)
  assert.equal((await refused(keepAnswer(db, so, { question: 'relation', round: 1 }, is('yes'), now))).status, 404)
})

test('when all is sent, what was left out is “skipped”, and what was not asked “not asked”', async () => {
  const { participant, letter } = await begun()
  let so = await keep(await way(participant), 'peer_ever', is('yes'))
  so = await keep(so, 'peer_now', is('often'))
  so = await keep(so, 'peer_ever', is('no'))
  const pass = passFor(community, 'participant', participant, now)
  await does(complete, { study: 'ours', pass })
  const rows = new Map((await rowsOf(participant)).map((row) => [`${row.question} ${row.round}`, row.kind]))
  assert.equal(rows.get('relation 0'), 'skipped')
  assert.equal(rows.get('peer_now 0'), 'not asked')
  assert.equal(rows.get('source 0'), 'not asked', 'who used nothing is asked no history')
  assert.ok(!rows.has('source 1') && !rows.has('skills_words 0'))
  assert.equal(await stateOf(letter), 'answered')
  const { rows: aside } =
    await sql`select from answer where aside is not null and participant = ${participant}`.execute(db)
  assert.equal(aside.length, 0, 'what was put aside is gone')
  // A change after that: what it leads to is asked now.
  so = await keep(await way(participant), 'peer_ever', is('yes'))
  assert.equal(nextStep(so.questionnaire, answersIn(so))?.question, 'peer_now')
  const nextDay = new Date('2026-11-25T10:00:00Z')
  await does(complete, { study: 'ours', pass: passFor(community, 'participant', participant, nextDay) }, nextDay)
  const done = await way(participant)
  assert.equal(answersIn(done).get('peer_now 0')?.kind, 'skipped')
  assert.ok(done.completed_at?.startsWith('2026-11-24'), 'the day of the first time stays')
})

test('nobody sends or answers with a pass that is another’s, old or forged', async () => {
  const { participant } = await begun()
  const pass = passFor(community, 'participant', participant, now)
  const later = new Date(now.getTime() + 3 * 3_600_000)
  assert.equal(passIn(community, pass, later), null)
  assert.equal(passIn({ secret: 'another' }, pass, now), null)
  assert.equal((await refused(as(complete, { study: 'ours', pass: `${pass}x` }))).status, 401)
  assert.equal((await refused(as(complete, { study: 'ours', pass }, later))).status, 401)
  assert.equal((await refused(as(complete, { study: 'another', pass }))).status, 401)
  const code = passFor(community, 'code', participant, now)
  assert.equal((await refused(as(complete, { study: 'ours', pass: code }))).status, 401)
})

test('whoever takes it back leaves nothing but that they did', async () => {
  const { participant, code, letter } = await begun()
  await keep(await way(participant), 'relation', is('parent'))
  const taken = { study: 'ours', code }
  assert.ok((await refused(as(withdrawAnswers, taken))).fields.sure)
  await does(withdrawAnswers, { ...taken, sure: 'yes' })
  assert.deepEqual(await rowsOf(participant), [])
  assert.equal(await stateOf(letter), 'withdrawn')
  const so = await way(participant)
  assert.ok(so.withdrawn_at)
  assert.equal((await refused(keepAnswer(db, so, { question: 'relation', round: 0 }, is('parent'), now))).status, 410)
  const pass = passFor(community, 'participant', participant, now)
  assert.equal((await refused(as(complete, { study: 'ours', pass }))).status, 410)
  assert.equal((await refused(as(begin, { ...yes, code }))).status, 410)
  // A second time, on another day, says the day of the first.
  const again = await does(withdrawAnswers, { ...taken, sure: 'yes' }, new Date('2026-12-24T10:00:00Z'))
  assert.equal(again.at.getTime(), now.getTime())
})

test('an answer that comes in while somebody withdraws is not kept behind their back', async () => {
  const { participant, code } = await begun()
  const so = await way(participant)
  await Promise.all([
    ...['relation', 'child_age', 'years_since', 'age', 'money'].map((question) =>
      keepAnswer(db, so, { question, round: 0 }, { kind: 'dont know', value: null }, now),
    ),
    does(withdrawAnswers, { study: 'ours', code, sure: 'yes' }),
  ])
  assert.deepEqual(await rowsOf(participant), [])
})

test('after the last day nothing is taken back, and after the end nothing comes in', async () => {
  const { participant, code } = await begun()
  await keep(await way(participant), 'relation', is('parent'))
  await sql`update study set withdraw_until = '2026-11-23' where id = ${study.id}`.execute(db)
  assert.equal((await refused(as(withdrawAnswers, { study: 'ours', code, sure: 'yes' }))).status, 410)
  await sql`update study set withdraw_until = '2026-11-24', state = 'closed' where id = ${study.id}`.execute(db)
  const so = await way(participant)
  assert.equal((await refused(keepAnswer(db, so, { question: 'age', round: 0 }, is('35-44'), now))).status, 410)
  const letter = await postedCode(community, study.id, ++letters)
  assert.equal((await refused(as(begin, { ...yes, code: letter.code }))).status, 410)
  await does(withdrawAnswers, { study: 'ours', code, sure: 'yes' })
  await sql`update study set withdraw_until = '2030-12-31', state = 'open' where id = ${study.id}`.execute(db)
})

test('paper may come after its wave has closed, and belongs to that wave', async () => {
  const other = await readyStudy(community, 'waves')
  const wave = newId()
  await sql`
    insert into study_wave (id, study, number, opens_on, closes_on)
    values (${wave}, ${other.id}, 1, '2026-11-01', '2026-11-20')`.execute(db)
  const letter = await postedCode(community, other.id)
  const input = { study: 'waves', consents: [other.items['take part']!], code: letter.code }
  assert.equal((await refused(as(begin, input))).status, 409)
  const { participant } = await does(begin, { ...input, mode: 'paper' })
  const { rows } = await sql<{ wave: string }>`select wave from participant where id = ${participant}`.execute(db)
  assert.equal(rows[0]!.wave, wave)
})

test('answers are kept on the research side of the wall, and the connection comes back as it was', async () => {
  const { participant } = await begun()
  const so = await way(participant)
  await db.transaction().execute(async (tx) => {
    await keepAnswer(tx, so, { question: 'relation', round: 0 }, is('parent'), now)
    await sql`select 1 from post`.execute(tx)
  })
  await asResearch(community, async (tx) => {
    await keepAnswer(tx, so, { question: 'age', round: 0 }, is('35-44'), now)
    const { rows } = await sql<{ role: string }>`select current_user as role`.execute(tx)
    assert.match(rows[0]!.role, /^research_/)
  })
  await sql`revoke all on answer from ${sql.id(`research_${community.schema}`)}`.execute(db)
  assert.ok(isRefusal(await keepAnswer(db, so, { question: 'age', round: 0 }, is('35-44'), now)))
  await sql`grant select, insert, update, delete on answer to ${sql.id(`research_${community.schema}`)}`.execute(db)
})
