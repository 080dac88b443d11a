/**
 * While 20 people say that they come, the server is killed twice, then PostgreSQL twice, as a power cut would.
 * Every answer that was acknowledged is there, once, and no seat is given twice. This file has a PostgreSQL of its own.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { dayOf, daysAfter } from '../src/areas/gatherings/london-clock.ts'
import { plan } from '../src/areas/gatherings/planning.ts'
import { beginSession } from '../src/areas/members/auth.ts'
import { insertMember } from '../src/areas/members/tasks.ts'
import { newId } from '../src/kit/brand.ts'
import { Communities, type Community } from '../src/kit/community.ts'
import { root } from '../src/kit/config.ts'
import { openPool } from '../src/kit/database.ts'
import { startPostgres } from '../src/kit/postgres.ts'
import { isRefusal } from '../src/kit/refuse.ts'
import { perform } from '../src/kit/task.ts'
import type { MemberId, Who } from '../src/kit/who.ts'
import { tea } from './tea.ts'

const people = 20
const kills = 2
const seats = 6
const data = mkdtempSync(path.join(os.tmpdir(), 'alongside-kill-gatherings-'))
chmodSync(data, 0o755)
const port = await freePort()
const url = `http://localhost:${port}`
let over = false
let server: ChildProcess | null = null
let printed = ''

after(async () => {
  over = true
  server?.kill('SIGKILL')
  await (await startPostgres(data)).stop()
  rmSync(data, { recursive: true, force: true })
})

interface Guest {
  readonly id: MemberId
  readonly cookie: string
}

test('every acknowledged answer is there, once, and no seat is given twice, whatever is killed', async () => {
  const { guests, gathering, dates } = await moveIn()
  const acknowledged = new Set<string>()
  let asking = true
  await startAlongside()
  const everyone = guests.map(async ({ id, cookie }, index) => {
    for (let turn = 0; asking && !over; turn++) {
      const occurrence = dates[(index + turn) % dates.length]!
      if (await answerUntilHeard(cookie, gathering, occurrence)) acknowledged.add(`${id} ${occurrence}`)
    }
  })
  for (let kill = 0; kill < kills; kill++) {
    await more(acknowledged, 20)
    const gone = ended(server!)
    server!.kill('SIGKILL')
    await gone
    await startAlongside()
  }
  for (let kill = 0, last = 0; kill < kills; kill++) {
    await more(acknowledged, 20)
    last = await postmasterAfter(last)
    process.kill(last, 'SIGKILL')
  }
  await more(acknowledged, 20)
  asking = false
  await Promise.all(everyone)
  server!.kill('SIGTERM')
  await ended(server!)
  await compare(acknowledged, gathering, dates)
})

async function moveIn() {
  const own = await startPostgres(data)
  const pool = openPool(own.connection)
  const communities = new Communities(pool, url)
  await communities.migrateAll()
  const community = await communities.add({ host: null, name: 'Rett families', condition: 'rett' })
  const host = await someone(community, 'Host', 'helper')
  const guests: Guest[] = []
  for (let n = 0; n < people; n++) {
    const { member } = await someone(community, `Guest ${n}`, 'member')
    guests.push({ id: member, cookie: `session=${encodeURIComponent(await beginSession(community, member))}` })
  }
  const first = daysAfter(dayOf(new Date()), 30)
  const last = daysAfter(first, 7 * 25)
  const input = { ...tea, date: first, repeats: 'week', until: last, places: String(seats) }
  const gathering = await perform(plan, input, { community, who: host, via: 'web' })
  if (isRefusal(gathering)) throw new Error(gathering.because)
  await pool.end()
  await own.stop()
  return { guests, gathering, dates: Array.from({ length: 25 }, (_, week) => daysAfter(first, 7 * week)) }
}

async function someone(
  community: Community,
  name: string,
  role: 'member' | 'helper',
): Promise<Who & { member: MemberId }> {
  const member = newId<'MemberId'>()
  const email = `${name.replace(' ', '.')}@example.org`
  await community.db
    .transaction()
    .execute((db) => insertMember(db, { id: member, name, email, role, joinedBy: 'link', at: new Date() }))
  return { member, name, role, roleHeld: role, session: null }
}

/** Press again and again until it is acknowledged, as somebody on a train would. */
async function answerUntilHeard(cookie: string, gathering: string, occurrence: string): Promise<boolean> {
  while (!over) {
    try {
      const answer = await fetch(`${url}/gatherings/${gathering}/answers`, {
        ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ occurrence, seat: 'place' }) },
        headers: { cookie, origin: url },
        signal: AbortSignal.timeout(20_000),
      })
      await answer.arrayBuffer()
      if (answer.status === 303) return true
      assert.equal(answer.status, 503, 'nothing but "we are away"')
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
    }
    await pause(50)
  }
  return false
}

async function more(acknowledged: ReadonlySet<string>, much: number) {
  const most = people * 25
  const until = Math.min(acknowledged.size + much, most)
  for (let waited = 0; acknowledged.size < until; waited += 10) {
    if (waited > 20_000) throw new Error(`Nobody could answer any more.\n${printed.slice(-4000)}`)
    await pause(10)
  }
}

async function compare(acknowledged: ReadonlySet<string>, gathering: string, dates: readonly string[]) {
  const own = await startPostgres(data)
  const pool = openPool(own.connection)
  const communities = new Communities(pool, url)
  await communities.load()
  const { schema } = communities.all[0]!
  try {
    const { rows } = await pool.query<{ member: string; occurrence: string; state: string; turn: number }>(
      `select member, occurrence::text as occurrence, state, turn from "${schema}".rsvp where gathering = $1`,
      [gathering],
    )
    assert.deepEqual(new Set(rows.map((one) => `${one.member} ${one.occurrence}`)), acknowledged)
    assert.equal(rows.length, acknowledged.size, 'each once')
    for (const date of dates) {
      const here = rows.filter(({ occurrence }) => occurrence === date).sort((a, b) => a.turn - b.turn)
      const states = here.map(({ state }) => state)
      const expected = here.map((_, index) => (index < seats ? 'coming' : 'waiting'))
      assert.deepEqual(states, expected, `${date}: the first ${seats} in turn come, the others wait`)
    }
  } finally {
    await pool.end()
    await own.stop()
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

async function postmasterAfter(last: number) {
  for (let waited = 0; waited < 20_000; waited += 20) {
    try {
      const pid = Number(readFileSync(path.join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
      if (pid !== last && process.kill(pid, 0)) return pid
    } catch {
      // It is being started again.
    }
    await pause(20)
  }
  throw new Error(`PostgreSQL did not come back.\n${printed.slice(-4000)}`)
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function freePort() {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
