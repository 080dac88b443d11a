/**
 * A disk without room: what somebody typed is still there, and /health and the log say so. The disk is a real one of some
 * megabytes in memory, which root can make on Linux; where it cannot be made, this is skipped and says so.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { freePort, killAll, launch } from '../launching.ts'
import { ask, until } from './database.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'alongside-disk-'))
chmodSync(folder, 0o755)
const mounted = mount()
after(async () => {
  killAll()
  if (mounted) execFileSync('umount', ['-l', folder])
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

function mount() {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=420m,mode=755', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Leave this much room, as a log or somebody's film would. */
function fill(left: number) {
  const file = openSync(path.join(folder, 'film'), 'a')
  const piece = Buffer.alloc(256 * 1024)
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(folder)
      if (bavail * bsize <= left) return
      writeSync(file, piece)
    }
  } finally {
    closeSync(file)
  }
}

test('while the disk is full, words are kept on the page, and /health and one line of the log say so', {
  timeout: 120_000,
  skip: mounted ? false : 'no disk of one’s own can be made here',
}, async () => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const server = launch(['--data', path.join(folder, 'data'), '--port', String(port), '--example'])
  await server.isOpen()
  const form = (n: number) => ({
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      name: 'Asker',
      email: `asker${n}@example.org`,
      words: `An hour of typing. ${'Our mornings are long. '.repeat(80)}`,
    }).toString(),
  })
  assert.equal((await ask(`${url}/join/requests`, form(0))).status, 200)
  assert.equal((await ask(`${url}/health`)).status, 200)

  fill(0)
  const health = await ask(`${url}/health`)
  assert.equal(health.status, 503)
  assert.match(health.body, /The disk is full/)
  // What room there is inside the files of PostgreSQL is used up first.
  let refused = { status: 200, body: '' }
  for (let n = 1; n < 400 && refused.status === 200; n++) refused = await ask(`${url}/join/requests`, form(n))
  assert.equal(refused.status, 503, refused.body.slice(0, 300))
  assert.match(refused.body, /An hour of typing\. Our mornings are long/)
  assert.match(refused.body, /Nothing is lost/)

  rmSync(path.join(folder, 'film'))
  await until(async () => (await ask(`${url}/join/requests`, form(900))).status === 200, 30_000)
  server.child.kill('SIGTERM')
  const { errors } = await server.ends()
  assert.ok(errors.split('\n').filter((line) => /disk is full/.test(line)).length <= 2, errors)
  assert.doesNotMatch(errors, /\n\s+at /)
})
