/**
 * Two communities on one server. Everything that has an id stands in both under the same id, with other words:
 * so whatever crosses over shows the words of the wrong one.
 */
import assert from 'node:assert/strict'
import http from 'node:http'
import { test } from 'node:test'
import { sql } from 'kysely'
import { placeConversation } from '../src/areas/conversations/placing.ts'
import type { CircleId, ConversationId, PostId } from '../src/areas/conversations/store.ts'
import { openConversation, reply } from '../src/areas/conversations/tasks.ts'
import { beginSession, tokenIn } from '../src/areas/members/auth.ts'
import { download } from '../src/areas/members/download.ts'
import { invitations, makeCodes, makeLink, proofOf } from '../src/areas/members/invitations.ts'
import { makeSheet } from '../src/areas/members/paper-codes.ts'
import { preferencesOf } from '../src/areas/members/preferences.ts'
import { insertMember } from '../src/areas/members/tasks.ts'
import { sendDigests } from '../src/doors/email/digest.ts'
import { stopToken } from '../src/doors/email/stop.ts'
import { newId } from '../src/kit/brand.ts'
import type { Community } from '../src/kit/community.ts'
import { communityDatabase, openPool } from '../src/kit/database.ts'
import { job } from '../src/kit/jobs.ts'
import type { MemberId } from '../src/kit/who.ts'
import { circle, Person, person, testServer } from './harness.ts'

/** Which communities a job of this name ran for, with what it was given. */
const worked: { community: string; word: string }[] = []
let workDone = () => {}
const anyWork = job<{ word: string }>({
  name: 'test.work',
  async work({ word }, { id }) {
    worked.push({ community: id, word })
    workDone()
  },
})

const server = await testServer()
const { communities } = server.server
const one = server.community
const other = await communities.add({ host: 'other.example.org', name: 'Others', condition: 'general' })
const room = await circle(one, 'nights', 'open')
const helper = await person(server, 'Ama', 'helper')
const told = await helper.does(openConversation, {
  circle: room.slug,
  kind: 'tells',
  title: 'A night',
  words: 'We slept.',
})

interface Answer {
  readonly status: number
  readonly body: string
  readonly cookies: readonly string[]
}

/** A page on a host of our choice, which fetch does not let us name; with `form`, a form sent from that host. */
const ask = (host: string, path: string, { cookie = '', form = '' } = {}) =>
  new Promise<Answer>((resolve, reject) => {
    const sends = { origin: `http://${host}`, 'content-type': 'application/x-www-form-urlencoded' }
    const request = http.request(
      server.url + path,
      { method: form ? 'POST' : 'GET', headers: { host, cookie, ...(form ? sends : {}) } },
      async (answer) => {
        const body = Buffer.concat(await answer.toArray()).toString()
        resolve({ status: answer.statusCode ?? 0, body, cookies: answer.headers['set-cookie'] ?? [] })
      },
    )
    request.on('error', reject)
    request.end(form)
  })
const statusAt = async (host: string, path: string, cookie = '') => (await ask(host, path, { cookie })).status

/** The same person, circle, conversation, post and photo in a community; only the words tell which. */
const ids = {
  member: newId<'MemberId'>(),
  circle: newId<'CircleId'>(),
  conversation: newId<'ConversationId'>(),
  post: newId<'PostId'>(),
  photo: newId(),
}
const email = 'twin@example.org'
const hosts = [
  { host: 'localhost', community: one, word: 'zebra', not: 'walrus' },
  { host: 'other.example.org', community: other, word: 'walrus', not: 'zebra' },
] as const

async function settle({ db }: Community, word: string): Promise<void> {
  // A member for two weeks, so that a weekly digest is due.
  const at = new Date(Date.now() - 14 * 86_400_000)
  const circleRow = { name: `Circle ${word}`, about: `About ${word}.`, door: 'members' as const, stage: null }
  await db.transaction().execute(async (tx) => {
    await insertMember(tx, { id: ids.member, name: `Twin ${word}`, email, joinedBy: 'link', at })
    await tx
      .insertInto('circle')
      .values({ id: ids.circle, slug: 'twins', ...circleRow, closed_at: null })
      .execute()
    const writer = newId<'MemberId'>()
    await insertMember(tx, { id: writer, name: `Writer ${word}`, joinedBy: 'link', at })
    await placeConversation(tx, {
      id: ids.conversation as ConversationId,
      circle: ids.circle as CircleId,
      kind: 'asks',
      title: `About a ${word}`,
      posts: [
        {
          id: ids.post as PostId,
          author: writer,
          words: `We saw a ${word}.`,
          voice: 'parent',
          at: new Date(Date.now() - 3 * 86_400_000),
        },
      ],
    })
    await sql`
      insert into photo (id, post, description, type, width, height, bytes)
      values (${ids.photo}, ${ids.post}, ${word}, 'image/webp', 1, 1, ${Buffer.from(word)})`.execute(tx)
  })
}
for (const { community, word } of hosts) await settle(community, word)

