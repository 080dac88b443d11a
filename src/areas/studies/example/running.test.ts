/** The made-up study through the whole house, once: letters, answers by three ways, withdrawals, a freeze, the findings. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testServer } from '../../../../test/harness.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { analystOf, freezesOf } from '../analysis/frozen.ts'
import { notGeneralisable } from '../analysis/output.ts'
import { type Row, variablesOf } from '../analysis/variables.ts'
import { asResearch } from '../wall.ts'
import { questionnaire, rowOf, staying } from './cohort.ts'
import { alsoOffline, directions, directionsIn } from './directions.ts'
import { findingsOf } from './findings.ts'
import { findingsPage } from './findings-page.ts'
import { findingsWords } from './findings-words.ts'
import { newHand } from './hands.ts'
import { runStudy } from './running.ts'

const { community, server } = await testServer()
const { db } = community
const how = { seed: 1, effects: 'seed', now: new Date() } as const
const before = new Date(how.now.getTime() - 200 * 24 * 60 * 60 * 1000)
const hand = (name: string, role: 'steward' | 'researcher' | 'helper') => newHand(community, name, role, before)
const staff = {
  steward: await hand('Joan', 'steward'),
  researchers: [await hand('Rita Moss', 'researcher'), await hand('Sam', 'researcher')],
  desk: [await hand('Ama', 'helper'), await hand('Bill', 'helper')],
} as const
const { study, cohort, slips } = await runStudy({ community, pool: server.communities.pool }, staff, how)
const findings = await findingsOf(community, staff.researchers[0], study, how)

async function rowsFrozen(): Promise<readonly Row[]> {
  const found = await asResearch(community, async (tx) => {
    const all = await freezesOf(tx, study.id)
    return (await analystOf(tx, all[0]!, all, questionnaire, null)).rows
  })
  if (isRefusal(found)) throw new Error(found.because)
  return found
}
const rows = await rowsFrozen()

test('190 stay, ten wait to go on, five took it back and left nothing, and more letters went out than came back', async () => {
  const { rows: people } = await sql<{ mode: string; arm: string; end: string; answers: number }>`
    select mode, arm,
      case when withdrawn_at is not null then 'gone' when completed_at is null then 'half' else 'done' end as end,
      (select count(*)::int from answer where participant = participant.id) as answers
    from participant where study = ${study.id}`.execute(db)
  const count = (end: string) => people.filter((one) => one.end === end).length
  assert.deepEqual([count('done'), count('half'), count('gone')], [190, 10, 5])
  assert.deepEqual([...new Set(people.map(({ mode }) => mode))].sort(), ['paper', 'phone', 'web'])
  for (const { end, answers } of people) assert.equal(answers === 0, end === 'gone')
  const { rows: codes } = await sql<{ state: string; many: number }>`
    select state, count(*)::int as many from study_code where study = ${study.id} and arm = 'letters' group by state`.execute(
    db,
  )
  const states = new Map(codes.map(({ state, many }) => [state, many]))
  assert.equal(
    [...states.values()].reduce((total, one) => total + one, 0),
    300,
  )
  assert.ok(states.get('posted')! > 100, 'whoever does not answer is counted')
})

test('what they said is what is analysed, whichever way it came, also where a keyer slipped', () => {
  assert.ok(slips.booklets > 20 && slips.differing > 5)
  const said = (row: Row) =>
    JSON.stringify(
      [...row]
        .filter(([name, { kind }]) => kind !== 'not asked' && (named.has(name) || name === 'arm' || name === 'mode'))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { kind, value }]) => [name, kind, Array.isArray(value) ? [...value].sort() : value]),
    )
  const named = new Set(questionnaire.sections.flatMap((one) => (one.repeat ? [] : one.questions.map(({ id }) => id))))
  assert.deepEqual(rows.map(said).sort(), staying(cohort).map(rowOf).map(said).sort())
})

test('nobody who takes part is named in the log', async () => {
  const { rows: lines } = await sql<{ who: string | null; for_whom: string | null; subject: string | null }>`
    select who, for_whom, subject from audit where task in ('studies.begin', 'studies.complete', 'studies.withdraw')`.execute(
    db,
  )
  assert.ok(lines.length > 300)
  assert.ok(lines.every(({ who, for_whom, subject }) => !who && !for_whom && !subject))
})

test('the seed’s directions come out, after Holm’s correction', () => {
  for (const { direction, found } of directionsIn(rows, variablesOf(questionnaire)))
    assert.equal(found, direction.seed, direction.pair.join(' and '))
  const { online, both } = alsoOffline(rows)
  assert.ok(both > online / 2, 'most who used it online also used something offline')
})

test('the findings page says them or keeps them back, and never the opposite', () => {
  const says = directions.map(({ says, seed, between }) => [
    says[`${seed}`],
    `${between}: kept back, to protect the few.`,
  ])
  for (const [at, some] of says.entries()) assert.ok(some.includes(findings.directions[at]!), findings.directions[at])
  assert.match(findings.directions[5]!, /^Most of those .* also used offline|kept back/)
})

test('the findings page says first that it is made up, with its seed, and under each output that it is not generalisable', async () => {
  const [words, page] = [findingsWords(findings), await findingsPage(findings)]
  assert.ok(words.indexOf('Synthetic.') < 200 && /Synthetic\./.test(page.slice(0, page.indexOf('<h2>'))))
  assert.match(page, /seed 1 by the model/)
  const outputs = findings.kept.flatMap((one) => one.outputs)
  assert.ok(outputs.length > 40)
  assert.equal(page.split(notGeneralisable).length - 1, outputs.length + 1)
  assert.ok(page.split('<svg').length > 20)
  assert.ok(!page.includes('<script') && !/https?:\/\/(?!www\.w3\.org)/.test(page), 'it stands alone')
  for (const name of ['Who uses it', 'How it fits', 'Information sources', 'How many answered'])
    assert.ok(words.includes(name), name)
})

test('twenty are interviewed: what they spoke of is counted without percentages, and only those who agreed are quoted', () => {
  const { codes, quotes, foot } = findings.talks
  assert.ok(codes.length >= 10 && quotes.length >= 5)
  assert.ok(codes.every(({ people }) => /^(\d\d|fewer than 10) people$/.test(people)))
  assert.match(foot.join(' '), /20 people/)
  assert.match(foot.join(' '), /not generalisable/)
  // Every seventh does not want to be quoted.
  assert.ok(quotes.every(({ person }) => person !== 'P07' && person !== 'P14'))
})
