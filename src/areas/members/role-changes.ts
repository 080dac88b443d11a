/** Changes of role, as the audit log has them. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'

/** days in which a new role, or the loss of one, opens nobody's door */
export const settlingDays = 30

/** Whether somebody was given another role in the last days: up or down, either can be a trick. */
export async function roleChangedLately(db: Db | Tx, member: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    select from audit
    where task = 'members.give-role'
      and subject = ${member}
      and at > ${now}::timestamptz - make_interval(days => ${settlingDays})
    limit 1`.execute(db)
  return rows.length > 0
}
