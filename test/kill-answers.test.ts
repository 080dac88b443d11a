/**
 * While 20 people answer a questionnaire, the server is killed, then PostgreSQL, again and again, as a power cut would. Every
 * answer that was acknowledged is there afterwards, and a half-finished questionnaire goes on where it was.
 * This file has a PostgreSQL of its own, with fsync.
 */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { answersIn, answersOf, participationOf } from '../src/areas/studies/answering/keeping.ts'
import { passIn } from '../src/areas/studies/answering/pass.ts'
import type { Row } from '../src/areas/studies/answering/settling.ts'
import { firstOpen, wayOf } from '../src/areas/studies/answering/way.ts'
import type { Answer } from '../src/areas/studies/questionnaires/answering.ts'
import { questionsOf } from '../src/areas/studies/questionnaires/questionnaire.ts'
import { readyQuestionnaire } from '../src/areas/studies/questionnaires/ready.ts'
import { Communities, type Community } from '../src/kit/community.ts'
import { openPool } from '../src/kit/database.ts'
import { startPostgres } from '../src/kit/postgres.ts'
import { isRefusal } from '../src/kit/refuse.ts'
import { freePort, killAll, launch, pause } from './launching.ts'
import { type ReadyStudy, readyStudy } from './studying.ts'
import { placeCode, TakingPart } from './taking-part.ts'

const people = 20
const kills = 3
const data = mkdtempSync(path.join(os.tmpdir(), 'alongside-kill-answers-'))
chmodSync(data, 0o755)
const port = await freePort()
const url = `http://localhost:${port}`
/** Set when the test is at its end, however it ended, so that nobody goes on trying. */
let over = false
after(async () => {
  over = true
  killAll()
  await (await startPostgres(data)).stop()
  rmSync(data, { recursive: true, force: true })
})

const kinds = new Map(questionsOf(readyQuestionnaire('support-in-our-lives')).map((one) => [one.id, one]))

/** Somebody who answers, and the answers that were acknowledged: the page went on. */
interface Answering {
  readonly browser: TakingPart
  readonly kept: Map<string, string>
}

test('every acknowledged answer is there after kills of the server and of PostgreSQL, and each goes on where they were', async () => {
  const { study, code } = await moveIn()
  const unkind: string[] = []
  let answering = true
  let acknowledged = 0

  let server = launch(['--data', data, '--port', String(port)])
  await server.isOpen()
  const everyone: Answering[] = []
  for (let n = 0; n < people; n++) {
    const browser = new TakingPart(url)
    await browser.begin(code, study)
    everyone.push({ browser, kept: new Map() })
  }
  const all = everyone.map(async (one, number) => {
    for (let turn = 0; answering && !over && turn < 5000; turn++) {
      await answerOne(one, number, turn, unkind)
      acknowledged++
    }
  })
  const heard = async (more: number) => {
    const until = acknowledged + more
    for (let waited = 0; acknowledged < until; waited += 10) {
      if (waited > 60_000) throw new Error(`Nobody could answer any more.\n${server.printed().slice(-4000)}`)
      await pause(10)
    }
  }

  for (let kill = 0; kill < kills; kill++) {
    await heard(30)
    server.child.kill('SIGKILL')
    await server.ends()
    server = launch(['--data', data, '--port', String(port)])
    await server.isOpen()
  }
  for (let kill = 0, last = 0; kill < kills; kill++) {
    await heard(30)
    last = await postmasterAfter(last)
    process.kill(last, 'SIGKILL')
  }
  await heard(30)
  answering = false
  await Promise.all(all)
  assert.equal(server.child.exitCode, null, `The server lived through it.\n${server.printed().slice(-4000)}`)
  server.child.kill('SIGTERM')
  await server.ends()
  assert.deepEqual([...new Set(unkind)], [], 'People saw nothing but “we are away”.')
  await compareWithDatabase(everyone)
})

/** A community with a study that takes answers, and a code for all. */
async function moveIn() {
  const own = await startPostgres(data)
  const pool = openPool(own.connection)
  const communities = new Communities(pool, url)
  await communities.migrateAll()
  const community = await communities.add({ host: null, name: 'Rett families', condition: 'rett' })
  const study = await readyStudy(community, 'killed')
  const code = await placeCode(community, study.id)
  await pool.end()
  await own.stop()
  return { study, code } satisfies { study: ReadyStudy; code: string }
}

