import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { startMailServer, until } from '../../../test/smtp.ts'
import { openConversation, reply } from '../../areas/conversations/tasks.ts'
import { changePreferences } from '../../areas/members/preferences.ts'
import { addressOf } from '../../areas/members/tasks.ts'
import type { Role } from '../../kit/who.ts'
import { sendDigests } from './digest.ts'
import { periodBefore, tellsSince } from './digest-rules.ts'

const mail = await startMailServer()
const server = await testServer({ smtpUrl: mail.url, mailFrom: 'hello@families.example' })
after(() => mail.stop())
const { community } = server
const { db } = community

/** Monday 2 March 2026, seven in the morning in London. */
const monday = new Date('2026-03-02T07:00:00Z')
const daysBefore = (days: number, from = monday) => new Date(from.getTime() - days * 24 * 60 * 60 * 1000)

const room = await circle(community, 'school')
const other = await circle(community, 'travel')
const closed = await circle(community, 'closed', 'closed')
const ama = await person(server, 'Ama', 'helper')
await db.insertInto('circle_member').values({ circle: closed.id, member: ama.id }).execute()

/** A member who joined on a day and is in the school circle. */
async function joins(name: string, at: Date, role: Role = 'member', circles: readonly { id: string }[] = [room]) {
  const who = await person(server, name, role)
  await db.updateTable('membership').set({ began_at: at }).where('member', '=', who.id).execute()
  for (const { id } of circles) await db.insertInto('circle_member').values({ circle: id, member: who.id }).execute()
  return who
}

const tells = (title: string, at: Date, where = room, words = 'All is well here.') =>
  ama.does(openConversation, { circle: where.slug, kind: 'tells', title, words }, 'web', at)

const digestsOf = (who: Person) =>
  db
    .selectFrom('message_out')
    .selectAll()
    .where('member', '=', who.id)
    .where('kind', '=', 'digest')
    .orderBy('made_at')
    .execute()
const onlyDigest = async (who: Person) => {
  const all = await digestsOf(who)
  assert.equal(all.length, 1)
  return all[0]!
}

test('days, weeks and months end at midnight in London, in summer too', () => {
  assert.equal(periodBefore('daily', new Date('2026-07-01T06:00:00Z')).ended.toISOString(), '2026-06-30T23:00:00.000Z')
  assert.equal(periodBefore('weekly', new Date('2026-03-31T06:00:00Z')).ended.toISOString(), '2026-03-29T23:00:00.000Z')
  assert.equal(
    periodBefore('monthly', new Date('2026-01-15T07:00:00Z')).began.toISOString(),
    '2025-12-01T00:00:00.000Z',
  )
  assert.equal(periodBefore('weekly', new Date('2026-03-08T23:59:00Z')).key, 'weekly 2026-03-02')
})

test('a first digest looks back one period at most, a later one to the last, however long ago', () => {
  const week = periodBefore('weekly', monday)
  assert.deepEqual(tellsSince(week, daysBefore(900), null), week.began)
  assert.deepEqual(tellsSince(week, daysBefore(2), null), daysBefore(2))
  assert.deepEqual(tellsSince(week, daysBefore(900), daysBefore(400)), daysBefore(400))
  assert.equal(tellsSince(week, new Date(monday.getTime() - 60_000), null), null)
  assert.equal(tellsSince(week, daysBefore(900), monday), null)
})

test('a member who joined by letter has no address, gets no digest and keeps nobody from theirs', async () => {
  const lou = await joins('Lou', daysBefore(100))
  await db.updateTable('login').set({ email: null }).where('id', '=', lou.id).execute()
  const after = await joins('After Lou', daysBefore(100))
  const earlier = daysBefore(14)
  await tells('Two weeks before', daysBefore(3, earlier))
  await sendDigests(community, earlier)
  assert.deepEqual(await digestsOf(lou), [])
  assert.equal((await digestsOf(after)).length, 1)
})

test('a weekly digest tells what is new by circle, with standing in words, once however often the job runs', async () => {
  const nia = await joins('Nia', daysBefore(100))
  await tells('Our first week', daysBefore(2))
  await tells('From long ago', daysBefore(30))
  await tells('Not my circle', daysBefore(2), other)
  await tells('Behind a door', daysBefore(2), closed)
  await Promise.all([sendDigests(community, monday), sendDigests(community, monday)])
  await sendDigests(community, new Date(monday.getTime() + 3_600_000))
  const { subject, plain, html } = await onlyDigest(nia)
  assert.equal(subject, 'What is new since 23 February 2026')
  assert.match(
    plain,
    /SCHOOL\n\nOur first week\nStory\. New\. Newest from Ama\. Who is speaking: .+\. What it rests on: .+\./,
  )
  assert.match(html ?? '', /<h2>School<\/h2>[\s\S]*Our first week/)
  for (const part of [plain, html ?? ''])
    assert.doesNotMatch(part, /From long ago|Not my circle|Behind a door|<img|<link|<script/)
  const address = (await addressOf(db, nia.id))!
  const [arrived] = await until('it arrives', () => mail.to(address).length > 0 && mail.to(address))
  assert.match(arrived!.source, /List-Unsubscribe:/)
  assert.match(plain.slice(0, 160), /^Hello, this is what is new/)
})

