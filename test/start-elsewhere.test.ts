/** `npm start` from a path with spaces, from a home that nobody else can enter, as root and as an ordinary user. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { root } from '../src/kit/config.ts'
import { freePort, killAll, unset, watch } from './launching.ts'

const isRoot = process.getuid?.() === 0
const rootOnly = isRoot ? false : 'only root can become another user'
const timeout = 110_000
/** An ordinary user that every system has, and one that no system has. */
const nobody = 65534
const nameless = 54321

const folder = mkdtempSync(path.join(os.tmpdir(), 'alongside elsewhere '))
const home = path.join(folder, 'a home')
const checkout = path.join(home, 'along side')
const fallback = '/var/lib/alongside'
const thereBefore = existsSync(fallback) ? readdirSync(fallback) : null

/** A checkout of its own; what npm installed is the same files under another name, which takes no time and no room. */
before(() => {
  chmodSync(folder, 0o755)
  mkdirSync(checkout, { recursive: true })
  for (const name of ['src', 'browser', 'conditions', 'package.json', 'package-lock.json', 'launch.mjs', 'flags.mjs'])
    cpSync(path.join(root, name), path.join(checkout, name), { recursive: true })
  const installed = path.join(root, 'node_modules')
  try {
    execFileSync('cp', ['-Rl', installed, checkout], { stdio: 'ignore' })
  } catch {
    execFileSync('cp', ['-R', installed, checkout])
  }
})

after(() => {
  killAll()
  rmSync(folder, { recursive: true, force: true })
  if (!isRoot || !existsSync(fallback)) return
  for (const name of readdirSync(fallback))
    if (!thereBefore?.includes(name)) rmSync(path.join(fallback, name), { recursive: true })
  if (!thereBefore) rmSync(fallback, { recursive: true })
})

/** A folder that belongs to this user, to stand in for a home. */
function folderOf(uid: number | undefined, name: string) {
  const made = path.join(folder, name)
  mkdirSync(made)
  if (uid !== undefined) chownSync(made, uid, uid)
  return made
}

async function npmStart(args: string[], uid?: number, its = folderOf(uid, crypto.randomUUID())) {
  const port = await freePort()
  const as = uid === undefined ? {} : { uid, gid: uid }
  // What is kept for a checkout goes with it: the next run has another path.
  const keeps = {
    HOME: its,
    npm_config_cache: path.join(its, 'npm'),
    NODE_COMPILE_CACHE: path.join(folder, 'compiled'),
  }
  const env = { ...process.env, ...unset, ...keeps, NODE_NO_WARNINGS: '1' }
  const one = watch('npm', ['start', '--silent', '--', '--port', String(port), ...args], { cwd: checkout, env, ...as })
  return { ...one, port, url: `http://localhost:${port}` }
}

const postmasterIn = (data: string) => path.join(data, 'postgres', 'postmaster.pid')

test('in a path with spaces a second start finds everything as it was', { timeout }, async () => {
  const first = await npmStart([])
  await first.isOpen()
  assert.match(first.printed(), /The database is in .+\/a home\/along side\/data\./)
  const answers = { question: 'email', name: 'Our families', condition: 'rett', email: 'joan@example.org' }
  const body = new URLSearchParams(answers)
  const made = await fetch(`${first.url}/set-up`, { method: 'POST', body, headers: { origin: first.url } })
  assert.equal(made.status, 200, await made.text())
  // As a service manager does, which tells npm and nobody else.
  first.child.kill('SIGINT')
  assert.equal((await first.ends()).code, 0)
  assert.ok(!existsSync(postmasterIn(path.join(checkout, 'data'))), 'PostgreSQL is stopped')

  const second = await npmStart([])
  await second.isOpen()
  assert.match(await (await fetch(second.url)).text(), /Our families/)
  assert.match(await (await fetch(`${second.url}/outbox`)).text(), /joan@example\.org/)
  second.child.kill('SIGTERM')
  assert.equal((await second.ends()).code, 0)
})

test('an ordinary user starts it, and then root does, who leaves nothing that keeps them out', {
  timeout,
  skip: rootOnly,
}, async () => {
  const data = path.join(folderOf(nobody, 'nobody'), 'data')
  for (const uid of [nobody, undefined, nobody]) {
    const one = await npmStart(['--data', data], uid)
    await one.isOpen()
    assert.match(one.printed(), new RegExp(`The database is in ${data}\\.`))
    one.child.kill('SIGINT')
    assert.deepEqual(await one.ends(), { code: 0, errors: '' })
  }
})

test('in a home that nobody else can enter, root keeps the database where PostgreSQL can go', {
  timeout,
  skip: rootOnly,
}, async () => {
  chmodSync(home, 0o700)
  const data = path.join(home, 'kept elsewhere')
  const one = await npmStart(['--data', data])
  await one.isOpen()
  assert.match(one.printed(), /cannot enter .+, so the database is kept in \/var\/lib\/alongside\/data-/)
  assert.equal((await fetch(`${one.url}/health`)).status, 200)
  one.child.kill('SIGINT')
  assert.deepEqual(await one.ends(), { code: 0, errors: '' })
  chmodSync(home, 0o755)
})

test('a user without a name is told what to do', { timeout, skip: rootOnly }, async () => {
  const its = folderOf(nameless, 'nameless')
  const { code, errors } = await (await npmStart(['--data', path.join(its, 'data')], nameless, its)).ends()
  assert.equal(code, 1)
  assert.match(errors, /^User number 54321 has no name on this machine: .+\.\n$/)
})

test('a data folder that cannot be written to is said in one sentence', { timeout }, async () => {
  const closed = path.join(folder, 'closed')
  mkdirSync(closed, { mode: 0o500 })
  for (const data of [closed, path.join(closed, 'data')]) {
    const { code, errors } = await (await npmStart(['--data', data], isRoot ? nobody : undefined)).ends()
    assert.equal(code, 1)
    assert.match(errors, /^The data folder ".+" cannot be written to: choose another with --data FOLDER\.\n$/)
  }
})
