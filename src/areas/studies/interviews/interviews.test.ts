/** Interviews from the grid to the transcript: who is asked, what they agree to, who may see what, and what is kept. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { ring } from '../../../../test/calling.ts'
import { person, testServer } from '../../../../test/harness.ts'
import { makeStudy, planFor } from '../../../../test/interviewing.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { asResearch } from '../wall.ts'
import {
  answerInvitation,
  finishInterview,
  londonTime,
  noteInterviewAnswer,
  noteInterviewWithdrawal,
  scheduleInterview,
  withdrawInterview,
} from './agreeing.ts'
import { seal, unseal } from './drawer.ts'
import { closeInvitations, inviteToInterview, leaveReach, openReach, planInterviews } from './inviting.ts'
import { gridOf } from './selection.ts'
import { letTranscriptsGo, openNames, storeTranscript } from './transcript-storing.ts'

const server = await testServer()
const { community } = server
const { db } = community
const rita = await person(server, 'Rita', 'researcher')
const sam = await person(server, 'Sam', 'researcher')
const otto = await person(server, 'Otto', 'researcher')
const joan = await person(server, 'Joan', 'steward')
const nobody = await person(server, '', 'visitor')

let studies = 0
/** A study of Rita's and Sam's, planned. */
async function planned(people = 6) {
  const study = await makeStudy(community, `study-${++studies}`, [rita.id, sam.id], people)
  await rita.does(planInterviews, planFor(study.slug))
  return { ...study, study: study.slug }
}

/** The first who answered is invited as P01, says yes, and is interviewed. */
async function interviewed(purposes: readonly string[] = ['kept', 'recorded', 'quoted']) {
  const made = await planned()
  const { study, people } = made
  await rita.does(inviteToInterview, { study, people: [people[0]!.id] })
  await nobody.does(answerInvitation, { study, code: people[0]!.code, answer: 'yes', purposes })
  await rita.does(finishInterview, { study, person: 'P01' })
  return made
}

const because = (answer: unknown) => (isRefusal(answer) ? answer.because : 'done')

test('the grid lays out who said yes to being asked, in bands, and nobody else', async () => {
  const { id, people } = await planned()
  const withdrawn = people[1]!
  await sql`update participant set withdrawn_at = now() where id = ${withdrawn.id}`.execute(db)
  await sql`update participant set completed_at = null where id = ${people[2]!.id}`.execute(db)
  const grid = await asResearch(community, (tx) => gridOf(tx, id, ['child_age', 'used_online']))
  assert.ok(!isRefusal(grid))
  const there = grid.cells.flatMap((cell) => cell.people.map((one) => [cell.row, cell.column, one.id]))
  assert.deepEqual(there, [
    ['child', 'no', people[3]!.id],
    ['adult', 'yes', people[4]!.id],
    ['adult', 'no', people[0]!.id],
  ])
})

test('each who is invited gets the next number, nobody gets two, and who said no is not asked', async () => {
  const { study, people } = await planned()
  assert.deepEqual(await rita.does(inviteToInterview, { study, people: [people[0]!.id, people[3]!.id] }), [
    'P01',
    'P02',
  ])
  assert.deepEqual(await sam.does(inviteToInterview, { study, people: people[1]!.id }), ['P03'])
  assert.match(
    because(await rita.tries(inviteToInterview, { study, people: [people[0]!.id] })),
    /cannot be invited any more/,
  )
  assert.match(
    because(await rita.tries(inviteToInterview, { study, people: [people[5]!.id] })),
    /cannot be invited any more/,
  )
  assert.match(because(await rita.tries(inviteToInterview, { study, people: [] })), /Choose who/)
})

test('a study in which one does not work is not there, for researchers and stewards alike', async () => {
  const { study, people } = await planned()
  const outside = await otto.tries(inviteToInterview, { study, people: [people[0]!.id] })
  assert.ok(isRefusal(outside) && outside.status === 404)
  const steward = await joan.tries(planInterviews, planFor(study))
  assert.ok(isRefusal(steward) && steward.status === 403)
  for (const path of ['', '/selection', '/codebook', '/quotes', '/files', '/files/project.qdpx', '/matrix.csv']) {
    const at = `/studies/${study}/interviews${path}`
    assert.equal((await otto.get(at)).status, 404, path)
    assert.equal((await joan.get(at)).status, 403, path)
    assert.match((await nobody.get(at)).headers.get('location') ?? '', /^\/sign-in/, path)
  }
})

