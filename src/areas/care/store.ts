/** The tables of this area, and what waits for a person. Posts are read here; the conversations area changes them. */
import { type Generated, sql } from 'kysely'
import type { Brand } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import type { MatterKind, Outcome } from './rules.ts'

export type MatterId = Brand<string, 'MatterId'>
export type DecisionId = Brand<string, 'DecisionId'>

declare module '../../kit/database.ts' {
  interface Tables {
    matter: {
      id: string
      kind: MatterKind
      post: string | null
      reasons: Generated<string[]>
      wrong: string | null
      place: string | null
      words: string | null
      code: string | null
      by: string | null
      email: string | null
      urgent: Generated<boolean>
      appeals: string | null
      once: string | null
      came_at: Date
      decided_at: Date | null
    }
    decision: {
      id: string
      matter: string
      outcome: Outcome
      becomes: Outcome | null
      reason: string
      by: string
      role: string
      post: string | null
      writer: string | null
      at: Date
    }
  }
}

export interface Matter {
  id: MatterId
  kind: MatterKind
  post: string | null
  reasons: string[]
  wrong: string | null
  place: string | null
  words: string | null
  code: string | null
  by: MemberId | null
  email: string | null
  urgent: boolean
  appeals: DecisionId | null
  once: string | null
  came_at: Date
  decided_at: Date | null
  /** whose post it is about */
  writer: MemberId | null
  writer_name: string | null
  /** the conversation the post is in */
  title: string | null
  post_state: string | null
  /** who made the decision that is looked at again */
  first_decider: MemberId | null
}

const matterColumns = sql`
  m.id, m.kind, m.post, m.reasons, m.wrong, m.place, m.words, m.code, m.by, m.email, m.urgent, m.appeals, m.once,
  m.came_at, m.decided_at,
  p.author as writer, case when w.state = 'left' then 'a former member' else w.name end as writer_name,
  c.title, p.state as post_state, first.by as first_decider`
const matterTables = sql`
  matter m
  left join post p on p.id = m.post
  left join conversation c on c.id = p.conversation
  left join member w on w.id = p.author
  left join decision first on first.id = m.appeals`
/** A held post that its writer took back waits for nobody. */
const stillWaits = sql`m.decided_at is null and (m.kind <> 'held' or p.state = 'held')`

export async function matterById(db: Db | Tx, id: string): Promise<Matter | null> {
  const { rows } = await sql<Matter>`select ${matterColumns} from ${matterTables} where m.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Lock a matter, so that of two moderators who decide at once the second is told. */
export const lockMatter = (tx: Tx, id: string) => sql`select from matter where id = ${id} for update`.execute(tx)

/** A report already stored under this key, when the same form is sent twice. */
export const matterSentOnce = (db: Db | Tx, once: string) =>
  db.selectFrom('matter').select(['id', 'code', 'by']).where('once', '=', once).executeTakeFirst()

export async function matterByCode(db: Db | Tx, code: string): Promise<Matter | null> {
  const { rows } = await sql<Matter>`select ${matterColumns} from ${matterTables} where m.code = ${code}`.execute(db)
  return rows[0] ?? null
}

export const mattersOnAPage = 20

/** What waits, the urgent first, then the oldest. */
export async function waiting(db: Db, kinds: readonly MatterKind[], page: number): Promise<Matter[]> {
  const { rows } = await sql<Matter>`
    select ${matterColumns}
    from ${matterTables}
    where m.kind = any(${kinds as MatterKind[]}) and ${stillWaits}
    order by m.urgent desc, m.came_at, m.id
    limit ${mattersOnAPage}
    offset ${(page - 1) * mattersOnAPage}`.execute(db)
  return rows
}

export interface WaitingCounts {
  held: number
  reported: number
  appeals: number
  urgent: number
}

export async function countWaiting(db: Db): Promise<WaitingCounts> {
  const { rows } = await sql<WaitingCounts>`
    select (count(*) filter (where m.kind = 'held'))::int as held,
      (count(*) filter (where m.kind in ('report', 'complaint')))::int as reported,
      (count(*) filter (where m.kind = 'appeal'))::int as appeals,
      (count(*) filter (where m.urgent))::int as urgent
    from matter m
    left join post p on p.id = m.post
    where ${stillWaits}`.execute(db)
  return rows[0]!
}

/** Other reports of the same post that wait: one decision answers them all. */
export async function otherReports(db: Db | Tx, matter: Matter): Promise<Matter[]> {
  const { rows } = await sql<Matter>`
    select ${matterColumns}
    from ${matterTables}
    where m.post = ${matter.post} and m.id <> ${matter.id} and m.kind = 'report' and m.decided_at is null
    order by m.came_at`.execute(db)
  return rows
}

export const insertMatter = (
  tx: Tx,
  matter: Pick<Matter, 'id' | 'kind' | 'came_at'> & Partial<Omit<Matter, 'id' | 'kind' | 'came_at'>>,
) => {
  const { id, kind, came_at, post, reasons, wrong, place, words, code, by, email, urgent, appeals, once } = matter
  return tx
    .insertInto('matter')
    .values({
      id,
      kind,
      came_at,
      post: post ?? null,
      reasons: reasons ?? [],
      wrong: wrong ?? null,
      place: place ?? null,
      words: words ?? null,
      code: code ?? null,
      by: by ?? null,
      email: email ?? null,
      urgent: urgent ?? false,
      appeals: appeals ?? null,
      once: once ?? null,
      decided_at: null,
    })
    .execute()
}

/** A post is held, or held again after a change: it waits once. */
export async function holdAgain(tx: Tx, held: { id: MatterId; post: string; reasons: readonly string[]; at: Date }) {
  const changed = await tx
    .updateTable('matter')
    .set({ reasons: [...held.reasons] })
    .where('post', '=', held.post)
    .where('kind', '=', 'held')
    .where('decided_at', 'is', null)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n)
    await insertMatter(tx, { id: held.id, kind: 'held', post: held.post, reasons: [...held.reasons], came_at: held.at })
}

/** How many reports and complaints a member sent since a time. */
export async function sentSince(db: Db | Tx, member: MemberId, since: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n
    from matter
    where by = ${member} and came_at > ${since} and kind in ('report', 'complaint')`.execute(db)
  return rows[0]!.n
}

/** Addresses that visitors left are forgotten once nobody needs them. */
export const forgetAddresses = (db: Db, decidedBefore: Date) =>
  db
    .updateTable('matter')
    .set({ email: null })
    .where('email', 'is not', null)
    .where('decided_at', '<', decidedBefore)
    .execute()
