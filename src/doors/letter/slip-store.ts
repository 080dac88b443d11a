/** Slips: what was printed, what came back, what it became. */
import { sql } from 'kysely'
import { type Brand, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { Answer, AnswerField } from '../../kit/lists.ts'
import type { MemberId } from '../../kit/who.ts'
import { newSlipCode } from './codes.ts'

export type SlipId = Brand<string, 'SlipId'>
export type PaperId = Brand<string, 'PaperId'>
/** What was written on a slip, by field. */
export type Said = Readonly<Record<string, string>>

declare module '../../kit/database.ts' {
  interface Tables {
    slip: {
      id: string
      code: string
      member: string
      letter: string | null
      title: string
      answer: SlipAnswer
      made_at: Date
      state: 'open' | 'done' | 'kept' | 'closed'
      keyed_at: Date | null
      keyed_by: string | null
      said: Said | null
      because: string | null
      subject: string | null
      confirmed_at: Date | null
    }
    paper: {
      id: string
      words: string
      seems_from: string | null
      kept_by: string
      kept_at: Date
      closed_at: Date | null
      closed_by: string | null
      done: string | null
    }
  }
}

/** What a slip becomes. Without a task, or with one by the box that was ticked, see `general-slips.ts`. */
export type SlipAnswer = Omit<Answer, 'task'> & { readonly task: string | null }

/** A slip that is to be printed. */
export interface NewSlip {
  readonly title: string
  readonly answer: SlipAnswer
  /** what is printed, where the desk asks for more than the paper does */
  readonly printed?: readonly AnswerField[]
}

/** Make slips for a letter. @returns their codes, in the same order */
export async function insertSlips(
  db: Tx,
  { member, letter, now }: { member: MemberId; letter: string; now: Date },
  slips: readonly NewSlip[],
): Promise<string[]> {
  const rows = slips.map(({ title, answer }) => ({
    id: newId(now.getTime()),
    code: newSlipCode(),
    member,
    letter,
    title,
    answer: JSON.stringify(answer) as never,
    made_at: now,
    state: 'open' as const,
    keyed_at: null,
    keyed_by: null,
    said: null,
    because: null,
    subject: null,
    confirmed_at: null,
  }))
  if (rows.length > 0) await db.insertInto('slip').values(rows).execute()
  return rows.map(({ code }) => code)
}

export interface SlipRow {
  id: SlipId
  code: string
  member: MemberId
  name: string
  member_state: string
  title: string
  answer: SlipAnswer
  made_at: Date
  state: 'open' | 'done' | 'kept' | 'closed'
  keyed_at: Date | null
  said: Said | null
  because: string | null
  subject: string | null
}

/** @param lock hold it until the transaction ends, so that two who key it in at once do it once */
export async function slipByCode(db: Db | Tx, code: string, lock = false): Promise<SlipRow | null> {
  const { rows } = await sql<SlipRow>`
    select s.id, s.code, s.member, m.name, m.state as member_state, s.title, s.answer, s.made_at, s.state, s.keyed_at,
      s.said, s.because, s.subject
    from slip s
    join member m on m.id = s.member
    where s.code = ${code}
    ${lock ? sql`for update of s` : sql``}`.execute(db)
  return rows[0] ?? null
}

/** Slips that wait for a person, oldest first. */
export async function keptSlips(db: Db | Tx): Promise<SlipRow[]> {
  const { rows } = await sql<SlipRow>`
    select s.id, s.code, s.member, m.name, m.state as member_state, s.title, s.answer, s.made_at, s.state, s.keyed_at,
      s.said, s.because, s.subject
    from slip s
    join member m on m.id = s.member
    where s.state = 'kept'
    order by s.keyed_at
    limit 100`.execute(db)
  return rows
}

export const openPapers = (db: Db | Tx) =>
  db
    .selectFrom('paper')
    .select(['id', 'words', 'seems_from', 'kept_at'])
    .where('closed_at', 'is', null)
    .orderBy('kept_at')
    .limit(100)
    .execute()

export interface Became {
  id: string
  title: string
  task: string | null
  state: 'done' | 'kept' | 'closed'
  keyed_at: Date
  because: string | null
  subject: string | null
}

/** Slips of a member that were keyed in by a moment, and of which no letter has told them yet. */
export async function toConfirm(db: Db | Tx, member: MemberId, until: Date): Promise<Became[]> {
  const { rows } = await sql<Became>`
    select id, title, answer->>'task' as task, state, keyed_at, because, subject
    from slip
    where member = ${member} and keyed_at <= ${until} and confirmed_at is null
    order by keyed_at`.execute(db)
  return rows
}
