import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Person, person, testServer } from '../../../test/harness.ts'
import { visitor } from '../../kit/who.ts'
import { makeSheet } from './paper-codes.ts'
import { changeName } from './tasks.ts'

const server = await testServer()
const { community } = server

/** What a browser keeps: the session cookie an answer set. */
const sessionIn = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .find((one) => one.startsWith('session='))
    ?.split(';')[0] ?? ''

const someone = () => new Person(community, visitor, server.url)
const emailOf = async ({ id }: Person) =>
  (await community.db.selectFrom('login').select('email').where('id', '=', id).executeTakeFirstOrThrow()).email!

async function lastMailTo(email: string) {
  const mail = await community.db
    .selectFrom('message_out')
    .select(['subject', 'plain'])
    .where('to_address', '=', email)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return (
    mail && { ...mail, code: /\b\d{6}\b/.exec(mail.plain)![0], link: new URL(/http\S+/.exec(mail.plain)![0]).pathname }
  )
}

test('a mother signs in with the code from her mail, and stays signed in', async () => {
  const email = await emailOf(await person(server, 'Nia'))
  const asked = await someone().post('/sign-in', new URLSearchParams([['email', email.toUpperCase()]]))
  assert.equal(asked.headers.get('location'), '/sign-in/code?asked=yes&then=%2F')
  const mail = (await lastMailTo(email))!
  const wrong = await someone().post('/sign-in/code', { email, code: mail.code === '000000' ? '1' : '000000' })
  assert.equal(wrong.status, 422)
  const signed = await someone().post(
    '/sign-in/code',
    new URLSearchParams([
      ['email', email],
      ['code', ` ${mail.code.slice(0, 3)} ${mail.code.slice(3)}`],
      ['then', '/circles'],
    ]),
  )
  assert.equal(signed.status, 303)
  assert.equal(signed.headers.get('location'), '/circles')
  const page = await fetch(`${server.url}/`, { headers: { cookie: sessionIn(signed) } })
  assert.match(await page.text(), /href="\/me"/)
  const again = await someone().post('/sign-in/code', { email, code: mail.code })
  assert.equal(again.status, 422, 'a code works once')
})

test('opening the link in a mail does nothing; its button signs in, once', async () => {
  const email = await emailOf(await person(server, 'Bea'))
  await someone().post('/sign-in', { email })
  const { link } = (await lastMailTo(email))!
  for (const _ of [1, 2]) {
    const scanned = await someone().get(link)
    assert.equal(scanned.status, 200)
    assert.equal(sessionIn(scanned), '')
  }
  const secret = link.split('/').at(-1)!
  const signed = await someone().post('/sign-in/link', { link: secret })
  assert.equal(signed.status, 303)
  assert.notEqual(sessionIn(signed), '')
  assert.equal((await someone().post('/sign-in/link', { link: secret })).status, 422)
})

test('the answer is the same whether or not an address is known', async () => {
  const email = await emailOf(await person(server, 'Cat'))
  const known = await someone().post('/sign-in', { email })
  const unknown = await someone().post('/sign-in', { email: 'nobody.at.all@example.org' })
  assert.equal(known.status, unknown.status)
  const words = async (answer: Response, address: string) => (await answer.text()).replaceAll(address, 'ADDRESS')
  assert.equal(await words(known, email), await words(unknown, 'nobody.at.all@example.org'))
  assert.equal(known.headers.get('location'), unknown.headers.get('location'))
  assert.equal(await lastMailTo('nobody.at.all@example.org'), undefined)
})

test('asking for code after code is stopped with kind words', async () => {
  const email = await emailOf(await person(server, 'Eve'))
  for (let n = 0; n < 6; n++) assert.equal((await someone().post('/sign-in', { email })).status, 303)
  const stopped = await someone().post('/sign-in', { email })
  assert.equal(stopped.status, 429)
  assert.match(await stopped.text(), /Please wait an hour/)
})

test('a member signs in with a code on paper, written any way, once; a new sheet ends the old', async () => {
  const fay = await person(server, 'Fay')
  const codes = await fay.does(makeSheet, {})
  assert.equal(codes.length, 8)
  assert.match(codes[0]!, /^[BCFGHJKMNPRTVWXY]{4}(-[BCFGHJKMNPRTVWXY]{4}){3}$/)
  const typed = codes[0]!.toLowerCase().replaceAll('-', ' ')
  const signed = await someone().post('/sign-in/paper', { code: typed })
  assert.equal(signed.status, 303)
  assert.equal((await someone().post('/sign-in/paper', { code: typed })).status, 422)
  await fay.does(makeSheet, {})
  assert.equal((await someone().post('/sign-in/paper', { code: codes[1]! })).status, 422)
  const kept = await community.db.selectFrom('paper_code').selectAll().where('member', '=', fay.id).execute()
  assert.ok(
    kept.every((row) => !JSON.stringify(row).includes(codes[1]!)),
    'no code is kept in the clear',
  )
})

test('two people who type the same paper code at the same moment: one gets in', async () => {
  const gil = await person(server, 'Gil')
  const [code] = await gil.does(makeSheet, {})
  const both = await Promise.all([1, 2].map(() => someone().post('/sign-in/paper', { code: code! })))
  assert.deepEqual(both.map((one) => one.status).sort(), [303, 422])
})

test('guessing at paper codes that begin alike is stopped', async () => {
  const statuses: number[] = []
  for (let n = 0; n < 11; n++)
    statuses.push((await someone().post('/sign-in/paper', { code: 'BBBB-CCCC-DDDD-FFFF' })).status)
  assert.equal(statuses[0], 422)
  assert.equal(statuses[10], 429)
})

test('a steward makes a sheet for a member; a moderator cannot', async () => {
  const hal = await person(server, 'Hal')
  const steward = await person(server, 'Stella', 'steward')
  const moderator = await person(server, 'Mo', 'moderator')
  assert.equal((await steward.does(makeSheet, { member: hal.id }, 'phone')).length, 8)
  assert.equal(((await moderator.tries(makeSheet, { member: hal.id })) as { status: number }).status, 403)
})

test('no page breaks on odd input at any way in', async () => {
  const odd = ['', '\u0000', 'x'.repeat(5000), '<script>alert(1)</script>', '%ff', '🙂'.repeat(50)]
  for (const text of odd)
    for (const [path, fields] of [
      ['/sign-in', { email: text }],
      ['/sign-in/code', { email: text, code: text }],
      ['/sign-in/link', { link: text }],
      ['/sign-in/paper', { code: text }],
    ] as const) {
      const { status } = await someone().post(path, fields as Record<string, string>)
      assert.ok(
        [422, 429].includes(status) || (path === '/sign-in' && status === 200),
        `${path} ${JSON.stringify(text).slice(0, 20)}: ${status}`,
      )
    }
  const bad = await fetch(`${server.url}/sign-in/passkey`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: '{"response":{"id":"x"}}',
  })
  assert.equal(bad.status, 401)
})

test('a name that changes is changed at the door too', async () => {
  const ida = await person(server, 'Ida')
  await ida.does(changeName, { name: 'Ida B' })
  const row = await community.db.selectFrom('login').select('name').where('id', '=', ida.id).executeTakeFirst()
  assert.equal(row?.name, 'Ida B')
})