/** The twin as a member of one of them, with a session there. */
const twinOf = (community: Community) =>
  new Person(community, {
    member: ids.member as MemberId,
    name: 'Twin',
    role: 'member',
    roleHeld: 'member',
    session: null,
  })
const cookieOf = (community: Community) => twinOf(community).cookie()

test('what is said in one community is not there in another', async () => {
  assert.equal(await statusAt('localhost', `/conversations/${told.conversation}`), 200)
  assert.equal(await statusAt('other.example.org', `/conversations/${told.conversation}`), 404)
  assert.equal(await statusAt('other.example.org', `/circles/${room.slug}`), 404)
})

test('signing in to one community does not sign in to another', async () => {
  const steward = await person(server, 'Joan', 'steward')
  const cookie = await steward.cookie()
  assert.equal(await statusAt('localhost', '/steward', cookie), 200)
  assert.equal(await statusAt('other.example.org', '/steward', cookie), 303)
})

test('one address can belong to both communities, and neither knows', async () => {
  for (const community of [one, other])
    await community.db
      .insertInto('login')
      .values({ id: 'same', name: 'Same', email: 'same@example.org', image: null, two_factor_enabled: null })
      .execute()
  const found = await other.db.selectFrom('login').select('email').where('email', '=', 'same@example.org').execute()
  assert.equal(found.length, 1)
})

test('under the same id, each host shows its own conversation, circle, post and photo', async () => {
  for (const { host, community, word, not } of hosts) {
    const cookie = await cookieOf(community)
    for (const path of [
      `/conversations/${ids.conversation}`,
      `/conversations/${ids.conversation}/1`,
      '/circles/twins',
      `/photos/${ids.photo}`,
    ]) {
      const { status, body } = await ask(host, path, { cookie })
      assert.equal(status, 200, `${host} ${path}`)
      assert.match(body, new RegExp(word), `${host} ${path}`)
      assert.doesNotMatch(body, new RegExp(not), `${host} ${path}`)
    }
  }
})

test('search finds what was said here, and nothing of the other', async () => {
  for (const { host, community, word, not } of hosts) {
    const cookie = await cookieOf(community)
    assert.match((await ask(host, `/search?q=${word}`, { cookie })).body, new RegExp(`We saw a|About a.*${word}`))
    const { body } = await ask(host, `/search?q=${not}`, { cookie })
    assert.doesNotMatch(body, new RegExp(ids.conversation), `${host} finds ${not}`)
    assert.doesNotMatch(body, /We saw a/)
  }
})

test('a cookie of one is no session at the other, though the same session stands there', async () => {
  const value = await beginSession(one, ids.member as MemberId)
  const token = tokenIn(value, one.secret)!
  await other.db
    .insertInto('session')
    .values({
      id: newId(),
      login_id: ids.member,
      token,
      expires_at: new Date(Date.now() + 86_400_000),
      user_agent: null,
      second_factor_at: null,
    })
    .execute()
  const cookie = `session=${encodeURIComponent(value)}`
  assert.equal(await statusAt('localhost', '/me', cookie), 200)
  for (const path of ['/me', '/me/name', `/conversations/${ids.conversation}`]) {
    const { status, body } = await ask('other.example.org', path, { cookie })
    assert.notEqual(status, 200, path)
    assert.doesNotMatch(body, /walrus|Twin/, path)
  }
  const changed = await ask('other.example.org', '/me/name', { cookie, form: 'name=Taken' })
  assert.equal(changed.status, 401)
  assert.equal(tokenIn(value, other.secret), null)
})

test('news of a conversation is heard only in its own community', async () => {
  const cookie = await cookieOf(one)
  assert.equal(await statusAt('other.example.org', `/conversations/${ids.conversation}/news`, cookie), 401)
  assert.equal(
    await statusAt('other.example.org', `/conversations/${told.conversation}/news`, await cookieOf(other)),
    404,
  )

  const { signals } = server.server
  const heard: string[] = []
  let done = () => {}
  const last = new Promise<void>((resolve) => {
    done = resolve
  })
  const deaf = hosts.map(({ host, community }) =>
    signals.listen(community.schema, ids.conversation, () => {
      heard.push(host)
      if (host === 'other.example.org') done()
    }),
  )
  const says = async (community: Community, words: string) => {
    const ama = await person(server, 'Ama', 'helper', community)
    await ama.does(reply, { conversation: ids.conversation, words })
  }
  await says(one, 'Here it was a zebra.')
  await says(other, 'Here it was a walrus.')
  // They come in the order in which they were told: so what crossed over would stand before the last.
  await last
  for (const stop of deaf) stop()
  assert.deepEqual(heard, ['localhost', 'other.example.org'])
})

