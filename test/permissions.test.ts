/**
 * Who may do what: every task, tried by everybody, on what is theirs, another's or behind a closed door.
 * The table is docs/permissions.md; a cell that differs from it fails.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import '../src/server.ts'
import { root } from '../src/kit/config.ts'
import { isRefusal, type Refusal } from '../src/kit/refuse.ts'
import { type Doing, type Task, tasks } from '../src/kit/task.ts'
import { care } from './permissions/care.ts'
import type { Cases, Trial } from './permissions/cases.ts'
import { conversations } from './permissions/conversations.ts'
import { gatherings } from './permissions/gatherings.ts'
import { interviews } from './permissions/interviews.ts'
import { letters } from './permissions/letters.ts'
import { matching } from './permissions/matching.ts'
import { members } from './permissions/members.ts'
import { needs } from './permissions/needs.ts'
import { others } from './permissions/others.ts'
import { phone } from './permissions/phone.ts'
import { sources } from './permissions/sources.ts'
import { states } from './permissions/states.ts'
import { studies } from './permissions/studies.ts'
import { studyAnalysis } from './permissions/study-analysis.ts'
import { answering } from './permissions/study-answering.ts'
import { studyDesk } from './permissions/study-desk.ts'
import { studyEditor } from './permissions/study-editor.ts'
import { studyRecruiting } from './permissions/study-recruiting.ts'
import { ties } from './permissions/ties.ts'
import { type Actor, at, makeWorld } from './permissions/world.ts'

const cases: Cases = {
  ...care,
  ...conversations,
  ...gatherings,
  ...members,
  ...others,
  ...phone,
  ...ties,
  ...letters,
  ...matching,
  ...needs,
  ...sources,
  ...states,
  ...interviews,
  ...studyEditor,
  ...studies,
  ...answering,
  ...studyDesk,
  ...studyRecruiting,
  ...studyAnalysis,
}
const file = path.join(root, 'docs', 'permissions.md')
const again = 'Read the difference; if it is meant, run: UPDATE_PERMISSIONS=1 npm test -- permissions'

const world = await makeWorld()
const labels = world.actors.map(({ label }) => label)

interface Row {
  readonly task: string
  readonly subject: string
  readonly cells: Readonly<Record<string, string>>
}

/** Try one task as one person, and undo it whatever came of it. */
async function cell(what: Task, trial: Trial, actor: Actor, asksOnly: boolean): Promise<string> {
  const input = trial(actor, world)
  if (!input) return '–'
  const parsed = what.input.safeParse(input)
  assert.ok(parsed.success, `${what.name}: the case gives input that is not taken: ${parsed.error}`)
  const undone = Symbol('undone')
  let answer = 'yes'
  await world.community.db
    .transaction()
    .execute(async (db) => {
      const { community } = world
      const doing: Doing = { db, community, who: actor.who, by: actor.who, via: 'web', now: at, about: () => {} }
      const allowed = await what.allowed(parsed.data, doing)
      if (isRefusal(allowed)) answer = no(allowed)
      // Whose a thing is may be found only on doing it: that it is not there for this person is a no as well.
      else if (!asksOnly) {
        const prepared = await what.prepare?.(parsed.data)
        const outcome = isRefusal(prepared) ? prepared : await what.run(parsed.data, doing, prepared)
        if (isRefusal(outcome) && [401, 403, 404].includes(outcome.status)) answer = no(outcome)
      }
      throw undone
    })
    .catch((error) => {
      if (error !== undone) throw error
    })
  return answer
}

const no = ({ status }: Refusal) => `no ${status}`

