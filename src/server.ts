/** The whole house, started and stopped: database, migrations, communities, signals, jobs, web. */
import { createAdaptorServer } from '@hono/node-server'
import { Postman } from './doors/email/deliver.ts'
import './doors/email/digest.ts'
import './doors/email/hears.ts'
import { webApp } from './doors/web/app.ts'
import { Communities } from './kit/community.ts'
import type { Config } from './kit/config.ts'
import { openPool, type PoolSettings } from './kit/database.ts'
import { Signals } from './kit/events.ts'
import { Jobs } from './kit/jobs.ts'
import type { OwnPostgres } from './kit/postgres.ts'
import type { Server } from './kit/web.ts'

export interface Running {
  readonly server: Server
  readonly port: number
  stop(): Promise<void>
}

/**
 * Start everything that stands on a database.
 *
 * @param own the PostgreSQL that came along, when it is ours to look after
 */
export async function startServer(config: Config, settings: PoolSettings, own: OwnPostgres | null): Promise<Running> {
  const pool = openPool(settings)
  const communities = new Communities(pool, config.publicUrl)
  await communities.migrateAll()
  const signals = new Signals(settings, async () => {
    await own?.ensureRunning()
  })
  await signals.open()
  const jobs = new Jobs(pool, communities)
  await jobs.start()
  const server: Server = { config, communities, signals, jobs }
  const postman = new Postman(server)
  postman.start()
  const http = createAdaptorServer({ fetch: webApp(server).fetch })
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(config.port, resolve)
  })
  const address = http.address()
  return {
    server,
    port: typeof address === 'object' && address ? address.port : config.port,
    async stop() {
      await new Promise<void>((resolve) => {
        http.close(() => resolve())
        if ('closeAllConnections' in http) setTimeout(() => http.closeAllConnections(), 1500).unref()
      })
      await jobs.stop()
      await postman.stop()
      await signals.close()
      await pool.end()
    },
  }
}
