/**
 * A batch of letters is killed while it is written and while it is printed, as a power cut would, and two servers are
 * at it at once. Afterwards everybody has one letter, nobody two, and the PDF is whole.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openConversation } from '../src/areas/conversations/tasks.ts'
import { makeBatch } from '../src/doors/letter/batches.ts'
import { type Batch, openBatch } from '../src/doors/letter/store.ts'
import { root } from '../src/kit/config.ts'
import { circle, person, testServer } from './harness.ts'
import { letterReader, madeBatch, pdfOf } from './letters.ts'
import { readPdf } from './pdf.ts'

const readers = 100
const server = await testServer({ publicUrl: 'https://families.example' })
const { community } = server
const { db } = community

const maker = () =>
  spawn(process.execPath, [path.join(root, 'test', 'making-letters.ts'), server.host, server.database], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })

/** Kill it as soon as the batch is so far, or let it end when it is faster than we look. */
async function killWhen(making: ChildProcess, soFar: (batch: NonNullable<Batch>) => boolean) {
  const ended = once(making, 'exit')
  while (making.exitCode === null) {
    const batch = await openBatch(db)
    if (batch && soFar(batch)) break
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  making.kill('SIGKILL')
  await ended
}

test('a batch that is killed while it is written and while it is printed is one letter for each, and whole', async () => {
  const steward = await person(server, 'Joan', 'steward')
  const ama = await person(server, 'Ama', 'helper')
  const room = await circle(community, 'school')
  for (let n = 0; n < readers; n++) await letterReader(server, `Reader ${n}`, { circles: [room] })
  for (const title of ['One', 'Two', 'Three'])
    await ama.does(openConversation, { circle: 'school', kind: 'tells', title, words: `${title}. `.repeat(120) })
  const id = await steward.does(makeBatch, {})

  await killWhen(maker(), ({ written }) => written >= 20)
  const first = (await openBatch(db))!
  assert.ok(first.written >= 20 && first.letters === readers)
  await killWhen(maker(), ({ written, printed }) => written === readers && printed >= 20)
  const [one, other] = [maker(), maker()]
  await Promise.all([once(one, 'exit'), once(other, 'exit')])
  const batch = await madeBatch(server)

  assert.deepEqual([batch.id, batch.letters, batch.written, batch.printed], [id, readers, readers, readers])
  const { rows } = await sql<{ lost: number; twice: number; stray: number; unprinted: number }>`
    select
      (select count(*)::int from reach r where not exists (select from letter l where l.member = r.member)) as lost,
      (select count(*)::int - count(distinct member)::int from letter) as twice,
      (
        select count(*)::int from slip s
        where not exists (
          select from letter l where l.id = s.letter and l.content->'slips' @> jsonb_build_array(jsonb_build_object('code', s.code))
        )
      ) as stray,
      (select count(distinct code)::int from slip) - (select sum(jsonb_array_length(content->'slips'))::int from letter) as unprinted`.execute(
    db,
  )
  assert.deepEqual(rows[0], { lost: 0, twice: 0, stray: 0, unprinted: 0 })
  const { pages } = await readPdf(await pdfOf(server, id))
  const greeted = pages.flatMap(({ text }) => text.match(/Dear Reader \d+,/g) ?? [])
  assert.deepEqual([greeted.length, new Set(greeted).size], [readers, readers])
})
