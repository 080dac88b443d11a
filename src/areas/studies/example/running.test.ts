import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testServer } from '../../../../test/harness.ts'
import { newHand } from './hands.ts'
import { runStudy } from './running.ts'

const { community } = await testServer()
const now = new Date('2026-11-24T10:00:00Z')
const before = new Date('2026-01-01T10:00:00Z')
const hand = (name: string, role: 'steward' | 'researcher' | 'helper') => newHand(community, name, role, before)
const staff = {
  steward: await hand('Joan', 'steward'),
  researchers: [await hand('Rita Moss', 'researcher'), await hand('Sam', 'researcher')],
  desk: [await hand('Ama', 'helper'), await hand('Bill', 'helper')],
} as const
const run = await runStudy(community, staff, { seed: 1, effects: 'seed', now }, console.log)

test('all of it goes through the house', async () => {
  const { rows } =
    await sql`select mode, arm, count(*)::int, count(completed_at)::int as done, count(withdrawn_at)::int as gone from participant group by 1, 2`.execute(
      community.db,
    )
  console.log(rows, run.slips)
  assert.ok(rows)
})
