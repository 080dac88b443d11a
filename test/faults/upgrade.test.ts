/** A data folder of an older PostgreSQL: the start says what to do, and `npm run upgrade` carries every row over. */
import assert from 'node:assert/strict'
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openExample } from '../../src/areas/example/opening.ts'
import { raiseWall } from '../../src/areas/studies/wall.ts'
import { Communities } from '../../src/kit/community.ts'
import { root } from '../../src/kit/config.ts'
import { openPool } from '../../src/kit/database.ts'
import { startPostgres } from '../../src/kit/postgres.ts'
import { programsOf } from '../../src/kit/postgres-programs.ts'
import { freePort, killAll, launch, unset, watch } from '../launching.ts'
import { ask } from './database.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'alongside-upgrade-'))
chmodSync(folder, 0o755)
const data = path.join(folder, 'data')
const cluster = path.join(data, 'postgres')
after(() => {
  killAll()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Rows of each table, by schema, of whatever PostgreSQL is running there. */
async function rowsIn(pool: ReturnType<typeof openPool>) {
  const { rows } = await pool.query<{ name: string; n: string }>(
    `select format('%I.%I', table_schema, table_name) as name,
       (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', table_schema, table_name), false, true, '')))[1]::text as n
     from information_schema.tables
     where table_schema like 'community%' and table_name <> 'migration'
     order by 1`,
  )
  return Object.fromEntries(rows.map(({ name, n }) => [name, Number(n)]))
}

let was: Record<string, number> = {}
before(
  async () => {
    const native = await programsOf(17, path.join(folder, 'programs-17'))
    const own = await startPostgres(data, () => {}, {}, { native, major: 17 })
    const pool = openPool(own.connection)
    const communities = new Communities(pool, 'http://localhost')
    await communities.migrateAll()
    await openExample(communities)
    for (const community of communities.all) await raiseWall(community)
    was = await rowsIn(pool)
    await pool.end()
    await own.stop()
  },
  { timeout: 180_000 },
)

const command = (args: string[] = []) =>
  watch(process.execPath, ['src/upgrade.ts', '--data', data, ...args], { cwd: root, env: { ...process.env, ...unset } })

test('the start says in one sentence what to do, and so does an older Alongside on a newer folder', async () => {
  const { code, errors } = await launch(['--data', data, '--port', String(await freePort())]).ends()
  assert.equal(code, 1)
  assert.match(
    errors,
    /^The database was made by PostgreSQL 17, and this Alongside brings PostgreSQL \d+\. Run "npm run upgrade" once.+\n$/,
  )
  const newer = path.join(folder, 'newer', 'postgres')
  cpSync(cluster, newer, { recursive: true })
  writeFileSync(path.join(newer, 'PG_VERSION'), '99\n')
  const other = await launch(['--data', path.dirname(newer), '--port', String(await freePort())]).ends()
  assert.match(other.errors, /^The database was made by PostgreSQL 99.+use the newer Alongside that made it\.\n$/)
})

test('killed half way, it begins again; then every row is there, and the old database is kept', {
  timeout: 240_000,
}, async () => {
  const first = command()
  // Somewhere while the rows are copied.
  for (let waited = 0; waited < 60_000 && !existsSync(path.join(data, 'upgrade', 'new', 'postgres')); waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50))
  await new Promise((resolve) => setTimeout(resolve, 700))
  first.child.kill('SIGKILL')
  await first.ends()
  assert.ok(existsSync(path.join(cluster, 'PG_VERSION')), 'the old one is untouched')

  const second = command()
  const { code, errors } = await second.ends()
  assert.equal(code, 0, errors + second.printed())
  assert.match(second.printed(), /Carried over and compared: 1 communities|Carried over and compared/)
  assert.ok(existsSync(path.join(data, 'postgres-17', 'PG_VERSION')), 'the old one is kept')
  assert.ok(!existsSync(path.join(data, 'upgrade')))

  const own = await startPostgres(data)
  const pool = openPool(own.connection)
  assert.deepEqual(await rowsIn(pool), was)
  await pool.end()
  await own.stop()
  const port = await freePort()
  const server = launch(['--data', data, '--port', String(port), '--example'])
  await server.isOpen()
  assert.equal((await ask(`http://localhost:${port}/circles`)).status, 200)
  server.child.kill('SIGTERM')
  await server.ends()
  const again = command()
  await again.ends()
  assert.match(again.printed(), /There is nothing to do/)
})

test('cut short between its last two steps, the start says so and the next run finishes it', {
  timeout: 120_000,
}, async () => {
  const ready = path.join(data, 'upgrade', 'ready')
  cpSync(cluster, ready, { recursive: true, preserveTimestamps: true })
  rmSync(cluster, { recursive: true })
  const { errors } = await launch(['--data', data, '--port', String(await freePort())]).ends()
  assert.match(errors, /^An upgrade of the database was cut short: run "npm run upgrade" to finish it/)
  const finishing = command()
  await finishing.ends()
  assert.match(finishing.printed(), /is finished/)
  assert.ok(existsSync(path.join(cluster, 'PG_VERSION')))
})
