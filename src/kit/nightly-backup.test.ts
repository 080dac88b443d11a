import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { circle, person, testServer } from '../../test/harness.ts'
import { openConversation } from '../areas/conversations/tasks.ts'
import { backUpTonight, kept } from './nightly-backup.ts'
import { restore } from './restore.ts'

const server = await testServer()
const { pool } = server.server.communities
const dataDir = mkdtempSync(path.join(process.env.TEST_DATA!, 'nightly '))
const house = { pool, dataDir }
const folder = path.join(dataDir, 'backups')
const steward = await person(server, 'Joan', 'steward')

const night = (day: number, hour = 3) => new Date(Date.UTC(2026, 10, day, hour, 5))
const backups = () => readdirSync(folder).sort()
const health = async () => (await (await fetch(`${server.url}/health`)).json()) as { backedUp: string | null }

test('a server that is new says that there is no backup yet', async () => {
  assert.equal((await health()).backedUp, null)
  assert.match(await (await steward.get('/steward')).text(), /There is none yet/)
})

test('each night has one backup, which can be restored, and the steward sees when it was made', async () => {
  const room = await circle(server.community, 'nights', 'open')
  const helper = await person(server, 'Ama', 'helper')
  const talk = { circle: room.slug, kind: 'tells', title: 'A night', words: 'We slept.' }
  const { conversation } = await helper.does(openConversation, talk)

  const file = await backUpTonight(house, server.community, night(1))
  assert.equal(file, path.join(folder, 'localhost_2026-11-01-0305.backup'))
  assert.equal(statSync(folder).mode & 0o777, 0o700, 'nobody else may read it')
  assert.equal(await backUpTonight(house, server.community, night(1, 4)), null, 'the next hour makes no other')
  assert.equal((await health()).backedUp, night(1).toISOString())
  assert.match(await (await steward.get('/steward')).text(), /1 November 2026 at 3:05 am<\/time>, 1 MB\./)

  await restore(pool, file!, { host: 'again.example.org' })
  await server.server.communities.load()
  const again = server.server.communities.forHost('again.example.org')!
  const found = await again.db.selectFrom('conversation').select('title').where('id', '=', conversation).execute()
  assert.deepEqual(found, [{ title: 'A night' }])
  await server.server.communities.remove(again.id)
})

test('seven nights are kept; what somebody else put there stays', async () => {
  for (const name of ['localhost_mine.backup', 'localhost.example.org_2020-01-01-0305.backup'])
    writeFileSync(path.join(folder, name), '')
  for (let day = 2; day <= 10; day++) assert.ok(await backUpTonight(house, server.community, night(day)))
  const made = backups().filter((name) => name.startsWith('localhost_2026'))
  assert.equal(made.length, kept)
  assert.equal(made[0], 'localhost_2026-11-04-0305.backup')
  assert.equal(backups().length, kept + 2)
})

test('what a backup that was cut short left behind is swept away the next night', async () => {
  const left = path.join(folder, '.backup-left')
  const young = path.join(folder, '.backup-young')
  for (const work of [left, young]) mkdirSync(work)
  utimesSync(left, night(10), night(10))
  utimesSync(young, night(11), night(11))
  await backUpTonight(house, server.community, night(11))
  assert.ok(!existsSync(left))
  assert.ok(existsSync(young), 'one that is being made is left alone')
  rmSync(young, { recursive: true })
})

test('a backup that fails loses no older one, and the steward reads why', async () => {
  const before = backups()
  const blocked = { pool, dataDir: path.join(folder, before.at(-1)!) }
  assert.equal(await backUpTonight(blocked, server.community, night(12)), null)
  assert.deepEqual(backups(), before)
  const page = await (await steward.get('/steward')).text()
  assert.match(page, /11 November 2026 at 3:05 am/)
  assert.match(page, /The newest try failed, on .+ The folder for backups cannot be written to\./)

  assert.ok(await backUpTonight(house, server.community, night(12, 4)), 'the next hour tries again')
  assert.doesNotMatch(await (await steward.get('/steward')).text(), /newest try failed/)
})
