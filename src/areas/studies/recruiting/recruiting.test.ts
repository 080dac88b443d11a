/** What researchers see of recruiting: states of codes, places, rates, the checklist; and what they never see. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { person, testServer } from '../../../../test/harness.ts'
import { listWith, posted } from '../../../../test/recruiting.ts'
import { readyStudy } from '../../../../test/studying.ts'
import { newId } from '../../../kit/brand.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import type { CodeState } from '../store.ts'
import { bringList } from './letters.ts'
import { addPlace, changePlace, closePlace } from './places.ts'
import { writeCherries } from './reporting.ts'
import { numbersIn, responseRates, shownAs, shownCounts } from './rules.ts'

const server = await testServer({ publicUrl: 'https://families.example' })
const { community } = server
const { db } = community
const steward = await person(server, 'Joan', 'steward')
const rita = await person(server, 'Rita', 'researcher')
const sam = await person(server, 'Sam', 'researcher')
let studies = 0
const study = () => readyStudy(community, `recruiting-${++studies}`, { researchers: [rita.id] })
const text = async (who: typeof rita, path: string) => (await who.get(path)).text()

/** The first codes of a study are answered to the end. */
async function answered(of: { id: string; questionnaire: string }, many: number, state: CodeState = 'answered') {
  const { rows } = await sql<{ id: string }>`
    update study_code set state = ${state}
    where id in (select id from study_code where study = ${of.id} and state = 'posted' order by number limit ${many})
    returning id`.execute(db)
  for (const { id } of rows) {
    const participant = newId()
    await sql`
      insert into participant (id, study, code, arm, questionnaire, mode, sheet, began_at, completed_at)
      values (${participant}, ${of.id}, ${id}, 'letters', ${of.questionnaire}, 'web', 1, now(),
        ${state === 'answered' ? new Date() : null})`.execute(db)
    await sql`
      insert into answer (participant, question, kind, value, at)
      values (${participant}, 'age', 'answered', '"35-44"', now())`.execute(db)
  }
}

test('what fewer than ten people did with their codes stands as posted, in the table and on the list alike', async () => {
  const made = await study()
  await steward.does(bringList, { study: made.slug, text: listWith(30) })
  await posted(server, steward, made)
  await answered(made, 9)
  const at = `/studies/${made.slug}/recruiting`
  for (const path of [at, `${at}/codes`]) {
    const page = await text(rita, path)
    assert.doesNotMatch(page, /<td>Answered<\/td>/)
    assert.doesNotMatch(page, />9</)
    assert.doesNotMatch(page, /Reader|Long Lane|LS6/, 'no names, no addresses')
  }
  await answered(made, 1)
  assert.match(await text(rita, `${at}/codes`), /L0010<\/th><td>1<\/td><td>Answered/)
  assert.match(await text(rita, at), /by letter, written to once<\/th><td>0<\/td><td>20<\/td><td>0<\/td><td>10<\/td>/)
})

test('shown counts add up, and a state under ten is never told by what is left over', () => {
  const among = { drawn: 3, posted: 40, opened: 4, answered: 12, withdrawn: 2, returned: 1 }
  assert.deepEqual(shownCounts(among), { drawn: 3, posted: 44, opened: 0, answered: 14, returned: 1 })
  assert.equal(shownAs('withdrawn', among), 'answered')
  assert.equal(shownAs('withdrawn', { withdrawn: 2, answered: 7 }), 'posted')
})

test('numbers of letters are read as people write them, and what is none is named', () => {
  assert.deepEqual(numbersIn('L0007, l12 and 30\n30'), [7, 12, 30])
  for (const typed of ['L0007, Mair', '0', 'L', '']) assert.ok(isRefusal(numbersIn(typed)), typed)
})

test('response rates are those of the AAPOR, with letters that came back in or out', () => {
  assert.deepEqual(responseRates({ posted: 200, returned: 20, complete: 45, partial: 9 }), {
    rr1: 45 / 200,
    rr2: 54 / 200,
    rr5: 45 / 180,
    rr6: 54 / 180,
  })
  assert.equal(responseRates({ posted: 0, returned: 0, complete: 0, partial: 0 }).rr1, null)
})

