/** From freezing to what is told and taken away, as a researcher does it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { many, theyAnswer, theyWithdraw } from '../../../../test/answered.ts'
import { person, testServer } from '../../../../test/harness.ts'
import { readyStudy } from '../../../../test/studying.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { asResearch } from '../wall.ts'
import { ask } from './asking.ts'
import { filesOf } from './files.ts'
import { freeze } from './freezing.ts'
import { type Kept, keptOutput } from './kept-outputs.ts'
import { notGeneralisable } from './output.ts'

const server = await testServer()
const { community } = server
const rita = await person(server, 'Rita', 'researcher')
const other = await person(server, 'Otto', 'researcher')

let studies = 0
async function studyWith(people: number) {
  const study = await readyStudy(community, `asked-${++studies}`, { researchers: [rita.id] })
  return { study, ids: await theyAnswer(community, study, many(people)) }
}

async function toldOf(study: { id: string; slug: string }, id: string): Promise<Kept> {
  const kept = await asResearch(community, (db) => keptOutput(db, { ...study, title: 'Support' }, id))
  assert.ok(!isRefusal(kept))
  return kept
}

test('a researcher freezes, asks, and sees words, a picture, its table and what must be said of it', async () => {
  const { study } = await studyWith(190)
  assert.match(
    ((await rita.tries(ask, { study: study.slug, what: 'response' })) as { because: string }).because,
    /Freeze/,
  )
  await rita.does(freeze, { study: study.slug })
  const answer = await rita.post(`/studies/${study.slug}/analysis/outputs`, { what: 'describe', question: 'peer_ever' })
  assert.equal(answer.status, 303)
  const page = await (await rita.get(answer.headers.get('location')!)).text()
  for (const words of [
    '<img src=',
    '<table>',
    'n: about',
    'Missing: ',
    'Tests: ',
    'Versions: ',
    'Disclosure: ',
    notGeneralisable,
  ])
    assert.ok(page.includes(words), words)
})

test('whoever asks again, or asks the same in another order of fields, is told the same and no more', async () => {
  const { study } = await studyWith(120)
  await rita.does(freeze, { study: study.slug })
  const first = await rita.does(ask, { study: study.slug, what: 'cross', first: 'age', second: 'peer_ever' })
  assert.equal(await rita.does(ask, { second: 'peer_ever', what: 'cross', first: 'age', study: study.slug }), first)
  const turned = await rita.does(ask, { study: study.slug, what: 'cross', first: 'peer_ever', second: 'age' })
  assert.notEqual(turned, first)
  const [one, two] = [await toldOf(study, first), await toldOf(study, turned)]
  assert.deepEqual(one.outputs[0]!.says, two.outputs[0]!.says)
  const { rows } = await sql`
    select 1 from released_table join study_freeze on study_freeze.id = frozen
    where study = ${study.id} and cardinality(variables) = 2`.execute(community.db)
  assert.equal(rows.length, 1)
})

test('two researchers who ask at once are told one after the other, each counted against the other', async () => {
  const { study } = await studyWith(100)
  await rita.does(freeze, { study: study.slug })
  const asked = ['age', 'money', 'education', 'nation'].map((first) =>
    rita.does(ask, { study: study.slug, what: 'cross', first, second: 'peer_ever' }),
  )
  assert.equal(new Set(await Promise.all(asked)).size, 4)
})

test('a study of twenty prints no percentage anywhere', async () => {
  const { study } = await studyWith(20)
  await rita.does(freeze, { study: study.slug })
  for (const asked of [
    { what: 'describe', question: 'peer_ever' },
    { what: 'cross', first: 'age', second: 'peer_ever' },
    { what: 'report', name: 'Who uses it' },
    { what: 'report', name: 'How it fits' },
    { what: 'report', name: 'Information sources' },
    { what: 'compare', outcome: 'years_since', by: 'peer_ever' },
    { what: 'response' },
  ]) {
    const kept = await toldOf(study, await rita.does(ask, { study: study.slug, ...asked }))
    for (const [name, text] of await filesOf(kept)) {
      const told = text.replaceAll('95 % interval', '').replaceAll('Percentages are of the row.', '')
      assert.doesNotMatch(told, /\d %|\d of 100/, `${kept.title} ${name}`)
    }
  }
})

test('when somebody takes their answers back, that freeze tells nothing new and says that n has changed', async () => {
  const { study, ids } = await studyWith(80)
  await rita.does(freeze, { study: study.slug })
  const before = await rita.does(ask, { study: study.slug, what: 'describe', question: 'age' })
  await theyWithdraw(community, ids.slice(0, 1))
  const refused = await rita.tries(ask, { study: study.slug, what: 'describe', question: 'money' })
  assert.ok(isRefusal(refused) && /took their answers back/.test(refused.because))
  // What was told stays, and says it.
  const kept = await toldOf(study, before)
  for (const [name, text] of await filesOf(kept))
    if (!name.endsWith('.svg')) assert.match(text, /n has changed since/, name)

  // In the next freeze whoever left is not alone: nine more are left out, and nobody can tell who.
  const again = await rita.does(freeze, { study: study.slug })
  const { rows } = await sql<{ people: string[]; left_out: number }>`
    select people, left_out from study_freeze where id = ${again}`.execute(community.db)
  assert.equal(rows[0]!.people.length, 70)
  assert.equal(rows[0]!.left_out, 9)
  assert.ok(!rows[0]!.people.includes(ids[0]!))
})

test('fewer than ten who come wait for the next freeze, and an older freeze tells nothing new', async () => {
  const { study } = await studyWith(60)
  const first = await rita.does(freeze, { study: study.slug })
  await rita.does(ask, { study: study.slug, what: 'describe', question: 'age' })
  await theyAnswer(community, study, many(9, 1000))
  const refused = await rita.tries(freeze, { study: study.slug })
  assert.ok(isRefusal(refused) && /ten more/.test(refused.because))
  await theyAnswer(community, study, many(1, 2000))
  const second = await rita.does(freeze, { study: study.slug })
  assert.notEqual(second, first)
  await rita.does(ask, { study: study.slug, what: 'describe', question: 'age' })
})

test('researchers of other studies, stewards and members find nothing there', async () => {
  const { study } = await studyWith(30)
  await rita.does(freeze, { study: study.slug })
  const id = await rita.does(ask, { study: study.slug, what: 'describe', question: 'age' })
  const steward = await person(server, 'Stella', 'steward')
  const member = await person(server, 'Mair')
  for (const path of ['', `/outputs/${id}`, `/outputs/${id}/1.csv`, '/released.csv', '/questions/describe']) {
    const url = `/studies/${study.slug}/analysis${path}`
    assert.equal((await rita.get(url)).status, 200, path)
    assert.equal((await other.get(url)).status, 404, path)
    assert.equal((await steward.get(url)).status, 403, path)
    assert.equal((await member.get(url)).status, 403, path)
  }
})

test('every output of all three reports carries its foot, on the page and in every file', async () => {
  const { study } = await studyWith(190)
  await rita.does(freeze, { study: study.slug })
  for (const name of ['Who uses it', 'How it fits', 'Information sources']) {
    const kept = await toldOf(study, await rita.does(ask, { study: study.slug, what: 'report', name }))
    assert.ok(kept.outputs.length > 5, name)
    const files = await filesOf(kept)
    for (const [at, { title }] of kept.outputs.entries()) {
      const csv = files.get(`${at + 1}.csv`)!
      for (const line of csv.trimEnd().split('\r\n').slice(1))
        assert.ok(line.includes('Not generalisable'), `${title}: ${line}`)
    }
    for (const file of ['report.html', 'report.txt']) {
      const text = files.get(file)!.replace(/\s+/g, ' ')
      for (const words of ['Not generalisable', 'Versions: Alongside', 'Disclosure: ', 'Missing: ', 'n: '])
        assert.equal(text.split(words).length - 1 >= kept.outputs.length, true, `${file} ${words}`)
    }
  }
})
