/** The wall, tried from the research side: everything that is not given must be refused by PostgreSQL itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { circle, person, testServer } from '../../../test/harness.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { openConversation } from '../conversations/tasks.ts'
import { asResearch, insideWall, researchRole } from './wall.ts'

const server = await testServer()
const { community } = server
const nia = await person(server, 'Nia', 'helper')
await circle(community, 'school')
await nia.does(openConversation, { circle: 'school', kind: 'asks', title: 'Frames?', words: 'Which?' })

/** Tables that research may use. What is new must be put here on purpose. */
const given = [
  'analysis_output',
  'analysis_plan',
  'analysis_plan_draft',
  'answer',
  'booklet',
  'booklet_keying',
  'code',
  'coder',
  'framework_cell',
  'interview',
  'interview_consent',
  'interview_stage',
  'interview_withdrawal',
  'memo',
  'segment',
  'transcript',
  'same_person',
  'study_freeze',
  'study_membership',
  'keying',
  'participant',
  'questionnaire',
  'released_table',
  'study',
  'study_approval',
  'study_cherries',
  'study_code',
  'study_consent',
  'study_consent_item',
  'study_place',
  'study_protocol',
  'study_researcher',
  'study_sheet',
  'study_spell',
  'study_told',
  'study_wave',
]

const tables = async () =>
  (
    await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = ${community.schema} order by table_name`.execute(community.db)
  ).rows.map(({ name }) => name)

/** What PostgreSQL says to a statement from the research side. */
async function tried(statement: ReturnType<typeof sql>): Promise<string> {
  try {
    const done = await asResearch(community, async (db) => {
      await statement.execute(db)
      return 'done'
    })
    return isRefusal(done) ? done.because : done
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}
const denied = '42501'

test('studies read and write their own tables', async () => {
  for (const table of given) assert.equal(await tried(sql`select * from ${sql.table(table)} limit 1`), 'done', table)
})

test('every other table of the community is closed to them, to read or to write', async () => {
  const others = (await tables()).filter((table) => !given.includes(table))
  for (const table of [
    'post',
    'message_out',
    'tie',
    'member',
    'login',
    'reach',
    'cared_for',
    'matter',
    'need',
    'study_letter',
    'study_letter_words',
    'study_mailing',
    'study_mailing_letter',
    'interview_reach',
    'transcript_key',
  ])
    assert.ok(others.includes(table), `${table} is among those tried`)
  for (const table of others) {
    assert.equal(await tried(sql`select * from ${sql.table(table)} limit 1`), denied, `${table} can be read`)
    assert.equal(await tried(sql`delete from ${sql.table(table)}`), denied, `${table} can be emptied`)
    assert.equal(await tried(sql`lock table ${sql.table(table)}`), denied, `${table} can be locked`)
  }
})

test('neither the registry with its secrets nor the jobs, nor another community can be reached', async () => {
  const other = await server.server.communities.add({ host: 'other.example', name: 'Another', condition: 'general' })
  for (const table of [
    'public.community',
    'jobs.job',
    `${other.schema}.post`,
    `${other.schema}.study`,
    `${other.schema}.answer`,
  ])
    assert.equal(await tried(sql`select * from ${sql.table(table)} limit 1`), denied, table)
})

test('there is no way round: no view, no function, no copy to a file, no table made beside', async () => {
  assert.equal(await tried(sql`create view peep as select * from post`), denied)
  assert.equal(await tried(sql`create table ${sql.table(`${community.schema}.copied`)} as select 1`), denied)
  assert.equal(
    await tried(
      sql`insert into answer (participant, question, kind, at) select id, name, 'skipped', now() from member`,
    ),
    denied,
  )
  assert.equal(await tried(sql`copy post to '/tmp/posts'`), denied)
  assert.equal(await tried(sql`select query_to_xml('select * from post', true, true, '')`), denied)
  assert.equal(
    await tried(
      sql`create function peep() returns text language sql security definer as 'select words from post limit 1'`,
    ),
    denied,
  )
  assert.equal(await tried(sql`select pg_read_file('/etc/passwd')`), denied)
})

test('a foreign key tells nothing of the other side', async () => {
  const { rows } = await sql<{ table: string }>`
    select conrelid::regclass::text as table
    from pg_constraint
    where contype = 'f' and connamespace = ${community.schema}::regnamespace
      and conrelid::regclass::text = any(${given}::text[])
      and not confrelid::regclass::text = any(${given}::text[])`.execute(community.db)
  assert.deepEqual(rows, [], 'a table of the research side refers to one of the other')
})

test('afterwards the transaction is on its own side again, and a failure undoes all of it', async () => {
  await community.db.transaction().execute(async (tx) => {
    await insideWall(tx, community, async () => 'there and back')
    await sql`select 1 from post`.execute(tx)
  })
  await assert.rejects(
    asResearch(community, async (db) => {
      await sql`insert into study (id, slug, title, made_at) values (gen_random_uuid(), 'half', 'Half', now())`.execute(
        db,
      )
      throw new Error('broken off')
    }),
    /broken off/,
  )
  const { rows } = await sql`select 1 from study where slug = 'half'`.execute(community.db)
  assert.deepEqual(rows, [])
})

test('where the database has no such role, studies are closed, in words', async () => {
  const nowhere = { ...community, schema: 'community_without_role' }
  const answer = await community.db.transaction().execute((tx) => insideWall(tx, nowhere, async () => 'done'))
  assert.ok(isRefusal(answer) && /docs\/studies\.md/.test(answer.because))
  assert.match(researchRole(community), /^research_community_/)
})
