/** What was decided, by whom and why. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import type { MatterKind, Outcome } from './rules.ts'
import { type DecisionId, type Matter, type MatterId, mattersOnAPage } from './store.ts'

export interface Decided {
  id: DecisionId
  matter: MatterId
  kind: MatterKind
  outcome: Outcome
  /** what a decision that was changed has become */
  becomes: Outcome | null
  reason: string
  role: string
  by: MemberId
  by_name: string
  at: Date
  post: string | null
  writer: MemberId | null
  /** who sent the report, complaint or appeal */
  sender: MemberId | null
  code: string | null
  wrong: string | null
  title: string | null
  conversation: string | null
  number: number | null
  /** the second look that was asked for, if any */
  appeal: MatterId | null
  appeal_decided: boolean
}

const decidedColumns = sql`
  d.id, d.matter, m.kind, d.outcome, d.becomes, d.reason, d.role, d.by, s.name as by_name, d.at, d.post, d.writer,
  m.by as sender, m.code, m.wrong, c.title, c.id as conversation, p.number,
  a.id as appeal, a.decided_at is not null as appeal_decided`
const decidedTables = sql`
  decision d
  join matter m on m.id = d.matter
  join member s on s.id = d.by
  left join post p on p.id = d.post
  left join conversation c on c.id = p.conversation
  left join matter a on a.appeals = d.id`

export async function decisionById(db: Db | Tx, id: string): Promise<Decided | null> {
  const { rows } = await sql<Decided>`select ${decidedColumns} from ${decidedTables} where d.id = ${id}`.execute(db)
  return rows[0] ?? null
}

export async function decisionAbout(db: Db | Tx, matter: string): Promise<Decided | null> {
  const { rows } =
    await sql<Decided>`select ${decidedColumns} from ${decidedTables} where d.matter = ${matter}`.execute(db)
  return rows[0] ?? null
}

/** The last time the writer of a post was asked to change it. */
export async function lastAsked(db: Db | Tx, post: string): Promise<Decided | null> {
  const { rows } = await sql<Decided>`
    select ${decidedColumns}
    from ${decidedTables}
    where d.post = ${post} and d.outcome = 'change'
    order by d.at desc
    limit 1`.execute(db)
  return rows[0] ?? null
}

/** What was decided, newest first. */
export async function decided(db: Db, page: number): Promise<Decided[]> {
  const { rows } = await sql<Decided>`
    select ${decidedColumns}
    from ${decidedTables}
    order by d.at desc, d.id desc
    limit ${mattersOnAPage}
    offset ${(page - 1) * mattersOnAPage}`.execute(db)
  return rows
}

/**
 * Decisions a member is told of: those about their posts, and those about what they sent us.
 * A report that changed nothing stays between the reporter and us.
 */
const concerns = (member: MemberId) => sql`
  (m.by = ${member} or (d.writer = ${member} and d.outcome not in ('leave', 'stands')))`

/** Decisions that concern a member, newest first. */
export async function decisionsFor(db: Db, member: MemberId, page: number): Promise<Decided[]> {
  const { rows } = await sql<Decided>`
    select ${decidedColumns}
    from ${decidedTables}
    where ${concerns(member)}
    order by d.at desc, d.id desc
    limit ${mattersOnAPage}
    offset ${(page - 1) * mattersOnAPage}`.execute(db)
  return rows
}

export async function countDecisions(db: Db, member: MemberId | null = null): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n
    from decision d
    join matter m on m.id = d.matter
    where ${member ? concerns(member) : sql`true`}`.execute(db)
  return rows[0]!.n
}

export async function insertDecision(
  tx: Tx,
  made: {
    id: DecisionId
    outcome: Outcome
    becomes: Outcome | null
    reason: string
    by: MemberId
    role: string
    at: Date
  },
  { id: matter, post, writer }: Matter,
) {
  await tx
    .insertInto('decision')
    .values({ ...made, matter, post, writer })
    .execute()
  await tx.updateTable('matter').set({ decided_at: made.at }).where('id', '=', matter).execute()
}
