import assert from 'node:assert/strict'
import { test } from 'node:test'
import { all } from './all.ts'
import { standOn } from './house.ts'
import { tiny } from './measure.ts'
import { machine, results } from './results.ts'

test('the bench says which machine it ran on, after a look at a PostgreSQL of its own', async () => {
  assert.match(await machine(), /^\d+ cores, .+, Node [\d.]+, PostgreSQL [\d.]+/)
})

for (const one of all)
  test(`the bench can measure ${one.name}`, async () => {
    standOn({ connection: { host: process.env.TEST_POSTGRES!, user: 'alongside', database: 'postgres' } })
    const lines = await one.run(tiny)
    assert.ok(lines.length > 0)
    for (const line of lines) assert.match(line.measured, /\d|not measured/)
    const table = results('a machine', new Date(), [{ ...one, lines }])
    for (const { what } of lines) assert.ok(table.includes(`| ${what} |`))
  })
