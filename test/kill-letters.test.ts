/**
 * A batch of letters is killed while it is written and while it is printed, as a power cut would, and two servers are
 * at it at once. Afterwards everybody has one letter, nobody two, and the PDF is whole.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openConversation } from '../src/areas/conversations/tasks.ts'
import { makeBatch } from '../src/doors/letter/batches.ts'
import { type Batch, openBatch } from '../src/doors/letter/store.ts'
import { circle, person, testServer } from './harness.ts'
import { ended, killWhen, letterMaker } from './killing.ts'
import { letterReader, madeBatch, pdfOf } from './letters.ts'
import { readPdf } from './pdf.ts'

const readers = 60
const server = await testServer({ publicUrl: 'https://families.example' })
const { community } = server
const { db } = community

const maker = () => letterMaker(server, 'members')
const soFar = (reached: (batch: NonNullable<Batch>) => boolean) => async () => {
  const batch = await openBatch(db)
  return batch !== null && reached(batch)
}

test('a batch that is killed while it is written and while it is printed is one letter for each, and whole', async () => {
  const steward = await person(server, 'Joan', 'steward')
  const ama = await person(server, 'Ama', 'helper')
  const room = await circle(community, 'school')
  for (let n = 0; n < readers; n++) await letterReader(server, `Reader ${n}`, { circles: [room] })
  for (const title of ['One', 'Two', 'Three'])
    await ama.does(openConversation, { circle: 'school', kind: 'tells', title, words: `${title}. `.repeat(120) })
  const id = await steward.does(makeBatch, {})

  await killWhen(
    maker(),
    soFar(({ written }) => written >= 20),
  )
  const first = (await openBatch(db))!
  assert.ok(first.written >= 20 && first.letters === readers)
  await killWhen(
    maker(),
    soFar(({ written, printed }) => written === readers && printed >= 20),
  )
  const [one, other] = [maker(), maker()]
  await Promise.all([ended(one), ended(other)])
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
