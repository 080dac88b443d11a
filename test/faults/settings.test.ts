/** A wrong setting stops the start with one sentence, which never holds a password. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'
import { freePort, killAll, launch } from '../launching.ts'
import { asAdmin, ask, host, newDatabase, socketOf } from './database.ts'
import { Forwarder } from './forwarder.ts'

after(killAll)
const secret = 'hunter2secret'
const started = async (env: Record<string, string>, args: string[] = []) => {
  const one = launch(['--port', String(await freePort()), ...args], env)
  const { code, errors } = await one.ends()
  return { code, said: one.printed() + errors, errors }
}

const wrong: Readonly<Record<string, Record<string, string>>> = {
  'a mail server of another kind': { SMTP_URL: `http://me:${secret}@mail.example.org` },
  'a mail server that is no address': { SMTP_URL: `me:${secret}@mail.example.org` },
  'a database of another kind': { DATABASE_URL: `mysql://me:${secret}@localhost/db` },
  'a database whose password has a slash': { DATABASE_URL: `postgres://me:${secret}/x@localhost:1/db` },
  'a database that is not there': { DATABASE_URL: `postgres://me:${secret}@127.0.0.1:1/db` },
  'a database on no machine': { DATABASE_URL: `postgres://me:${secret}@nowhere.invalid/db` },
  'several, none of them there': { DATABASE_URL: `postgres://me:${secret}@127.0.0.1:1,127.0.0.1:2/db` },
  'an address with a password for itself': { PUBLIC_URL: `ftp://me:${secret}@example.org` },
  'a strange kind of place': { DATABASE_URL: `postgres://me:${secret}@localhost/db?target_session_attrs=any-old` },
}
for (const [what, env] of Object.entries(wrong))
  test(`${what} is told in one sentence, without the password`, async () => {
    const { code, said, errors } = await started(env)
    assert.equal(code, 1)
    assert.ok(!said.includes(secret), said)
    assert.match(errors, /^[A-Z][^\n]+\.\n$/, 'one line, no stack')
  })

test('a role that may do little runs a community, and the example says what it needs', {
  timeout: 60_000,
}, async () => {
  const role = `little_${process.pid}`
  const { name, drop } = await newDatabase()
  await asAdmin(async (client) => {
    await client.query(`create role ${role} login`)
    await client.query(`drop database ${name}`)
    await client.query(`create database ${name} owner ${role}`)
  })
  const forwarder = await Forwarder.open(socketOf(host))
  try {
    const port = await freePort()
    const server = launch(['--port', String(port), '--example'], {
      DATABASE_URL: `postgres://${role}@127.0.0.1:${forwarder.port}/${name}`,
    })
    await Promise.race([server.isOpen(), server.ends()])
    const { printed } = server
    if (server.child.exitCode === null) {
      assert.match(printed(), /Studies are closed here/)
      assert.equal((await ask(`http://localhost:${port}/circles`)).status, 200)
      server.child.kill('SIGTERM')
    }
    const { errors } = await server.ends()
    assert.doesNotMatch(errors, /\n\s+at /)
  } finally {
    forwarder.close()
    await drop()
    await asAdmin((client) => client.query(`drop role ${role}`))
  }
})

test('a pooler in transaction mode is told from PostgreSQL itself', async () => {
  const { isShared } = await import('../../src/kit/database-check.ts')
  const client = new pg.Client({ host, user: 'alongside', database: 'postgres' })
  await client.connect()
  try {
    // Two of our connections that are one session of PostgreSQL, which is what such a pooler makes of them.
    const seat = { query: (text: string) => client.query(text), release() {} } as unknown as pg.PoolClient
    assert.equal(await isShared({ connect: async () => seat }), true)
    const pool = new pg.Pool({ host, user: 'alongside', database: 'postgres' })
    assert.equal(await isShared(pool), false)
    await pool.end()
  } finally {
    await client.end()
  }
})
