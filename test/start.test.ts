/** The real process, as a charity starts it: it starts, stops, recovers, and says in one sentence what is wrong. */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { startPostgres } from '../src/kit/postgres.ts'
import { freePort, killAll, launch, pause } from './launching.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'alongside start '))
chmodSync(folder, 0o755)
const data = path.join(folder, 'our data')
after(async () => {
  killAll()
  if (existsSync(data)) await (await startPostgres(data)).stop()
  rmSync(folder, { recursive: true, force: true })
})

const postmasterFile = path.join(data, 'postgres', 'postmaster.pid')
const postmaster = () => Number(readFileSync(postmasterFile, 'utf8').split('\n')[0])

test('it starts, stops on Ctrl-C, and recovers from kills', { timeout: 110_000 }, async () => {
  const port = await freePort()
  const first = launch(['--data', data, '--port', String(port)])
  await first.isOpen()
  assert.equal((await fetch(`http://localhost:${port}/health`)).status, 200)
  assert.ok(first.printed().trim().split('\n').length <= 8, first.printed())

  const second = await launch(['--data', data, '--port', String(await freePort())]).ends()
  assert.equal(second.code, 1)
  assert.match(second.errors, /^Another Alongside is using the data folder ".+": stop it, or .+\.\n$/)
  const samePort = await launch(['--data', path.join(folder, 'other'), '--port', String(port)]).ends()
  assert.equal(samePort.code, 1)
  assert.match(samePort.errors, /^Port \d+ is in use: choose another with --port NUMBER\.\n$/)

  const old = postmaster()
  process.kill(old, 'SIGKILL')
  await healthy(port, old)

  first.child.kill('SIGKILL')
  await first.ends()
  const left = postmaster()
  const next = launch(['--data', data, '--port', String(port)])
  await next.isOpen()
  assert.equal(postmaster(), left, 'the PostgreSQL left running is used')
  next.child.kill('SIGINT')
  assert.deepEqual(await next.ends(), { code: 0, errors: '' })
  assert.ok(!existsSync(postmasterFile), 'PostgreSQL is stopped')
})

test('of two that start in the same instant one has the folder, and the other says so', {
  timeout: 110_000,
}, async () => {
  const shared = path.join(folder, 'shared')
  const both = [await freePort(), await freePort()].map((port) => launch(['--data', shared, '--port', String(port)]))
  const outcomes = both.map((one) => Promise.race([one.isOpen().then(() => 'open' as const), one.ends()]))
  const refused = await Promise.any(
    outcomes.map(async (outcome) => {
      const end = await outcome
      return end === 'open' ? Promise.reject(new Error('This one is open.')) : end
    }),
  )
  assert.equal(refused.code, 1)
  assert.match(refused.errors, /^Another Alongside is using the data folder ".+": stop it, or .+\.\n$/)
  const [first, second] = both
  const winner = first!.child.exitCode === null ? first! : second!
  await winner.isOpen()
  winner.child.kill('SIGINT')
  assert.deepEqual(await winner.ends(), { code: 0, errors: '' })
})

test('told to stop while it starts, it leaves nothing behind', { timeout: 110_000 }, async () => {
  const early = path.join(folder, 'early')
  const one = launch(['--data', early, '--port', String(await freePort())])
  while (!one.printed().includes('Making a new database')) await pause(20)
  one.child.kill('SIGTERM')
  assert.deepEqual(await one.ends(), { code: 0, errors: '' })
  assert.ok(!existsSync(path.join(early, 'postgres', 'postmaster.pid')))
})

test('what is wrong with a setting is said in one sentence', { timeout: 110_000 }, async () => {
  const file = path.join(folder, 'a file')
  writeFileSync(file, '')
  const wrong: [string[], Record<string, string>, RegExp][] = [
    [['--prot', '1'], {}, /is not understood/],
    [[], { PORT: 'many' }, /PORT is "many"/],
    [['--data', file, '--port', '0'], {}, /is a file/],
    [['--port', '0'], { DATABASE_URL: 'mysql://here' }, /DATABASE_URL must be/],
    [['--port', '0'], { DATABASE_URL: 'postgres://127.0.0.1:1/none' }, /cannot be reached/],
  ]
  for (const [args, env, words] of wrong) {
    const { code, errors } = await launch(args, env).ends()
    assert.equal(code, 1, errors)
    assert.match(errors, words)
    assert.match(errors, /^[^\n]+\.\n$/, 'one line, no stack')
  }
})

async function healthy(port: number, old: number) {
  for (const until = Date.now() + 30_000; Date.now() < until; await pause(200)) {
    const answer = await fetch(`http://localhost:${port}/health`).catch(() => null)
    if (answer?.status === 200 && existsSync(postmasterFile) && postmaster() !== old) return
  }
  assert.fail('The server did not bring PostgreSQL back.')
}