test('how somebody can be reached is sealed, opened by the interviewer alone, and gone after the talk', async () => {
  const { study, people } = await planned()
  const [mair] = people
  const reach = 'Ring Mair on 01970 496 0001,\nafter six'
  await nobody.does(leaveReach, { study, code: mair!.code, reach })
  const { rows } = await sql<{ sealed: string }>`select sealed from interview_reach`.execute(db)
  assert.doesNotMatch(JSON.stringify(rows) + Buffer.from(rows[0]!.sealed, 'base64url').toString(), /Mair|01970/)
  await rita.does(inviteToInterview, { study, people: [mair!.id] })
  assert.equal(await rita.does(openReach, { study, person: 'P01' }), reach)
  assert.match(because(await sam.tries(openReach, { study, person: 'P01' })), /Only who invited/)
  const looked = await db.selectFrom('audit').select('who').where('task', '=', 'studies.open-reach').execute()
  assert.deepEqual(looked, [{ who: rita.id }])
  await nobody.does(answerInvitation, { study, code: mair!.code, answer: 'yes', purposes: ['kept'] })
  await rita.does(finishInterview, { study, person: 'P01' })
  assert.deepEqual((await sql`select 1 from interview_reach`.execute(db)).rows, [])
})

test('what is sealed to one person does not open for another, nor with another secret', () => {
  const sealed = seal(community, 'one', 'Nia')
  assert.equal(unseal(community, 'one', sealed), 'Nia')
  assert.equal(unseal(community, 'other', sealed), null)
  assert.equal(unseal({ secret: 'x' }, 'one', sealed), null)
  assert.equal(unseal(community, 'one', 'nonsense'), null)
})

test('when nobody more is invited, how the others can be reached is deleted', async () => {
  const { study, people } = await planned()
  for (const { code } of people.slice(0, 3)) await nobody.does(leaveReach, { study, code, reach: '0113 496 0000' })
  await rita.does(inviteToInterview, { study, people: [people[0]!.id] })
  await rita.does(closeInvitations, { study })
  const left = await db.selectFrom('interview_reach').select('participant').execute()
  assert.deepEqual(left, [{ participant: people[0]!.id }])
  assert.match(because(await rita.tries(inviteToInterview, { study, people: [people[1]!.id] })), /No more people/)
  assert.match(because(await nobody.tries(leaveReach, { study, code: people[1]!.code, reach: 'x' })), /Nobody will ask/)
  await nobody.does(leaveReach, { study, code: people[0]!.code, reach: '' })
})

test('each thing agreed to is kept on its own, all are off at first, and the needed one is asked for', async () => {
  const { study, people, id } = await planned()
  const [own] = people
  await rita.does(inviteToInterview, { study, people: [own!.id] })
  const without = await nobody.tries(answerInvitation, { study, code: own!.code, answer: 'yes', purposes: 'quoted' })
  assert.match(because(without), /there can be no interview/)
  await nobody.does(answerInvitation, { study, code: own!.code, answer: 'yes', purposes: ['kept', 'quoted'] })
  await rita.does(noteInterviewAnswer, { study, person: 'P01', answer: 'yes', purposes: 'kept', via: 'phone' })
  const said = await sql<{ purpose: string; given: boolean; via: string }>`
    select purpose, given, via
    from interview_consent
    join interview on interview.id = interview
    where study = ${id}
    order by interview_consent.at, purpose`.execute(db)
  assert.deepEqual(
    said.rows.map(({ purpose, given, via }) => `${purpose} ${given} ${via}`),
    [
      'kept true web',
      'quoted true web',
      'recorded false web',
      'kept true phone',
      'quoted false phone',
      'recorded false phone',
    ],
  )
})

test('a no is kept as a no, and nobody who was not invited can answer', async () => {
  const { study, people } = await planned()
  await rita.does(inviteToInterview, { study, people: [people[0]!.id] })
  await nobody.does(answerInvitation, { study, code: people[0]!.code, answer: 'no' })
  assert.match(
    because(
      await rita.tries(scheduleInterview, { study, person: 'P01', how: 'phone', day: '2027-05-01', time: '10:00' }),
    ),
    /said no/,
  )
  assert.match(
    because(await nobody.tries(answerInvitation, { study, code: people[1]!.code, answer: 'yes' })),
    /no invitation/,
  )
  assert.match(
    because(await nobody.tries(answerInvitation, { study, code: 'BBBB-BBBB-BBBB-BBBB', answer: 'yes' })),
    /do not know this code/,
  )
})

