/** Two databases, of which one takes writing: when it is lost, the other takes its place, and nothing that was taken is lost. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { Communities } from '../../src/kit/community.ts'
import { openPool } from '../../src/kit/database.ts'
import { readDatabaseUrl } from '../../src/kit/database-address.ts'
import { checkDatabase } from '../../src/kit/database-check.ts'
import { type OwnPostgres, startPostgres } from '../../src/kit/postgres.ts'
import { freePort, killAll, launch } from '../launching.ts'
import { ask, until } from './database.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'alongside-failover-'))
chmodSync(folder, 0o755)
const ports = [await freePort(), await freePort()] as const
const running: OwnPostgres[] = []
after(async () => {
  killAll()
  for (const one of running) await one.stop().catch(() => {})
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function start(name: string, port: number, more: Record<string, string> = {}) {
  const one = await startPostgres(path.join(folder, name), () => {}, {
    listen_addresses: '127.0.0.1',
    port: String(port),
    max_connections: '60',
    ...more,
  })
  running.push(one)
  return one
}

async function asAdmin<T extends object>(port: number, text: string) {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'alongside', database: 'postgres' })
  await client.connect()
  const { rows } = await client.query<T>(text)
  await client.end()
  return rows
}

/** A standby is a copy of the first that follows it. */
async function standbyOf(first: OwnPostgres) {
  await first.stop()
  const copy = path.join(folder, 'second')
  execFileSync('cp', ['-a', path.join(folder, 'first'), copy])
  const signal = path.join(copy, 'postgres', 'standby.signal')
  writeFileSync(signal, '')
  const { uid, gid } = statSync(path.join(copy, 'postgres'))
  if (process.getuid?.() === 0) chownSync(signal, uid, gid)
  await start('first', ports[0])
  return start('second', ports[1], { primary_conninfo: `host=127.0.0.1 port=${ports[0]} user=alongside` })
}

const url = (which: readonly number[], attrs = '?target_session_attrs=read-write') =>
  `postgres://alongside:secret@${which.map((port) => `127.0.0.1:${port}`).join(',')}/postgres${attrs}`

test('a promoted standby is found without a restart, and what was acknowledged is there', {
  timeout: 180_000,
}, async () => {
  const first = await start('first', ports[0])
  const pool = openPool({ host: '127.0.0.1', port: ports[0], user: 'alongside', database: 'postgres' })
  const communities = new Communities(pool, 'http://localhost')
  await communities.migrateAll()
  await communities.add({ host: null, name: 'Rett families', condition: 'rett' })
  await pool.end()
  await standbyOf(first)

  // A standby alone is told in one sentence, and so are two of which none answers.
  const alone = openPool(readDatabaseUrl(url([ports[1]], '')))
  await assert.rejects(checkDatabase(alone), /takes no writing: it is a standby/)
  await alone.end()
  const none = openPool(readDatabaseUrl(url([1, 2])))
  await assert.rejects(checkDatabase(none), /^Error: None of the 2 databases in DATABASE_URL takes writing/)
  await none.end()

  const port = await freePort()
  const server = launch(['--port', String(port)], { DATABASE_URL: url([ports[1], ports[0]]) })
  await server.isOpen()
  const site = `http://localhost:${port}`
  const request = (n: number) =>
    ask(`${site}/join/requests`, {
      method: 'POST',
      headers: { origin: site, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ name: 'Asker', email: `asker${n}@example.org`, words: 'Please.' }).toString(),
    })
  const taken: string[] = []
  for (let n = 0; n < 5; n++) if ((await request(n)).status === 200) taken.push(`asker${n}@example.org`)
  assert.equal(taken.length, 5)
  await until(async () => {
    const [row] = await asAdmin<{ behind: boolean }>(
      ports[0],
      'select exists (select from pg_stat_replication where replay_lsn < pg_current_wal_lsn()) as behind',
    )
    return row?.behind === false
  }, 20_000)

  execFileSync('kill', ['-9', String(postmasterOf('first'))])
  assert.equal((await ask(`${site}/health`)).status, 503)
  await asAdmin(ports[1], 'select pg_promote()')
  const took = await until(async () => (await ask(`${site}/health`)).status === 200, 15_000)
  assert.ok(took < 15_000)
  await until(async () => (await request(99)).status === 200, 15_000)
  const [{ schema } = { schema: '' }] = await asAdmin<{ schema: string }>(
    ports[1],
    'select schema from public.community',
  )
  const kept = await asAdmin<{ email: string }>(ports[1], `select email from "${schema}".membership_request`)
  for (const email of [...taken, 'asker99@example.org'])
    assert.ok(
      kept.some((one) => one.email === email),
      email,
    )
})

const postmasterOf = (name: string) =>
  Number(execFileSync('head', ['-1', path.join(folder, name, 'postgres', 'postmaster.pid')], { encoding: 'utf8' }))

test('an address with several hosts is read as libpq reads it', () => {
  const places = (text: string) => readDatabaseUrl(text).places.map(({ connectionString }) => connectionString)
  assert.deepEqual(places('postgres://a:p%40ss@one:5432,two:5433/db?target_session_attrs=primary&sslmode=require'), [
    'postgres://a:p%40ss@one:5432/db?sslmode=require',
    'postgres://a:p%40ss@two:5433/db?sslmode=require',
  ])
  assert.deepEqual(places('postgresql://[::1]:5432,[::2]/db'), ['postgresql://[::1]:5432/db', 'postgresql://[::2]/db'])
  assert.deepEqual(places('postgres:///db?host=/run/a,/run/b&port=1,2'), [
    'postgres:///db?host=%2Frun%2Fa&port=1',
    'postgres:///db?host=%2Frun%2Fb&port=2',
  ])
  assert.deepEqual(places('postgres://a@one/db'), ['postgres://a@one/db'])
  assert.equal(readDatabaseUrl('postgres://one,two/db').writable, false)
  for (const wrong of [
    'mysql://a:secret@b/c',
    'postgres://a:sec ret@[bad/db',
    'postgres://a:secret@b/db?target_session_attrs=standby',
  ])
    assert.throws(
      () => readDatabaseUrl(wrong),
      (error: Error) => !error.message.includes('secret'),
    )
})
