/** The whole house, started and stopped: database, migrations, communities, signals, jobs, web. */
import { createAdaptorServer } from '@hono/node-server'
import { Postman } from './doors/email/deliver.ts'
import './doors/email/digest.ts'
import './areas/care/hears.ts'
import './doors/email/hears.ts'
import { openExample } from './areas/example/opening.ts'
import './areas/conversations/hears.ts'
import './areas/moving-in/hears.ts'
import { webApp } from './doors/web/app.ts'
import { Communities } from './kit/community.ts'
import { type Config, listenOn, WrongSetting } from './kit/config.ts'
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
 * @throws WrongSetting when the database, the port or --example cannot be had
 */
export async function startServer(config: Config, settings: PoolSettings, own: OwnPostgres | null): Promise<Running> {
  const pool = openPool(settings)
  await checkDatabase(pool)
  const communities = new Communities(pool, config.publicUrl)
  await communities.migrateAll()
  if (config.example) await openExample(communities)
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
    http.once('error', (error) => reject(portWords(error, config.port)))
    http.listen(config.port, listenOn(config), resolve)
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

const oldest = 15

async function checkDatabase(pool: ReturnType<typeof openPool>) {
  const { rows } = await pool
    .query<{ version: number }>("select current_setting('server_version_num')::int / 10000 as version")
    .catch((error: Error) => {
      throw new WrongSetting(
        `The database at DATABASE_URL cannot be reached (${error.message || 'no answer'}): check the address, or leave it out.`,
      )
    })
  const { version } = rows[0]!
  if (version < oldest)
    throw new WrongSetting(`The database at DATABASE_URL is PostgreSQL ${version}, but must be ${oldest} or newer.`)
}

/** A port that cannot be had is a setting to change; anything else is a bug. */
export function portWords(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new WrongSetting(`Port ${port} is in use: choose another with --port NUMBER.`)
  if (error.code === 'EACCES')
    return new WrongSetting(`Port ${port} may not be used by this user: choose one above 1024 with --port NUMBER.`)
  return error
}
