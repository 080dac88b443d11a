/** The tables of letters: batches, letters, the PDF in pieces. */
import { type Generated, sql } from 'kysely'
import type { Preferences } from '../../areas/members/preferences.ts'
import type { Brand } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import type { LetterContent } from './content.ts'

export type BatchId = Brand<string, 'BatchId'>
export type LetterId = Brand<string, 'LetterId'>

declare module '../../kit/database.ts' {
  interface Tables {
    letter_batch: {
      id: string
      made_by: string
      made_at: Date
      people: number
      written_at: Date | null
      printed: Generated<number>
      printed_at: Date | null
      pages: Generated<number>
      bytes: Generated<number>
      changed_at: Date | null
      posted_at: Date | null
      posted_by: string | null
    }
    letter_piece: { batch: string; position: number; bytes: Buffer }
    letter: {
      id: string
      batch: string
      member: string
      position: number
      since: Date
      until: Date
      content: LetterContent | null
      written_at: Date | null
      speakers: Generated<string[]>
      notices: Generated<string[]>
      confirms: Generated<string[]>
      posted_at: Date | null
    }
  }
}

export interface Candidate {
  member: MemberId
  name: string
  state: 'member' | 'paused' | 'left'
  how_often: Preferences['digest']
  joined: Date
  last: Date | null
  /** letters are the door that reaches them, and they did not pause, or kept their letter */
  wants: boolean
  /** a notice waits for a letter, or a slip that was keyed in is to be confirmed */
  told: boolean
}

/**
 * Members whom a letter can reach: letters are the door they chose or the only one there is, or something that was to be
 * told by letter waits: whoever paused or left still hears that it was done. By name, as a volunteer looks for them.
 */
