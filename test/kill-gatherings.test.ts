/**
 * While 20 people say that they come, the server is killed twice, then PostgreSQL twice, as a power cut would.
 * Every answer that was acknowledged is there, once, and no seat is given twice. This file has a PostgreSQL of its own.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { dayOf, daysAfter } from '../src/areas/gatherings/london-clock.ts'
import { plan } from '../src/areas/gatherings/planning.ts'
import { beginSession } from '../src/areas/members/auth.ts'
import { insertMember } from '../src/areas/members/tasks.ts'
import { newId } from '../src/kit/brand.ts'
import type { Community } from '../src/kit/community.ts'
import { isRefusal } from '../src/kit/refuse.ts'
import { perform } from '../src/kit/task.ts'
import type { MemberId, Who } from '../src/kit/who.ts'
import { KilledHouse } from './killing.ts'
import { pause } from './launching.ts'
import { tea } from './tea.ts'

const people = 20
const kills = 2
const seats = 6
const house = await KilledHouse.open('kill-gatherings')
const { url } = house
let over = false

after(async () => {
  over = true
  await house.close()
})

interface Guest {
  readonly id: MemberId
  readonly cookie: string
}

test('every acknowledged answer is there, once, and no seat is given twice, whatever is killed', async () => {
  const { guests, gathering, dates } = await moveIn()
  const acknowledged = new Set<string>()
  let asking = true
  await house.start()
  const everyone = guests.map(async ({ id, cookie }, index) => {
    for (let turn = 0; asking && !over; turn++) {
      const occurrence = dates[(index + turn) % dates.length]!
      if (await answerUntilHeard(cookie, gathering, occurrence)) acknowledged.add(`${id} ${occurrence}`)
    }
  })
  for (let kill = 0; kill < kills; kill++) {
    await more(acknowledged, 20)
    await house.killServer()
    await house.start()
  }
  for (let kill = 0, last = 0; kill < kills; kill++) {
    await more(acknowledged, 20)
    last = await house.killPostgres(last)
  }
  await more(acknowledged, 20)
  asking = false
  await Promise.all(everyone)
  await house.endServer()
  await compare(acknowledged, gathering, dates)
})

const moveIn = () =>
  house.withCommunity(async (community) => {
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
    return { guests, gathering, dates: Array.from({ length: 25 }, (_, week) => daysAfter(first, 7 * week)) }
  })

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
    await pause(100)
  }
  return false
}

async function more(acknowledged: ReadonlySet<string>, much: number) {
  const most = people * 25
  const until = Math.min(acknowledged.size + much, most)
  for (let waited = 0; acknowledged.size < until; waited += 10) {
    if (waited > 20_000) throw new Error(`Nobody could answer any more.\n${house.printed.slice(-4000)}`)
    await pause(10)
  }
}

const compare = (acknowledged: ReadonlySet<string>, gathering: string, dates: readonly string[]) =>
  house.withDatabase(async ({ pool, all: [community] }) => {
    const { rows } = await pool.query<{ member: string; occurrence: string; state: string; turn: number }>(
      `select member, occurrence::text as occurrence, state, turn from "${community!.schema}".rsvp where gathering = $1`,
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
  })
