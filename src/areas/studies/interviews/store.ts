/** The tables of interviews, their transcripts and their coding, and the queries that several rooms share. */
import { sql } from 'kysely'
import { newId } from '../../../kit/brand.ts'
import { notFound, type Refusal } from '../../../kit/refuse.ts'
import type { Who } from '../../../kit/who.ts'
import type { StudyHere } from '../access.ts'
import type { ResearchDb } from '../wall.ts'
import { type How, type InterviewState, numberOf, type Purpose, secondConsent, type Withdrawal } from './rules.ts'

interface InterviewRow {
  id: string
  study: string
  participant: string
  number: number
  interviewer: string
  state: InterviewState
  how: How | null
  planned_for: Date | null
  /** days, such as 2027-03-31 */
  withdraw_until: string
  keep_until: string
  invited_at: Date
  answered_at: Date | null
  done_at: Date | null
  withdrawn_at: Date | null
}

interface CodeRow {
  id: string
  study: string
  parent: string | null
  name: string
  definition: string
  include: string
  exclude: string
  example: string
  example_segment: string | null
  sign: string
  heading: boolean
  position: number
  made_by: string
  made_at: Date
}

declare module '../wall.ts' {
  interface ResearchTables {
    interview_stage: {
      study: string
      variables: string[]
      about: string
      withdraw_until: string
      keep_until: string
      closed_at: Date | null
      made_at: Date
    }
    interview: InterviewRow
    interview_consent: {
      interview: string
      purpose: Purpose
      version: number
      given: boolean
      via: string
      at: Date
    }
    transcript: {
      id: string
      interview: string
      words: string
      length: number
      stored_by: string
      stored_at: Date
    }
    coder: { id: string; study: string; researcher: string | null; name: string }
    code: CodeRow
    segment: {
      id: string
      transcript: string
      code: string
      coder: string
      from_at: number
      to_at: number
      at: Date
    }
    memo: {
      id: string
      study: string
      coder: string
      code: string | null
      transcript: string | null
      segment: string | null
      words: string
      at: Date
    }
    framework_cell: { interview: string; code: string; words: string; coder: string; at: Date }
    interview_withdrawal: { id: string; study: string; at: Date; before: number; after: number }
  }
}

/** An interview as its pages need it. */
export interface Interview extends InterviewRow {
  /** null until its words are stored */
  readonly transcript: string | null
  readonly pieces: number
}

const interviews = (db: ResearchDb, study: string, number: number | null = null) =>
  sql<Interview>`
    select interview.*, withdraw_until::text as withdraw_until, keep_until::text as keep_until,
      transcript.id as transcript,
      (select count(*)::int from segment where segment.transcript = transcript.id) as pieces
    from interview
    left join transcript on transcript.interview = interview.id
    where study = ${study} and (${number}::int is null or number = ${number})
    order by number`.execute(db)

export const interviewsOf = async (db: ResearchDb, study: string) => (await interviews(db, study)).rows

/** @param pseudonym such as P07, as it stands in addresses */
export async function interviewNamed(db: ResearchDb, study: string, pseudonym: string): Promise<Interview | Refusal> {
  const number = numberOf(pseudonym)
  const found = number === null ? undefined : (await interviews(db, study, number)).rows[0]
  return found ?? notFound('interview')
}

/** The last word on each purpose of the second consent; what was never asked is no. */
export async function consentsTo(db: ResearchDb, interview: string): Promise<Record<Purpose, boolean>> {
  const rows = await db
    .selectFrom('interview_consent')
    .distinctOn('purpose')
    .select(['purpose', 'given'])
    .where('interview', '=', interview)
    .orderBy('purpose')
    .orderBy('at', 'desc')
    .execute()
  const said = new Map(rows.map(({ purpose, given }) => [purpose, given]))
  return Object.fromEntries(
    Object.keys(secondConsent).map((purpose) => [purpose, said.get(purpose as Purpose) ?? false]),
  ) as Record<Purpose, boolean>
}

export const stageOf = (db: ResearchDb, study: string) =>
  sql<{ variables: string[]; about: string; withdraw_until: string; keep_until: string; closed_at: Date | null }>`
    select variables, about, withdraw_until::text as withdraw_until, keep_until::text as keep_until, closed_at
    from interview_stage
    where study = ${study}`
    .execute(db)
    .then(({ rows }) => rows[0] ?? null)

/** The coder that a researcher is in a study; entered when they first code. */
export async function coderFor(db: ResearchDb, { id: study }: Pick<StudyHere, 'id'>, { member, name }: Who) {
  const { rows } = await sql<{ id: string }>`
    insert into coder (id, study, researcher, name)
    values (${newId()}, ${study}, ${member}, ${name})
    on conflict (study, researcher) do update set name = excluded.name
    returning id`.execute(db)
  return rows[0]!.id
}

export const codersOf = (db: ResearchDb, study: string) =>
  db
    .selectFrom('coder')
    .select(['id', 'name', 'researcher'])
    .where('study', '=', study)
    .orderBy('name')
    .orderBy('id')
    .execute()

export interface Transcript {
  readonly id: string
  readonly interview: string
  readonly number: number
  readonly words: string
  readonly quoted: boolean
  readonly stored_at: Date
}

/** Every transcript of a study, or one, with whether its words may be quoted. */
export const transcriptsOf = async (db: ResearchDb, study: string, interview: string | null = null) =>
  (
    await sql<Transcript>`
      select transcript.id, interview, number, words, stored_at,
        coalesce((
          select given
          from interview_consent
          where interview_consent.interview = transcript.interview and purpose = 'quoted'
          order by at desc
          limit 1
        ), false) as quoted
      from transcript
      join interview on interview.id = transcript.interview
      where study = ${study} and (${interview}::uuid is null or interview.id = ${interview})
      order by number`.execute(db)
  ).rows

/** What every output stands on: how many people's words there are, and who took theirs back. */
export async function standingOf(db: ResearchDb, study: string): Promise<{ n: number; withdrawals: Withdrawal[] }> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n
    from transcript
    join interview on interview.id = transcript.interview
    where study = ${study}`.execute(db)
  const withdrawals = await db
    .selectFrom('interview_withdrawal')
    .select(['at', 'before', 'after'])
    .where('study', '=', study)
    .orderBy('at')
    .execute()
  return { n: rows[0]!.n, withdrawals }
}