export async function candidates(db: Db | Tx): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select m.id as member, m.name, m.state, coalesce(p.digest, 'monthly') as how_often,
      coalesce((select max(began_at) from membership s where s.member = m.id and s.ended_at is null), m.made_at) as joined,
      (select max(until) from letter l where l.member = m.id and l.posted_at is not null) as last,
      d.by_letter and (m.state = 'member' or m.state = 'paused' and 'letter' = any(coalesce(a.keeps, '{}'))) as wants,
      exists (
        select from notice n
        where n.member = m.id and n.door = 'letter' and n.told_at is null
          and (m.state = 'member' or n.kind = 'answer' or n.kind = any(coalesce(a.keeps, '{}')))
      )
      or d.by_letter and m.state <> 'left' and exists (
        select from slip s
        where s.member = m.id and s.keyed_at is not null and s.confirmed_at is null
          and (m.state = 'member' or a.keeps && array['answer', 'letter'])
      ) as told
    from member m
    join reach r on r.member = m.id
    left join preference p on p.member = m.id
    left join login g on g.id = m.id::text
    left join lateral (
      select keeps from absence
      where absence.member = m.id and kind = 'paused' and ended_at is null
      order by began_at desc
      limit 1
    ) a on true
    cross join lateral (
      select coalesce(p.door, case when g.email is null then 'letter' end, 'email') = 'letter' as by_letter
    ) d
    where r.address is not null
      and m.state in ('member', 'paused', 'left')
      and coalesce(p.door, '') <> 'none'
    order by m.name, m.id`.execute(db)
  return rows
}

/** Members who want letters, but whose address we do not have. */
export const withoutAddress = (db: Db | Tx) =>
  db
    .selectFrom('member')
    .innerJoin('preference', 'preference.member', 'member.id')
    .leftJoin('reach', 'reach.member', 'member.id')
    .select(['member.id', 'member.name'])
    .where('preference.door', '=', 'letter')
    .where('reach.address', 'is', null)
    .where('member.state', '=', 'member')
    .orderBy('member.name')
    .execute()

export type Batch = Awaited<ReturnType<typeof openBatch>>

/** The batch that is being made or waits to be posted, with how many of its letters are written. */
export const openBatch = (db: Db | Tx) => batchWhere(db, sql`b.posted_at is null`)
export const batchById = (db: Db | Tx, id: string) => batchWhere(db, sql`b.id = ${id}`)

async function batchWhere(db: Db | Tx, holds: ReturnType<typeof sql>) {
  const { rows } = await sql<{
    id: BatchId
    made_at: Date
    people: number
    written: number
    letters: number
    written_at: Date | null
    printed: number
    printed_at: Date | null
    pages: number
    bytes: number
    changed_at: Date | null
    posted_at: Date | null
  }>`
    select b.id, b.made_at, b.people, b.written_at, b.printed, b.printed_at, b.pages, b.bytes, b.changed_at, b.posted_at,
      (select count(*)::int from letter l where l.batch = b.id) as letters,
      (select count(*)::int from letter l where l.batch = b.id and l.written_at is not null) as written
    from letter_batch b
    where ${holds}
    order by b.made_at desc
    limit 1`.execute(db)
  return rows[0] ?? null
}

/** Batches that were posted, newest first. */
export async function postedBatches(db: Db | Tx) {
  const { rows } = await sql<{ id: string; posted_at: Date; letters: number; has_pdf: boolean }>`
    select b.id, b.posted_at,
      (select count(*)::int from letter l where l.batch = b.id) as letters,
      b.printed_at is not null and exists (select from letter_piece p where p.batch = b.id) as has_pdf
    from letter_batch b
    where b.posted_at is not null
    order by b.posted_at desc
    limit 24`.execute(db)
  return rows
}

export const lettersOf = (db: Db | Tx, member: string) =>
  db
    .selectFrom('letter')
    .select(['id', 'content', 'posted_at', 'until'])
    .where('member', '=', member)
    .where('posted_at', 'is not', null)
    .orderBy('until', 'desc')
    .execute()

/** What their last letter said; null when there was none, or its words are forgotten. */
export async function lastLetterTo(db: Db | Tx, member: string): Promise<LetterContent | null> {
  const [last] = await lettersOf(db, member)
  return last?.content ?? null
}

/** One letter that was posted to this member. */
export const letterOf = (db: Db | Tx, member: string, id: string) =>
  db
    .selectFrom('letter')
    .select(['id', 'content', 'posted_at'])
    .where('member', '=', member)
    .where('id', '=', id)
    .where('posted_at', 'is not', null)
    .executeTakeFirst()

/** The pieces of a batch's PDF, one at a time. */
export async function* piecesOf(db: Db, batch: string) {
  for (let position = 0; ; position++) {
    const piece = await db
      .selectFrom('letter_piece')
      .select('bytes')
      .where('batch', '=', batch)
      .where('position', '=', position)
      .executeTakeFirst()
    if (!piece) return
    yield piece.bytes
  }
}

/** The PDF of these batches is no longer so. */
export async function dropPdf(db: Db | Tx, batches: readonly string[]) {
  await sql`delete from letter_piece where batch = any(${[...batches]}::uuid[])`.execute(db)
}

/**
 * Letters that are not posted yet are written again, because something changed for those they are for, or for those whose
 * words are in them. The PDF is made again with them.
 *
 * @param whose SQL that picks letters, as `l`
 */
export async function writeAgain(db: Tx, whose: ReturnType<typeof sql>, now: Date) {
  // The batch first, as whoever marks it as posted does.
  await sql`select from letter_batch where posted_at is null for update`.execute(db)
  const { rows } = await sql<{ id: string; batch: string }>`
    update letter l
    set content = null, written_at = null, speakers = '{}', notices = '{}', confirms = '{}'
    where l.posted_at is null and l.written_at is not null and (${whose})
    returning l.id, l.batch`.execute(db)
  if (rows.length === 0) return
  const batches = [...new Set(rows.map(({ batch }) => batch))]
  await sql`delete from slip where state = 'open' and letter = any(${rows.map(({ id }) => id)}::uuid[])`.execute(db)
  await dropPdf(db, batches)
  await sql`
    update letter_batch
    set written_at = null, changed_at = case when printed_at is null then changed_at else ${now} end,
      printed_at = null, printed = 0, pages = 0, bytes = 0
    where id = any(${batches}::uuid[])`.execute(db)
}
