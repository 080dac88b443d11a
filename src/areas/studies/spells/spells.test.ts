import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Person, person, testServer } from '../../../../test/harness.ts'
import { type ReadyStudy, readyStudy } from '../../../../test/studying.ts'
import { newId } from '../../../kit/brand.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { addSpell } from '../../support/map/spell-tasks.ts'
import type { Spell } from '../analysis/spells.ts'
import { newReturnCode, returnHashOf } from '../codes.ts'
import { asResearch, type ResearchDb } from '../wall.ts'
import { joinedSpells, withJoined } from './joined.ts'
import { joinSpells, unjoinSpells } from './joining.ts'

const server = await testServer()
const { community } = server
const { db } = community
const visitor = await person(server, '', 'visitor')

const helpline = {
  kind: 'helpline',
  name: 'The Tuesday helpline',
  began: 'around 2012',
  ended: 'May 2014',
  state: 'left',
  words: 'one day at a time',
  'needs[]': 'talk',
  needs: ['talk'],
  began_because: ['access'],
  changed_because: ['too much', 'needs'],
}

async function memberWithMap(name: string) {
  const one = await person(server, name)
  await one.does(addSpell, helpline)
  await one.does(addSpell, { kind: 'social media', began: '3 March 2019', state: 'returned' })
  return one
}

/** Somebody who takes part, known by a code alone. */
async function participant(study: ReadyStudy, { said = false } = {}) {
  const [id, code] = [newId(), newReturnCode()]
  await sql`
    insert into participant (id, study, arm, questionnaire, mode, sheet, return_hash, began_at, completed_at)
    values (${id}, ${study.id}, 'places', ${study.questionnaire}, 'web', 1, ${returnHashOf(community, code)}, now(), now())`.execute(
    db,
  )
  if (said)
    await sql`
      insert into study_consent (participant, item, given, via, at)
      values (${id}, ${study.items.spells}, true, 'web', now() - interval '1 day')`.execute(db)
  return { id, code, consents: () => consentsOf(id), spells: () => storedOf(id) }
}
const consentsOf = async (id: string) =>
  (
    await sql<{ given: boolean }>`select given from study_consent where participant = ${id} order by at`.execute(db)
  ).rows.map(({ given }) => given)
const storedOf = async (id: string) =>
  (
    await sql<object>`
      select source_kind, online, needs, from_year, to_year, state, reasons
      from study_spell where participant = ${id} order by source_kind`.execute(db)
  ).rows
const joinedOf = async (people: string[]) =>
  (await asResearch(community, (tx: ResearchDb) => joinedSpells(tx, people))) as Spell[]

let studies = 0
const aStudy = () => readyStudy(community, `maps-${++studies}`)
const at = ({ slug }: ReadyStudy) => `/studies/${slug}/support-map`
const page = async (who: Person, path: string) => (await who.get(path)).text()

test('a member sees what would be read, types her code and says yes; years pass, and no name or word', async () => {
  const study = await aStudy()
  const nia = await memberWithMap('Nia')
  const her = await participant(study)
  const seen = await page(nia, at(study))
  assert.match(
    seen,
    /This is all it would read[\s\S]*A helpline[\s\S]*Offline\. 2012 to 2014\. Left\.[\s\S]*someone to talk to/,
  )
  assert.doesNotMatch(seen, /Tuesday|one day at a time|May 2014|3 March|getting to it/)
  const notYet = await nia.post(at(study), { code: her.code })
  assert.equal(notYet.status, 422)
  assert.match(await notYet.text(), new RegExp(`value="${her.code}"`))
  assert.deepEqual(await her.spells(), [])
  const done = await nia.post(at(study), { code: her.code.toLowerCase(), given: 'yes' })
  assert.match(await done.text(), /has 2 lines of your support map now/)
  assert.equal(done.headers.get('set-cookie'), null)
  assert.deepEqual(await her.spells(), [
    {
      source_kind: 'helpline',
      online: 'offline',
      needs: ['talk'],
      from_year: 2012,
      to_year: 2014,
      state: 'left',
      reasons: ['needs', 'too-much'],
    },
    {
      source_kind: 'social-media',
      online: 'online',
      needs: [],
      from_year: 2019,
      to_year: null,
      state: 'returned',
      reasons: [],
    },
  ])
  assert.deepEqual(await her.consents(), [true])
})