async function everyRow(): Promise<Row[]> {
  const rows: Row[] = []
  for (const what of tasks())
    for (const [subject, trial] of Object.entries(cases[what.name]?.on ?? {})) {
      const cells: Record<string, string> = {}
      for (const actor of world.actors)
        cells[actor.label] = await cell(what, trial, actor, cases[what.name]?.asksOnly === true)
      rows.push({ task: what.name, subject, cells })
    }
  return rows
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

/** The table as people read it, one for each area. */
function inWords(rows: readonly Row[]): string {
  const titles = new Map(tasks().map(({ name, title }) => [name, title]))
  const areas = [...new Set(rows.map(({ task }) => task.split('.')[0]!))]
  const table = (area: string) => {
    const lines = rows
      .filter(({ task }) => task.startsWith(`${area}.`))
      .map(({ task, subject, cells }) =>
        line([titles.get(task)!, `\`${task}\``, subject, ...labels.map((label) => cells[label]!)]),
      )
    const head = ['What is done', 'Task', 'On what', ...labels]
    return `## ${area}\n\n${line(head)}\n${line(head.map(() => '---'))}\n${lines.join('\n')}\n`
  }
  return `# Who may do what

Every task, tried by everybody. Made by \`test/permissions.test.ts\`, which fails when a cell is no longer so.
After a change that is meant: \`UPDATE_PERMISSIONS=1 npm test -- permissions\`, and read the difference.

\`yes\`: they may. \`no\`: they may not, with the status the web door answers: 401 sign in first, 403 not for you,
404 not there for you, 409 and 410 not any more. \`–\`: it makes no sense, such as what a visitor owns.
Staff act as members before their second step. Researchers have no privilege on posts: they read what a visitor reads.
A moderator and a steward may read every circle. Anyone may report a post whose link they have; they are told nothing of it.

${areas.map(table).join('\n')}`
}

const rows = await everyRow()

test('every task has a case, and every case is a task', () => {
  assert.deepEqual(
    Object.keys(cases).sort(),
    tasks()
      .map(({ name }) => name)
      .sort(),
    'Add it in test/permissions/.',
  )
})

test('every cell is as docs/permissions.md says', () => {
  const made = inWords(rows)
  if (process.env.UPDATE_PERMISSIONS) writeFileSync(file, made)
  const told = readFileSync(file, 'utf8').split('\n')
  const found = made.split('\n')
  const differences = [
    ...found.filter((one) => !told.includes(one)).map((one) => `is:   ${one}`),
    ...told.filter((one) => !found.includes(one)).map((one) => `said: ${one}`),
  ]
  assert.equal(differences.length, 0, `\n${differences.join('\n')}\n${again}`)
  assert.equal(found.length, told.length, again)
})

// What no regenerated table may change.

const where = (row: Row) => `${row.task} ${row.subject}`
const secondStep = [
  'members.begin-second-step',
  'members.give-second-step',
  // Whoever changes the address of a member of staff could take over what they may do.
  'members.name-new-address',
  'members.change-address',
]

// A clinician answers in the open, whatever they have signed in with: docs/decisions/0140.
const byRoleHeld = ['ties.offer', 'ties.answer', 'ties.choose-talk']

test('staff act as members before their second step', () => {
  for (const row of rows.filter(({ task }) => !secondStep.includes(task) && !byRoleHeld.includes(task)))
    for (const role of ['moderator', 'clinician', 'steward'])
      assert.equal(row.cells[`${role} before second step`], row.cells.member, `${role}: ${where(row)}`)
})

test('researchers have no privilege on posts', () => {
  const reads = ['conversations.read', 'conversations.follow', 'conversations.keep', 'conversations.mute']
  for (const row of rows.filter(({ task }) => task.startsWith('conversations.') || task === 'care.decide'))
    for (const label of ['researcher', 'researcher before second step']) {
      const openToAll = reads.includes(row.task) && /an open circle/.test(row.subject)
      const takesAway = /\.(withdraw|take-back|throw-draft-away)$/.test(row.task) && row.subject.startsWith('own')
      if (row.cells[label] === 'yes') assert.ok(openToAll || takesAway, `${label}: ${where(row)}`)
    }
})

test('a closed circle is closed to all who were not let in, save those who look after it', () => {
  const closed = rows.filter(
    ({ task, subject }) =>
      /closed circle(?!, let in)/.test(subject) &&
      !['care.report', 'conversations.withdraw', 'founding.ask-to-come-in'].includes(task),
  )
  assert.ok(closed.length >= 9)
  for (const row of closed)
    for (const label of labels.filter((one) => one !== 'moderator' && one !== 'steward'))
      assert.notEqual(row.cells[label], 'yes', `${label}: ${where(row)}`)
})

test('a visitor can do only what needs no account', () => {
  const can = new Set(rows.filter(({ cells }) => cells.visitor === 'yes').map(({ task }) => task))
  assert.deepEqual([...can].sort(), [
    'care.complain',
    'care.report',
    'conversations.read',
    'gatherings.change-rsvp',
    'gatherings.rsvp-as-guest',
    'mail.choose',
    'mail.stop',
    'members.ask-to-join',
    'members.finish-joining',
    'members.join',
    'members.renew-away-link',
    'members.stop-second-step-recovery-by-link',
    'moving-in.disown-posts',
    'studies.answer-interview-invitation',
    'studies.begin',
    'studies.complete',
    'studies.join-spells',
    'studies.join-waves',
    'studies.leave-reach',
    'studies.unjoin-spells',
    'studies.withdraw',
    'studies.withdraw-interview',
  ])
})