test('a day is kept on the London clock, summer and winter', () => {
  assert.equal(londonTime('2027-01-10', '14:30').toISOString(), '2027-01-10T14:30:00.000Z')
  assert.equal(londonTime('2027-07-10', '14:30').toISOString(), '2027-07-10T13:30:00.000Z')
})

test('a transcript is stored once, without a name, and only with consent and after the talk', async () => {
  const { study, id } = await interviewed()
  const words = { study, person: 'P01', words: 'I: So?\r\nP: Nia slept, and NIA’s dad Tom cheered 😀', read: 'yes' }
  assert.match(because(await rita.tries(storeTranscript, { ...words, read: '' })), /tick the box/)
  assert.match(because(await rita.tries(storeTranscript, { ...words, names: 'Nia' })), /Line 1/)
  assert.match(because(await sam.tries(storeTranscript, words)), /Only who held/)
  await rita.does(storeTranscript, { ...words, names: 'Nia = [daughter]\nTom = [her father]' })
  const { rows } = await sql<{ words: string; length: number }>`
    select words, length from transcript join interview on interview.id = interview where study = ${id}`.execute(db)
  assert.equal(rows[0]!.words, 'I: So?\nP: [daughter] slept, and [daughter]’s dad [her father] cheered 😀')
  assert.equal(rows[0]!.length, [...rows[0]!.words].length)
  assert.match(because(await rita.tries(storeTranscript, words)), /stored already/)
  const everything = await sql<{ all: string }>`
    select string_agg(t::text, ' ') as all from (
      select to_jsonb(transcript) as t from transcript union all select to_jsonb(transcript_key) from transcript_key
      union all select to_jsonb(audit) from audit
    ) as rows`.execute(db)
  assert.doesNotMatch(everything.rows[0]!.all, /Nia|NIA|Tom/)
  assert.deepEqual(await rita.does(openNames, { study, person: 'P01' }), [
    { name: 'Nia', becomes: '[daughter]' },
    { name: 'Tom', becomes: '[her father]' },
  ])
  assert.match(because(await sam.tries(openNames, { study, person: 'P01' })), /Only who held/)
})