test('whoever looks at a conversation hears nothing of one with the same id elsewhere', async () => {
  const cookie = await cookieOf(one)
  const { rows } = await sql<{ posts: number }>`
    select posts from conversation where id = ${ids.conversation}`.execute(one.db)
  const news = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const path = `/conversations/${ids.conversation}/news?after=${rows[0]!.posts}`
    http.get(server.url + path, { headers: { host: 'localhost', cookie } }, resolve).on('error', reject)
  })
  let heard = ''
  const some = new Promise<void>((resolve) => {
    news.on('data', (piece) => {
      heard += piece
      if (heard.includes('event: news')) resolve()
    })
  })
  for (const [community, words] of [
    [other, 'One.'],
    [other, 'Two.'],
    [one, 'Three.'],
  ] as const)
    await (await person(server, 'Bea', 'helper', community)).does(reply, { conversation: ids.conversation, words })
  await some
  news.destroy()
  assert.match(heard, /^event: news\ndata: \{"replies":1,/)
})

test('mail of one stands in its own outbox, with its own words and links', async () => {
  for (const { db } of [one, other]) await db.deleteFrom('message_out').execute()
  const mine = await twinOf(one).does(openConversation, {
    circle: 'twins',
    kind: 'asks',
    title: 'A zebra again',
    words: 'Did you see it?',
  })
  await one.db.updateTable('post').set({ state: 'shown', number: 1 }).where('id', '=', mine.post).execute()
  await sql`update conversation set shown = true, posts = 1 where id = ${mine.conversation}`.execute(one.db)
  await helper.does(reply, { conversation: mine.conversation, words: 'We did see that zebra.' })
  const mails = ({ db }: Community) => db.selectFrom('message_out').select(['to_address', 'plain', 'headers']).execute()
  const sent = await mails(one)
  assert.deepEqual(
    sent.map(({ to_address }) => to_address),
    [email],
  )
  assert.doesNotMatch(JSON.stringify(sent), /other\.example\.org/)
  assert.deepEqual(await mails(other), [])
  const kept = await ask('other.example.org', '/outbox')
  assert.doesNotMatch(kept.body, /twin@example\.org|zebra/)
})

test('a digest tells of its own community alone', async () => {
  for (const { db } of [one, other]) await db.deleteFrom('message_out').execute()
  await sendDigests(one, new Date(Date.now() + 7 * 86_400_000))
  const digestsIn = ({ db }: Community) =>
    db
      .selectFrom('message_out')
      .select(['to_address', 'plain', 'html', 'headers'])
      .where('kind', '=', 'digest')
      .execute()
  assert.deepEqual(await digestsIn(other), [])
  const [mine] = (await digestsIn(one)).filter(({ to_address }) => to_address === email)
  assert.ok(mine, 'the twin gets one')
  assert.match(mine.plain, /zebra/)
  assert.doesNotMatch(JSON.stringify(mine), /walrus|other\.example\.org/)
  await sendDigests(other, new Date(Date.now() + 7 * 86_400_000))
  const [theirs] = (await digestsIn(other)).filter(({ to_address }) => to_address === email)
  assert.match(theirs!.plain, /walrus/)
  assert.doesNotMatch(JSON.stringify(theirs), /zebra|localhost/)
})

test('a link that stops mail of one stops nothing at the other', async () => {
  const token = stopToken(one, ids.member, 'digest')
  const there = await ask('other.example.org', `/mail/stop/${token}`, { form: 'List-Unsubscribe=One-Click' })
  assert.equal(there.status, 404)
  assert.equal((await preferencesOf(other.db, ids.member as MemberId)).digest, 'weekly')
  const here = await ask('localhost', `/mail/stop/${token}`, { form: 'List-Unsubscribe=One-Click' })
  assert.ok(here.status < 400)
  assert.equal((await preferencesOf(one.db, ids.member as MemberId)).digest, 'none')
  assert.equal((await preferencesOf(other.db, ids.member as MemberId)).digest, 'weekly')
})

