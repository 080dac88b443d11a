import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { openConversation, reply } from '../conversations/tasks.ts'
import { block, hasBlocked, unblock } from './blocking.ts'
import { decide } from './deciding.ts'
import type { Outcome } from './rules.ts'
import { appeal, mostAnHour, report } from './tasks.ts'

const server = await testServer()
const { community } = server
const { db } = community
await circle(community, 'open', 'open')
const helper = await person(server, 'Ama', 'helper')
const moderator = await person(server, 'Bea', 'moderator')
const another = await person(server, 'Cal', 'moderator')
const visitor = await person(server, '', 'visitor')
const closed = await circle(community, 'closed', 'closed', [helper])

const told = async (by: Person, title: string, room = 'open') =>
  by.does(openConversation, { circle: room, kind: 'tells', title, words: `The words of ${title}.` })

const heldMatter = async (post: string) =>
  (
    await db
      .selectFrom('matter')
      .select('id')
      .where('post', '=', post)
      .where('kind', '=', 'held')
      .executeTakeFirstOrThrow()
  ).id
const stateOf = async (post: string) =>
  (await db.selectFrom('post').select('state').where('id', '=', post).executeTakeFirstOrThrow()).state
const mailTo = async (member: string) =>
  db
    .selectFrom('message_out')
    .select(['subject', 'plain'])
    .where('member', '=', member)
    .where('kind', '=', 'decision')
    .orderBy('id')
    .execute()

/** A newcomer's post that a moderator decided not to show. */
async function hidden(title: string, outcome: Outcome = 'hide') {
  const writer = await person(server, `Writer of ${title}`)
  const asked = await told(writer, title)
  const decision = await moderator.does(decide, {
    matter: await heldMatter(asked.post),
    outcome,
    words: 'It names a school.',
  })
  return { writer, decision, ...asked }
}

test('a held post goes on the desk, is shown in one press, and its writer hears', async () => {
  const mother = await person(server, 'Nia')
  const asked = await told(mother, 'Sleep')
  const matter = await heldMatter(asked.post)
  const list = await (await moderator.get('/desk/held')).text()
  assert.match(list, /Nia in “Sleep”/)
  const page = await (await moderator.get(`/desk/matters/${matter}`)).text()
  assert.match(page, /The words of Sleep/)
  assert.match(page, /no posts shown before/)
  assert.doesNotMatch(page, /nia\.[0-9a-f]+@example\.org/)
  const done = await moderator.post(`/desk/matters/${matter}/decision`, { ready: 'fine', outcome: 'show' })
  assert.equal(done.status, 303)
  assert.equal(await stateOf(asked.post), 'shown')
  const mail = await mailTo(mother.id)
  assert.equal(mail.length, 1)
  assert.doesNotMatch(mail[0]!.subject, /rett|sleep|health/i)
  assert.match(mail[0]!.plain, /keeps to our rules/)
  assert.match(await (await mother.get('/me/decisions')).text(), /The post is shown/)
})

test('of two moderators on the same post, the second is told that it is decided', async () => {
  const mother = await person(server, 'Oda')
  const asked = await told(mother, 'Twice')
  const matter = await heldMatter(asked.post)
  const both = await Promise.all(
    [moderator, another].map((one) => one.tries(decide, { matter, outcome: 'show', ready: 'fine' })),
  )
  const refused = both.filter(isRefusal)
  assert.equal(refused.length, 1)
  assert.equal(refused[0]!.status, 409)
  assert.match(refused[0]!.because, /already decided, by a moderator/)
  assert.equal((await mailTo(mother.id)).length, 1)
})

test('a decision without a reason, or with one that does not fit, is not taken, and keeps what was typed', async () => {
  const asked = await told(await person(server, 'Pia'), 'Why')
  const matter = await heldMatter(asked.post)
  const bare = await moderator.post(`/desk/matters/${matter}/decision`, { ready: 'mine', outcome: 'hide', words: ' ' })
  assert.equal(bare.status, 422)
  const wrong = await moderator.post(`/desk/matters/${matter}/decision`, {
    ready: 'fine',
    outcome: 'hide',
    words: 'Half a thought',
  })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /Half a thought/)
  assert.equal(await stateOf(asked.post), 'held')
})

test('a writer appeals, the first moderator cannot look again, another changes the decision and the post is shown', async () => {
  const { writer, decision, post } = await hidden('Appeal')
  assert.equal(await stateOf(post), 'removed')
  const sent = await writer.post(`/me/decisions/${decision.id}/appeal`, { words: 'There is no school in it.' })
  assert.equal(sent.status, 303)
  const { id } = await db.selectFrom('matter').select('id').where('appeals', '=', decision.id).executeTakeFirstOrThrow()
  const same = await moderator.tries(decide, { matter: id, outcome: 'stands', ready: 'fair' })
  assert.ok(isRefusal(same))
  assert.match(same.because, /You made the first decision.*Another moderator/)
  await another.does(decide, { matter: id, outcome: 'overturned', ready: 'wrong' })
  assert.equal(await stateOf(post), 'shown')
  assert.match(await (await writer.get('/me/decisions')).text(), /The decision is changed.*The post is shown/s)
  const again = await writer.tries(appeal, { decision: decision.id, words: 'Again.' })
  assert.ok(isRefusal(again))
})

