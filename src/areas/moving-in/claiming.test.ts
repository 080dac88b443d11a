import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { circle, Person, person, testServer } from '../../../test/harness.ts'
import { newId } from '../../kit/brand.ts'
import { visitor } from '../../kit/who.ts'
import type { CircleId } from '../conversations/store.ts'
import { letOut } from '../founding/letting-in.ts'
import { erase } from '../members/erasing.ts'
import { insertMember } from '../members/tasks.ts'
import { claimAddress, nameAddress } from './claiming.ts'
import { beginMoving, move } from './moving.ts'

const server = await testServer()
const { community } = server
const folder = mkdtempSync(path.join(os.tmpdir(), 'claiming-'))
const room = await circle(community, 'list', 'open')
let mails = 0

/** A list in which each of these people wrote one mail to each of these subjects. */
async function movesIn(from: readonly string[], subjects: readonly string[], into = room) {
  const name = `${++mails}.mbox`
  const file = path.join(folder, name)
  const all = subjects.flatMap((subject) =>
    from.map(
      (one) =>
        `From x@example.org Wed Jul  1 05:04:01 2020\nMessage-ID: <m${++mails}@example.org>\nFrom: ${one}\nSubject: ${subject}\nDate: Wed, 1 Jul 2020 05:04:01 +0000\n\nWords ${mails}.\n\n`,
    ),
  )
  writeFileSync(file, all.join(''))
  await move(community, await beginMoving(community, { path: file, name }, into.id as CircleId))
}

const someone = () => new Person(community, visitor, server.url)

async function codeFor(address: string) {
  const mail = await community.db
    .selectFrom('message_out')
    .select(['plain'])
    .where('to_address', '=', address)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return /\b\d{6}\b/.exec(mail?.plain ?? '')?.[0] ?? ''
}

/** A browser that keeps its session. */
async function shows(address: string) {
  await someone().post('/claim', { email: address })
  const signed = await someone().post('/sign-in/code', { email: address, code: await codeFor(address) })
  const cookie = signed.headers
    .getSetCookie()
    .find((one) => one.startsWith('session='))!
    .split(';')[0]!
  return { to: signed.headers.get('location'), goes: (to: string) => someone().get(to, { cookie }), cookie }
}

const writersOf = async (title: string) =>
  (
    await community.db
      .selectFrom('post')
      .innerJoin('conversation', 'conversation.id', 'post.conversation')
      .innerJoin('member', 'member.id', 'post.author')
      .select(['member.name', 'member.state', 'post.conversation'])
      .where('conversation.title', '=', title)
      .orderBy('post.number')
      .execute()
  ).map((row) => ({ ...row }))

test('a mother claims what she wrote on the list, under the name she chooses', async () => {
  await movesIn(['Una Old <una@example.org>'], ['Sleep', 'Food'])
  const { to, goes, cookie } = await shows('una@example.org')
  assert.equal(to, '/claim/posts')
  assert.match(await (await goes(to!)).text(), /2 posts from the list were sent from your address\. Are they yours\?/)
  const yes = await someone().post('/claim/posts', { mine: 'yes' }, { cookie })
  assert.equal(yes.headers.get('location'), '/join/membership')
  assert.match(await (await goes('/join/membership')).text(), /What name should others see/)
  const named = await someone().post('/join/membership', { question: 'name', name: 'Una' }, { cookie })
  assert.match(await named.text(), /What may we do/)
  const refused = await someone().post('/join/membership', { question: 'consent', name: 'Una' }, { cookie })
  assert.equal(refused.status, 422)
  const fields = { question: 'consent', name: 'Una', membership: 'yes', 'purposes[]': 'studies' }
  assert.equal((await someone().post('/join/membership', fields, { cookie })).status, 303)
  const [first] = await writersOf('Sleep')
  assert.deepEqual([first!.name, first!.state], ['Una', 'member'])
  assert.match(await (await goes(`/conversations/${first!.conversation}`)).text(), /Una/)
  const membership = await community.db
    .selectFrom('membership')
    .innerJoin('member', 'member.id', 'membership.member')
    .select(['joined_by', 'began_at'])
    .where('member.name', '=', 'Una')
    .executeTakeFirstOrThrow()
  assert.equal(membership.joined_by, 'import')
  assert.ok(Date.now() - membership.began_at.getTime() < 60_000)
})

test('a page does not tell whether anything was sent from an address', async () => {
  const say = async (email: string) => (await (await someone().post('/claim', { email })).text()).replaceAll(email, '')
  await movesIn(['Known <known@example.org>'], ['Here'])
  assert.equal(await say('known@example.org'), await say('never@example.org'))
  assert.equal(await codeFor('never@example.org'), '')
})

