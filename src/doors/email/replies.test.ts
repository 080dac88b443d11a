import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { circle, type Person, person, testServer } from '../../../test/harness.ts'
import { startMailServer, until } from '../../../test/smtp.ts'
import { openConversation, reply } from '../../areas/conversations/tasks.ts'
import { changePreferences, preferencesOf } from '../../areas/members/preferences.ts'
import { addressOf } from '../../areas/members/tasks.ts'
import { stopToken } from './stop.ts'

const mail = await startMailServer()
const server = await testServer({
  smtpUrl: mail.url,
  mailFrom: 'hello@families.example',
  publicUrl: 'https://families.example',
})
after(() => mail.stop())
const { community } = server
const { db } = community
const room = await circle(community, 'seizures', 'members')

const helper = (name: string) => person(server, name, 'helper')
const asks = (who: Person, slug = room.slug) =>
  who.does(openConversation, { circle: slug, kind: 'asks', title: 'Seizures at night', words: 'Who has seen this?' })
const addressed = async (who: Person) => (await addressOf(db, who.id))!
const waitingFor = async (who: Person) =>
  db.selectFrom('message_out').selectAll().where('member', '=', who.id).where('kind', '=', 'reply').execute()
const arrivedFor = async (who: Person) => {
  const address = await addressed(who)
  return until('the mail arrives', () => mail.to(address).length > 0 && mail.to(address))
}

test('a reply reaches the asker and the one replied to, never its writer, with words, standing and a link', async () => {
  const [nia, ama, bryn] = [await helper('Nia'), await helper('Ama'), await helper('Bryn')]
  const asked = await asks(nia)
  await ama.does(reply, { conversation: asked.conversation, words: 'We have seen seizures too.' })
  const third = await bryn.does(reply, {
    conversation: asked.conversation,
    replyTo: 2,
    words: 'It passed in *spring*.',
    basis: 'one family',
  })
  const [second, last] = await until('both arrive', async () => {
    const all = mail.to(await addressed(nia))
    return all.length === 2 && all
  })
  assert.deepEqual([(await waitingFor(bryn)).length, (await waitingFor(ama)).length], [0, 1])
  assert.match(second!.mail.text ?? '', /Who is speaking: .+\. What it rests on: .+\./)
  assert.match(last!.mail.text ?? '', /Post 3, in reply to 2\n\nBryn, /)
  assert.match(last!.mail.text ?? '', /It passed in \*spring\*/)
  assert.match(String(last!.mail.html), /It passed in <em>spring<\/em>/)
  const here = `https://families.example/conversations/${asked.conversation}?page=1#post-3`
  assert.ok(last!.mail.text?.includes(here))
  assert.ok(String(last!.mail.html).includes(`href="${here}"`))
  assert.equal(last!.mail.messageId, `<post-${third.post}@families.example>`)
})

test('mail programs thread replies by conversation', async () => {
  const [nia, ama] = [await helper('Nia'), await helper('Ama')]
  const asked = await asks(nia)
  const first = await ama.does(reply, { conversation: asked.conversation, words: 'One.' })
  await nia.does(reply, { conversation: asked.conversation, words: 'Two.', replyTo: 2 })
  const [one] = await arrivedFor(nia)
  const [two] = await arrivedFor(ama)
  const id = (post: string) => `<post-${post}@families.example>`
  assert.equal(one!.mail.inReplyTo, id(asked.post))
  assert.equal(two!.mail.inReplyTo, id(first.post))
  assert.deepEqual(two!.mail.references, [id(asked.post), id(first.post)])
  assert.equal(one!.mail.subject, two!.mail.subject)
})

test('nothing that shows on a lock screen tells of a condition', async () => {
  const [nia, ama] = [await helper('Rett mum'), await helper('Rett dad')]
  const asked = await asks(nia)
  await ama.does(reply, { conversation: asked.conversation, words: 'Seizures. Rett.' })
  const [{ mail: one }] = (await arrivedFor(nia)) as [(typeof mail.arrived)[number]]
  const visible = String(one.html).replace(/<title>|<[^>]+>/g, ' ')
  for (const shown of [one.subject!, one.from!.text, one.text!.slice(0, 160), visible.trim().slice(0, 160)])
    assert.doesNotMatch(shown, /rett|seizure|famil(?!ies\.example)/i)
})

