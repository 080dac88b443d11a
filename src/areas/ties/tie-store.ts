/** Ties: two members who agreed to be in touch. */
import { type Generated, sql } from 'kysely'
import { type Brand, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import { type Means, type Shareable, type Standing, standingFor, type TieNow } from './tie-rules.ts'

export type TieId = Brand<string, 'TieId'>

declare module '../../kit/database.ts' {
  interface Tables {
    tie: {
      id: string
      one: string
      other: string
      came_from: CameFrom['from']
      came_from_id: string | null
      state: TieNow['state']
      offered_by: string | null
      offered_at: Date
      agreed_at: Date | null
      ended_at: Date | null
      means: Generated<Means[]>
      words: string | null
      declined_by: string | null
    }
    tie_share: { tie: string; member: string; what: Shareable; since: Date }
    tie_reading: { tie: string; member: string; read_at: Date }
  }
}

/** How two people came to be in touch. */
export interface CameFrom {
  readonly from: 'conversation' | 'gathering' | 'match' | 'desk' | 'glad to talk'
  readonly id: string | null
}

/** A pair in the order in which it is stored. */
export const pairOf = (a: string, b: string) => (a < b ? { one: a, other: b } : { one: b, other: a })

export const tieBetween = (db: Db | Tx, a: string, b: string) => {
  const { one, other } = pairOf(a, b)
  return db.selectFrom('tie').selectAll().where('one', '=', one).where('other', '=', other).executeTakeFirst()
}

/**
 * Open a tie between two who have both said yes; one that had ended or was offered is taken up, and keeps how it began.
 * Whether one has blocked the other is for the caller to ask (care/blocking.ts).
 */
export async function beginTie(db: Tx, a: MemberId, b: MemberId, came: CameFrom, now: Date): Promise<TieId> {
  const { rows } = await sql<{ id: TieId }>`
    insert into tie (id, one, other, came_from, came_from_id, state, offered_at, agreed_at)
    values (${newId(now.getTime())}, ${pairOf(a, b).one}, ${pairOf(a, b).other}, ${came.from}, ${came.id}, 'open', ${now}, ${now})
    on conflict (one, other) do update
    set state = 'open', agreed_at = coalesce(tie.agreed_at, excluded.agreed_at), ended_at = null, declined_by = null, words = null
    returning id`.execute(db)
  return rows[0]!.id
}

/** A tie as one of the two has it before them. */
export interface TieView extends TieNow {
  readonly id: TieId
  readonly offered_at: Date
  readonly ended_at: Date | null
  readonly came_from: CameFrom['from']
  readonly came_from_id: string | null
  readonly means: readonly Means[]
  readonly words: string | null
  /** the other of the two */
  readonly other: MemberId
  readonly name: string
  /** they have left; what the two have rests until they are back */
  readonly away: boolean
  readonly standing: Standing
  /** messages from the other that came since this reader looked */
  readonly unread: number
  /** of these, the newest; and the last day they were in touch in any way, as 2026-03-04 */
  readonly last_contact: string | null
}

const viewColumns = (me: string) => sql`
  t.id, t.state, t.offered_by, t.declined_by, t.offered_at, t.agreed_at, t.ended_at, t.came_from, t.came_from_id,
  t.means, t.words, o.id as other, o.name, o.state = 'left' as away,
  (
    select count(*)::int
    from tie_message m
    where m.tie = t.id
      and m.sender <> ${me}::uuid
      and m.sent_at > coalesce((select read_at from tie_reading r where r.tie = t.id and r.member = ${me}::uuid), '-infinity')
  ) as unread,
  (select max(c.on_to)::text from tie_contact c where c.tie = t.id) as last_contact`
const viewTables = (me: string) => sql`
  tie t
  join member o on o.id = case when t.one = ${me}::uuid then t.other else t.one end`
/** Of somebody one has blocked, only what was between the two before is there. */
const inView = (me: string) => sql`
  (t.one = ${me}::uuid or t.other = ${me}::uuid)
  and not (t.state = 'ended' and t.agreed_at is null)
  and (
    t.state = 'ended'
    or not exists (select from block b where b.member = ${me}::uuid and b.blocked = o.id)
  )`

const seenBy = (me: string) => (row: Omit<TieView, 'standing'>) => ({ ...row, standing: standingFor(row, me) })

/** One tie for one of the two; null when it is not theirs, or was taken back before it began. */
export async function tieFor(db: Db | Tx, id: string, me: MemberId): Promise<TieView | null> {
  const { rows } = await sql<Omit<TieView, 'standing'>>`
    select ${viewColumns(me)}
    from ${viewTables(me)}
    where t.id = ${id} and ${inView(me)}`.execute(db)
  return rows.map(seenBy(me))[0] ?? null
}

/** All of somebody's ties, by name. */
export async function tiesOf(db: Db | Tx, me: MemberId): Promise<TieView[]> {
  const { rows } = await sql<Omit<TieView, 'standing'>>`
    select ${viewColumns(me)}
    from ${viewTables(me)}
    where ${inView(me)}
    order by o.name, t.id`.execute(db)
  return rows.map(seenBy(me))
}

/** Lock a tie of this member's, so that of two who change it at once the second sees what the first did. */
export async function lockedTie(db: Tx, id: string, me: MemberId): Promise<TieView | null> {
  await sql`select from tie where id = ${id} for update`.execute(db)
  return tieFor(db, id, me)
}

/** The other of the two has the page open: nothing in it is new any more. */
export const rememberRead = (db: Db | Tx, tie: TieId, member: MemberId, at: Date) =>
  db
    .insertInto('tie_reading')
    .values({ tie, member, read_at: at })
    .onConflict((clash) => clash.columns(['tie', 'member']).doUpdateSet({ read_at: at }))
    .execute()