test('whoever said yes when answering need not say it twice; passing it on again replaces what was there', async () => {
  const study = await aStudy()
  const nia = await memberWithMap('Nia')
  const her = await participant(study, { said: true })
  await nia.post(at(study), { code: her.code })
  await nia.does(addSpell, { kind: 'blog', began: '2020', state: 'looking in' })
  await nia.post(at(study), { code: her.code })
  assert.equal((await her.spells()).length, 3)
  assert.deepEqual(await her.consents(), [true], 'her yes stays the one she gave')
})

test('taking it back deletes it, at once and for good, until the day that was told', async () => {
  const study = await aStudy()
  const nia = await memberWithMap('Nia')
  const her = await participant(study)
  await nia.post(at(study), { code: her.code, given: 'yes' })
  assert.equal((await joinedOf([her.id])).length, 2)
  const wrong = await visitor.post(`${at(study)}/removal`, { back: 'BCFG-BCFG-BCFG-BCFG' })
  assert.equal(wrong.status, 404)
  assert.match(await wrong.text(), /href="#back"[\s\S]*value="BCFG-BCFG-BCFG-BCFG"/)
  // Nobody has to be signed in for it: the code is enough.
  assert.match(await (await visitor.post(`${at(study)}/removal`, { back: her.code })).text(), /It is taken back/)
  assert.deepEqual([await her.spells(), await her.consents()], [[], [true, false]])
  await nia.post(at(study), { code: her.code, given: 'yes' })
  await sql`update study set withdraw_until = '2020-03-31' where id = ${study.id}`.execute(db)
  const late = await visitor.post(`${at(study)}/removal`, { back: her.code })
  assert.equal(late.status, 409)
  assert.match(await late.text(), /Until 31 March 2020/)
})

test('nothing anywhere says which member it was, or which participant: every table is looked through', async () => {
  const study = await aStudy()
  const nia = await memberWithMap('Nia Unforgettable')
  const her = await participant(study)
  await db.deleteFrom('attempt').execute()
  const before = await everyRow()
  await nia.post(at(study), { code: 'BCFG-HJKM-NPRT-VWXY', given: 'yes' })
  await nia.post(at(study), { code: her.code, given: 'yes' })
  const added = (await everyRow()).filter(
    ({ table, row }) => !before.some((one) => one.table === table && one.row === row),
  )
  const research = new Set(
    (await sql<{ name: string }>`select name from research_given`.execute(db)).rows.map(({ name }) => name),
  )
  const hers = [nia.id, nia.who.name, 'Tuesday', 'one day at a time', ...(await ownIds(nia.id))]
  const theirs = [
    her.id,
    her.code,
    her.code.replaceAll('-', ''),
    returnHashOf(community, her.code),
    study.id,
    study.slug,
  ]
  assert.deepEqual(
    [...new Set(added.map(({ table }) => table))].sort(),
    ['attempt', 'audit', 'study_consent', 'study_spell'].filter((name) => added.some(({ table }) => table === name)),
  )
  assert.ok(added.some(({ table }) => table === 'study_spell') && added.some(({ table }) => table === 'audit'))
  for (const { table, row } of added) {
    const both = research.has(table) ? hers : [...hers, ...theirs]
    for (const one of both) assert.ok(!row.includes(one), `${table} holds ${one}: ${row}`)
  }
  const { rows } = await sql<{ who: string | null; for_whom: string | null; subject: string | null }>`
    select who, for_whom, subject from audit where task = 'studies.join-spells'`.execute(db)
  for (const line of rows) assert.deepEqual(line, { who: null, for_whom: null, subject: null })

  async function ownIds(member: string) {
    return (await sql<{ id: string }>`select id from spell where member = ${member}`.execute(db)).rows.map(
      ({ id }) => id,
    )
  }
})