test('nothing new means no mail, and the next digest still tells it all', async () => {
  const nia = await joins('Quiet', daysBefore(100), 'member', [await circle(community, 'quiet')])
  await sendDigests(community, monday)
  assert.equal((await digestsOf(nia)).length, 0)
})

test('what a member wrote, read, muted or blocked is left out', async () => {
  const own = await circle(community, 'own')
  const nia = await joins('Nia', daysBefore(100), 'helper', [own])
  const bryn = await joins('Bryn', daysBefore(100), 'helper', [own])
  const at = daysBefore(1)
  const [read, muted] = [await tells('Read already', at, own), await tells('Muted', at, own)]
  await nia.does(openConversation, { circle: own.slug, kind: 'tells', title: 'My own', words: 'Mine.' }, 'web', at)
  await bryn.does(openConversation, { circle: own.slug, kind: 'tells', title: 'Blocked', words: 'No.' }, 'web', at)
  await db.insertInto('block').values({ member: nia.id, blocked: bryn.id, since: at }).execute()
  for (const [{ conversation }, mutes] of [
    [read, false],
    [muted, true],
  ] as const)
    await db
      .insertInto('reading')
      .values({ member: nia.id, conversation, last_number: mutes ? 0 : 1, read_at: at, muted: mutes })
      .execute()
  await sendDigests(community, monday)
  assert.equal((await digestsOf(nia)).length, 0)
  assert.equal((await digestsOf(bryn)).length, 1)
})

test('paused members and those who chose none get no digest', async () => {
  const [paused, none] = [await joins('Paused', daysBefore(9)), await joins('None', daysBefore(9))]
  await db.updateTable('member').set({ state: 'paused' }).where('id', '=', paused.id).execute()
  await none.does(changePreferences, { digest: 'none' })
  await sendDigests(community, monday)
  assert.deepEqual([(await digestsOf(paused)).length, (await digestsOf(none)).length], [0, 0])
})

test('a member who joined yesterday and chose daily hears since then; back after a year, since the last one', async () => {
  const here = await circle(community, 'here')
  const nia = await joins('Nia', daysBefore(1), 'member', [here])
  await nia.does(changePreferences, { digest: 'daily' })
  await tells('The day before', daysBefore(1.5), here)
  await tells('Last night', daysBefore(0.5), here)
  await sendDigests(community, monday)
  const first = await onlyDigest(nia)
  assert.equal(first.subject, 'What is new since 1 March 2026')
  assert.match(first.plain, /Last night/)
  assert.doesNotMatch(first.plain, /The day before/)
  const yearOn = daysBefore(-365)
  await tells('While you were away', daysBefore(-200), here)
  await sendDigests(community, yearOn)
  const [, second] = await digestsOf(nia)
  assert.equal(second?.subject, 'What is new since 2 March 2026')
  assert.match(second?.plain ?? '', /While you were away/)
})

test('a long digest stops at 30, says how many more, and stays under 20 KB on the wire', async () => {
  const busy = await circle(community, 'busy')
  const nia = await joins('Nia', daysBefore(100), 'member', [busy])
  for (let i = 0; i < 41; i++)
    await tells(
      `${i} ${'A long title of a talk '.repeat(6)}`.slice(0, 150),
      daysBefore(1),
      busy,
      'Many words. '.repeat(100),
    )
  await sendDigests(community, monday)
  const { plain } = await onlyDigest(nia)
  const shown = (plain.match(/Newest from/g) ?? []).length
  assert.ok(shown <= 30 && shown >= 6)
  assert.ok(plain.includes(`There are ${41 - shown} more conversations with something new.`))
  const address = (await addressOf(db, nia.id))!
  const [arrived] = await until('it arrives', () => mail.to(address).length > 0 && mail.to(address))
  assert.ok(Buffer.byteLength(arrived!.source) < 20_000, `${Buffer.byteLength(arrived!.source)} bytes`)
})

test('a helper hears of questions that wait, and an asker whose question has replies is asked if it is answered', async () => {
  const waiting = await circle(community, 'waiting')
  const helper = await joins('Cara', daysBefore(100), 'helper', [waiting])
  const asker = await joins('Dai', daysBefore(100), 'helper', [waiting])
  const asked = await asker.does(
    openConversation,
    { circle: waiting.slug, kind: 'asks', title: 'Who knows?', words: 'Who?' },
    'web',
    daysBefore(3),
  )
  await ama.does(reply, { conversation: asked.conversation, words: 'We asked.' }, 'web', daysBefore(2))
  await sendDigests(community, monday)
  assert.match(
    (await onlyDigest(helper)).plain,
    /QUESTIONS THAT WAIT FOR AN ANSWER\n\nWho knows\?\nIn Waiting\. Asked on 27 February 2026\./,
  )
  const own = (await onlyDigest(asker)).plain
  assert.match(own, /CONVERSATIONS YOU ARE IN\n\nWho knows\?\nQuestion\. 1 new post\./)
  assert.match(own, /IS YOUR QUESTION ANSWERED\?\n\nWho knows\?/)
})
