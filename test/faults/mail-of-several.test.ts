/** Two processes on one database, of which one knows no mail server: it must not swallow what the other could send. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { newId } from '../../src/kit/brand.ts'
import { freePort, killAll, launch } from '../launching.ts'
import { MailServer } from '../smtp.ts'
import { asAdmin, host, newDatabase, socketOf, until } from './database.ts'
import { Forwarder } from './forwarder.ts'

const database = await newDatabase()
const forwarder = await Forwarder.open(socketOf(host))
after(async () => {
  killAll()
  forwarder.close()
  await database.drop()
})
const databaseUrl = `postgres://alongside@127.0.0.1:${forwarder.port}/${database.name}`

async function run(smtpUrl: string) {
  const port = await freePort()
  const server = launch(['--port', String(port)], { DATABASE_URL: databaseUrl, SMTP_URL: smtpUrl })
  await server.isOpen()
  return { ...server, url: `http://localhost:${port}` }
}

const schema = async () => {
  const { rows } = await asAdmin(
    (client) => client.query<{ schema: string }>('select schema from public.community'),
    database.name,
  )
  return `"${rows[0]!.schema}"`
}

/** Put a mail in the outbox, as a task does. */
async function post(to: string) {
  const inside = await schema()
  await asAdmin(async (client) => {
    await client.query(
      `insert into ${inside}.message_out (id, to_address, kind, subject, plain) values ($1, $2, 'test', 'Hello', 'Hello.')`,
      [newId(), to],
    )
    await client.query("select pg_notify('alongside', 'outbox')")
  }, database.name)
}

const states = async () => {
  const inside = await schema()
  const { rows } = await asAdmin(
    (client) => client.query<{ state: string }>(`select state from ${inside}.message_out order by made_at`),
    database.name,
  )
  return rows.map(({ state }) => state)
}

test('a process without SMTP_URL leaves mail to the one that has it, and says so', { timeout: 120_000 }, async () => {
  const mail = new MailServer()
  await mail.start()
  const sends = await run(mail.url)
  await post('one@example.org')
  await until(async () => mail.arrived.length === 1, 20_000)

  const cannot = await run('')
  assert.match(cannot.printed(), /SMTP_URL is not set here, but mail was sent before/)
  sends.child.kill('SIGTERM')
  await sends.ends()
  await post('two@example.org')
  // Longer than the half minute after which each process looks for itself would be a slow test; it looks at once too.
  await new Promise((resolve) => setTimeout(resolve, 2000))
  assert.deepEqual(await states(), ['sent', 'waiting'])

  const again = await run(mail.url)
  await until(async () => mail.arrived.length === 2, 40_000)
  await until(async () => (await states()).every((state) => state === 'sent'), 10_000)
  for (const one of [again, cannot]) one.child.kill('SIGTERM')
  await mail.stop()
})