test('the headers let a mail program help, stop and file', async () => {
  const [nia, ama] = [await helper('Nia'), await helper('Ama')]
  const asked = await asks(nia)
  await ama.does(reply, { conversation: asked.conversation, words: 'One.' })
  const [one] = await arrivedFor(nia)
  const header = (name: string) =>
    new RegExp(`^${name}:((?:.|\\r\\n[ \\t])*)`, 'im')
      .exec(one!.source)?.[1]
      ?.replace(/\r\n[ \t]+/g, ' ')
      .trim()
  const stop = `https://families.example/mail/stop/${stopToken(community, nia.id, 'reply')}`
  assert.equal(header('List-Id'), '<reply.families.example>')
  assert.equal(header('List-Help'), '<https://families.example/mail>')
  assert.equal(header('List-Post'), 'NO')
  assert.equal(header('List-Archive'), '<https://families.example/circles>')
  assert.equal(header('List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click')
  assert.ok(header('List-Unsubscribe')?.startsWith(`<${stop}>, <mailto:hello@families.example?subject=`))
  assert.equal(header('Auto-Submitted'), 'auto-generated')
  assert.equal(one!.from, 'hello@families.example')
})

test('no mail goes to those who muted, blocked, paused, turned it off or may not read the circle any more', async () => {
  const closed = await circle(community, 'closed', 'closed')
  const ama = await helper('Ama')
  await db.insertInto('circle_member').values({ circle: closed.id, member: ama.id }).execute()
  const now = new Date()
  const silent: Record<string, (who: Person, conversation: string) => Promise<unknown>> = {
    muted: ({ id: member }, conversation) =>
      db.insertInto('reading').values({ member, conversation, read_at: now, muted: true }).execute(),
    blocked: ({ id: member }) => db.insertInto('block').values({ member, blocked: ama.id, since: now }).execute(),
    paused: ({ id }) => db.updateTable('member').set({ state: 'paused' }).where('id', '=', id).execute(),
    'turned off': (who) => who.does(changePreferences, { repliesByEmail: 'no' }),
    'put out': ({ id }) => db.deleteFrom('circle_member').where('member', '=', id).execute(),
  }
  for (const [why, happens] of Object.entries(silent)) {
    const who = await helper('Nia')
    await db.insertInto('circle_member').values({ circle: closed.id, member: who.id }).execute()
    const asked = await asks(who, closed.slug)
    await ama.does(reply, { conversation: asked.conversation, words: 'Before.' })
    assert.equal((await waitingFor(who)).length, 1, why)
    if (why === 'muted') await db.deleteFrom('reading').where('member', '=', who.id).execute()
    await happens(who, asked.conversation)
    await ama.does(reply, { conversation: asked.conversation, words: 'After.' })
    assert.equal((await waitingFor(who)).length, 1, why)
  }
})

const visitor = await person(server, '', 'visitor')

test('looking at the stop page changes nothing; its button stops at once; the choice can be undone', async () => {
  const nia = await helper('Nia')
  const token = stopToken(community, nia.id, 'reply')
  const page = await visitor.get(`/mail/stop/${token}`)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /Stop mail about replies to your posts\?/)
  assert.equal((await preferencesOf(db, nia.id)).repliesByEmail, true)

  const stopped = await visitor.post(`/mail/stop/${token}`, {})
  assert.equal(stopped.status, 200)
  assert.match(await stopped.text(), /This mail is stopped/)
  const now = await preferencesOf(db, nia.id)
  assert.deepEqual([now.repliesByEmail, now.digest], [false, 'weekly'])

  const undone = await visitor.post(`/mail/choices/${token}`, { replies: 'yes', digest: 'monthly' })
  assert.match(await undone.text(), /Your choice is saved/)
  const then = await preferencesOf(db, nia.id)
  assert.deepEqual([then.repliesByEmail, then.digest], [true, 'monthly'])
})

test('a mail program’s own stop button works from anywhere, and is the only form that does', async () => {
  const nia = await helper('Nia')
  const token = stopToken(community, nia.id, 'digest')
  const elsewhere = { origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' }
  const stopped = await visitor.post(`/mail/stop/${token}`, { 'List-Unsubscribe': 'One-Click' }, elsewhere)
  assert.equal(stopped.status, 200)
  assert.equal((await preferencesOf(db, nia.id)).digest, 'none')
  const other = await visitor.post(`/mail/choices/${token}`, { replies: 'yes', digest: 'daily' }, elsewhere)
  assert.equal(other.status, 403)
  assert.equal((await preferencesOf(db, nia.id)).digest, 'none')
  const { n } = await db
    .selectFrom('audit')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('task', '=', 'mail.stop')
    .where('subject', '=', nia.id)
    .executeTakeFirstOrThrow()
  assert.equal(n, 1)
})

test('a link that was changed or cut stops nothing', async () => {
  const [nia, ama] = [await helper('Nia'), await helper('Ama')]
  const good = stopToken(community, nia.id, 'reply')
  const forged = [
    good.slice(0, -1),
    good.replace('.reply.', '.digest.'),
    good.replace(nia.id, ama.id),
    `${nia.id}.reply.`,
    '%00',
    'x'.repeat(5000),
    `${nia.id}.toString.x`,
  ]
  for (const token of forged) {
    assert.equal((await visitor.get(`/mail/stop/${token}`)).status, 404)
    assert.equal((await visitor.post(`/mail/stop/${token}`, {})).status, 404)
    assert.equal((await visitor.post(`/mail/choices/${token}`, { replies: 'no', digest: 'none' })).status, 404)
  }
  assert.equal((await preferencesOf(db, nia.id)).repliesByEmail, true)
  assert.equal((await preferencesOf(db, ama.id)).repliesByEmail, true)
})
