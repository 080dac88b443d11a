/** How long it takes to rank a whole community for somebody who would like to meet another family. */
import { sql } from 'kysely'
import { fieldNames, optionsFor } from '../src/areas/members/cared-for.ts'
import { askerWith, candidatesFor, matchableOf } from '../src/areas/ties/matching/people.ts'
import { rank } from '../src/areas/ties/matching/ranking.ts'
import { channels } from '../src/areas/ties/matching/ranking-facts.ts'
import { newId } from '../src/kit/brand.ts'
import type { Condition } from '../src/kit/community.ts'
import type { Db } from '../src/kit/database.ts'
import { lookAheads } from '../src/kit/look-ahead.ts'
import type { MemberId } from '../src/kit/who.ts'
import { openHouse, withPostgres } from './house.ts'
import { type Line, type Measurement, median } from './measure.ts'
import { chance } from './words.ts'

const budget = 200

export const matching: Measurement = {
  name: 'matching',
  about: 'Ranking everybody for one who asks, each willing and each with all that can be told, two thirds of it shared',
  run: (size) =>
    withPostgres(async (own) => {
      const many = Math.min(10_000, size.large)
      const house = await openHouse(own, 'matching')
      const { db, condition } = house.community
      try {
        const asker = await pourIn(db, condition, many)
        const one = askerWith((await matchableOf(db, asker))!.one, 'epilepsy')
        const candidates = await candidatesFor(db, asker)
        const numbers = Array.from({ length: many }, chance(2))
        const rounds = Math.max(3, size.rounds * 3)
        const sorting: number[] = []
        const ranking: number[] = []
        const inWords: number[] = []
        const reading: number[] = []
        let fits = 0
        for (let round = 0; round < rounds; round++) {
          sorting.push(await took(() => numbers.toSorted((a, b) => a - b)))
          ranking.push(await took(() => rank(one, candidates, [], condition)))
          inWords.push(await took(() => (fits = rank(one, candidates, [], condition, many).length)))
          reading.push(await took(async () => rank(one, await candidatesFor(db, asker), [], condition)))
        }
        const ratio = median(ranking.map((ms, round) => ms / sorting[round]!))
        return [
          line(`ranking ${count(many)} members (${count(fits)} of them fit), the first 20 in words`, ranking),
          { what: 'the same, to sorting as many numbers', measured: `${ratio.toFixed(1)} ×` },
          { what: 'the same, with a sentence for each who fits', measured: times(inWords) },
          { what: `reading ${count(many)} members from PostgreSQL and ranking them`, measured: times(reading) },
        ]
      } finally {
        await house.close()
      }
    }),
}

const count = (n: number) => n.toLocaleString('en-GB')

async function took(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

const times = (all: readonly number[]) =>
  `${Math.round(median(all))} ms (${Math.round(Math.min(...all))} to ${Math.round(Math.max(...all))} ms)`

const line = (what: string, all: readonly number[]): Line => ({
  what,
  measured: times(all),
  budget: `≤ ${budget} ms`,
  holds: median(all) <= budget,
})

/** @returns one of them, who asks */
async function pourIn(db: Db, condition: Condition, many: number): Promise<MemberId> {
  const next = chance(1)
  const one = <T>(some: readonly T[]) => some[Math.floor(next() * some.length)]!
  const at = new Date('2026-01-01T10:00:00Z')
  const rows = {
    members: [] as object[],
    profiles: [] as object[],
    facts: [] as object[],
    consents: [] as object[],
    preferences: [] as object[],
  }
  let asker = ''
  for (let n = 0; n < many; n++) {
    const id = newId<'MemberId'>(at.getTime() + n)
    asker ||= id
    rows.members.push({ id, name: `Member ${n}`, role: 'member', state: 'member' })
    rows.profiles.push({
      member: id,
      willing: true,
      languages: ['English'],
      channels: Object.keys(channels).filter((_, place) => place === n % 5 || next() < 0.5),
      knows: condition.topics.map((topic) => topic.id).filter(() => next() < 0.1),
      changed_at: at,
    })
    rows.consents.push({
      id: newId(at.getTime()),
      member: id,
      purpose: 'matching',
      version: '1',
      given: true,
      via: 'web',
      at,
    })
    rows.preferences.push({ member: id, look_ahead: one(lookAheads), changed_at: at })
    for (const field of fieldNames) {
      const options = optionsFor(field, condition).filter(({ value }) => value !== 'after-a-death')
      rows.facts.push({ member: id, field, value: one(options).value, shared: next() < 2 / 3, changed_at: at })
    }
  }
  const pour = (table: string, some: readonly object[]) =>
    sql`insert into ${sql.table(table)} select (jsonb_populate_record(null::${sql.table(table)}, ${defaults[table] ?? '{}'}::jsonb || one)).* from jsonb_array_elements(${JSON.stringify(some)}::jsonb) one`.execute(
      db,
    )
  await pour('member', rows.members)
  await pour('match_profile', rows.profiles)
  await pour('consent', rows.consents)
  await pour('preference', rows.preferences)
  await pour('cared_for', rows.facts)
  // Whoever asks sees the whole picture, so that as many as can be are ranked.
  await sql`update preference set look_ahead = 'the whole picture' where member = ${asker}`.execute(db)
  await sql`analyze`.execute(db)
  return asker as MemberId
}

/** What a column holds where nothing is poured. */
const defaults: Readonly<Record<string, string>> = {
  member: '{"made_at": "2026-01-01T10:00:00Z"}',
  preference: '{"digest": "weekly", "replies_by_email": true, "door": "email"}',
}
