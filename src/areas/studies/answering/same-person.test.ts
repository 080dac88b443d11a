/** The same person in two waves: she joins her answers herself, with her code of then, and takes them apart by withdrawing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { person, testServer } from '../../../../test/harness.ts'
import { readPdf } from '../../../../test/pdf.ts'
import { postedCode, readyStudy } from '../../../../test/studying.ts'
import { TakingPart } from '../../../../test/taking-part.ts'
import { began, inTwoWaves, inWaveOne } from '../../../../test/waves.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { perform } from '../../../kit/task.ts'
import { visitor } from '../../../kit/who.ts'
import { beginBooklet } from '../desk/beginning-booklets.ts'
import { keySheet, type Saved } from '../desk/keying.ts'
import { frontPage, sheetsOf } from '../desk/sheets.ts'
import { readyQuestionnaire } from '../questionnaires/ready.ts'
import { passFor } from './pass.ts'
import { joinBefore } from './same-person.ts'
import { withdrawAnswers } from './withdrawing.ts'

const server = await testServer()
const { community, url } = server
const { db } = community
const ama = await person(server, 'Ama', 'helper')
const ben = await person(server, 'Ben', 'moderator')
const study = await readyStudy(community, 'ours', { desk: [ama.id, ben.id] })
const { item, place } = await inTwoWaves(community, study)
const there = '/studies/ours/answers'
const [needed, free] = [study.items['take part']!, item]
const both = [needed, free]
let letters = 0

/** Somebody who answered in the first wave. */
const before = (consents = both) => began(community, study, place, consents, inWaveOne())
const now = (consents = both) => began(community, study, place, consents)
const joins = (participant: string, code: string) =>
  perform(
    joinBefore,
    { study: 'ours', pass: passFor(community, 'participant', participant), code },
    { community, who: visitor, via: 'web' },
  )
const withdraws = async (code: string, others: 'yes' | '' = '') => {
  const done = await perform(
    withdrawAnswers,
    { study: 'ours', code, sure: 'yes', others },
    { community, who: visitor, via: 'web' },
  )
  assert.ok(!isRefusal(done))
  return done
}
/** Who is joined to somebody. */
const joinedTo = async (participant: string) =>
  (
    await sql<{ other: string }>`
      select other.participant as other from same_person mine
      join same_person other on other.person = mine.person and other.participant <> mine.participant
      where mine.participant = ${participant}`.execute(db)
  ).rows.map(({ other }) => other)
const withdrawn = async (participant: string) =>
  (
    await sql<{ gone: boolean }>`
      select withdrawn_at is not null as gone from participant where id = ${participant}`.execute(db)
  ).rows[0]!.gone
const refused = async (doing: Promise<unknown>, because: RegExp, status: number) => {
  const outcome = await doing
  assert.ok(isRefusal(outcome), 'it is refused')
  assert.match(outcome.because, because)
  assert.equal(outcome.status, status)
}

test('a mother who answers again is asked once for her code of then, and her answers are joined', async () => {
  const first = await before()
  const nia = new TakingPart(url)
  await nia.send('/take-part', { code: place })
  await nia.open(`${there}/consent`)
  assert.ok(!/ checked/.test(nia.html), 'nothing is said yes to beforehand')
  await nia.answer({ 'consents[]': both })
  assert.equal(nia.path, `${there}/before`)
  assert.match(nia.words, /Did you answer before\?.*Type the code you had then/)
  await nia.answer({ code: first.code.toLowerCase().replaceAll('-', ' ') })
  assert.equal(nia.path, `${there}/code`)
  assert.match(nia.words, /joined to those of wave 1/)
  assert.notEqual(nia.code, first.code, 'this time has a code of its own')
  assert.equal((await joinedTo(first.participant)).length, 1)
})

test('whoever said no is not asked, and whoever has no code goes on without it', async () => {
  const ruth = new TakingPart(url)
  await ruth.send('/take-part', { code: place })
  await ruth.open(`${there}/consent`)
  await ruth.answer({ 'consents[]': needed })
  assert.equal(ruth.path, `${there}/code`)
  await ruth.open(`${there}/before`)
  assert.equal(ruth.path, `${there}/code`)
  const ida = new TakingPart(url)
  await ida.send('/take-part', { code: place })
  await ida.open(`${there}/consent`)
  await ida.answer({ 'consents[]': both })
  assert.ok(ida.html.includes(`href="${there}/code"`), 'it can be left out')
})

