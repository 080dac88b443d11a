import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Person, person, testServer } from '../../../test/harness.ts'
import { newId } from '../../kit/brand.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { type MemberId, visitor } from '../../kit/who.ts'
import { consentsOf } from './consent.ts'
import { endInvitation, linkOf, makeCodes, makeLink, proofOf } from './invitations.ts'
import { answerRequest, askToJoin } from './requests.ts'
import { insertMember } from './store.ts'

const server = await testServer()
const { community } = server
const steward = await person(server, 'Stella', 'steward')
const someone = () => new Person(community, visitor, server.url)

const sessionIn = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .find((one) => one.startsWith('session='))
    ?.split(';')[0] ?? ''

async function codeFor(email: string) {
  const mail = await community.db
    .selectFrom('message_out')
    .select('plain')
    .where('to_address', '=', email)
    .where('kind', '=', 'sign-in')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return /\b\d{6}\b/.exec(mail.plain)![0]
}

const byEmail = (email: string) =>
  community.db
    .selectFrom('member')
    .innerJoin('login', (on) => on.on((where) => where('login.id', '=', where.cast<string>('member.id', 'text'))))
    .select(['member.id', 'member.name', 'member.state'])
    .where('login.email', '=', email)
    .executeTakeFirst()

/** Walk through the questions as a browser does. */
async function joins(proof: string, name: string, email: string, purposes: string[] = []) {
  const fields = (more: Record<string, string>) => ({ proof, name, email, ...more })
  assert.match(await (await someone().post('/join/answers', { proof })).text(), /What name should others see/)
  assert.match(
    await (await someone().post('/join/answers', { proof, name, question: 'name' })).text(),
    /What is your email/,
  )
  assert.match(await (await someone().post('/join/answers', fields({ question: 'email' }))).text(), /What may we do/)
  const last = new URLSearchParams(fields({ question: 'consent', membership: 'yes' }))
  for (const purpose of purposes) last.append('purposes[]', purpose)
  return someone().post('/join/answers', last)
}

async function finishes(email: string) {
  const signed = await someone().post('/sign-in/code', { email, code: await codeFor(email) })
  assert.equal(signed.headers.get('location'), '/join/membership')
  const cookie = sessionIn(signed)
  const page = await (await fetch(`${server.url}/join/membership`, { headers: { cookie } })).text()
  const form = new URLSearchParams()
  for (const [, name, value] of page.matchAll(/<input type="hidden" name="([\w[\]]+)" value="([^"]*)">/g))
    form.append(name!, value!)
  const done = await fetch(`${server.url}/join/membership`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: server.url },
    body: form,
  })
  return { done, cookie, page }
}

test('a father joins by a link, says yes to one thing, and is a dated member once his address is shown to be his', async () => {
  const link = await steward.does(makeLink, { about: 'Family day', most_uses: '2', days: '30' })
  const opened = await someone().get(new URL(linkOf(community, link)).pathname)
  assert.equal(opened.status, 200)
  await joins(proofOf(community, link), 'Omar', 'omar@example.org', ['studies'])
  assert.equal((await byEmail('omar@example.org'))?.state, 'to be')
  const { done, page, cookie } = await finishes('omar@example.org')
  assert.match(page, /Omar/)
  assert.equal(done.status, 303)
  const omar = (await byEmail('omar@example.org'))!
  assert.equal(omar.state, 'member')
  assert.deepEqual(await consentsOf(community.db, omar.id), ['studies'])
  const membership = await community.db.selectFrom('membership').selectAll().where('member', '=', omar.id).execute()
  assert.deepEqual(
    membership.map(({ joined_by, ended_at }) => ({ joined_by, ended_at })),
    [{ joined_by: 'link', ended_at: null }],
  )
  assert.match(await (await fetch(`${server.url}/`, { headers: { cookie } })).text(), /href="\/me"/)
})

test('every optional yes is off until it is ticked', async () => {
  const link = await steward.does(makeLink, { about: 'Leaflet' })
  const page = await (
    await someone().post('/join/answers', {
      proof: proofOf(community, link),
      name: 'Pia',
      email: 'pia@example.org',
      question: 'email',
    })
  ).text()
  assert.doesNotMatch(page, / checked/)
  assert.match(page, /name="purposes\[\]" value="studies"/)
  const unsure = await someone().post('/join/answers', {
    proof: proofOf(community, link),
    name: 'Pia',
    email: 'pia@example.org',
    question: 'consent',
  })
  assert.equal(unsure.status, 422)
  assert.equal(await byEmail('pia@example.org'), undefined, 'nothing is kept of someone who did not say yes')
})

test('a link can be limited and ended, and says so kindly', async () => {
  const link = await steward.does(makeLink, { about: 'One', most_uses: '1' })
  await joins(proofOf(community, link), 'Quin', 'quin@example.org')
  await finishes('quin@example.org')
  const path = new URL(linkOf(community, link)).pathname
  const used = await someone().get(path)
  assert.equal(used.status, 410)
  const other = await steward.does(makeLink, { about: 'Two' })
  await steward.does(endInvitation, { invitation: other })
  assert.equal((await someone().get(new URL(linkOf(community, other)).pathname)).status, 410)
  assert.equal((await someone().get(`${path.slice(0, -1)}x`)).status, 404, 'a forged link')
})

