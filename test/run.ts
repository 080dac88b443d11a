/**
 * `npm test`: type check, Biome, then every test file, on one PostgreSQL of its own.
 * `npm test -- FILE …` runs only those files. Ends with "N passed, N failed".
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import pg from 'pg'
import { Communities } from '../src/kit/community.ts'
import { root } from '../src/kit/config.ts'
import { openPool } from '../src/kit/database.ts'
import { Jobs } from '../src/kit/jobs.ts'
import { startPostgres } from '../src/kit/postgres.ts'
import { findBrowser } from './browser.ts'
import { templateName } from './harness.ts'

const wanted = process.argv.slice(2)
const minutes = Number(process.env.TEST_MINUTES ?? 25)
process.env.TEST_MINUTES = String(minutes)
/** What takes longest begins first: else the last of them would run on alone while a core has nothing to do. */
const longest = [
  'bench/',
  'test/pages',
  'test/kill.',
  'test/start',
  'test/walks/the-study',
  'test/kill-',
  'test/walks/',
]
const counts = { passed: 0, failed: 0 }
const started = Date.now()

function check(name: string, file: string, ...args: string[]) {
  const done = spawnSync(path.join(root, 'node_modules', '.bin', file), args, { cwd: root, encoding: 'utf8' })
  counts[done.status === 0 ? 'passed' : 'failed']++
  console.log(`${done.status === 0 ? '✔' : '✖'} ${name}`)
  if (done.status !== 0) console.log(done.stdout + done.stderr)
}

if (wanted.length === 0) {
  check('types', 'tsc')
  check('Biome', 'biome', 'ci', '--error-on-warnings', '.')
}

process.env.TEST_BROWSER = await findBrowser()

// In the system's folder for temporary files, which the user `postgres` can enter whoever runs the tests.
const data = mkdtempSync(path.join(os.tmpdir(), 'alongside-test-'))
spawnSync('chmod', ['755', data])
// Tests need speed, not crash safety; the kill test starts a PostgreSQL of its own with both.
const own = await startPostgres(data, () => {}, {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
})
process.env.TEST_POSTGRES = own.connection.host
process.env.TEST_DATA = data

// However it ends, but for a kill, no PostgreSQL is left running.
process.once('exit', () => {
  const pid = path.join(own.cluster, 'postmaster.pid')
  if (existsSync(pid)) process.kill(Number(readFileSync(pid, 'utf8').split('\n')[0]), 'SIGQUIT')
  for (const left of [data, own.connection.host]) rmSync(left, { recursive: true, force: true, maxRetries: 5 })
})
for (const order of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(order, () => process.exit(1))

try {
  await makeTemplate()
  await runFiles()
} finally {
  await own.stop()
}

console.log(`${Math.round((Date.now() - started) / 1000)} seconds`)
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0)

/** One migrated database with one empty community and the job tables, cloned by every test file. */
async function makeTemplate() {
  const client = new pg.Client({ ...own.connection })
  await client.connect()
  await client.query(`create database ${templateName}`)
  await client.end()
  const pool = openPool({ ...own.connection, database: templateName })
  const communities = new Communities(pool, 'http://localhost')
  await communities.migrateAll()
  await communities.add({ host: null, name: 'Rett families', condition: 'rett' })
  const jobs = new Jobs(pool, communities, data)
  await jobs.start()
  await jobs.stop()
  await pool.end()
}

function inOrder(files: readonly string[]): string[] {
  const placeOf = (file: string) => {
    const place = longest.findIndex((part) => file.includes(part))
    return place < 0 ? longest.length : place
  }
  return files.toSorted((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
}

async function runFiles() {
  const all = inOrder(globSync(['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'], { cwd: root }))
  const files = wanted.length > 0 ? all.filter((file) => wanted.some((want) => file.includes(want))) : all
  const stream = run({
    ...{ files: files.map((file) => path.join(root, file)), concurrency: 2, timeout: minutes * 60 * 1000 },
    // The runner only asks a late file to end, which one that hangs does not hear; so each brings its own end.
    execArgv: ['--import', path.join(root, 'test', 'limit.ts')],
  })
  // A test that holds other tests is counted through them; a file that cannot be read counts as failed.
  stream.on(
    'test:pass',
    ({ details, name }) => details.type !== 'suite' && !name.endsWith('.test.ts') && counts.passed++,
  )
  stream.on('test:fail', ({ details }) => details.type !== 'suite' && counts.failed++)
  const report = stream.compose(new spec())
  for await (const chunk of report) process.stdout.write(chunk)
}
