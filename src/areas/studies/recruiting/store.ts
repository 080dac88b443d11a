/** The tables of recruiting: the charity's, and on the research side what researchers write of it. */
import { type ColumnType, type Generated, sql } from 'kysely'
import type { Db, Tx } from '../../../kit/database.ts'
import type { ResearchDb } from '../wall.ts'
import type { LetterWords, StudyPaper } from './study-paper.ts'

declare module '../wall.ts' {
  interface ResearchTables {
    study_cherries: { study: string; item: string; words: string; at: Date }
  }
}

declare module '../../../kit/database.ts' {
  interface Tables {
    study_letter_words: LetterWords & { study: string; changed_at: Date }
    study_mailing: {
      id: string
      study: string
      number: 1 | 2
      made_by: string
      made_at: Date
      paper: ColumnType<StudyPaper, string, string>
      letters: number
      printed: Generated<number>
      printed_at: Date | null
      pages: Generated<number>
      bytes: Generated<string>
      changed_at: Date | null
      posted_on: ColumnType<Date | null, string | null, string>
      posted_at: Date | null
      posted_by: string | null
    }
    study_mailing_letter: { mailing: string; code: string; position: number }
    study_mailing_piece: { mailing: string; position: number; bytes: Buffer }
  }
}

export interface Mailing {
  readonly id: string
  readonly study: string
  readonly number: 1 | 2
  readonly made_at: Date
  /** letters that are in it now */
  readonly letters: number
  readonly printed: number
  readonly printed_at: Date | null
  readonly pages: number
  readonly bytes: number
  readonly changed_at: Date | null
  /** 2027-03-04 */
  readonly posted_on: string | null
  readonly posted_at: Date | null
  readonly has_pdf: boolean
}

/** Mailings that a condition holds for, newest first. */
async function mailingsWhere(db: Db | Tx, holds: ReturnType<typeof sql>): Promise<Mailing[]> {
  const { rows } = await sql<Mailing>`
    select id, study, number, made_at, printed, printed_at, pages, bytes::float8 as bytes, changed_at,
      posted_on::text, posted_at,
      case when posted_at is null
        then (select count(*)::int from study_mailing_letter where mailing = m.id)
        else letters
      end as letters,
      printed_at is not null and exists (select from study_mailing_piece where mailing = m.id) as has_pdf
    from study_mailing m
    where ${holds}
    order by made_at desc, id desc`.execute(db)
  return rows
}
export const mailingsOf = (db: Db | Tx, study: string) => mailingsWhere(db, sql`study = ${study}`)
/** Being made, or waiting for the post. */
export const openMailing = async (db: Db | Tx, study: string): Promise<Mailing | null> =>
  (await mailingsWhere(db, sql`study = ${study} and posted_at is null`))[0] ?? null
export const mailingById = async (db: Db | Tx, study: string, id: string): Promise<Mailing | null> =>
  (await mailingsWhere(db, sql`study = ${study} and id = ${id}`))[0] ?? null
export const unfinishedMailings = (db: Db | Tx) => mailingsWhere(db, sql`printed_at is null and posted_at is null`)

export const letterWordsOf = async (db: Db | Tx, study: string): Promise<LetterWords | null> =>
  (await db
    .selectFrom('study_letter_words')
    .select(['about', 'signed', 'phone', 'send_to', 'stop'])
    .where('study', '=', study)
    .executeTakeFirst()) ?? null

/** The pieces of a mailing's PDF, one at a time. */
export async function* mailingPieces(db: Db, mailing: string) {
  for (let position = 0; ; position++) {
    const piece = await db
      .selectFrom('study_mailing_piece')
      .select('bytes')
      .where('mailing', '=', mailing)
      .where('position', '=', position)
      .executeTakeFirst()
    if (!piece) return
    yield piece.bytes
  }
}

/** How many people of a list wait in a study, and how many of them have no code yet. */
export async function listOf(db: Db | Tx, study: string): Promise<{ people: number; without: number }> {
  const { rows } = await sql<{ people: number; without: number }>`
    select count(*)::int as people, count(*) filter (where number is null)::int as without
    from study_letter
    where study = ${study} and member is null and name is not null`.execute(db)
  return rows[0]!
}

/**
 * Letters' codes of a study whose holders may be written to again: posted, and neither answered on any door, nor taken
 * back, nor come back from the post. Whoever only began may be reminded.
 */
export async function codesUnanswered(db: ResearchDb, study: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id
    from study_code
    where study = ${study} and arm = 'letters' and mailing = 1 and state in ('posted', 'opened')
      and not exists (
        select from participant
        where participant.code = study_code.id
          and (completed_at is not null or withdrawn_at is not null or mode = 'paper')
      )
      and not exists (select from booklet where booklet.code = study_code.id)`.execute(db)
  return rows.map(({ id }) => id)
}