test('a look at a transcript before it is stored leaves nothing behind', async () => {
  const { study } = await interviewed()
  const at = `/studies/${study}/interviews/P01`
  const form = new FormData()
  form.set('file', new File(['I: So?\nP: Nia met Elin in Bangor.'], 'talk.txt'))
  form.set('names', 'Nia = [daughter]')
  const before = await sql<{ n: number }>`select count(*) as n from transcript`.execute(db)
  const page = await (await rita.post(`${at}/preview`, form)).text()
  assert.match(page, /<mark>\[daughter\]<\/mark> met Elin in Bangor/)
  assert.match(page, /“Nia” is now \[daughter\]: 1 time/)
  assert.match(page, /Bangor · Elin/)
  assert.match(page, /name="words" value="I: So\?&#10;P: Nia met/)
  form.set('file', new File(['x'], 'talk.exe'))
  const refused = await rita.post(`${at}/preview`, form)
  assert.equal(refused.status, 415)
  assert.match(await refused.text(), /Send a text file/)
  const after = await sql<{ n: number }>`select count(*) as n from transcript`.execute(db)
  assert.deepEqual(after.rows, before.rows)
  const fields = { words: 'I: So?\nP: Nia met Elin.', names: 'Nia = [daughter]\nElin = [friend]', read: 'yes' }
  const stored = await rita.post(`${at}/transcript`, fields)
  assert.equal(stored.headers.get('location'), `${at}/transcript`)
  assert.match(await (await rita.get(`${at}/transcript`)).text(), /P: \[daughter\] met \[friend\]\./)
})

test('a participant sees their invitation, agrees, and reads what is said afterwards, with their code alone', async () => {
  const { study, people } = await planned()
  const at = `/studies/${study}/interview`
  const { code } = people[0]!
  const seen = async (path: string, fields: Record<string, string>) => (await nobody.post(at + path, fields)).text()
  assert.match(await (await nobody.get(at)).text(), /Your code/)
  assert.match(await seen('', { code: code.toLowerCase().replaceAll('-', ' ') }), /You have no invitation so far/)
  assert.match(await seen('/reach', { code, reach: '0113 496 0009' }), /You left a way to reach you/)
  await rita.does(inviteToInterview, { study, people: [people[0]!.id] })
  assert.match(await seen('', { code }), /You are invited/)
  assert.match(await seen('/answer', { code, answer: 'yes' }), /Without this there can be no interview/)
  assert.match(await seen('/answer', { code, answer: 'yes', 'purposes[]': 'kept' }), /You said yes/)
  await rita.does(scheduleInterview, { study, person: 'P01', how: 'phone', day: '2027-07-10', time: '14:30' })
  assert.match(await seen('', { code }), /By phone, 10 July 2027 at 2:30 pm/)
  await rita.does(finishInterview, { study, person: 'P01' })
  const afterwards = await seen('', { code })
  assert.match(afterwards, /Thank you for talking with us/)
  assert.match(afterwards, /116 123/)
  assert.match(afterwards, /until 31 March 2099/)
  assert.match(await seen('/withdrawal', { code }), /Tick the box/)
  assert.match(await seen('/withdrawal', { code, sure: 'yes' }), /Nobody can read it any more/)
  assert.match(await seen('', { code: 'nonsense' }), /do not know this code/)
})

test('a volunteer with a caller on the phone cannot open it: the support team never sees who takes part', async () => {
  const { study, people } = await planned()
  const caller = await person(server, 'Brigid')
  const martin = await ring(await person(server, 'Martin', 'moderator'), server.url, caller.id, ['community', 'own'])
  const { code } = people[0]!
  assert.equal((await martin.get(`/studies/${study}/interview`)).status, 403)
  assert.equal((await martin.post(`/studies/${study}/interview`, { code })).status, 403)
  const answered = await martin.tries(answerInvitation, { study, code, answer: 'no' }, 'phone')
  assert.match(because(answered), /cannot be done by phone/)
})

test('a member who is signed in takes part under no name: the log says that somebody did, never who', async () => {
  const { study, people } = await planned()
  const nia = await person(server, 'Nia')
  const { code } = people[0]!
  await rita.does(inviteToInterview, { study, people: [people[0]!.id] })
  const page = await (await nia.post(`/studies/${study}/interview/answer`, { code, answer: 'no' })).text()
  assert.match(page, /You said no to an interview/)
  assert.match(because(await nia.tries(withdrawInterview, { study, code, sure: 'yes' })), /under no name/)
  const { rows } = await sql`select 1 from audit where who = ${nia.id} or for_whom = ${nia.id}`.execute(db)
  assert.deepEqual(rows, [])
})

test('after the last day words cannot be taken back, and after the day they are kept until they are gone', async () => {
  const { study, id, people } = await interviewed()
  await rita.does(storeTranscript, { study, person: 'P01', words: 'P: Well.', read: 'yes', names: 'A = [b]' })
  const late = new Date('2099-04-01T09:00:00Z')
  const typed = { study, code: people[0]!.code, sure: 'yes' }
  const refused = await nobody.tries(withdrawInterview, typed, 'web', late)
  assert.ok(isRefusal(refused) && refused.status === 410)
  assert.ok(isRefusal(await rita.tries(noteInterviewWithdrawal, { study, person: 'P01', sure: 'yes' }, 'web', late)))
  const there = async () =>
    (
      await sql`
        select 1 from transcript join interview on interview.id = interview where study = ${id}`.execute(db)
    ).rows.length
  await letTranscriptsGo(db, new Date('2099-12-31T03:00:00Z'))
  assert.equal(await there(), 1)
  await letTranscriptsGo(db, new Date('2100-01-01T03:00:00Z'))
  assert.equal(await there(), 0)
  assert.deepEqual((await sql`select 1 from transcript_key`.execute(db)).rows.length, await keysLeft())
})

/** Keys whose transcripts are there: a list of names never outlives its text. */
async function keysLeft() {
  const { rows } = await sql`select 1 from transcript_key join transcript using (interview)`.execute(db)
  return rows.length
}