test('a grandmother without email joins with a code from a letter, and gets codes on paper', async () => {
  const [code] = await steward.does(makeCodes, { about: 'Spring letter', count: '3' })
  const opened = await someone().post('/sign-in/paper', { code: code! })
  const proof = /name="proof" value="([^"]+)"/.exec(await opened.text())![1]!
  const joined = await joins(proof, 'Rose', '')
  const page = await joined.text()
  const codes = page.match(/<code>[A-Z-]{19}<\/code>/g) ?? []
  assert.equal(codes.length, 8)
  assert.notEqual(sessionIn(joined), '')
  const signed = await someone().post('/sign-in/paper', { code: codes[0]!.replace(/<\/?code>/g, '') })
  assert.equal(signed.status, 303)
  const again = await someone().post('/sign-in/paper', { code: code! })
  assert.equal(again.status, 410, 'a code from a letter works once')
})

test('someone asks to join, a moderator says yes, and they join from the mail', async () => {
  const moderator = await person(server, 'Mo', 'moderator')
  const asked = await someone().post('/join/requests', {
    name: 'Sue',
    email: 'sue@example.org',
    words: 'Our daughter was diagnosed.',
  })
  assert.equal(asked.status, 200)
  const row = await community.db
    .selectFrom('membership_request')
    .selectAll()
    .where('email', '=', 'sue@example.org')
    .executeTakeFirstOrThrow()
  await moderator.does(answerRequest, { request: row.id, answer: 'yes', words: 'So glad you found us.' })
  const mail = await community.db
    .selectFrom('message_out')
    .selectAll()
    .where('to_address', '=', 'sue@example.org')
    .executeTakeFirstOrThrow()
  assert.match(mail.plain, /So glad you found us/)
  assert.doesNotMatch(mail.subject, /rett/i)
  const proof = /join\/link\/(\S+)/.exec(mail.plain)![1]!
  await joins(proof, 'Sue', 'sue@example.org')
  await finishes('sue@example.org')
  assert.equal((await byEmail('sue@example.org'))?.state, 'member')
})

test('a no needs a reason, and the reason reaches the one who asked', async () => {
  const request = await someone().does(askToJoin, { name: 'Tom', email: 'tom@example.org', words: 'I sell chairs.' })
  const bare = await steward.tries(answerRequest, { request, answer: 'no' })
  assert.ok(isRefusal(bare) && bare.fields.words)
  await steward.does(answerRequest, { request, answer: 'no', words: 'This is a place for families.' })
  const mail = await community.db
    .selectFrom('message_out')
    .selectAll()
    .where('to_address', '=', 'tom@example.org')
    .executeTakeFirstOrThrow()
  assert.match(mail.plain, /This is a place for families/)
  const twice = await steward.tries(answerRequest, { request, answer: 'yes' })
  assert.ok(isRefusal(twice) && twice.status === 409)
})

test('a person whose posts were moved in claims them by email', async () => {
  const id = newId<'MemberId'>()
  await community.db.transaction().execute((db) =>
    insertMember(db, {
      id,
      name: 'U. Mover',
      email: 'una@example.org',
      state: 'to be',
      joinedBy: 'import',
      at: new Date(),
    }),
  )
  await someone().post('/sign-in', { email: 'una@example.org' })
  const signed = await someone().post('/sign-in/code', {
    email: 'una@example.org',
    code: await codeFor('una@example.org'),
  })
  const cookie = sessionIn(signed)
  const page = await (await fetch(`${server.url}/join/membership`, { headers: { cookie } })).text()
  assert.match(page, /yours as soon as you join/)
  const send = (fields: Record<string, string>) =>
    fetch(`${server.url}/join/membership`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, origin: server.url },
      body: new URLSearchParams(fields),
    })
  assert.match(await (await send({ question: 'name', name: 'Una' })).text(), /What may we do/)
  assert.equal((await send({ question: 'consent', name: 'Una' })).status, 422)
  assert.equal((await send({ question: 'consent', name: 'Una', membership: 'yes' })).status, 303)
  const una = (await byEmail('una@example.org'))!
  assert.deepEqual([una.id as MemberId, una.name, una.state], [id, 'Una', 'member'])
})

test('someone who is a member already and joins again changes nothing, and is not told apart', async () => {
  const vera = await person(server, 'Vera')
  const { email } = await community.db
    .selectFrom('login')
    .select('email')
    .where('id', '=', vera.id)
    .executeTakeFirstOrThrow()
  const link = await steward.does(makeLink, { about: 'Again' })
  const known = await (await joins(proofOf(community, link), 'Not Vera', email!)).text()
  const fresh = await (await joins(proofOf(community, link), 'Will', 'will@example.org')).text()
  assert.equal(known.replaceAll(email!, 'X'), fresh.replaceAll('will@example.org', 'X'))
  assert.equal((await byEmail(email!))?.name, 'Vera')
})

test('no joining page breaks on odd input', async () => {
  const link = await steward.does(makeLink, { about: 'Odd' })
  const proof = proofOf(community, link)
  for (const text of ['', '\u0000', 'x'.repeat(5000), '<script>alert(1)</script>'])
    for (const fields of [
      { proof: text },
      { proof, question: 'name', name: text },
      { proof, question: 'email', name: 'A', email: text },
      { proof, question: 'consent', name: 'A', email: 'a@example.org', membership: text, 'purposes[]': text },
    ] as Record<string, string>[]) {
      const answer = await someone().post('/join/answers', fields)
      assert.ok(answer.status < 500, `${JSON.stringify(fields).slice(0, 60)}: ${answer.status}`)
      assert.doesNotMatch(await answer.text(), /<script>alert/)
    }
})
