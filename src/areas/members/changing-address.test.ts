import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openBrowser } from '../../../test/browser.ts'
import { circle, Person, person, testServer } from '../../../test/harness.ts'
import { looksRight, phoneToLookAt } from '../../../test/looking.ts'
import { newId } from '../../kit/brand.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { type MemberId, visitor } from '../../kit/who.ts'
import { placeConversation } from '../conversations/placing.ts'
import { beginSession } from './auth.ts'
import { changeAddress, nameNewAddress } from './changing-address.ts'
import { erase } from './erasing.ts'
import { insertMember } from './tasks.ts'

const server = await testServer()
const { community } = server
const { db } = community
const browser = await openBrowser()
after(() => browser.close())
const room = await circle(community, 'list', 'open')

const addressOf = async ({ id }: Person) =>
  (await db.selectFrom('login').select('email').where('id', '=', id).executeTakeFirst())?.email ?? null

const mailsTo = (address: string) =>
  db
    .selectFrom('message_out')
    .select(['subject', 'plain'])
    .where('to_address', '=', address)
    .orderBy('id', 'desc')
    .execute()

const codeFor = async (address: string) => /\b\d{6}\b/.exec((await mailsTo(address))[0]?.plain ?? '')?.[0] ?? ''

test('a mother changes her address, signs in with the new one, and the old one is told', async () => {
  const nia = await person(server, 'Nia')
  const old = (await addressOf(nia))!
  const page = await (await nia.get('/me/email')).text()
  assert.match(page, /What is your new email address\?/)
  const asked = await nia.post('/me/email', { email: ' Nia.New@example.org ' })
  assert.match(await asked.text(), /We have sent a mail to nia\.new@example\.org/)
  assert.equal(await addressOf(nia), old, 'nothing changes before the code is typed')
  const wrong = await nia.post('/me/changed-addresses', { email: 'nia.new@example.org', code: 'abc' })
  assert.equal(wrong.status, 422)
  const done = await nia.post('/me/changed-addresses', { code: await codeFor('nia.new@example.org') })
  assert.equal(done.headers.get('location'), '/me')
  assert.equal(await addressOf(nia), 'nia.new@example.org')

  const [told] = await mailsTo(old)
  assert.equal(told!.subject, 'Your email address was changed')
  assert.match(told!.plain, /Was it not you\?[\s\S]*\/complaints\/new/)
  assert.doesNotMatch(told!.plain, /nia\.new/, 'who reads the old address is not told the new one')

  const someone = new Person(community, visitor, server.url)
  assert.equal((await someone.get('/complaints/new')).status, 200, 'the link works for somebody who cannot sign in')
  await someone.post('/sign-in', { email: 'nia.new@example.org' })
  const signed = await someone.post('/sign-in/code', {
    email: 'nia.new@example.org',
    code: await codeFor('nia.new@example.org'),
  })
  assert.equal(signed.status, 303)
  const before = (await mailsTo(old)).length
  await someone.post('/sign-in', { email: old })
  assert.equal((await mailsTo(old)).length, before, 'no code goes to the old address')
})

test('no subject names a condition or anything of health, and no mail begins with the community’s name', async () => {
  for (const { subject, plain } of await db.selectFrom('message_out').select(['subject', 'plain']).execute())
    assert.doesNotMatch(`${subject}\n${plain.slice(0, 150)}`, /Rett|health|famil/i)
})

test('an address that somebody has gives the same page as a free one, and only its reader is told', async () => {
  const ana = await person(server, 'Ana')
  const zoe = await person(server, 'Zoe')
  const hers = (await addressOf(zoe))!
  const say = async (email: string) =>
    (await (await ana.post('/me/email', { email })).text()).replaceAll(email, '').replace(/said=[^;]*/, '')
  assert.equal(await say(hers), await say('free@example.org'))
  const [told] = await mailsTo(hers)
  assert.equal(told!.subject, 'Your address is in use')
  assert.match(told!.plain, /nothing has changed/)
  assert.equal(await codeFor(hers), '')
  await ana.post('/me/email', { email: hers })
  const free = await ana.tries(changeAddress, { code: await codeFor('free@example.org') })
  assert.ok(isRefusal(free), 'the code for another address does not work for this one')
  assert.equal(await addressOf(zoe), hers)
})

test('one’s own address is no change, and no mail is sent', async () => {
  const bo = await person(server, 'Bo')
  const own = (await addressOf(bo))!
  const refused = await bo.post('/me/email', { email: own.toUpperCase() })
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /This is your address already/)
  assert.deepEqual(await mailsTo(own), [])
})

test('a code works once, for half an hour, for the member who asked', async () => {
  const cy = await person(server, 'Cy')
  const di = await person(server, 'Di')
  await cy.does(nameNewAddress, { email: 'cy.new@example.org' })
  const code = await codeFor('cy.new@example.org')
  assert.ok(isRefusal(await di.tries(changeAddress, { code })))
  assert.ok(isRefusal(await cy.tries(changeAddress, { code }, 'web', new Date(Date.now() + 31 * 60_000))))
  await cy.does(changeAddress, { code })
  assert.ok(isRefusal(await cy.tries(changeAddress, { code })))
})

