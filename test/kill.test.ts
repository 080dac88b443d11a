/**
 * While 20 people post, the server is killed ten times, then PostgreSQL ten times, as a power cut would.
 * Every post that was acknowledged is there afterwards, once. This file has a PostgreSQL of its own, with fsync.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { beginSession } from '../src/areas/members/auth.ts'
import { insertMember } from '../src/areas/members/store.ts'
import { newId } from '../src/kit/brand.ts'
import { Communities, type Community } from '../src/kit/community.ts'
import { root } from '../src/kit/config.ts'
import { openPool } from '../src/kit/database.ts'
import { startPostgres } from '../src/kit/postgres.ts'

const writers = 20
const kills = 10
const data = mkdtempSync(path.join(os.tmpdir(), 'alongside-kill-'))
chmodSync(data, 0o755)
const port = await freePort()
/** Set when the test is at its end, however it ended, so that nobody goes on trying. */
let over = false
const url = `http://localhost:${port}`

let server: ChildProcess | null = null
let printed = ''
after(async () => {
  over = true
  server?.kill('SIGKILL')
  await (await startPostgres(data)).stop()
  rmSync(data, { recursive: true, force: true })
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

  await startAlongside()
  const everyone = cookies.map(async (cookie, writer) => {
    for (let turn = 1; writing && !over; turn++) {
      const conversation = conversations[(writer + turn) % conversations.length]!
      const words = `Writer ${writer} says this on turn ${turn}.`
      acknowledged.push({ conversation, words, number: await postUntilHeard(cookie, conversation, words, unkind) })
    }
  })

  for (let kill = 0; kill < kills; kill++) {
    await heard(acknowledged, 20)
    await killed(server!)
    await startAlongside()
  }

  const survivor = server!
  survivor.once('exit', (code) => writing && unkind.push(`The server ended by itself (${code}).`))
  for (let kill = 0, last = 0; kill < kills; kill++) {
    await heard(acknowledged, 20)
    // Some are still heard by what the last one left behind; only a new one can be killed.
    last = await postmasterAfter(last)
    process.kill(last, 'SIGKILL')
  }
  await heard(acknowledged, 20)
  writing = false
  await Promise.all(everyone)
  assert.equal(survivor.exitCode, null, `The server lived through it.\n${printed}`)

  survivor.kill('SIGTERM')
  await ended(survivor)
  assert.deepEqual([...new Set(unkind)], [], `Writers saw nothing but "we are away".\n${printed.slice(-4000)}`)
  await compareWithDatabase(acknowledged, conversations)
})

/** A community with writers who are signed in and conversations to write in. */
async function moveIn() {
  const own = await startPostgres(data)
  const pool = openPool(own.connection)
  const communities = new Communities(pool, url)
  await communities.migrateAll()
  const community = await communities.add({ host: null, name: 'Rett families', condition: 'rett' })
  const cookies: string[] = []
  for (let writer = 0; writer < writers; writer++) cookies.push(await writerIn(community, writer))
  const conversations = await placesToWrite(community)
  await pool.end()
  await own.stop()
  return { cookies, conversations }
}

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
    await pause(50)
  }
  return 0
}

/** Wait until this many more posts are acknowledged. */
async function heard(acknowledged: readonly Acknowledged[], more: number) {
  const until = acknowledged.length + more
  for (let waited = 0; acknowledged.length < until; waited += 10) {
    if (waited > 30_000) throw new Error(`Nobody could post any more.\n${printed.slice(-4000)}`)
    await pause(10)
  }
}

async function startAlongside() {
  const child = spawn(process.execPath, ['src/main.ts', '--data', data, '--port', String(port)], {
    ...{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, DATABASE_URL: '', PUBLIC_URL: '', SMTP_URL: '', PORT: '' },
  })
  server = child
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed = (printed + chunk).slice(-20_000)
      if (String(chunk).includes('Open http')) resolve()
    }
    child.stdout!.on('data', read)
    child.stderr!.on('data', read)
    child.once('exit', () => reject(new Error(`The server did not start.\n${printed}`)))
  })
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) =>
    (child.exitCode ?? child.signalCode) !== null ? resolve() : child.once('exit', () => resolve()),
  )

async function killed(child: ChildProcess) {
  const gone = ended(child)
  child.kill('SIGKILL')
  await gone
}

/** The process id of PostgreSQL, once it is another one than the last and alive. */
async function postmasterAfter(last: number) {
  for (let waited = 0; waited < 30_000; waited += 20) {
    try {
      const pid = Number(readFileSync(path.join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
      if (pid !== last && process.kill(pid, 0)) return pid
    } catch {
      // No file, or nobody of that number: it is being started again.
    }
    await pause(20)
  }
  throw new Error(`PostgreSQL did not come back.\n${printed.slice(-4000)}`)
}

async function compareWithDatabase(acknowledged: readonly Acknowledged[], conversations: readonly string[]) {
  const own = await startPostgres(data)
  const pool = openPool(own.connection)
  const communities = new Communities(pool, url)
  await communities.load()
  const { db } = communities.all[0]!
  try {
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
  } finally {
    await pool.end()
    await own.stop()
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function freePort() {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
