import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { openBrowser } from '../../../test/browser.ts'
import { Person, person, testServer } from '../../../test/harness.ts'
import { looksRight, phoneToLookAt } from '../../../test/looking.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { visitor } from '../../kit/who.ts'
import { insertMember } from '../members/tasks.ts'
import { bringMembers } from './bringing.ts'
import { sendInvitations } from './inviting.ts'

const server = await testServer()
const { db, id } = server.community
const browser = await openBrowser()
after(() => browser.close())
const steward = await person(server, 'Stella', 'steward')
const head = 'name,email,role,joined,circles\n'
const runBy = 'The Rett Families Trust'

/** The community as the next request would have it. */
const community = () => server.server.communities.all.find((one) => one.id === id)!
const stewardNow = () => new Person(community(), steward.who, server.url)
const saysWhoRunsIt = () => server.server.communities.saveSettings(id, { runBy })

const mails = () =>
  db
    .selectFrom('message_out')
    .select(['to_address', 'subject', 'plain'])
    .where('kind', '=', 'joining')
    .orderBy('to_address')
    .execute()
const mailed = async () => (await mails()).map(({ to_address }) => to_address)

test('nobody is mailed because they were brought, nor before it is said who runs the community', async () => {
  await steward.does(bringMembers, { text: `${head}Una,una@example.org,helper,2019-05-04,\nVi,vi@example.org,,,\n` })
  assert.deepEqual(await mailed(), [])
  const page = await (await steward.get('/steward/members-file')).text()
  assert.match(page, /2 people were brought from a list and not invited yet/)
  assert.match(page, /say who runs this community/)
  assert.doesNotMatch(page, /Send each an invitation/)
  assert.equal((await steward.post('/steward/members-file/invitations', {})).status, 409)
  assert.deepEqual(await mailed(), [])
})

test('one press invites each of them once, in words that say who writes and that nothing need be done', async () => {
  await saysWhoRunsIt()
  // A sender of a mailing list is on no list of members.
  await db.transaction().execute((tx) =>
    insertMember(tx, {
      id: '0197f000-0000-7000-8000-000000000001',
      name: 'Sender',
      email: 'sender@example.org',
      state: 'to be',
      joinedBy: 'import',
      at: new Date(),
    }),
  )
  const phone = await phoneToLookAt(browser, server, steward)
  await phone.goto('/steward/members-file')
  await looksRight(phone, 'bring')
  await phone.getByRole('button', { name: 'Send each an invitation by email' }).click()
  assert.match(await phone.locator('body').innerText(), /2 invitations on the way/)
  assert.match(await phone.locator('main').innerText(), /2 people were invited and did not join yet/)
  await looksRight(phone, 'bring-invited')
  const [una, vi, ...more] = await mails()
  assert.deepEqual([una?.to_address, vi?.to_address, more], ['una@example.org', 'vi@example.org', []])
  assert.match(una!.plain, /^Hello Una,/)
  assert.match(una!.plain, /The Rett Families Trust/)
  assert.match(una!.plain, /If you do nothing, nothing happens/)
  assert.doesNotMatch(`${una!.subject}\n${una!.plain.slice(0, 150)}`, /Rett/, 'a lock screen tells of no condition')
})

test('a second press, or two at once, sends no second mail; who is brought later is invited later', async () => {
  assert.equal(await stewardNow().does(sendInvitations, {}), 0)
  await stewardNow().does(bringMembers, { text: `${head}Una,una@example.org,,,\nWes,wes@example.org,,,\n` })
  const sent = await Promise.all([stewardNow().does(sendInvitations, {}), stewardNow().does(sendInvitations, {})])
  assert.deepEqual(sent.toSorted(), [0, 1])
  assert.deepEqual(await mailed(), ['una@example.org', 'vi@example.org', 'wes@example.org'])
  const { mailed_at } = await db.selectFrom('list_invitation').select('mailed_at').limit(1).executeTakeFirstOrThrow()
  assert.ok(Date.now() - mailed_at.getTime() < 60_000)
})

test('the link carries their name and address, and they become what the list says, with their own yes', async () => {
  const [una] = await mails()
  const link = /\/join\/link\/\S+/.exec(una!.plain)![0]
  const someone = new Person(community(), visitor, server.url)
  const page = await (await someone.get(link)).text()
  assert.match(page, /name="name" value="Una"/)
  assert.match(page, /name="email" value="una@example\.org"/)
  const proof = /name="proof" value="([^"]+)"/.exec(page)![1]!
  const answers = { proof, question: 'consent', name: 'Una', email: 'una@example.org', membership: 'yes' }
  await someone.post('/join/answers', answers)
  const mail = await db
    .selectFrom('message_out')
    .select('subject')
    .where('to_address', '=', 'una@example.org')
    .where('kind', '=', 'sign-in')
    .executeTakeFirstOrThrow()
  const code = /\d{6}/.exec(mail.subject)![0]
  const signed = await someone.post('/sign-in/code', { email: 'una@example.org', code })
  const cookie = signed.headers.getSetCookie()[0]!.split(';')[0]!
  await someone.post('/join/membership', { question: 'consent', name: 'Una', membership: 'yes' }, { cookie })
  const joined = await db
    .selectFrom('member')
    .innerJoin('membership', 'membership.member', 'member.id')
    .select(['member.role', 'member.state', 'membership.began_at'])
    .where('name', '=', 'Una')
    .execute()
  assert.deepEqual(
    joined.map(({ role, state, began_at }) => [role, state, began_at.getUTCFullYear()]),
    [['helper', 'member', 2019]],
  )
  assert.match(await (await steward.get('/steward/members-file')).text(), /2 people were invited and did not join yet/)
})

test('only a steward can invite', async () => {
  const moderator = await person(server, 'Mo', 'moderator', community())
  assert.ok(isRefusal(await moderator.tries(sendInvitations, {})))
  assert.equal((await moderator.post('/steward/members-file/invitations', {})).status, 403)
})

test('the command line brings and invites in one go, each person once', async () => {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'inviting-')), 'members.csv')
  writeFileSync(file, `${head}Fay,fay@example.org,,,\n`)
  const run = (...more: string[]) =>
    spawnSync(process.execPath, [path.resolve(import.meta.dirname, '../../import.ts'), 'members', file, ...more], {
      encoding: 'utf8',
      env: {
        ...process.env,
        DATABASE_URL: `postgres://alongside@localhost/${server.database}?host=${encodeURIComponent(server.host)}`,
      },
    })
  assert.equal(run('--dry-run', '--invite').status, 1)
  assert.match(run('--invite').stdout, /1 new.*\n1 invited by email/)
  assert.match(run('--invite').stdout, /0 new, 1 there already.*\n0 invited by email/)
  assert.equal((await mailed()).filter((address) => address === 'fay@example.org').length, 1)
})
