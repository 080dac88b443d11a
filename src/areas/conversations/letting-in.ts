import type { Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import type { CircleId } from './store.ts'

/** Let a person into a circle; who is in it already stays in it. */
export const letIn = (db: Tx, circle: CircleId, member: MemberId) =>
  db
    .insertInto('circle_member')
    .values({ circle, member })
    .onConflict((clash) => clash.doNothing())
    .execute()
