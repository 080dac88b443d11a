/** What a codebook tells of a study beside its questions: who runs it, and counts that were released already. */
import { sql } from 'kysely'
import type { DescribedStudy, Shown } from '../formats/ddi.ts'
import type { ResearchDb } from '../wall.ts'

/** @param day 2027-03-04, on which it is written */
export async function describedStudy(
  db: ResearchDb,
  study: string,
  version: number,
  day: string,
): Promise<DescribedStudy> {
  const { rows } = await sql<Omit<DescribedStudy, 'version' | 'day' | 'counts'>>`
    select title, slug, protocol, run_by, contact from study where id = ${study}`.execute(db)
  // Of the newest freeze from which anything was released: two at once would tell who came between.
  const released = await sql<{ name: string; cells: (readonly Shown[])[] }>`
    select variables[1] as name, content->'cells' as cells
    from released_table
    where cardinality(variables) = 1 and frozen = (
      select frozen
      from released_table
      join study_freeze on study_freeze.id = frozen
      where study_freeze.study = ${study}
      order by made_at desc, frozen desc
      limit 1
    )`.execute(db)
  const counts = new Map(released.rows.map(({ name, cells }) => [name, (cells ?? []).map((row) => row[0] ?? null)]))
  return { ...rows[0]!, version, day, counts }
}
