/**
 * The wall between research and support. Studies run their queries as a role that PostgreSQL gives no right to posts,
 * messages, ties, names or addresses; and their handle has types of its own, so that such a query does not even compile.
 */
import { sql, type Transaction } from 'kysely'
import type { Community } from '../../kit/community.ts'
import type { Tx } from '../../kit/database.ts'
import { type Refusal, refuse } from '../../kit/refuse.ts'

/** Every table of the research side. Rooms of this area add theirs by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface ResearchTables {}

/** A handle that is on the research side of the wall. */
export type ResearchDb = Transaction<ResearchTables>

export const researchRole = ({ schema }: Pick<Community, 'schema'>) => `research_${schema}`

export const studiesClosed = refuse(
  'Studies are closed here: the database has no role for them yet. docs/studies.md says how to make it.',
  409,
)

/**
 * Do something on the research side, in a transaction of its own.
 *
 * @returns what it returns, or a refusal when this database has no such role
 */
export const asResearch = <Outcome>(community: Community, what: (db: ResearchDb) => Promise<Outcome>) =>
  community.db.transaction().execute((tx) => insideWall(tx, community, what))

/**
 * The same inside a transaction that has begun, such as a task's. Afterwards the transaction is on its own side again;
 * when it fails, all of it is undone with the role.
 */
export async function insideWall<Outcome>(
  tx: Tx,
  community: Pick<Community, 'schema'>,
  what: (db: ResearchDb) => Promise<Outcome>,
): Promise<Outcome | Refusal> {
  const role = researchRole(community)
  // One statement, because everything that many people do at once goes through here.
  const { rows } = await sql<{ now: string | null }>`
    select set_config('role', rolname, true) as now
    from pg_roles
    where rolname = ${role} and pg_has_role(oid, 'member')`.execute(tx)
  if (rows.length === 0) return studiesClosed
  const outcome = await what(tx as unknown as ResearchDb)
  await sql`reset role`.execute(tx)
  return outcome
}

/** Whether this database has the role that the research side stands on. */
export const isWallRaised = async (db: Tx, community: Pick<Community, 'schema'>) =>
  (await insideWall(db, community, async () => true)) === true

/** Raise the wall at a start: where the role was made since by the database's owner, it gets its tables now. */
export const raiseWall = ({ db }: Community) => sql`select raise_wall()`.execute(db)