test('staff give their second step first, in this session', async () => {
  const mo = await person(server, 'Mo', 'moderator')
  const old = await addressOf(mo)
  const cookie = `session=${encodeURIComponent(await beginSession(community, mo.id))}`
  const stranger = new Person(community, visitor, server.url)
  for (const answer of [
    await stranger.get('/me/email', { cookie }),
    await stranger.post('/me/email', { email: 'thief@example.org' }, { cookie }),
    await stranger.post('/me/changed-addresses', { code: '123456' }, { cookie }),
  ])
    assert.equal(answer.headers.get('location'), '/second-step?then=/me/email')
  assert.deepEqual(await mailsTo('thief@example.org'), [])
  await mo.does(nameNewAddress, { email: 'mo.new@example.org' })
  const code = await codeFor('mo.new@example.org')
  const thief = new Person(community, { ...mo.who, role: 'member' }, server.url)
  const refused = await thief.tries(changeAddress, { code })
  assert.ok(isRefusal(refused) && refused.status === 403)
  assert.equal(await addressOf(mo), old)
  await mo.does(changeAddress, { code })
  assert.equal(await addressOf(mo), 'mo.new@example.org')
})

test('asking for codes and guessing at them is stopped', async () => {
  const eve = await person(server, 'Eve')
  const asked: number[] = []
  for (let n = 0; n < 7; n++) asked.push((await eve.post('/me/email', { email: `eve${n}@example.org` })).status)
  assert.deepEqual([asked[0], asked[5], asked[6]], [200, 200, 429], 'not even to many addresses')
  const guessed: number[] = []
  for (let n = 0; n < 11; n++) guessed.push((await eve.post('/me/changed-addresses', { code: 'abc' })).status)
  assert.deepEqual([guessed[0], guessed[9], guessed[10]], [422, 422, 429])
})

test('a member who joined by letter can add an address', async () => {
  const fay = await person(server, 'Fay')
  await db.updateTable('login').set({ email: null }).where('id', '=', fay.id).execute()
  assert.match(await (await fay.get('/me/email')).text(), /You have none yet/)
  await fay.does(nameNewAddress, { email: 'fay@example.org' })
  await fay.does(changeAddress, { code: await codeFor('fay@example.org') })
  assert.equal(await addressOf(fay), 'fay@example.org')
})

test('what was sent to the list from either address is theirs, and what waits goes to the new one', async () => {
  const gus = await person(server, 'Gus')
  const old = (await addressOf(gus))!
  const sender = newId<'MemberId'>()
  await db.transaction().execute(async (tx) => {
    await insertMember(tx, {
      id: sender,
      name: 'G. Old',
      email: 'gus.list@example.org',
      state: 'to be',
      joinedBy: 'import',
      at: new Date(),
    })
    const posts = [{ author: sender as MemberId, words: 'From the list.', voice: 'unknown' as const, at: new Date() }]
    await placeConversation(tx, { circle: room.id, kind: 'tells', title: 'Hoists', posts })
  })
  await db
    .insertInto('message_out')
    .values({
      id: newId(),
      member: gus.id,
      to_address: old,
      kind: 'digest',
      subject: 'New for you',
      plain: 'New.',
      html: null,
      error: null,
      sent_at: null,
      due_at: new Date(Date.now() + 86_400_000),
    })
    .execute()
  await gus.does(nameNewAddress, { email: 'gus.list@example.org' })
  await gus.does(changeAddress, { code: await codeFor('gus.list@example.org') })
  const { author } = await db
    .selectFrom('post')
    .innerJoin('conversation', 'conversation.id', 'post.conversation')
    .select('post.author')
    .where('conversation.title', '=', 'Hoists')
    .executeTakeFirstOrThrow()
  assert.equal(author, gus.id)
  assert.match(await (await gus.get('/me/addresses')).text(), new RegExp(old.replaceAll('.', '\\.')))
  assert.deepEqual(
    (await mailsTo('gus.list@example.org')).map(({ subject }) => subject).filter((one) => one === 'New for you'),
    ['New for you'],
  )
  await gus.does(erase, { posts: 'kept' })
  for (const table of ['message_out', 'claimed_address', 'address_change'] as const)
    assert.deepEqual(await db.selectFrom(table).selectAll().where('member', '=', gus.id).execute(), [], table)
})

test('each of its pages can be read and used by everyone, without our scripts', async () => {
  const page = await phoneToLookAt(browser, server, await person(server, 'Hal'))
  await page.goto('/me')
  await page.getByRole('link', { name: 'My email address' }).click()
  await looksRight(page, 'address')
  await page.getByLabel('What is your new email address?').fill('hal')
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await page.getByLabel('What is your new email address?').fill('hal.new@example.org')
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await looksRight(page, 'address-code')
  await page.getByLabel('What is the code in the email?').fill('12')
  await page.getByRole('button', { name: 'Change my address' }).click()
  await looksRight(page, 'address-wrong')
  await page.getByLabel('What is the code in the email?').fill(await codeFor('hal.new@example.org'))
  await page.getByRole('button', { name: 'Change my address' }).click()
  assert.match(await page.locator('body').innerText(), /Your email address is now hal\.new@example\.org\./)
  await looksRight(page, 'address-changed')
})