/** Answer the page that is open, in other words each time, until it goes on; at the end begin to change from the front. */
async function answerOne({ browser, kept }: Answering, number: number, turn: number, unkind: string[]) {
  const there = '/studies/killed/answers'
  const at = /questions\/(\w+?)(?:\/(\d+))?(?:\?|$)/.exec(browser.path)
  if (!at) return sentUntilHeard(browser, `${there}/questions/relation`, null, unkind)
  const [, name, round] = at as unknown as [string, string, string | undefined]
  const question = kinds.get(name)
  const field = question?.kind === 'many' ? 'answer[]' : 'answer'
  const value = () => {
    if (!question) return Number(round ?? 1) < 3 ? 'yes' : 'no'
    if ('options' in question) return question.options[(number + turn) % question.options.length]!.value
    if (question.kind === 'number') return String((number + turn) % 60)
    return question.kind === 'when'
      ? `about ${1990 + ((number + turn) % 30)}`
      : `Person ${number} says this on turn ${turn}.`
  }
  const sent = value()
  await sentUntilHeard(browser, browser.path, { [field]: sent }, unkind)
  kept.set(`${name} ${round ? Number(round) - 1 : 0}`, sent)
}

/** Send it again and again, as "Send it again" on the page does, until the next page is there. */
async function sentUntilHeard(
  browser: TakingPart,
  to: string,
  fields: Record<string, string> | null,
  unkind: string[],
): Promise<void> {
  let went = false
  while (!over) {
    try {
      // Once it was acknowledged, only the page it led to is asked for again.
      if (fields && !went) await browser.send(to, fields)
      else await browser.open(went ? browser.path : to)
      if (browser.status === 200) return
      if (browser.status !== 503) unkind.push(`${browser.status} at ${to}`)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
    went = fields !== null && browser.acknowledged
    await pause(100)
  }
}

/** The process id of PostgreSQL, once it is another one than the last and alive. */
async function postmasterAfter(last: number) {
  for (let waited = 0; waited < 60_000; waited += 20) {
    try {
      const pid = Number(readFileSync(path.join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
      if (pid !== last && process.kill(pid, 0)) return pid
    } catch {
      // No file, or nobody of that number: it is being started again.
    }
    await pause(20)
  }
  throw new Error('PostgreSQL did not come back.')
}

async function compareWithDatabase(everyone: readonly Answering[]) {
  const own = await startPostgres(data)
  const pool = openPool(own.connection)
  const communities = new Communities(pool, url)
  await communities.load()
  const community = communities.all[0]!
  try {
    let compared = 0
    for (const one of everyone) compared += await compare(community, one)
    assert.ok(compared > people * 5, `${compared} answers were compared`)
  } finally {
    await pool.end()
    await own.stop()
  }
}

/** What one person was told is kept, where it is still asked, and where they go on. */
async function compare(community: Community, { browser, kept }: Answering): Promise<number> {
  const pass = passIn(community, browser.cookies.get('taking-part')?.value)
  const so = await participationOf(community.db, pass!.id)
  assert.ok(so && !isRefusal(so))
  const answers = answersIn(so)
  assert.deepEqual(answers, await answersOf(community.db, pass!.id))
  const asked = new Set(wayOf(so).stops.map(({ question, round }) => `${question} ${round}`))
  let compared = 0
  for (const [key, sent] of kept) {
    const row: Row | undefined = so.rows.get(key)
    assert.ok(row, `${key} was acknowledged and is not there`)
    const answer: Answer = row.aside ?? row
    const { kind, value } = answer
    assert.equal(kind, 'answered', key)
    const said: string =
      typeof value === 'object' && value !== null && 'words' in value ? value.words : [value].flat().join()
    assert.equal(said, sent, key)
    assert.equal(answers.has(key), asked.has(key), key)
    compared++
  }
  const open = firstOpen(so, wayOf(so))
  assert.ok(!open || !kept.has(`${open.question} ${open.round}`), 'they go on at what they have not answered')
  return compared
}
