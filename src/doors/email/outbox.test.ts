import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, test } from 'node:test'
import { person, testServer } from '../../../test/harness.ts'
import { startMailServer, until } from '../../../test/smtp.ts'
import { post } from '../../kit/outbox.ts'
import { fromThisMachine, tellsOfCondition } from './rules.ts'

const kept = await testServer()
const mail = await startMailServer()
const sending = await testServer({ smtpUrl: mail.url })
after(() => mail.stop())

/** Ask with headers that fetch would not send. */
const ask = (port: number, headers: Record<string, string>) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path: '/outbox', headers }, (answer) => {
      let text = ''
      answer.on('data', (piece) => {
        text += piece
      })
      answer.on('end', () => resolve({ status: answer.statusCode!, text }))
    })
    asking.on('error', reject)
    asking.end()
  })

test('without a mail server, mail is shown on this machine, newest first, with its links and its code', async () => {
  const { db } = kept.community
  await post(db, {
    to: 'first@example.org',
    kind: 'decision',
    subject: 'First',
    plain: 'See <b>https://a.example/x?y=1&z=2.',
  })
  await post(db, {
    to: 'second@example.org',
    kind: 'sign-in',
    subject: 'Your code is 123456',
    plain: 'Your code:\n\n123456\n',
  })
  const { status, text } = await ask(kept.port, { host: `localhost:${kept.port}` })
  assert.equal(status, 200)
  assert.ok(text.indexOf('Your code is 123456') < text.indexOf('<h2>First'))
  assert.match(text, /<strong>123456<\/strong>/)
  assert.match(text, /See &lt;b&gt;<a href="https:\/\/a\.example\/x\?y=1&amp;z=2">/)
})

test('nobody else sees it: not by another name, not through a proxy, not when mail is sent', async () => {
  const here = { host: `localhost:${kept.port}` }
  const others = [
    { host: 'families.example' },
    { host: 'localhost.evil.example' },
    { ...here, 'x-forwarded-for': '203.0.113.9' },
    { ...here, forwarded: 'for=203.0.113.9' },
  ]
  for (const headers of others) assert.equal((await ask(kept.port, headers)).status, 404)
  assert.equal((await ask(kept.port, here)).status, 200)
  assert.equal((await ask(sending.port, { host: 'localhost' })).status, 404)
  const header = (name: string) => (name === 'host' ? 'localhost' : undefined)
  for (const near of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) assert.ok(fromThisMachine(near, header))
  for (const far of ['192.168.1.4', '10.0.0.1', '::ffff:10.0.0.1', undefined]) assert.ok(!fromThisMachine(far, header))
})

test('a steward sees what failed, in the server’s words, and can try again; others cannot', async () => {
  mail.answers = () => 550
  const { db } = sending.community
  const steward = await person(sending, 'Sian', 'steward')
  const member = await person(sending, 'Nia')
  await post(db, { to: 'wrong@example.org', kind: 'decision', subject: 'x', plain: 'x' })
  const failed = await until('it fails', () =>
    db.selectFrom('message_out').selectAll().where('state', '=', 'failed').executeTakeFirst(),
  )
  const page = await (await steward.get('/steward/mail')).text()
  assert.match(page, /wrong@example\.org/)
  assert.match(page, /This mail was not accepted\. It said: 550 says the test/)
  assert.equal((await member.get('/steward/mail')).status, 403)
  assert.equal((await member.post('/steward/mail/attempts', { message: failed.id })).status, 403)
  mail.answers = () => 0
  assert.equal((await steward.post('/steward/mail/attempts', { message: failed.id })).status, 303)
  await until('it arrives', () => mail.to('wrong@example.org').length === 1)
  assert.equal((await steward.post('/steward/mail/attempts', { message: failed.id })).status, 404)
  assert.equal((await steward.post('/steward/mail/attempts', { message: 'x' })).status, 422)
})

test('the name mail comes from is the charity’s to choose, but tells of no condition', async () => {
  const steward = await person(sending, 'Sian', 'steward')
  const refused = await steward.post('/steward/mail/name', { mailName: 'Rett families', mailReplyTo: '' })
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /value="Rett families"/)
  const named = { mailName: 'The Friday group', mailReplyTo: 'office@charity.example' }
  assert.equal((await steward.post('/steward/mail/name', named)).status, 303)
  assert.equal((await steward.post('/steward/mail/tests', {})).status, 303)
  const arrived = await until('the test mail', () => mail.arrived.find(({ mail }) => mail.subject === 'A test mail'))
  assert.equal(arrived.mail.from?.value[0]?.name, 'The Friday group')
  assert.equal(arrived.mail.replyTo?.value[0]?.address, 'office@charity.example')
  assert.ok(tellsOfCondition('Rare friends', 'Rett syndrome'))
  assert.ok(!tellsOfCondition('Alongside', 'Rett syndrome'))
})
