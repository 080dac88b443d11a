/** Backups that only the printed key opens: through the commands, as the person who looks after the server runs them. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { openConversation } from '../../src/areas/conversations/tasks.ts'
import { root } from '../../src/kit/config.ts'
import { backUpTonight, lastBackup } from '../../src/kit/nightly-backup.ts'
import { makeKey } from '../../src/kit/sealing.ts'
import { circle, person, testServer } from '../harness.ts'
import { unset } from '../launching.ts'
import { keyOnSheet } from './key-on-sheet.ts'

const server = await testServer()
const { community } = server
const folder = mkdtempSync(path.join(os.tmpdir(), 'alongside-sealed-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => path.join(folder, name)
const databaseUrl = `postgres://alongside@localhost/${server.database}?host=${encodeURIComponent(server.host)}`

function run(args: readonly string[], env: Record<string, string> = {}, typed = '') {
  const child = spawn(process.execPath, ['src/backup.ts', ...args], {
    cwd: root,
    env: { ...process.env, ...unset, DATABASE_URL: databaseUrl, INIT_CWD: folder, ...env },
  })
  let said = ''
  child.stdout.on('data', (piece) => (said += piece))
  child.stderr.on('data', (piece) => (said += piece))
  child.stdin.end(typed)
  return new Promise<{ code: number | null; said: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, said })),
  )
}

await circle(community, 'school')
const nia = await person(server, 'Nia')
const secretWords = 'Our mornings are long and nobody must read this'
await nia.does(openConversation, { circle: 'school', kind: 'asks', title: 'Mornings', words: secretWords })

test('a key is made and printed once; backups open with it and with nothing else', { timeout: 120_000 }, async () => {
  assert.match((await run(['backup', 'plain.backup'])).said, /read back from the disk, row by row, and is whole/)

  const made = await run(['backup', 'key', 'key.pdf'])
  assert.equal(made.code, 0, made.said)
  assert.equal(statSync(at('key.pdf')).mode & 0o77, 0, 'only its owner reads the sheet')
  const key = await keyOnSheet(at('key.pdf'))
  assert.match(key, /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/)
  assert.ok(!made.said.includes(key))
  assert.match((await run(['backup', 'key', 'key.pdf'])).said, /already a file/)

  const sealed = await run(['backup', 'sealed.backup'])
  assert.match(sealed.said, /Only the printed key opens it/)
  assert.match(readFileSync(at('sealed.backup')).subarray(0, 21).toString(), /^age-encryption\.org\/v1$/)
  assert.ok(!readFileSync(at('sealed.backup')).includes(secretWords))

  const restore = (file: string, env: Record<string, string>, typed = '') =>
    run(['restore', file, '--host', `${file.replaceAll('.', '-')}.example.org`], env, typed)
  assert.match((await restore('sealed.backup', {})).said, /^This backup is encrypted\. Type its key/)
  assert.match(
    (await restore('sealed.backup', { BACKUP_KEY: key.replace(/.$/, 'Q') })).said,
    /not whole: check each letter/,
  )
  const { identity } = await makeKey()
  assert.match((await restore('sealed.backup', { BACKUP_KEY: identity })).said, /does not open this backup/)
  copyFileSync(at('sealed.backup'), at('short.backup'))
  truncateSync(at('short.backup'), statSync(at('short.backup')).size - 100)
  assert.match((await restore('short.backup', { BACKUP_KEY: key })).said, /^This backup is broken/)
  copyFileSync(at('sealed.backup'), at('changed.backup'))
  const bytes = readFileSync(at('changed.backup'))
  bytes[bytes.length - 200]! ^= 1
  writeFileSync(at('changed.backup'), bytes)
  assert.match((await restore('changed.backup', { BACKUP_KEY: key })).said, /^This backup is broken/)

  // As people type from paper: small letters, in groups, over lines.
  const typed = key
    .toLowerCase()
    .match(/.{1,6}/g)!
    .join(' ')
  const done = await restore('sealed.backup', {}, `${typed}\n`)
  assert.equal(done.code, 0, done.said)
  writeFileSync(at('key.txt'), key)
  assert.equal((await restore('plain.backup', { BACKUP_KEY_FILE: at('key.txt') })).code, 0, 'plain ones still open')
})

test('the nightly backup is encrypted too, and says how it was read back', async () => {
  const house = { pool: server.server.communities.pool, dataDir: folder }
  const file = await backUpTonight(house, community, new Date('2027-01-05T04:00:00Z'))
  assert.ok(file && existsSync(file))
  assert.equal(readFileSync(file).subarray(0, 21).toString(), 'age-encryption.org/v1')
  assert.equal((await lastBackup(house.pool, community)).read_back, 'sealed')
  const steward = await person(server, 'Steward', 'steward')
  assert.match(await (await steward.get('/steward')).text(), /Only the printed key can open it/)
})
