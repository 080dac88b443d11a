import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { circle, person, testServer } from '../../test/harness.ts'
import { openConversation, reply } from '../areas/conversations/tasks.ts'
import { BackupRefused, backUp, storedColumns } from './backup.ts'
import { restore } from './restore.ts'

const server = await testServer()
const { communities } = server.server
const { pool } = communities
const folder = mkdtempSync(path.join(process.env.TEST_DATA!, 'backup-'))
const file = path.join(folder, 'families.backup')

const room = await circle(server.community, 'school', 'members')
const helper = await person(server, 'Ama', 'helper')
const asked = await helper.does(openConversation, {
  circle: room.slug,
  kind: 'asks',
  title: 'Tabs\tand back\\slashes',
  words: 'A line,\nanother line, and "\\N" in words. Señorita 😀',
})
await helper.does(reply, { conversation: asked.conversation, words: 'To the first.', replyTo: 1 })
const newcomer = await person(server, 'Nia')
await newcomer.does(reply, { conversation: asked.conversation, words: 'This one waits.' })
const page = `/conversations/${asked.conversation}`
assert.equal((await helper.get(page)).status, 200)

/** Every row of every table of a schema, as text. */
async function everything(schema: string) {
  const seat = await pool.connect()
  try {
    const found: Record<string, string[]> = {}
    for (const table of (await storedColumns(seat, schema)).keys()) {
      const name = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`
      const { rows } = await seat.query<{ row: string }>(`select t::text as row from ${name} t order by 1`)
      found[table] = rows.map(({ row }) => row)
    }
    return found
  } finally {
    seat.release()
  }
}

const schemas = async () =>
  (await pool.query("select nspname from pg_namespace where nspname like 'community%' order by 1")).rows

test('a community that was backed up and lost comes back with every row, and people stay signed in', async () => {
  const before = await everything(server.community.schema)
  await backUp(pool, server.community, file)
  await communities.remove(server.community.id)
  assert.equal(communities.all.length, 0)

  await restore(pool, file)
  await communities.load()
  const [back] = communities.all
  assert.notEqual(back!.schema, server.community.schema)
  assert.deepEqual(await everything(back!.schema), before)
  assert.equal(back!.name, server.community.name)

  const shown = await helper.get(page)
  assert.equal(shown.status, 200)
  assert.match(await shown.text(), /Señorita 😀/)
})

test('only its owner can read the file', () => {
  assert.equal(statSync(file).mode & 0o077, 0)
})

test('a backup is never written over another file', async () => {
  await assert.rejects(backUp(pool, communities.all[0]!, file), BackupRefused)
})

test('restoring where a community lives is refused, unless it is to be replaced', async () => {
  const before = await schemas()
  await assert.rejects(restore(pool, file), /already answers here/)
  assert.deepEqual(await schemas(), before)

  await restore(pool, file, { replace: true })
  await communities.load()
  assert.equal(communities.all.length, 1)
  assert.equal((await schemas()).length, before.length)
})

test('the same backup can be restored beside the first, on a host of its own', async () => {
  await restore(pool, file, { host: 'again.example.org' })
  await communities.load()
  assert.equal(communities.forHost('again.example.org')?.host, 'again.example.org')
  assert.equal(communities.all.length, 2)
})

const spoiled: Record<string, [(whole: Buffer) => Buffer, RegExp]> = {
  'a file of another kind': [() => Buffer.from('Dear all,\n'), /not a backup made by Alongside/],
  'an empty file': [() => Buffer.alloc(0), /broken/],
  'another archive': [() => gzipSync(Buffer.alloc(10_240)), /not a backup made by Alongside/],
  'a backup cut short': [(whole) => whole.subarray(0, whole.length - 2000), /broken/],
  'a backup with the last table missing': [
    (whole) => {
      const unpacked = gunzipSync(whole)
      return gzipSync(
        Buffer.concat([unpacked.subarray(0, Math.floor(unpacked.length / 2 / 512) * 512), Buffer.alloc(1024)]),
      )
    },
    /broken/,
  ],
  'a backup from a newer Alongside': [
    (whole) => {
      const unpacked = gunzipSync(whole)
      const at = unpacked.indexOf('0001-audit.sql')
      unpacked.write('9001-audit.sql', at)
      return gzipSync(unpacked)
    },
    /newer Alongside/,
  ],
}

for (const [what, [spoil, words]] of Object.entries(spoiled))
  test(`${what} is refused in words and leaves nothing behind`, async () => {
    const bad = path.join(folder, 'bad.backup')
    writeFileSync(bad, spoil(readFileSync(file)))
    const before = await schemas()
    await assert.rejects(restore(pool, bad, { host: 'bad.example.org' }), (error) => {
      assert.ok(error instanceof BackupRefused, String(error))
      assert.match(error.message, words)
      return true
    })
    assert.deepEqual(await schemas(), before)
    assert.equal(communities.forHost('bad.example.org')?.host, null)
  })

test('a file that is not there is named as missing', async () => {
  await assert.rejects(restore(pool, path.join(folder, 'nowhere')), /no such file/)
  assert.equal(existsSync(path.join(folder, 'nowhere')), false)
})