/** Every row of every table of the community, as text. Sessions are left out: each page that is read moves them. */
async function everyRow() {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = ${community.schema} and table_type = 'BASE TABLE' and table_name <> 'session'`.execute(db)
  const all: { table: string; row: string }[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(name)} t`.execute(db)
    all.push(...rows.map(({ row }) => ({ table: name, row })))
  }
  return all
}

test('a member cannot pass it on under her name, nor can a form bring in more than what passes', async () => {
  const study = await aStudy()
  const nia = await memberWithMap('Nia')
  const her = await participant(study)
  const one = {
    source_kind: 'blog',
    online: 'online',
    needs: [],
    from_year: 2012,
    to_year: null,
    state: 'left',
    reasons: [],
  }
  const named = await nia.tries(joinSpells, { study: study.slug, code: her.code, given: 'yes', spells: [one] })
  assert.ok(isRefusal(named) && named.status === 403)
  for (const more of [
    { ...one, words: 'x' },
    { ...one, from_year: 2012.5 },
    { ...one, source_kind: 'The Tuesday line' },
  ])
    assert.ok(
      isRefusal(await visitor.tries(joinSpells, { study: study.slug, code: her.code, given: 'yes', spells: [more] })),
    )
  assert.deepEqual(await her.spells(), [])
  for (const task of [joinSpells, unjoinSpells]) assert.deepEqual(task.doors, ['web'])
})

test('without an account there is the life history; a study that does not ask says so; wrong codes are counted', async () => {
  const study = await aStudy()
  const her = await participant(study)
  assert.match(await page(visitor, at(study)), /You need no account to tell the study the same/)
  assert.equal((await visitor.post(at(study), { code: her.code, given: 'yes' })).status, 401)
  const nia = await memberWithMap('Nia')
  const nobody = await person(server, 'Sue')
  assert.match(await page(nobody, at(study)), /There is nothing on/)
  assert.equal((await nobody.post(at(study), { code: her.code, given: 'yes' })).status, 409)
  let last = 0
  for (let n = 0; n < 22; n++) last = (await nia.post(at(study), { code: 'BBBB-HJKM-NPRT-VWXY', given: 'yes' })).status
  assert.equal(last, 429)
  // What is no code at all does not wipe the count out.
  await nia.post(at(study), { code: `BBBB${'x'.repeat(90)}`, given: 'yes' })
  assert.equal((await nia.post(at(study), { code: 'BBBB-HJKM-NPRT-VWXY', given: 'yes' })).status, 429)
  await sql`update study set asks_for_spells = false where id = ${study.id}`.execute(db)
  assert.equal((await nia.get(at(study))).status, 404)
  assert.equal((await nia.post(at(study), { code: her.code, given: 'yes' })).status, 404)
  assert.deepEqual(await her.spells(), [])
})

test('the analysis reads joined spells only while they are allowed, and each use once', async () => {
  const study = await aStudy()
  const nia = await memberWithMap('Nia')
  const [her, other] = [await participant(study), await participant(study)]
  await nia.post(at(study), { code: her.code, given: 'yes' })
  const joined = await joinedOf([her.id, other.id])
  assert.deepEqual(
    joined.map(({ sourceKind, from, to, state }) => [sourceKind, from, to, state]),
    [
      ['helpline', 2012, 2014, 'left'],
      ['social-media', 2019, null, 'taking-part'],
    ],
    'who came back and told no end goes on',
  )
  const told = (who: string, sourceKind: string): Spell => ({
    participant: who,
    sourceKind,
    online: 'offline',
    from: 2011,
    to: 2015,
    state: 'left',
    reasons: [],
  })
  const both = withJoined([told(her.id, 'helpline'), told(her.id, 'clinic'), told(other.id, 'helpline')], joined)
  assert.deepEqual(
    both.map(({ participant: who, sourceKind, from }) => [who === her.id ? 'her' : 'other', sourceKind, from]),
    [
      ['her', 'clinic', 2011],
      ['other', 'helpline', 2011],
      ['her', 'helpline', 2012],
      ['her', 'social-media', 2019],
    ],
  )
  await sql`update participant set withdrawn_at = now() where id = ${her.id}`.execute(db)
  assert.deepEqual(await joinedOf([her.id]), [])
})
