/** Bringing a directory in, and giving it out: the whole of the exchange, whatever door it comes through. */

import { sql } from 'kysely'
import { z } from 'zod'
import type { Condition } from '../../../kit/community.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import { foreignFile, readForeign } from '../../../kit/foreign-file.ts'
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { mustBeSteward } from '../../members/rules.ts'
import { isDay } from '../hours/london.ts'
import { foundBy } from '../sources/source-keeping.ts'
import { dueAfter } from '../sources/source-rules.ts'
import { columnsIn, type Source, saveSource, sourceById, sourcesWhere } from '../sources/source-store.ts'
import type { ArrivingDirectory, readArriving } from './arriving.ts'
import type { JsonObject } from './check.ts'
import { mostBytes } from './file.ts'
import { columnsOf, serviceOf } from './lens.ts'

export interface Brought {
  readonly added: number
  readonly changed: number
  readonly leftOut: number
}

/** Our own words about a source, which the file may not hold, stay when it comes again. */
function withOurs(service: JsonObject, before: Source | null) {
  const columns = columnsOf(service)
  if (!before) return columns
  return {
    ...columns,
    kind: columns.kind === 'other' ? before.kind : columns.kind,
    stages: columns.stages.length > 0 ? columns.stages : before.stages,
    topics: columns.topics.length > 0 ? columns.topics : before.topics,
    condition: columns.condition || before.condition,
  }
}

/**
 * Put what fits into the directory. A service that came before is put in its own place, by its id.
 *
 * @param leaveOut what does not fit may be left out; else nothing is stored when anything does not fit
 */
export async function bringDirectory(
  db: Tx,
  condition: Condition,
  { services, blocked }: ArrivingDirectory,
  leaveOut: boolean,
  now: Date,
): Promise<Brought | Refusal> {
  const fitting = services.filter(({ fits }) => fits)
  const leftOut = services.length - fitting.length
  if (blocked && !leaveOut)
    return refuse('Something does not fit. Say that it may be left out.', 422, {
      leaveOut: 'Something does not fit. Say that it may be left out.',
    })
  if (fitting.length === 0) return refuse('No service in it fits, so nothing was stored.')
  let changed = 0
  // Read and stored one by one: between two of them the server answers others.
  for (const { json } of fitting) {
    const service = JSON.parse(json) as JsonObject
    const id = String(service.id).toLowerCase()
    const before = await sourceById(db, id)
    if (before) changed++
    const { closed, ...columns } = withOurs(service, before)
    const assured = columns.assured_date && isDay(columns.assured_date) ? columns.assured_date : null
    await saveSource(db, {
      ...columns,
      id,
      assured_date: assured,
      next_due: assured ? dueAfter(assured, columns.topics) : null,
      state: closed ? 'closed' : 'shown',
      origin: 'imported',
      suggested_by: null,
      suggestion: null,
      hsds: service,
      found_by: foundBy(columns, condition),
      at: now,
    })
  }
  return { added: fitting.length - changed, changed, leftOut }
}

/** Every source that is shown or has closed, as services of the standard. Nothing of a member is in it. */
export async function directoryOut(db: Db | Tx): Promise<JsonObject[]> {
  const all = await sourcesWhere(db, sql`state in ('shown', 'closed')`, sql`id`)
  return all.map((one) => serviceOf(one.id, columnsIn(one), one.hsds))
}

/** As the standard's list of services: one page that holds all of them. */
export const asPage = (services: readonly JsonObject[]) => ({
  total_items: services.length,
  total_pages: 1,
  page_number: 1,
  size: services.length,
  first_page: true,
  last_page: true,
  empty: services.length === 0,
  contents: services,
})

/** Services that travelled in a form, as the file they are. */
export const asFile = (directory: string) => [{ name: 'The directory', bytes: new TextEncoder().encode(directory) }]
const arriving = foreignFile<typeof readArriving>(new URL('./arriving.ts', import.meta.url), 'readArriving')

/** Bring in a directory that was looked at before: as JSON, whatever files it came in. */
export const importSources = task('support.import-sources', {
  title: 'Bring in a directory',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({
    directory: z.string({ error: 'Choose the file.' }).max(mostBytes, 'This is too big. Cut it in parts.'),
    leaveOut: z.enum(['yes', 'no']).default('no'),
  }),
  allowed: (_, { who }) => mustBeSteward(who),
  prepare: ({ directory }) => readForeign(arriving, 'file', asFile(directory)),
  run: ({ leaveOut }, { db, now, community }, read) =>
    bringDirectory(db, community.condition, read, leaveOut === 'yes', now),
})
