/** Ties: two members who agreed to be in touch. */
import { sql } from 'kysely'
import { type Brand, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'

export type TieId = Brand<string, 'TieId'>

declare module '../../kit/database.ts' {
  interface Tables {
    tie: {
      id: string
      one: string
      other: string
      came_from: CameFrom['from']
      came_from_id: string | null
      state: 'offered' | 'open' | 'declined' | 'ended'
      offered_by: string | null
      offered_at: Date
      agreed_at: Date | null
      ended_at: Date | null
    }
  }
}

/** How two people came to be in touch. */
export interface CameFrom {
  readonly from: 'conversation' | 'gathering' | 'match' | 'desk'
  readonly id: string | null
}

/** A pair in the order in which it is stored. */
export const pairOf = (a: string, b: string) => (a < b ? { one: a, other: b } : { one: b, other: a })

export const tieBetween = (db: Db | Tx, a: string, b: string) => {
  const { one, other } = pairOf(a, b)
  return db.selectFrom('tie').selectAll().where('one', '=', one).where('other', '=', other).executeTakeFirst()
}

/** Open a tie between two who have both said yes; one that had ended or was offered is taken up. */
export async function beginTie(db: Tx, a: MemberId, b: MemberId, came: CameFrom, now: Date): Promise<TieId> {
  const { rows } = await sql<{ id: TieId }>`
    insert into tie (id, one, other, came_from, came_from_id, state, offered_at, agreed_at)
    values (${newId(now.getTime())}, ${pairOf(a, b).one}, ${pairOf(a, b).other}, ${came.from}, ${came.id}, 'open', ${now}, ${now})
    on conflict (one, other) do update
    set state = 'open', agreed_at = excluded.agreed_at, ended_at = null
    returning id`.execute(db)
  return rows[0]!.id
}
