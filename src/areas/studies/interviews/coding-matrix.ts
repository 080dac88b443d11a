/** The framework matrix: people down, codes across, and in each cell what that person said on it, in short. */
import { stringify } from 'csv-stringify/sync'
import { z } from 'zod'
import { idOf } from '../../../kit/brand.ts'
import { isRefusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import { inStudy, worksInStudy } from '../access.ts'
import type { ResearchDb } from '../wall.ts'
import { type PlacedCode, pathOf } from './codebook.ts'
import { pseudonymOf } from './rules.ts'
import { coderFor, interviewNamed } from './store.ts'

/** Columns of a matrix on one page. */
export const mostColumns = 6

export const summariesOf = (db: ResearchDb, study: string) =>
  db
    .selectFrom('framework_cell')
    .innerJoin('interview', 'interview.id', 'framework_cell.interview')
    .innerJoin('coder', 'coder.id', 'framework_cell.coder')
    .select(['interview.number', 'framework_cell.code', 'framework_cell.words', 'coder.name as by'])
    .where('interview.study', '=', study)
    .execute()
export type Summary = Awaited<ReturnType<typeof summariesOf>>[number]

/** Write what one person said on one code; empty takes it away. */
export const writeSummary = task('studies.write-summary', {
  title: 'Write a summary in the framework matrix',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    study: z.string().max(80),
    person: z.string().max(8),
    code: idOf<'CodeId'>(),
    words: optionalWords(2000),
  }),
  allowed: worksInStudy,
  run: ({ study: slug, person, code, words }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const interview = await interviewNamed(db, study.id, person)
      if (isRefusal(interview)) return interview
      if (!interview.transcript) return refuse('There are no words of this person here.', 409)
      const found = await db
        .selectFrom('code')
        .select('id')
        .where('id', '=', code)
        .where('study', '=', study.id)
        .executeTakeFirst()
      if (!found) return refuse('We could not find that code. Somebody may have taken it away.', 404)
      doing.about(interview.id)
      if (!words) {
        await db.deleteFrom('framework_cell').where('interview', '=', interview.id).where('code', '=', code).execute()
        return interview.id
      }
      const row = { words, coder: await coderFor(db, study, doing.who), at: doing.now }
      await db
        .insertInto('framework_cell')
        .values({ interview: interview.id, code, ...row })
        .onConflict((clash) => clash.columns(['interview', 'code']).doUpdateSet(row))
        .execute()
      return interview.id
    }),
})

/**
 * Cells that a spreadsheet must not take for a formula begin with an apostrophe.
 * Source: OWASP, CSV Injection.
 */
const cell = (words: string) => (/^[=+\-@\t\r]/.test(words) ? `'${words}` : words)

/** A table as CSV, with what stands on every output above it, a line each. */
export const csvOf = (said: readonly string[], table: readonly (readonly string[])[]) =>
  stringify([...said.map((line) => [line]), [], ...table.map((row) => row.map(cell))], { bom: true })

/** The whole matrix as CSV. */
export function matrixCsv(
  said: readonly string[],
  codes: readonly PlacedCode[],
  numbers: readonly number[],
  summaries: readonly Summary[],
): string {
  const at = new Map(summaries.map(({ number, code, words }) => [`${number} ${code}`, words]))
  const used = codes.filter(({ id }) => summaries.some(({ code }) => code === id))
  return csvOf(said, [
    ['Person', ...used.map(({ id }) => pathOf(codes, id))],
    ...numbers.map((number) => [pseudonymOf(number), ...used.map(({ id }) => at.get(`${number} ${id}`) ?? '')]),
  ])
}