test('nobody decides about their own post', async () => {
  const newcomer = await person(server, 'Rae')
  const asked = await told(newcomer, 'Mine')
  await db.updateTable('member').set({ role: 'moderator' }).where('id', '=', newcomer.id).execute()
  const who = { ...newcomer.who, role: 'moderator' as const, roleHeld: 'moderator' as const }
  const promoted = Object.assign(Object.create(Object.getPrototypeOf(newcomer)), { community, who }) as Person
  const refused = await promoted.tries(decide, { matter: await heldMatter(asked.post), outcome: 'show', ready: 'fine' })
  assert.ok(isRefusal(refused))
  assert.match(refused.because, /You wrote this post/)
})

test('a visitor reports a post in three steps, keeps a code, and hears what became of it', async () => {
  const { conversation, post } = await told(helper, 'Advice')
  const path = `/conversations/${conversation}/1/report`
  assert.match(await (await visitor.get(path)).text(), /What is wrong\?/)
  const nothing = await visitor.post(path, { step: '1' })
  assert.equal(nothing.status, 422)
  const two = await (await visitor.post(path, { step: '1', wrong: 'false' })).text()
  assert.match(two, /name="wrong" value="false"/)
  assert.doesNotMatch(two, /Samaritans/)
  const three = await (await visitor.post(path, { step: '2', wrong: 'false', words: 'It is not so.' })).text()
  assert.match(three, /It is not so\./)
  const bad = await visitor.post(path, { step: '3', wrong: 'false', words: 'It is not so.', email: 'nonsense' })
  assert.equal(bad.status, 422)
  assert.match(await bad.text(), /value="nonsense"/)
  const once = crypto.randomUUID()
  const fields = { step: '3', wrong: 'false', words: 'It is not so.', email: 'someone@example.org', once }
  const sent = await visitor.post(path, fields)
  assert.equal(sent.status, 303)
  const code = /\/reports\/([^?]+)/.exec(sent.headers.get('location')!)![1]!
  assert.equal((await visitor.post(path, fields)).headers.get('location'), sent.headers.get('location'))
  const waits = await (await visitor.get(`/reports/${code.toLowerCase()}`)).text()
  assert.match(waits, /It waits for a person/)
  assert.doesNotMatch(waits, /It is not so|The words of Advice/)
  const { id } = await db.selectFrom('matter').select('id').where('code', '=', code).executeTakeFirstOrThrow()
  await moderator.does(decide, { matter: id, outcome: 'dangerous', ready: 'false' })
  assert.equal(await stateOf(post), 'removed')
  assert.match(await (await visitor.get(`/reports/${code}`)).text(), /withdrawn, because it could hurt someone/)
  const mail = await db.selectFrom('message_out').selectAll().where('to_address', '=', 'someone@example.org').execute()
  assert.equal(mail.length, 1)
  assert.match(mail[0]!.plain, new RegExp(`/reports/${code}`))
  assert.match((await mailTo(helper.id)).at(-1)!.plain, /could hurt someone/)
})

test('a reporter who left no account asks for a second look with the code alone, and another moderator removes the post', async () => {
  const { conversation, post } = await told(helper, 'Left up')
  const { code } = await visitor.does(report, { conversation, number: 1, wrong: 'unkind', email: '' })
  const { id } = await db.selectFrom('matter').select('id').where('code', '=', code).executeTakeFirstOrThrow()
  await moderator.does(decide, { matter: id, outcome: 'leave', ready: 'fine' })
  assert.equal(await stateOf(post), 'shown')
  const before = (await mailTo(helper.id)).length
  assert.equal((await visitor.post(`/reports/${code}/appeal`, { words: 'Read it again.' })).status, 303)
  const second = await db
    .selectFrom('matter')
    .select('id')
    .where('post', '=', post)
    .where('kind', '=', 'appeal')
    .executeTakeFirstOrThrow()
  await another.does(decide, { matter: second.id, outcome: 'overturned', ready: 'wrong' })
  assert.equal(await stateOf(post), 'removed')
  assert.match(await (await visitor.get(`/reports/${code}`)).text(), /What the second look found/)
  assert.equal((await mailTo(helper.id)).length, before + 1)
  assert.match(await (await helper.get('/me/decisions')).text(), /Ask for a second look/)
})

test('one decision answers everyone who reported the same post', async () => {
  const { conversation, post } = await told(helper, 'Many')
  const codes = await Promise.all(
    [1, 2, 3].map(async () => (await visitor.does(report, { conversation, number: 1, wrong: 'spam' })).code),
  )
  const first = await db.selectFrom('matter').select('id').where('code', '=', codes[0]!).executeTakeFirstOrThrow()
  await moderator.does(decide, { matter: first.id, outcome: 'remove', ready: 'selling' })
  const open = await db
    .selectFrom('matter')
    .select('id')
    .where('post', '=', post)
    .where('decided_at', 'is', null)
    .execute()
  assert.deepEqual(open, [])
})

