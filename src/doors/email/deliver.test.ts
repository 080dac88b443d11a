import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { testServer } from '../../../test/harness.ts'
import { startMailServer, until } from '../../../test/smtp.ts'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import { post } from '../../kit/outbox.ts'
import { Postman } from './deliver.ts'
import { takeDue } from './store.ts'

const mail = await startMailServer()
const server = await testServer({
  smtpUrl: mail.url,
  mailFrom: 'hello@families.example',
  publicUrl: 'https://families.example',
})
after(() => mail.stop())
const { community } = server

const letter = (to: string, kind = 'decision') => ({ to, kind, subject: 'About your post', plain: 'Hello.\n' })

const stateOf = async (to: string, where: Community = community) =>
  (await where.db.selectFrom('message_out').selectAll().where('to_address', '=', to).executeTakeFirst())!

/** As if the time of the next try had come. */
const tryNow = async () => {
  await sql`update message_out set due_at = now() where state = 'waiting'`.execute(community.db)
  await sql`select pg_notify('alongside', 'outbox')`.execute(community.db)
}

test('a mail leaves at once, from the charity’s address under a neutral name', async () => {
  await post(community.db, letter('nia@example.org'))
  const [arrived] = await until(
    'the mail arrives',
    () => mail.to('nia@example.org').length && mail.to('nia@example.org'),
  )
  const row = await until('it is marked', async () => {
    const now = await stateOf('nia@example.org')
    return now.state === 'sent' && now
  })
  assert.equal(arrived!.from, 'hello@families.example')
  assert.deepEqual(arrived!.mail.from?.value, [{ name: 'Alongside', address: 'hello@families.example' }])
  assert.equal(arrived!.mail.replyTo?.value[0]?.address, 'hello@families.example')
  assert.equal(arrived!.mail.messageId, `<${row.id}@families.example>`)
  assert.equal(arrived!.mail.headers.get('auto-submitted'), 'auto-generated')
  assert.equal(arrived!.mail.text?.trim(), 'Hello.')
  assert.equal(arrived!.mail.headers.has('list'), false)
})

test('a mail that is put off is tried again, and one that is refused is kept with the server’s words', async () => {
  mail.answers = (address) => (address.startsWith('later') ? 450 : address.startsWith('never') ? 550 : 0)
  await post(community.db, letter('later@example.org'))
  await post(community.db, letter('never@example.org'))
  const failed = await until('one fails', async () => {
    const row = await stateOf('never@example.org')
    return row.state === 'failed' && row
  })
  assert.match(failed.error ?? '', /not accepted.*says the test/)
  const waiting = await until('one waits', async () => {
    const row = await stateOf('later@example.org')
    return row.error && row
  })
  assert.equal(waiting.state, 'waiting')
  assert.ok(waiting.due_at > new Date())
  mail.answers = () => 0
  await tryNow()
  await until('it arrives after all', () => mail.to('later@example.org').length === 1)
  assert.equal(mail.to('never@example.org').length, 0)
})

test('while the mail server is away the web works, everything waits, and everything arrives once it is back', async () => {
  await mail.stop()
  const people = Array.from({ length: 30 }, (_, i) => `away-${i}@example.org`)
  for (const to of people) await post(community.db, letter(to))
  await until(
    'a try has failed',
    async () =>
      await community.db
        .selectFrom('message_out')
        .select('id')
        .where('error', 'like', 'The mail server could not be reached.%')
        .executeTakeFirst(),
  )
  assert.equal((await fetch(`${server.url}/health`)).status, 200)
  assert.equal((await fetch(`${server.url}/circles`)).status, 200)
  const { rows } = await sql<{ state: string; n: number }>`
    select state, count(*)::int as n from message_out where to_address like 'away-%' group by state`.execute(
    community.db,
  )
  assert.deepEqual(rows, [{ state: 'waiting', n: 30 }])
  await mail.start()
  await tryNow()
  await until('all arrive', () => people.every((to) => mail.to(to).length === 1))
})

test('a mail taken by a server that dies is sent by another, known by the same Message-ID', async () => {
  await mail.stop()
  await post(community.db, letter('crash@example.org'))
  await until('a try has failed', async () => (await stateOf('crash@example.org')).error)
  await sql`update message_out set due_at = now() where to_address = 'crash@example.org'`.execute(community.db)
  const [taken] = await takeDue(community.db, 1)
  assert.equal(taken?.to_address, 'crash@example.org')
  assert.equal((await takeDue(community.db, 1)).length, 0)
  await mail.start()
  await tryNow()
  const [arrived] = await until('it arrives', () => mail.to('crash@example.org').length && mail.to('crash@example.org'))
  assert.equal(arrived!.mail.messageId, `<${taken!.id}@families.example>`)
})

test('two servers send each mail once', async () => {
  const second = new Postman(server.server)
  second.start()
  const people = Array.from({ length: 60 }, (_, i) => `two-${i}@example.org`)
  await Promise.all(people.map((to) => post(community.db, letter(to))))
  await until('all arrive', () => people.every((to) => mail.to(to).length > 0))
  await second.stop()
  assert.ok(people.every((to) => mail.to(to).length === 1))
})

test('a code to sign in overtakes fifty digests', async () => {
  await community.db.transaction().execute(async (db) => {
    for (let i = 0; i < 50; i++)
      await post(db, { ...letter(`digest-${i}@example.org`, 'digest'), due: new Date(Date.now() - 60_000) })
    await post(db, letter('code@example.org', 'sign-in'))
  })
  await until('all arrive', () => mail.to('digest-49@example.org').length)
  const order = mail.arrived.map(({ to }) => to).filter((to) => to.startsWith('digest-') || to === 'code@example.org')
  assert.ok(order.indexOf('code@example.org') < 4)
})

test('an example sends no real mail', async () => {
  const { communities } = server.server
  const example = await communities.add({
    host: 'example.localhost',
    name: 'Example',
    condition: 'rett',
    example: true,
  })
  await post(example.db, letter('nobody@example.org'))
  await until('it is kept', async () => (await stateOf('nobody@example.org', example)).state === 'kept')
  assert.equal(mail.to('nobody@example.org').length, 0)
  await communities.remove(example.id)
})

test('stopping finishes what is being sent', async () => {
  const postman = new Postman(server.server)
  const to = `stop-${newId()}@example.org`
  await sql`insert into message_out (id, to_address, kind, subject, plain) values (${newId()}, ${to}, 'decision', 'x', 'x')`.execute(
    community.db,
  )
  postman.start()
  await postman.stop()
  const row = await stateOf(to)
  assert.equal(mail.to(to).length, row.state === 'sent' ? 1 : 0)
  await tryNow()
  await until('it arrives', () => mail.to(to).length === 1)
})
