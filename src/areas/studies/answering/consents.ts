/** What a participant said yes to, as they said it last. */
import { sql } from 'kysely'
import type { ResearchDb } from '../wall.ts'

/** @returns the purposes: `take part`, `interview`, `spells`, or one of the study's own */
export async function consentsOf(db: ResearchDb, participant: string): Promise<string[]> {
  const { rows } = await sql<{ purpose: string; given: boolean }>`
    select distinct on (purpose) purpose, given
    from study_consent
    join study_consent_item on study_consent_item.id = item
    where participant = ${participant}
    order by purpose, at desc`.execute(db)
  return rows.filter(({ given }) => given).map(({ purpose }) => purpose)
}
