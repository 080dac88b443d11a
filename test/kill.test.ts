/**
 * While 20 people post, the server is killed ten times, then PostgreSQL ten times, as a power cut would.
 * Every post that was acknowledged is there afterwards, once. This file has a PostgreSQL of its own, with fsync.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { beginSession } from '../src/areas/members/auth.ts'
import { insertMember } from '../src/areas/members/store.ts'
import { newId } from '../src/kit/brand.ts'
import type { Community } from '../src/kit/community.ts'
import { KilledHouse } from './killing.ts'
import { pause } from './launching.ts'

const writers = 20
const kills = 10
const house = await KilledHouse.open('kill')
const { url } = house
/** Set when the test is at its end, however it ended, so that nobody goes on trying. */
let over = false

after(async () => {
  over = true
  await house.close()
})

/** One post and how it was acknowledged: the number it was given. */
interface Acknowledged {
  readonly conversation: string
  readonly words: string
  readonly number: number
}

test('every acknowledged post is there, once, after ten kills of the server and ten of PostgreSQL', async () => {
  const { cookies, conversations } = await moveIn()
  const acknowledged: Acknowledged[] = []
  const unkind: string[] = []
  let writing = true

  await house.start()
  const everyone = cookies.map(async (cookie, writer) => {
    for (let turn = 1; writing && !over; turn++) {
      const conversation = conversations[(writer + turn) % conversations.length]!
      const words = `Writer ${writer} says this on turn ${turn}.`
      acknowledged.push({ conversation, words, number: await postUntilHeard(cookie, conversation, words, unkind) })
    }
  })

  for (let kill = 0; kill < kills; kill++) {
    await heard(acknowledged, 20)
    await house.killServer()
    await house.start()
  }

  const survivor = house.server
  survivor.once('exit', (code) => writing && unkind.push(`The server ended by itself (${code}).`))
  for (let kill = 0, last = 0; kill < kills; kill++) {
    await heard(acknowledged, 20)
    // Some are still heard by what the last one left behind; only a new one can be killed.
    last = await house.killPostgres(last)
  }
  await heard(acknowledged, 20)
  writing = false
  await Promise.all(everyone)
  assert.equal(survivor.exitCode, null, `The server lived through it.\n${house.printed}`)

  await house.endServer()
  assert.deepEqual([...new Set(unkind)], [], `Writers saw nothing but "we are away".\n${house.printed.slice(-4000)}`)
  await compareWithDatabase(acknowledged, conversations)
})

/** A community with writers who are signed in and conversations to write in. */
const moveIn = () =>
  house.withCommunity(async (community) => {
    const cookies: string[] = []
    for (let writer = 0; writer < writers; writer++) cookies.push(await writerIn(community, writer))
    return { cookies, conversations: await placesToWrite(community) }
  })

/** A helper, whose posts are shown at once. */
async function writerIn(community: Community, writer: number) {
  const id = newId<'MemberId'>()
  const email = `writer.${writer}@example.org`
  await community.db
    .transaction()
    .execute((db) =>
      insertMember(db, { id, name: `Writer ${writer}`, email, role: 'helper', joinedBy: 'link', at: new Date() }),
    )
  return `session=${encodeURIComponent(await beginSession(community, id))}`
}

async function placesToWrite({ db }: Community) {
  const { id: opened_by } = await db.selectFrom('member').select('id').limit(1).executeTakeFirstOrThrow()
  const circle = newId()
  await db
    .insertInto('circle')
    .values({ id: circle, slug: 'all', name: 'All', about: 'All.', door: 'members', stage: null, closed_at: null })
    .execute()
  const at = new Date()
  const conversations = Array.from({ length: 5 }, () => newId())
  await db
    .insertInto('conversation')
    .values(
      conversations.map((id) => ({
        ...{ id, circle, opened_by, opened_at: at, last_post_at: at, kind: 'tells' as const, title: 'A long talk' },
        ...{ first_reply_at: null, answered_at: null, made_by_import: null },
      })),
    )
    .execute()
  return conversations
}

/** Send a reply again and again, with one key, until it is acknowledged, as a browser's "Send it again" does. */
async function postUntilHeard(cookie: string, conversation: string, words: string, unkind: string[]) {
  const body = new URLSearchParams({ words, once: crypto.randomUUID() })
  while (!over) {
    try {
      const answer = await fetch(`${url}/conversations/${conversation}/replies`, {
        ...{ method: 'POST', redirect: 'manual', body },
        headers: { cookie, origin: url },
        signal: AbortSignal.timeout(20_000),
      })
      const number = /#post-(\d+)$/.exec(answer.headers.get('location') ?? '')?.[1]
      if (answer.status === 303 && number) return Number(number)
      await answer.arrayBuffer()
      if (answer.status !== 503) unkind.push(`${answer.status} for a reply`)
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') unkind.push('No answer in 20 seconds')
    }
    await pause(100)
  }
  return 0
}

/** Wait until this many more posts are acknowledged. */
async function heard(acknowledged: readonly Acknowledged[], more: number) {
  const until = acknowledged.length + more
  for (let waited = 0; acknowledged.length < until; waited += 10) {
    if (waited > 30_000) throw new Error(`Nobody could post any more.\n${house.printed.slice(-4000)}`)
    await pause(10)
  }
}

const compareWithDatabase = (acknowledged: readonly Acknowledged[], conversations: readonly string[]) =>
  house.withCommunity(async ({ db }) => {
    for (const id of conversations) {
      const { posts } = await db
        .selectFrom('conversation')
        .select('posts')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      const stored = await db
        .selectFrom('post')
        .select(['number', 'words'])
        .where('conversation', '=', id)
        .orderBy('number')
        .execute()
      const expected = acknowledged
        .filter(({ conversation }) => conversation === id)
        .map(({ number, words }) => ({ number, words }))
        .sort((a, b) => a.number - b.number)
      assert.deepEqual(
        stored.map(({ number }) => number),
        Array.from({ length: posts }, (_, n) => n + 1),
        'numbers have no gap and no repeat',
      )
      assert.deepEqual(stored, expected, 'what is stored is what was acknowledged, each once, at its number')
    }
  })
