/** A backup is restored that is older than somebody's wish to be forgotten. The wish still holds. */
import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { openConversation } from '../../src/areas/conversations/tasks.ts'
import { erase } from '../../src/areas/members/erasing.ts'
import { begin } from '../../src/areas/studies/answering/beginning.ts'
import { keepAnswer, participationOf } from '../../src/areas/studies/answering/keeping.ts'
import { withdrawAnswers } from '../../src/areas/studies/answering/withdrawing.ts'
import { backUp } from '../../src/kit/backup.ts'
import { isRefusal } from '../../src/kit/refuse.ts'
import { restore } from '../../src/kit/restore.ts'
import { visitor } from '../../src/kit/who.ts'
import { circle, Person, person, testServer } from '../harness.ts'
import { postedCode, readyStudy } from '../studying.ts'

const dataDir = mkdtempSync(path.join(process.env.TEST_DATA!, 'restoring-'))
const server = await testServer({ dataDir })
const { communities } = server.server
const { pool } = communities
const { community } = server
const folder = mkdtempSync(path.join(process.env.TEST_DATA!, 'elsewhere-'))
const before = path.join(folder, 'before.backup')
const list = path.join(dataDir, 'backups', 'erasures.txt')

await circle(community, 'nights', 'members')
const asks = (title: string) => ({ circle: 'nights', kind: 'asks', title, words: `Words of ${title}.` })
const stays = await person(server, 'Stays', 'helper')
const withdraws = await person(server, 'Withdraws', 'helper')
const leavesWords = await person(server, 'Leaveswords', 'helper')
for (const one of [stays, withdraws, leavesWords]) await one.does(openConversation, asks(`From ${one.who.name}`))

const study = await readyStudy(community, 'ours')
const guest = new Person(community, visitor, server.url)
const posted = await postedCode(community, study.id, 1)
const unused = await postedCode(community, study.id, 2)
const { participant } = await guest.does(begin, {
  study: 'ours',
  consents: [study.items['take part']!],
  code: posted.code,
})
const taking = await participationOf(community.db, participant)
assert.ok(taking && !isRefusal(taking))
await keepAnswer(
  community.db,
  taking,
  { question: 'relation', round: 0 },
  { kind: 'answered', value: 'parent' },
  new Date(),
)

await backUp(pool, community, before)

await withdraws.does(erase, { posts: 'withdrawn' })
await leavesWords.does(erase, { posts: 'kept' })
await guest.does(withdrawAnswers, { study: 'ours', code: posted.code, sure: 'yes' })
await guest.does(withdrawAnswers, { study: 'ours', code: unused.code, sure: 'yes' })

/** What stands of a member and of the study in the community that answers here now. */
async function standing() {
  await communities.load()
  const { db } = communities.all[0]!
  const members = await db
    .selectFrom('member')
    .select(['name', 'state'])
    .where('id', 'in', [stays.id, withdraws.id, leavesWords.id])
    .orderBy('id')
    .execute()
  const { rows } = await sql<{ words: string; title: string }>`select p.words, c.title from post p
    join conversation c on c.id = p.conversation order by p.id`.execute(db)
  const answers = (await sql`select from answer where participant = ${participant}`.execute(db)).rows.length
  const codes = await sql<{ state: string }>`
    select state from study_code where id in (${posted.id}, ${unused.id}) order by id`.execute(db)
  return {
    names: members.map(({ name }) => name),
    titles: rows.map(({ title }) => title),
    words: rows.map(({ words }) => words),
    answers,
    codes: codes.rows.map(({ state }) => state),
  }
}
const forgotten = {
  names: ['Stays', 'a former member', 'a former member'],
  titles: ['From Stays', 'Withdrawn', 'From Leaveswords'],
  words: ['Words of From Stays.', '', 'Words of From Leaveswords.'],
  answers: 0,
  codes: ['withdrawn', 'withdrawn'],
}

test('whoever erased everything since the backup is not brought back, and nor is what was taken back from a study', async () => {
  assert.deepEqual(await standing(), forgotten)
  const { erasedAgain } = await restore(pool, before, { replace: true })
  assert.deepEqual(await standing(), forgotten)
  // Taking the answers back closes their letter too.
  assert.equal(erasedAgain, 2 + 1 + 1)
  const { rows } = await communities.pool.query('select count(*)::int as n from public.erasure')
  assert.ok(rows[0].n >= 5)
})

test('the list lies beside the nightly backups at once, and tells nobody’s name or id', async () => {
  for (let wait = 0; wait < 100 && !existsSync(list); wait++) await sleep(30)
  const text = readFileSync(list, 'utf8')
  assert.match(text, /^[0-9a-f]{64} \d{4}-\d\d-\d\d withdrawn member$/m)
  for (const secret of [withdraws.id, leavesWords.id, participant, 'Withdraws'])
    assert.doesNotMatch(text, new RegExp(secret))
})

test('on a new machine, the list that was copied with the backup does the same', async () => {
  for (const one of communities.all) await communities.remove(one.id)
  await pool.query('delete from public.erasure')
  copyFileSync(list, path.join(folder, 'erasures.txt'))
  await restore(pool, before)
  assert.deepEqual(await standing(), forgotten)
  // And a second time without the list, for the new machine knows it now.
  writeFileSync(path.join(folder, 'erasures.txt'), '')
  await restore(pool, before, { replace: true })
  assert.deepEqual(await standing(), forgotten)
})

test('a list that is cut short, or holds what is none of it, loses no other line and opens nothing', async () => {
  await pool.query('delete from public.erasure')
  const elsewhere = mkdtempSync(path.join(process.env.TEST_DATA!, 'cut-'))
  mkdirSync(path.join(elsewhere, 'lists'))
  writeFileSync(
    path.join(elsewhere, 'lists', 'erasures.txt'),
    `\n'; drop table member; --\n${'0'.repeat(64)} 2026-12-01 kept member\r\n${readFileSync(list, 'utf8').replaceAll('\n', '\r\n')}${'1'.repeat(40)}`,
  )
  await restore(pool, before, { replace: true, erasures: [path.join(elsewhere, 'lists')] })
  assert.deepEqual(await standing(), forgotten)
})
