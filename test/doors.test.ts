/**
 * Which task is offered at which door. Nobody without a smartphone stands before a dead end: no core task lacks a door
 * for those who ring or write. The table is docs/doors.md.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import '../src/server.ts'
import { root } from '../src/kit/config.ts'
import { type Door, doors, tasks } from '../src/kit/task.ts'

/** What everybody must be able to do, whatever they have at home, and the tasks that do it. Source: DESIGN, "Never". */
const core: Readonly<Record<string, readonly string[]>> = {
  'read a conversation': ['conversations.read'],
  ask: ['conversations.open'],
  reply: ['conversations.reply'],
  'find a source': ['support.find-source'],
  'meet someone': ['ties.offer', 'ties.ask-for-match'],
  'say yes or no to a gathering': ['gatherings.rsvp'],
  pause: ['members.pause'],
  leave: ['members.leave'],
  return: ['members.return'],
  report: ['care.report'],
  'see all that is held of me': ['members.download'],
  'erase it': ['members.erase'],
}

/** Core tasks whose area is still being built. This list only ever gets shorter. */
const toCome: readonly string[] = []

/** Doors that need no screen. */
const withoutAScreen: readonly Door[] = ['phone', 'letter']

const all = new Map(tasks().map((one) => [one.name, one]))
const expected = Object.values(core)
  .flat()
  .filter((name) => !toCome.includes(name))

test('every core task is there', () => {
  assert.deepEqual(
    expected.filter((name) => !all.has(name)),
    [],
  )
})

test('what is still to come is not there yet: whoever builds it takes it off the list', () => {
  assert.deepEqual(
    toCome.filter((name) => all.has(name)),
    [],
  )
})

test('no core task lacks a phone or letter door', () => {
  const without = expected.filter((name) => !all.get(name)?.doors.some((door) => withoutAScreen.includes(door)))
  assert.deepEqual(without, [])
})

test('no task is without a door, and none names one twice', () => {
  for (const { name, doors: its } of all.values()) {
    assert.ok(its.length > 0, name)
    assert.equal(new Set(its).size, its.length, name)
  }
})

const file = path.join(root, 'docs', 'doors.md')
const again = 'Read the difference; if it is meant, run: UPDATE_DOORS=1 npm test -- test/doors'
const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const head = (first: readonly string[]) =>
  `${line([...first, ...doors])}\n${line([...first, ...doors].map(() => '---'))}`
const cells = (name: string) => doors.map((door) => (all.get(name)?.doors.includes(door) ? 'yes' : ''))

/** The table as people read it: what everybody must be able to do first, then every task, an area each. */
function inWords(): string {
  const areas = [...new Set(tasks().map(({ name }) => name.split('.')[0]!))]
  const table = (area: string) => {
    const lines = tasks()
      .filter(({ name }) => name.startsWith(`${area}.`))
      .map(({ name, title }) => line([title, `\`${name}\``, ...cells(name)]))
    return `## ${area}\n\n${head(['What is done', 'Task'])}\n${lines.join('\n')}\n`
  }
  const coreLines = Object.entries(core).flatMap(([what, names]) =>
    names.filter((name) => all.has(name)).map((name) => line([what, `\`${name}\``, ...cells(name)])),
  )
  return `# Which task at which door

Every task, and the doors it is offered at. Made by \`test/doors.test.ts\`, which fails when a cell is no longer so.
After a change that is meant: \`UPDATE_DOORS=1 npm test -- test/doors\`, and read the difference.

By phone, a volunteer does it for the caller, and reads out what is read. By letter, it is printed, and what comes back
on the slip is keyed in. Either way the log says who did it, for whom, and through which door.

## What everybody can do without a screen

${head(['To', 'Task'])}
${coreLines.join('\n')}

${areas.map(table).join('\n')}`
}

test('every cell is as docs/doors.md says', () => {
  const made = inWords()
  if (process.env.UPDATE_DOORS) writeFileSync(file, made)
  const told = readFileSync(file, 'utf8').split('\n')
  const found = made.split('\n')
  const differences = [
    ...found.filter((one) => !told.includes(one)).map((one) => `is:   ${one}`),
    ...told.filter((one) => !found.includes(one)).map((one) => `said: ${one}`),
  ]
  assert.equal(differences.length, 0, `\n${differences.join('\n')}\n${again}`)
  assert.equal(found.length, told.length, again)
})
