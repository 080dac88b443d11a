/** Notes that a session of staff is in use, and forgets sessions and codes that have run out. */

import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Community } from '../../kit/community.ts'
import { isDatabaseAway } from '../../kit/database-away.ts'
import { job } from '../../kit/jobs.ts'
import { logBug } from '../../kit/log.ts'
import type { Who } from '../../kit/who.ts'
import { isStaff } from './second-step.ts'
import { forgetCodes } from './sign-in-codes.ts'

/** milliseconds between two notes about one session */
const often = 10 * 60 * 1000
const noted = new LRUCache<string, true>({ max: 1000, ttl: often })

/** Nobody waits for it: a note that is lost is made with the next page. */
export function noteUse({ db }: Pick<Community, 'db'>, { session, roleHeld }: Who) {
  if (!session || !isStaff(roleHeld) || noted.has(session)) return
  noted.set(session, true)
  db.updateTable('session')
    .set({ used_at: new Date() })
    .where('id', '=', session)
    .execute()
    .catch((error) => {
      noted.delete(session)
      if (!isDatabaseAway(error)) logBug('noting that a session is in use', error)
    })
}

/** What has run out is good for nothing, and tells when somebody was here. */
export const forgetRunOut = job({
  name: 'members.forget-run-out',
  cron: '25 3 * * *',
  async work(_, { db }) {
    await sql`
      delete from session
      using member
      where member.id = session.login_id::uuid
        and (
          session.expires_at < now()
          or member.role not in ('member', 'helper') and session.used_at < now() - interval '1 day'
        )`.execute(db)
    await forgetCodes(db, new Date())
    await sql`delete from verification where expires_at < now()`.execute(db)
  },
})