test('posts of someone who had the address before stay theirs, and give no way in', async () => {
  await movesIn(['Vi Before <shared@example.org>'], ['Swings'])
  const { cookie } = await shows('shared@example.org')
  const no = await someone().post('/claim/posts', { mine: 'no' }, { cookie })
  assert.match(await no.text(), /Thank you for telling us/)
  assert.equal(
    (await someone().get('/join/membership', { cookie })).headers.get('location'),
    '/sign-in?then=%2Fjoin%2Fmembership',
  )
  assert.deepEqual(
    (await writersOf('Swings')).map(({ name, state }) => [name, state]),
    [['Vi Before', 'to be']],
  )
  await someone().post('/claim', { email: 'shared@example.org' })
  assert.equal((await someone().post('/claim/posts', { mine: 'yes' })).headers.get('location'), '/join/membership')
})

test('a member shows that another address is theirs, and its posts are theirs on every page', async () => {
  await movesIn(['W. Old <will.old@example.org>'], ['Hoists'])
  const will = await person(server, 'Will')
  const reader = await person(server, 'Reader')
  const here = `/conversations/${(await writersOf('Hoists'))[0]!.conversation}`
  assert.match(await (await reader.get(here)).text(), /W\. Old/)
  assert.match(await (await will.post('/me/addresses', { address: 'Will.Old@example.org' })).text(), /6 numbers/)
  const wrong = await will.post('/me/claimed-addresses', { address: 'will.old@example.org', code: '000000x' })
  assert.equal(wrong.status, 422)
  const done = await will.post('/me/claimed-addresses', { code: await codeFor('will.old@example.org') })
  assert.equal(done.status, 303)
  const page = await (await reader.get(here)).text()
  assert.match(page, /Will/)
  assert.doesNotMatch(page, /W\. Old/)
  assert.match(await (await will.get('/me/addresses')).text(), /will\.old@example\.org/)
  await movesIn(['W. Old <will.old@example.org>'], ['Later'])
  assert.deepEqual(
    (await writersOf('Later')).map(({ name }) => name),
    ['Will'],
  )
})

test('an address that a member signs in with cannot be claimed, and only its reader is told', async () => {
  const yan = await person(server, 'Yan')
  const zoe = await person(server, 'Zoe')
  const { email } = await community.db
    .selectFrom('login')
    .select('email')
    .where('id', '=', zoe.id)
    .executeTakeFirstOrThrow()
  await yan.does(nameAddress, { address: email! })
  assert.equal(await codeFor(email!), '')
  const refused = await yan.tries(claimAddress, { code: '123456' })
  assert.match(JSON.stringify(refused), /does not work/)
})

test('a code works once, for half an hour, for the member who asked', async () => {
  await movesIn(['Abe <abe.old@example.org>'], ['Codes'])
  const abe = await person(server, 'Abe')
  const bea = await person(server, 'Bea')
  await abe.does(nameAddress, { address: 'abe.old@example.org' })
  const code = await codeFor('abe.old@example.org')
  assert.match(JSON.stringify(await bea.tries(claimAddress, { code })), /does not work/)
  const late = new Date(Date.now() + 31 * 60_000)
  assert.match(JSON.stringify(await abe.tries(claimAddress, { code }, 'web', late)), /does not work/)
  assert.equal((await abe.does(claimAddress, { code })).posts, 1)
  assert.match(JSON.stringify(await abe.tries(claimAddress, { code })), /does not work/)
})

test('nothing says whose an address was when its owner has left', async () => {
  const cat = await person(server, 'Cat')
  await cat.does(nameAddress, { address: 'cat.old@example.org' })
  await cat.does(claimAddress, { code: await codeFor('cat.old@example.org') })
  await cat.does(erase, { posts: 'kept' })
  const left = await community.db.selectFrom('claimed_address').selectAll().where('member', '=', cat.id).execute()
  assert.deepEqual(left, [])
})

const insideOf = async (where: { id: string }) =>
  (
    await community.db
      .selectFrom('circle_member')
      .innerJoin('member', 'member.id', 'circle_member.member')
      .select('member.name')
      .where('circle', '=', where.id)
      .orderBy('member.name')
      .execute()
  ).map(({ name }) => name)

const postIn = async (title: string) => `/conversations/${(await writersOf(title))[0]!.conversation}`