test('a wrong code is said to be wrong in words, stays in the field, and cannot be guessed for long', async () => {
  const { participant } = await now()
  const eve = new TakingPart(url)
  eve.cookies.set('taking-part', { value: passFor(community, 'participant', participant), path: '/studies/ours' })
  await eve.open(`${there}/before`)
  await eve.send(`${there}/before`, { code: 'CCCC-CCCC-DDDD-FFFF' })
  assert.equal(eve.status, 404)
  assert.ok(eve.html.includes('value="CCCC-CCCC-DDDD-FFFF"') && /We do not know this code/.test(eve.words))
  await eve.send(`${there}/before`, { code: place })
  assert.equal(eve.status, 404)
  assert.match(eve.words, /Nobody has answered with this code/)
  for (let n = 0; n < 20; n++) await eve.send(`${there}/before`, { code: 'CCCC-CCCC-DDDD-FFFF' })
  assert.equal(eve.status, 429)
  assert.deepEqual(await joinedTo(participant), [])
})

test('nobody is joined who did not say yes both times', async () => {
  const [no, yes] = [await before([needed]), await before()]
  const [later, silent] = [await now(), await now([needed])]
  await refused(joins(later.participant, no.code), /no yes to joining/, 409)
  await refused(joins(silent.participant, yes.code), /did not say yes/, 409)
  await refused(joins(later.participant, later.code), /not a code of an earlier time/, 409)
  await refused(joins(yes.participant, later.code), /not a code of an earlier time/, 409)
  for (const { participant } of [no, yes, later, silent]) assert.deepEqual(await joinedTo(participant), [])
})

test('what somebody answered then is joined to one of each later wave, and to no second', async () => {
  const [first, other] = [await before(), await before()]
  const [one, two] = [await now(), await now()]
  assert.equal(await joins(one.participant, first.code), 1)
  assert.equal(await joins(one.participant, first.code), 1, 'twice changes nothing')
  await refused(joins(two.participant, first.code), /joined to others already/, 409)
  await refused(joins(one.participant, other.code), /joined to others already/, 409)
  assert.deepEqual(await joinedTo(first.participant), [one.participant])
  // Two who type the same code in the same moment.
  const [third, fourth] = [await now(), await now()]
  const came = await Promise.all([joins(third.participant, other.code), joins(fourth.participant, other.code)])
  assert.equal(came.filter(isRefusal).length, 1)
  assert.equal((await joinedTo(other.participant)).length, 1)
})

test('withdrawing from either wave takes them apart, and leaves the other as it was unless she asks', async () => {
  for (const which of ['first', 'later'] as const) {
    const pair = { first: await before(), later: await now() }
    await joins(pair.later.participant, pair.first.code)
    const [goes, stays] = which === 'first' ? [pair.first, pair.later] : [pair.later, pair.first]
    assert.equal((await withdraws(goes.code)).others, 'kept')
    assert.ok((await withdrawn(goes.participant)) && !(await withdrawn(stays.participant)))
    const { rows } = await sql`
      select 1 from same_person where participant in (${goes.participant}, ${stays.participant})`.execute(db)
    assert.deepEqual(rows, [], 'nothing says that they were one')
    if (which === 'first') await refused(joins(stays.participant, goes.code), /taken back/, 410)
  }
  const [first, later] = [await before(), await now()]
  await joins(later.participant, first.code)
  assert.equal((await withdraws(later.code, 'yes')).others, 'taken back')
  assert.ok((await withdrawn(first.participant)) && (await withdrawn(later.participant)))
})

test('the page asks plainly whether the other wave goes too, and says what was kept', async () => {
  const [first, later] = [await before(), await now()]
  await joins(later.participant, first.code)
  const gwen = new TakingPart(url)
  await gwen.send('/studies/ours/withdrawal', { code: later.code })
  assert.match(gwen.words, /Your answers of wave 1 stay, unless you tick this/)
  assert.ok(!/name="others"[^>]* checked/.test(gwen.html))
  await gwen.send('/studies/ours/withdrawal/taking-back', { code: later.code, sure: 'yes' })
  assert.match(gwen.words, /another wave is kept.*with the code you had then/)
  const alone = await now()
  await gwen.send('/studies/ours/withdrawal', { code: alone.code })
  assert.doesNotMatch(gwen.html, /name="others"/, 'nobody else is asked')
})

test('three waves of one person: taking the middle one back leaves the others joined', async () => {
  const [first, second] = [await before(), await now()]
  await joins(second.participant, first.code)
  const third = await now()
  const wave = await sql<{ id: string }>`
    insert into study_wave (id, study, number, opens_on, closes_on)
    values (gen_random_uuid(), ${study.id}, 3, '2099-01-01', '2099-02-01') returning id`.execute(db)
  await sql`update participant set wave = ${wave.rows[0]!.id} where id = ${third.participant}`.execute(db)
  assert.equal(await joins(third.participant, second.code), 2)
  assert.equal((await joinedTo(first.participant)).length, 2)
  await withdraws(second.code)
  assert.deepEqual(await joinedTo(first.participant), [third.participant])
})

