/** For a watchdog: is it well, and if not, what is wrong, in words. Versions are for this machine alone. */
import { existsSync, statfsSync } from 'node:fs'
import type { Context } from 'hono'
import { version } from '../../kit/config.ts'
import { withinTime } from '../../kit/database-watch.ts'
import { diskWasFull } from '../../kit/disk.ts'
import { jobsWaiting } from '../../kit/jobs.ts'
import { allBackedUpSince, allReadBack } from '../../kit/nightly-backup.ts'
import { headersOf } from '../../kit/safety-headers.ts'
import type { Env, Server } from '../../kit/web.ts'
import { mailWithNobodyToSendIt } from '../email/deliver.ts'
import { fromThisMachine } from '../email/rules.ts'

/** milliseconds: a watchdog has its answer well within ten seconds */
const patience = 5000
/** bytes below which PostgreSQL may not be able to write any more */
const little = 64 * 1024 * 1024

/** One thing that is looked at: null when it is well, or one sentence. */
type Check = (server: Server) => Promise<string | null> | string | null

const checks: Readonly<Record<string, Check>> = {
  disk: ({ config }) =>
    diskWasFull() || (!config.databaseUrl && isNearlyFull(config.dataDir))
      ? 'The disk is full. Nothing new can be stored until there is room.'
      : null,
  mail: async (server) =>
    (await mailWithNobodyToSendIt(server)) ? 'Mail waits, and no process with SMTP_URL is running to send it.' : null,
}

function isNearlyFull(folder: string) {
  if (!existsSync(folder)) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize < little
}

export async function health(c: Context<Env>, server: Server) {
  const headers = { ...headersOf(server.config).every, 'cache-control': 'no-store' }
  const here = fromThisMachine(c.env?.incoming?.socket.remoteAddress, (name) => c.req.header(name))
  try {
    const found = await withinTime(look(server), patience)
    const { postgres, ...rest } = found
    const versions = here ? { version, database: `PostgreSQL ${postgres}` } : { database: 'answers' }
    return c.json({ ...rest, ...versions }, found.ok ? 200 : 503, headers)
  } catch {
    const wrong = ['The database does not answer.']
    const what = { ok: false, wrong, database: 'away', jobs: null, backedUp: null, readBack: null }
    return c.json(here ? { ...what, version } : what, 503, headers)
  }
}

async function look(server: Server) {
  const { pool } = server.communities
  const { rows } = await pool.query<{ server_version: string }>('show server_version')
  const wrong: string[] = []
  for (const check of Object.values(checks)) {
    const says = await check(server)
    if (says) wrong.push(says)
  }
  return {
    ok: wrong.length === 0,
    wrong,
    jobs: await jobsWaiting(pool),
    backedUp: await allBackedUpSince(pool),
    readBack: await allReadBack(pool),
    postgres: rows[0]!.server_version.split(' ')[0],
  }
}