test('a list that moved into a closed circle is open to whoever claims what they wrote on it, and to nobody else', async () => {
  const quiet = await circle(community, 'quiet', 'closed')
  await movesIn(
    ['D. Old <dee.old@example.org>', 'E. Old <eli@example.org>', 'F. Old <fred@example.org>'],
    ['After'],
    quiet,
  )
  const here = await postIn('After')
  const dee = await person(server, 'Dee')
  assert.notEqual((await dee.get(here)).status, 200)
  assert.deepEqual(await insideOf(quiet), [])

  await dee.does(nameAddress, { address: 'dee.old@example.org' })
  const said = await dee.post('/me/claimed-addresses', { code: await codeFor('dee.old@example.org') })
  assert.match(decodeURIComponent(said.headers.get('set-cookie') ?? ''), /You are let into Quiet/)
  assert.equal((await dee.get(here)).status, 200)

  const { cookie, goes } = await shows('eli@example.org')
  assert.notEqual((await goes(here)).status, 200, 'not before they have become a member')
  await someone().post('/claim/posts', { mine: 'yes' }, { cookie })
  await someone().post('/join/membership', { question: 'consent', name: 'Eli', membership: 'yes' }, { cookie })
  assert.equal((await goes(here)).status, 200)

  const fred = await shows('fred@example.org')
  await someone().post('/claim/posts', { mine: 'no' }, { cookie: fred.cookie })
  assert.deepEqual(await insideOf(quiet), ['Dee', 'Eli'])
  const other = await person(server, 'Someone else')
  await other.does(nameAddress, { address: 'nothing.here@example.org' })
  await other.does(claimAddress, { code: await codeFor('nothing.here@example.org') })
  assert.notEqual((await other.get(here)).status, 200)
})

test('a member is let in when their list moves in later, under the address they sign in with', async () => {
  const later = await circle(community, 'later', 'closed')
  const gil = await person(server, 'Gil')
  const { email } = await community.db
    .selectFrom('login')
    .select('email')
    .where('id', '=', gil.id)
    .executeTakeFirstOrThrow()
  await movesIn([`Gil <${email}>`], ['Steps'], later)
  assert.equal((await gil.get(await postIn('Steps'))).status, 200)
})

test('neither another address nor another archive brings back somebody who was let out', async () => {
  const kind = await circle(community, 'kind', 'closed')
  const steward = await person(server, 'Stella', 'steward')
  const hob = await person(server, 'Hob')
  const { email } = await community.db
    .selectFrom('login')
    .select('email')
    .where('id', '=', hob.id)
    .executeTakeFirstOrThrow()
  await movesIn([`Hob <${email}>`, 'Hob <hob.old@example.org>'], ['First'], kind)
  assert.deepEqual(await insideOf(kind), ['Hob'])
  await steward.does(letOut, { circle: kind.id, member: hob.id })
  await movesIn([`Hob <${email}>`], ['Second'], kind)
  await hob.does(nameAddress, { address: 'hob.old@example.org' })
  assert.equal((await hob.does(claimAddress, { code: await codeFor('hob.old@example.org') })).posts, 1)
  assert.deepEqual(await insideOf(kind), [])
})

test('posts that were removed let nobody in, and a researcher joins no circle', async () => {
  const hidden = await circle(community, 'hidden', 'closed')
  await movesIn(['I. Old <ivy.old@example.org>', 'J. Old <jan.old@example.org>'], ['Sales'], hidden)
  const ivy = await person(server, 'Ivy')
  const jan = await person(server, 'Jan', 'researcher')
  await community.db
    .updateTable('post')
    .set({ state: 'removed' })
    .where('author', 'in', (where) =>
      where
        .selectFrom('login')
        .select((one) => one.cast<string>('login.id', 'uuid').as('id'))
        .where('email', '=', 'ivy.old@example.org'),
    )
    .execute()
  for (const [who, address] of [
    [ivy, 'ivy.old@example.org'],
    [jan, 'jan.old@example.org'],
  ] as const) {
    await who.does(nameAddress, { address })
    await who.does(claimAddress, { code: await codeFor(address) })
  }
  assert.deepEqual(await insideOf(hidden), [])
})

test('the page of ways to join offers the old mailing list only while posts of it wait for their writers', async () => {
  const offers = async () => /href="\/claim"/.test(await (await someone().get('/join')).text())
  assert.equal(await offers(), true)
  const waiting = () => community.db.updateTable('member').where('state', '=', 'to be')
  await waiting().set({ state: 'left' }).execute()
  assert.equal(await offers(), false)
  await community.db.transaction().execute((tx) =>
    insertMember(tx, {
      id: newId(),
      name: 'On a list',
      email: 'on.a.list@example.org',
      state: 'to be',
      joinedBy: 'import',
      at: new Date(),
    }),
  )
  assert.equal(await offers(), false, 'not for somebody who wrote nothing')
})

test('nobody can have codes mailed to address after address', async () => {
  const many = await person(server, 'Ola')
  const statuses: number[] = []
  for (let n = 0; n < 7; n++)
    statuses.push((await many.post('/me/addresses', { address: `somebody${n}@example.org` })).status)
  assert.deepEqual([statuses[0], statuses[5], statuses[6]], [200, 200, 429])
})
