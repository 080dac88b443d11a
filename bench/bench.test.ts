import assert from 'node:assert/strict'
import { test } from 'node:test'
import { all } from './all.ts'
import { tiny } from './measure.ts'
import { results } from './results.ts'

for (const one of all)
  test(`the bench can measure ${one.name}`, async () => {
    const lines = await one.run(tiny)
    assert.ok(lines.length > 0)
    for (const line of lines) assert.match(line.measured, /\d|not measured/)
    const table = results('a machine', new Date(), [{ ...one, lines }])
    for (const { what } of lines) assert.ok(table.includes(`| ${what} |`))
  })