test('a link, a code of a letter and a code on paper work only where they were made', async () => {
  const steward = await person(server, 'Joan', 'steward')
  const link = await steward.does(makeLink, { about: 'A leaflet', most_uses: '', days: '' })
  const [letter] = await steward.does(makeCodes, { about: 'A letter', count: '1' })
  const [paper] = await twinOf(one).does(makeSheet, {})
  // The very rows stand in the other as well: what is proved with the one's secret is nothing there.
  await person(server, 'Jo', 'steward', other)
  for (const table of ['invitation', 'paper_code'] as const) {
    await sql`alter table ${sql.id(other.schema, table)} disable trigger all`.execute(other.db)
    await sql`insert into ${sql.id(other.schema, table)} select * from ${sql.id(one.schema, table)}`.execute(other.db)
  }
  assert.ok((await invitations(other.db)).length > 0)
  const proof = proofOf(one, link)
  assert.equal(await statusAt('other.example.org', `/join/link/${proof}`), 404)
  assert.equal(await statusAt('localhost', `/join/link/${proof}`), 200)
  for (const code of [letter!, paper!]) {
    const there = await ask('other.example.org', '/sign-in/paper', { form: `code=${code}` })
    assert.equal(there.status, 422)
    assert.deepEqual(
      there.cookies.filter((cookie) => cookie.startsWith('session=')),
      [],
    )
    assert.ok((await ask('localhost', '/sign-in/paper', { form: `code=${code}` })).status < 400)
  }
})

test('a code mailed by one does not sign the same address in at the other', async () => {
  const asked = await ask('localhost', '/sign-in', { form: `email=${email}` })
  const mail = await one.db
    .selectFrom('message_out')
    .select('subject')
    .where('kind', '=', 'sign-in')
    .where('to_address', '=', email)
    .executeTakeFirstOrThrow()
  const form = `email=${email}&code=${/\d{6}/.exec(mail.subject)![0]}`
  const browser = asked.cookies.find((one) => one.startsWith('asking='))!.split(';')[0]!
  assert.equal((await ask('other.example.org', '/sign-in/code', { form, cookie: browser })).status, 422)
  assert.equal((await ask('localhost', '/sign-in/code', { form, cookie: browser })).status, 303)
})

test('a copy of everything of mine holds nothing of me elsewhere', async () => {
  for (const { community, word, not } of hosts) {
    await twinOf(community).does(openConversation, {
      circle: 'twins',
      kind: 'tells',
      title: `My ${word}`,
      words: `I have a ${word}.`,
    })
    const copy = await twinOf(community).does(download, { as: 'json' })
    assert.match(copy, new RegExp(`I have a ${word}`))
    assert.doesNotMatch(copy, new RegExp(not))
  }
})

test('work sent for one community is done for that one alone', async () => {
  const done = new Promise<void>((resolve) => {
    workDone = () => worked.length === 2 && resolve()
  })
  await server.server.jobs.send(anyWork, other, { word: 'walrus' })
  await server.server.jobs.send(anyWork, one, { word: 'zebra' })
  await done
  assert.deepEqual(
    worked.toSorted((a, b) => b.word.localeCompare(a.word)),
    [
      { community: one.id, word: 'zebra' },
      { community: other.id, word: 'walrus' },
    ],
  )
})

test('a handle on one community sees its own tables, on a connection that the other has just used', async () => {
  const pool = openPool({ host: server.host, user: 'alongside', database: server.database, max: 1 })
  try {
    const handles = [one, other].map(({ schema }) => ({ schema, db: communityDatabase(pool, schema) }))
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = ${one.schema}`.execute(one.db)
    assert.ok(tables.length > 20)
    // Each asks in turn on the one connection there is, with the same prepared statements.
    for (const turn of [0, 1, 0, 1])
      for (const { name } of tables) {
        const { schema, db } = handles[turn]!
        const { rows } = await sql<{ there: boolean }>`
          select ${name}::regclass = (${schema} || '.' || ${name})::regclass as there`.execute(db)
        assert.equal(rows[0]!.there, true, `${name} in ${schema}`)
      }
    for (const turn of [0, 1, 0, 1]) {
      const { db } = handles[turn]!
      const { word, not } = hosts[turn]!
      const here = await db.selectFrom('conversation').select('title').where('id', '=', ids.conversation).execute()
      assert.deepEqual(here, [{ title: `About a ${word}` }])
      const { rows } = await sql`select from post where words like ${`%${not}%`}`.execute(db)
      assert.equal(rows.length, 0)
      await db
        .transaction()
        .execute(async (tx) => {
          await tx
            .updateTable('conversation')
            .set({ title: `Changed ${word}` })
            .where('id', '=', ids.conversation)
            .execute()
          const next = handles[turn]!
          assert.equal((await sql<{ at: string }>`select current_schema() as at`.execute(tx)).rows[0]!.at, next.schema)
          throw new Error('undone')
        })
        .catch((error: Error) => assert.equal(error.message, 'undone'))
    }
  } finally {
    await pool.end()
  }
})

test('a host that nobody has, without a community for every other host, is not found', async () => {
  await communities.remove(server.community.id)
  assert.equal(await statusAt('nobody.example.org', '/'), 404)
  assert.equal(await statusAt('other.example.org', '/'), 200)
})
