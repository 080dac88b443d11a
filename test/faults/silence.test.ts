/** A database that falls silent holds nobody up: they are told in words, and all works again when it comes back. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { freePort, killAll, launch, pause } from '../launching.ts'
import { asAdmin, ask, host, newDatabase, socketOf, until } from './database.ts'
import { Forwarder, type Mood } from './forwarder.ts'

const database = await newDatabase()
const forwarder = await Forwarder.open(socketOf(host))
const port = await freePort()
const url = `http://localhost:${port}`
const server = launch(['--port', String(port)], {
  DATABASE_URL: `postgres://alongside:a-secret@127.0.0.1:${forwarder.port}/${database.name}`,
})
before(() => server.isOpen())
after(async () => {
  killAll()
  forwarder.close()
  await database.drop()
})

let askers = 0
const form = (words: string): RequestInit => ({
  method: 'POST',
  headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ name: 'Asker', email: `asker${askers++}@example.org`, words }).toString(),
})

for (const mood of ['silent', 'answers nothing', 'refuses'] satisfies Mood[])
  test(`while the way to the database ${mood === 'refuses' ? mood : `is ${mood === 'silent' ? mood : 'one way'}`}, /health and pages say so, and it recovers`, {
    timeout: 90_000,
  }, async (t) => {
    t.after(() => {
      forwarder.mood = 'passes'
    })
    await until(async () => (await ask(`${url}/circles`)).status === 200, 15_000)
    forwarder.mood = mood
    const [health, page, sent] = await Promise.all([
      ask(`${url}/health`),
      ask(`${url}/circles`),
      ask(`${url}/join/requests`, form('We would like to join, please.')),
    ])
    assert.equal(health.status, 503)
    assert.ok(health.took < 10_000, `health took ${Math.round(health.took)} ms`)
    assert.equal(page.status, 503)
    assert.ok(page.took < 15_000, `a page took ${Math.round(page.took)} ms`)
    assert.match(page.body, /We are away for a moment/)
    assert.match(sent.body, /We would like to join, please\./, 'what was typed is still there')
    // Once it is known, nobody waits for it.
    await until(async () => (await ask(`${url}/circles`)).took < 1000, 12_000)
    forwarder.mood = 'passes'
    const took = await until(async () => (await ask(`${url}/circles`)).status === 200, 15_000)
    assert.equal((await ask(`${url}/health`)).status, 200)
    assert.equal((await ask(`${url}/join/requests`, form('We are back.'))).status, 200)
    assert.ok(took < 15_000)
  })

test('a lock that somebody holds for ever is told too, and ends with it', { timeout: 90_000 }, async () => {
  // What broke before is mended: the watch has looked twice since.
  await pause(5000)
  const { rows } = await asAdmin(
    (client) => client.query<{ schema: string }>('select schema from public.community'),
    database.name,
  )
  await asAdmin(async (client) => {
    await client.query('begin')
    await client.query(`lock table "${rows[0]!.schema}".circle in access exclusive mode`)
    const page = await ask(`${url}/circles`, {}, 40_000)
    assert.equal(page.status, 503)
    assert.ok(page.took > 10_000, 'it was the lock that was waited for')
    assert.match(page.body, /We are away for a moment/)
    await client.query('rollback')
  }, database.name)
  await until(async () => (await ask(`${url}/circles`)).status === 200, 15_000)
})

test('told to stop while the database is silent, it ends within ten seconds', { timeout: 60_000 }, async () => {
  forwarder.mood = 'silent'
  void ask(`${url}/circles`)
  const began = performance.now()
  server.child.kill('SIGTERM')
  const { errors } = await server.ends()
  assert.ok(performance.now() - began < 10_000, `${Math.round(performance.now() - began)} ms`)
  assert.doesNotMatch(errors, /a-secret/)
  assert.doesNotMatch(errors, /\n\s+at /, 'no stack for what the network did')
})
