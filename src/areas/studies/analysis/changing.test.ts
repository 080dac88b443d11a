/** How the same people's answers changed: told as a test in steps, of those who joined them, and never as a table. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { many, type Someone, theyAnswer, theyWithdraw } from '../../../../test/answered.ts'
import { person, testServer } from '../../../../test/harness.ts'
import { type ReadyStudy, readyStudy } from '../../../../test/studying.ts'
import { inTwoWaves } from '../../../../test/waves.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { asResearch } from '../wall.ts'
import { ask } from './asking.ts'
import { freeze } from './freezing.ts'
import { keptOutput } from './kept-outputs.ts'

const server = await testServer()
const { community } = server
const { db } = community
const rita = await person(server, 'Rita', 'researcher')
let studies = 0

/** People who answered twice and joined the two, and as many who did not. */
async function studyOf(pairs: number, now: (at: number) => Someone['answers']) {
  const study = await readyStudy(community, `changes-${++studies}`, { researchers: [rita.id] })
  await inTwoWaves(community, study)
  const said = (answers: (at: number) => Someone['answers']) =>
    many(pairs).map((one, at) => ({ ...one, answers: { ...one.answers, ...answers(at) } }))
  const before = await theyAnswer(
    community,
    study,
    said(() => ({ peer_ever: 'no', osss_2: 'some' })),
  )
  const after = await theyAnswer(community, study, said(now))
  await theyAnswer(community, study, many(pairs, 1000))
  for (const [number, people] of [
    [1, before],
    [2, after],
  ] as const)
    await sql`
      update participant set wave = (select id from study_wave where study = ${study.id} and number = ${number})
      where id = any(${people})`.execute(db)
  await sql`
    insert into same_person (participant, person, wave, at)
    select participant.id, pair.person, wave, now()
    from unnest(${before}::uuid[], ${after}::uuid[]) as pair(person, later)
    join participant on participant.id in (pair.person, pair.later)`.execute(db)
  return { study, before, after }
}

async function changed(study: ReadyStudy, question: string) {
  const id = await rita.does(ask, { study: study.slug, what: 'changed', question })
  const kept = await asResearch(community, (tx) => keptOutput(tx, { ...study, title: 'Support' }, id))
  assert.ok(!isRefusal(kept))
  return kept.outputs[0]!
}
const pairsIn = async (study: ReadyStudy) =>
  (
    await sql<{
      joined: string[]
    }>`select joined from study_freeze where study = ${study.id} order by made_at, id`.execute(db)
  ).rows.map(({ joined }) => joined)

test('where most who said no now say yes, it is said which way they went, in words and in steps', async () => {
  const { study } = await studyOf(60, (at) => ({
    peer_ever: at % 6 ? 'yes' : 'no',
    osss_2: at % 2 ? 'a-lot' : 'little',
  }))
  await rita.does(freeze, { study: study.slug })
  const { says, table, tests, n, decision } = await changed(study, 'peer_ever')
  assert.match(says.join(' '), /McNemar’s exact test: p < 0\.001\. More went to “Yes” than to “No”/)
  assert.match(says.join(' '), /Only people who joined their answers/)
  assert.equal(table, null, 'no table of the two waves')
  assert.match(n, /^about (55|60) who answered both times/)
  assert.match(`${tests} ${decision}`, /McNemar.*left out at random/)
  assert.match((await changed(study, 'osss_2')).says.join(' '), /Sign test, exact: p (over|between).*No clear change/)
  const page = await (await rita.get(`/studies/${study.slug}/analysis/questions/changed`)).text()
  assert.match(page, /How did answers change\?/)
})

test('a question whose answers have no order is not asked so', async () => {
  const { study } = await studyOf(30, () => ({}))
  await rita.does(freeze, { study: study.slug })
  const no = await rita.tries(ask, { study: study.slug, what: 'changed', question: 'nation' })
  assert.ok(isRefusal(no) && /from less to more/.test(no.fields.question!))
})

test('of a dozen who joined, nothing is told; nor where nobody did', async () => {
  for (const pairs of [12, 24]) {
    const { study } = await studyOf(pairs, () => ({ peer_ever: 'yes' }))
    if (pairs === 24) await sql`delete from same_person`.execute(db)
    await rita.does(freeze, { study: study.slug })
    const { says } = await changed(study, 'peer_ever')
    assert.match(says.join(' '), /Too few people joined/)
    assert.doesNotMatch(says.join(' '), /p [<=]/)
  }
})

test('when one of them takes a wave back, ten links are gone from the next freeze, and nobody knows whose was hers', async () => {
  const { study, before } = await studyOf(60, () => ({ peer_ever: 'yes' }))
  await rita.does(freeze, { study: study.slug })
  await changed(study, 'peer_ever')
  await theyWithdraw(community, [before[0]!])
  await rita.does(freeze, { study: study.slug })
  const [one, two] = await pairsIn(study)
  assert.equal(one!.length, 60)
  assert.ok(two!.length <= 50 && two!.every((pair) => one!.includes(pair) && !pair.includes(before[0]!)))
})
