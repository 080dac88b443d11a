/** The real process, as a charity starts it: it starts, stops, recovers, and says in one sentence what is wrong. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { root } from '../src/kit/config.ts'
import { startPostgres } from '../src/kit/postgres.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'alongside start '))
chmodSync(folder, 0o755)
const data = path.join(folder, 'our data')
const started: ChildProcess[] = []
after(async () => {
  for (const child of started) child.kill('SIGKILL')
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

test('what is wrong with a setting is said in one sentence', { timeout: 60_000 }, async () => {
  const file = path.join(folder, 'a file')
  writeFileSync(file, '')
  const wrong: [string[], Record<string, string>, RegExp][] = [
    [['--prot', '1'], {}, /is not understood/],
    [[], { PORT: 'many' }, /PORT is "many"/],
    [['--data', file, '--port', '0'], {}, /is a file/],
    [['--port', '0'], { DATABASE_URL: 'mysql://here' }, /DATABASE_URL is/],
    [['--port', '0'], { DATABASE_URL: 'postgres://127.0.0.1:1/none' }, /cannot be reached/],
  ]
  for (const [args, env, words] of wrong) {
    const { code, errors } = await launch(args, env).ends()
    assert.equal(code, 1, errors)
    assert.match(errors, words)
    assert.match(errors, /^[^\n]+\.\n$/, 'one line, no stack')
  }
})

function launch(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['src/main.ts', ...args], {
    ...{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, DATABASE_URL: '', PUBLIC_URL: '', SMTP_URL: '', ...env },
  })
  started.push(child)
  let printed = ''
  let errors = ''
  child.stdout!.on('data', (chunk) => (printed += chunk))
  child.stderr!.on('data', (chunk) => (errors += chunk))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    child,
    printed: () => printed,
    async ends() {
      const code = await ended
      return { code, errors }
    },
    async isOpen() {
      const gone = ended.then(() => assert.fail(`It did not start.\n${printed}${errors}`))
      const open = async () => {
        while (!printed.includes('Stop with Ctrl-C.') && child.exitCode === null) await pause(50)
      }
      await Promise.race([open(), gone])
    },
  }
}

async function healthy(port: number, old: number) {
  for (const until = Date.now() + 30_000; Date.now() < until; await pause(200)) {
    const answer = await fetch(`http://localhost:${port}/health`).catch(() => null)
    if (answer?.status === 200 && existsSync(postmasterFile) && postmaster() !== old) return
  }
  assert.fail('The server did not bring PostgreSQL back.')
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function freePort() {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