test('rates come from rounded counts; under ten there are none', async () => {
  const made = await study()
  await steward.does(bringList, { study: made.slug, text: listWith(60) })
  await posted(server, steward, made)
  await answered(made, 7)
  const at = `/studies/${made.slug}/recruiting/rates`
  assert.match(await text(rita, at), /not shown \(RR1\)/)
  await answered(made, 13)
  await answered(made, 10, 'opened')
  const page = await text(rita, at)
  assert.match(page, /60 posted, 0 came back/)
  assert.match(page, /Answered to the end: 20\. Answered at least something: 30\./)
  assert.match(page, /about 33 % \(RR1\)<\/td><td>about 50 % \(RR2\)/)
  assert.match(page, /You<\/th><td>30<\/td>/, 'everybody came as far as “You”')
  assert.match(page, /The person you care for<\/th><td>30<\/td>/)
  assert.match(page, /Others?|People around you<\/th><td>not shown<\/td>/)
  assert.match(page, /Not generalisable/)
})

test('a place has permission before a notice, a code of its own, and lets nobody in when it is closed', async () => {
  const { id, slug } = await study()
  const forum = { study: slug, name: 'A forum', online: 'yes', permission: 'Its moderator' }
  const early = await rita.tries(addPlace, { ...forum, noticed_on: '2026-03-01' })
  assert.ok(isRefusal(early) && early.fields.permitted_on)
  const before = await rita.tries(addPlace, { ...forum, permitted_on: '2026-03-02', noticed_on: '2026-03-01' })
  assert.ok(isRefusal(before) && before.fields.noticed_on)
  const place = await rita.does(addPlace, { ...forum, permitted_on: '2026-03-01', reaches: '900' })
  const state = async () =>
    (await sql<{ state: string }>`select state from study_code where place = ${place}`.execute(db)).rows[0]!.state
  assert.equal(await state(), 'drawn')
  await rita.does(changePlace, { ...forum, place, permitted_on: '2026-03-01', noticed_on: '2026-03-04', reaches: '' })
  assert.equal(await state(), 'posted')
  const at = `/studies/${slug}/recruiting/places`
  const page = await text(rita, at)
  const code = /Code: <b>([A-Z-]+)<\/b>/.exec(page)![1]!
  assert.match(page, /Notice up since 4 March 2026/)
  const notice = await text(rita, `${at}/${place}/notice`)
  assert.ok(notice.includes(code) && notice.includes('families.example/take-part') && notice.includes('<svg'))
  const visitor = await person(server, '', 'visitor')
  assert.equal((await visitor.post('/take-part', { code })).status < 400, true, 'the code leads in')
  await rita.does(closePlace, { study: slug, place })
  assert.equal(await state(), 'withdrawn')
  assert.ok(!(await text(rita, at)).includes(code))
  const other = await sam.tries(closePlace, { study: slug, place })
  assert.ok(isRefusal(other) && other.status === 404, 'a researcher of another study finds nothing')
  assert.ok(id)
})

test('the checklist is filled in from the study, and keeps what researchers add', async () => {
  const { slug } = await study()
  const at = `/studies/${slug}/recruiting/cherries`
  const before = await text(rita, at)
  assert.match(before, /Adaptive questioning<\/th><td><p>Yes: some items were asked only after certain answers/)
  assert.match(before, /Incentives<\/th><td><p><b>Not written yet\.<\/b>/)
  await rita.does(writeCherries, { study: slug, item: 'incentives', words: 'None was offered.' })
  assert.match(await text(rita, at), /Incentives<\/th><td><p>None was offered\./)
  await rita.does(writeCherries, { study: slug, item: 'incentives', words: '' })
  assert.match(await text(rita, at), /Incentives<\/th><td><p><b>Not written yet/)
  const unknown = await rita.tries(writeCherries, { study: slug, item: 'nothing', words: 'x' })
  assert.ok(isRefusal(unknown) && unknown.status === 404)
})

test('stewards do not come to the researchers’ side, nor researchers of another study', async () => {
  const { slug } = await study()
  for (const path of ['', '/codes', '/places', '/rates', '/cherries']) {
    assert.equal((await steward.get(`/studies/${slug}/recruiting${path}`)).status, 403)
    assert.equal((await sam.get(`/studies/${slug}/recruiting${path}`)).status, 404)
    assert.equal((await rita.get(`/studies/${slug}/recruiting${path}`)).status, 200)
  }
})