test('a caller is asked for the code of then at the study’s desk, and may go on without it', async () => {
  const first = await before()
  const { code } = await postedCode(community, study.id, ++letters)
  const browser = new TakingPart(url)
  const [name, value] = (await ama.cookie()).split('=') as [string, string]
  browser.cookies.set(name, { value, path: '/' })
  await browser.send('/studies/ours/desk/phone', { code })
  await browser.answer({
    ...Object.fromEntries(Object.values(study.items).map((one) => [`item-${one}`, 'yes'])),
    [`item-${item}`]: 'yes',
  })
  assert.equal(browser.path, '/studies/ours/desk/phone/before')
  assert.match(browser.words, /Read this out.*Did you answer before\?/)
  await browser.answer({ code: 'DDDD-CCCC-DDDD-FFFF' })
  assert.equal(browser.status, 404)
  await browser.answer({ code: first.code })
  assert.equal(browser.path, '/studies/ours/desk/phone/code')
  assert.equal((await joinedTo(first.participant)).length, 1)
})

/** Key in a whole booklet with nothing but its front page. */
async function keys(keyer: typeof ama, code: string, boxes: readonly string[], typed: Record<string, string>) {
  const hand = await keyer.does(beginBooklet, { study: 'ours', code })
  assert.ok('sheet' in hand)
  const { booklet } = hand
  const sheets = sheetsOf(readyQuestionnaire('support-in-our-lives'), 'en')
  for (let sheet = frontPage as string; ; ) {
    const on = sheets.find(({ name }) => name === sheet)!
    const answers = Object.fromEntries(on.questions.map(({ question }) => [question.id, '-']))
    const saved: Saved = await keyer.does(keySheet, {
      study: 'ours',
      booklet,
      sheet,
      boxes: [...boxes],
      typed: sheet === frontPage ? typed : on.round > 0 ? {} : answers,
    })
    if (!('next' in saved)) return { booklet, saved }
    sheet = saved.next
  }
}

test('whoever writes her code of then on the booklet is joined, when a keyer could read it', async () => {
  const first = await before()
  const { id, code } = await postedCode(community, study.id, ++letters)
  const wrong = { study: 'ours', booklet: `L000${letters}`, sheet: frontPage, boxes: both }
  await ama.does(beginBooklet, { study: 'ours', code })
  await refused(
    ama.tries(keySheet, { ...wrong, typed: { before: 'FFFF-CCCC-DDDD-FFFF' } }),
    /We do not know this code/,
    404,
  )
  const { booklet } = await keys(ama, code, both, { before: first.code })
  const { rows } = await sql<{ text: string }>`
    select booklet_keying::text as text from booklet_keying`.execute(db)
  assert.ok(!rows.some(({ text }) => text.includes(first.code)), 'the code itself is kept nowhere')
  const { saved } = await keys(ben, booklet, both, {})
  assert.ok('came' in saved && saved.came === 'stored')
  const [other] = await joinedTo(first.participant)
  const found = await sql<{ code: string }>`select code from participant where id = ${other ?? null}`.execute(db)
  assert.equal(found.rows[0]?.code, id)
})

test('the booklet has a line for the code of then, below what they say yes to', async () => {
  const answer = await fetch(`${url}/studies/ours/booklet.pdf`)
  const words = (await readPdf(Buffer.from(await answer.arrayBuffer()))).pages.map(({ text }) => text).join(' ')
  assert.match(
    words,
    /What you say yes to.*Did you answer before\? If you said yes to joining your answers, you can write/,
  )
})

test('a code on a booklet without the tick beside joining joins nothing', async () => {
  const first = await before()
  const { code } = await postedCode(community, study.id, ++letters)
  const { booklet } = await keys(ama, code, [needed], { before: first.code })
  await keys(ben, booklet, [needed], { before: first.code })
  assert.deepEqual(await joinedTo(first.participant), [])
})

test('a web answer that a booklet without the tick takes over is joined no more', async () => {
  const first = await before()
  const { code } = await postedCode(community, study.id, ++letters)
  const begun = await began(community, study, code, both)
  await joins(begun.participant, first.code)
  const { booklet } = await keys(ama, code, [needed], {})
  await keys(ben, booklet, [needed], {})
  assert.deepEqual(await joinedTo(first.participant), [])
})

test('no table on the charity’s side learns who is joined to whom, and the log names nobody', async () => {
  const [first, later] = [await before(), await now()]
  await joins(later.participant, first.code)
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = ${community.schema} and table_name not in (select name from research_given)`.execute(db)
  assert.ok(tables.some(({ name }) => name === 'audit') && !tables.some(({ name }) => name === 'same_person'))
  const { rows: people } = await sql<{ person: string }>`
    select person from same_person where participant = ${first.participant}`.execute(db)
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`select one::text as text from ${sql.table(name)} one`.execute(db)
    for (const { text } of rows)
      for (const secret of [first.participant, later.participant, first.code, later.code, people[0]!.person])
        assert.ok(!text.includes(secret), `${name} tells of it`)
  }
  const { rows: log } = await sql<{ who: string | null }>`
    select who from audit where task = 'studies.join-waves'`.execute(db)
  assert.ok(log.length > 0 && log.every(({ who }) => who === null))
})