test('"someone may be in danger" shows who to call at once, and tells every moderator', async () => {
  const { conversation } = await told(helper, 'Worry')
  const path = `/conversations/${conversation}/1/report`
  const next = await (await visitor.post(path, { step: '1', wrong: 'danger' })).text()
  assert.match(next, /href="tel:116123"/)
  await visitor.does(report, { conversation, number: 1, wrong: 'danger' })
  assert.match((await mailTo(moderator.id)).at(-1)!.subject, /needs you now/)
  assert.match(await (await moderator.get('/desk')).text(), /cannot wait/)
})

test('a post in a closed circle can be reported by its link, and nothing of it is shown', async () => {
  const { conversation } = await told(helper, 'Secret title', closed.slug)
  const page = await visitor.get(`/conversations/${conversation}/1/report`)
  assert.equal(page.status, 200)
  assert.doesNotMatch(await page.text(), /Secret title|The words/)
  const sent = await visitor.does(report, {
    place: `${community.url}/conversations/${conversation}#post-1`,
    wrong: 'private',
  })
  const { post } = await db.selectFrom('matter').select('post').where('code', '=', sent.code).executeTakeFirstOrThrow()
  assert.ok(post)
  assert.doesNotMatch(await (await visitor.get(`/reports/${sent.code}`)).text(), /Secret title/)
})

test('a member who reports very much is asked to wait, but danger is always heard', async () => {
  const keen = await person(server, 'Sid')
  for (let n = 0; n < mostAnHour; n++) await keen.does(report, { place: 'Over there', wrong: 'spam' })
  const refused = await keen.tries(report, { place: 'Over there', wrong: 'spam' })
  assert.ok(isRefusal(refused))
  assert.equal(refused.status, 429)
  await keen.does(report, { place: 'Over there', wrong: 'danger' })
})

test('forged and broken addresses get a clear page', async () => {
  const paths = [
    '/conversations/x/1/report',
    `/conversations/${crypto.randomUUID()}/1/report`,
    '/reports/ZZZ',
    '/reports/%00',
  ]
  for (const path of paths) assert.equal((await visitor.get(path)).status, 404, path)
  assert.equal((await moderator.get('/desk/matters/nothing')).status, 404)
  assert.equal((await visitor.get('/desk')).status, 303)
  assert.equal((await helper.get('/desk')).status, 403)
  const long = await visitor.post('/complaints', { step: '3', wrong: 'data', words: 'x'.repeat(5000) })
  assert.equal(long.status, 422)
})

test('a blocked member’s posts fold away for the blocker alone, who still gets decisions from a moderator they blocked', async () => {
  const reader = await person(server, 'Tove')
  const { conversation } = await told(helper, 'Blocking')
  assert.equal((await reader.post(`/conversations/${conversation}/1/block`, {})).status, 303)
  assert.equal(await hasBlocked(db, reader.id, helper.id), true)
  assert.equal(await hasBlocked(db, helper.id, reader.id), false)
  assert.doesNotMatch(await (await reader.get(`/conversations/${conversation}`)).text(), /The words of Blocking/)
  assert.match(await (await helper.get(`/conversations/${conversation}`)).text(), /The words of Blocking/)
  await reader.does(block, { member: moderator.id })
  const held = await reader.does(reply, { conversation, words: 'Hello.' })
  await moderator.does(decide, { matter: await heldMatter(held.post), outcome: 'show', ready: 'fine' })
  assert.equal((await mailTo(reader.id)).length, 1)
  await reader.does(unblock, { member: helper.id })
  assert.match(await (await reader.get(`/conversations/${conversation}`)).text(), /The words of Blocking/)
})

test('nobody can block themselves', async () => {
  assert.ok(isRefusal(await helper.tries(block, { member: helper.id })))
})

test('a steward reads every task, the log by member, and no number under ten', async () => {
  const steward = await person(server, 'Uma', 'steward')
  const list = await (await steward.get('/steward/tasks')).text()
  for (const words of [
    /<h2>Conversations<\/h2>/,
    /<h3>Decide about a post that waits[^<]*<\/h3>\n<p>Moderators and stewards; never about their own posts/,
    /<h3>Invite by email[^<]*<\/h3>\n<p>Stewards\.<\/p>\n<p class="hint">Doors: web\. <b>Not without a screen/,
    /<h3>Change my name<\/h3>\n<p>Members, for themselves\.<\/p>\n<p class="hint">Doors: web and phone\.<\/p>/,
  ])
    assert.match(list, words)
  assert.doesNotMatch(list, /care\.report|docs\/|The task decides/, 'no word of the machinery')
  const log = await (await steward.get('/steward/log?member=Sid&task=care.report')).text()
  assert.match(log, /21 lines/)
  assert.doesNotMatch(log, />Bea</)
  assert.match(await (await steward.get('/steward/reports')).text(), /fewer than 10/)
  assert.equal((await moderator.get('/steward/log')).status, 403)
  const named = await steward.post('/steward/accountable', { accountable: 'Ann Lee, chair' })
  assert.equal(named.status, 303)
  assert.match(await (await visitor.get('/how-this-works')).text(), /Ann Lee, chair answers for/)
})
