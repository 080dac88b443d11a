/** What two who are in touch let each other have, as it is now. */
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import { reachOf } from '../members/reach.ts'
import { addressOf } from '../members/tasks.ts'
import type { Shareable } from './tie-rules.ts'
import type { TieId } from './tie-store.ts'

export type Held = Readonly<Record<Shareable, string | null>>

/** What we hold of a member that they could share; null where we hold none. */
export async function heldOf(db: Db | Tx, member: MemberId): Promise<Held> {
  const { phone, address, postcode } = await reachOf(db, member)
  return {
    phone,
    email: await addressOf(db, member),
    address: address && [address, postcode].filter(Boolean).join('\n'),
  }
}

export const sharesOf = async (db: Db | Tx, tie: TieId, member: MemberId) =>
  (await db.selectFrom('tie_share').select('what').where('tie', '=', tie).where('member', '=', member).execute()).map(
    ({ what }) => what,
  )

/** What a member has let the other have, as it is now. The caller knows that the two are in touch. */
export async function sharedBy(db: Db | Tx, tie: TieId, member: MemberId): Promise<Partial<Held>> {
  const names = await sharesOf(db, tie, member)
  if (names.length === 0) return {}
  const held = await heldOf(db, member)
  return Object.fromEntries(names.filter((what) => held[what]).map((what) => [what, held[what]]))
}
