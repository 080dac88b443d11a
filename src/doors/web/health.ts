import type { Context } from 'hono'
import { version } from '../../kit/config.ts'
import { jobsWaiting } from '../../kit/jobs.ts'
import { allBackedUpSince } from '../../kit/nightly-backup.ts'
import type { Env, Server } from '../../kit/web.ts'

/** For a watchdog: is it well, which version, which database, how much work waits, since when all is backed up. */
export async function health(c: Context<Env>, { communities }: Server) {
  try {
    const { rows } = await communities.pool.query<{ server_version: string }>('show server_version')
    const jobs = await jobsWaiting(communities.pool)
    const database = `PostgreSQL ${rows[0]!.server_version.split(' ')[0]}`
    return c.json({ ok: true, version, database, jobs, backedUp: await allBackedUpSince(communities.pool) })
  } catch {
    return c.json({ ok: false, version, database: 'away', jobs: null, backedUp: null }, 503)
  }
}
