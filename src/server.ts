/** The whole house, started and stopped: database, migrations, communities, signals, jobs, web. */
import type { Server as HttpServer } from 'node:http'
import { Postman } from './doors/email/deliver.ts'
import './doors/email/digest.ts'
import './doors/phone/forgotten.ts'
import './listeners.ts'
import { openExample } from './areas/example/opening.ts'
import { raiseWall } from './areas/studies/wall.ts'
import { webApp } from './doors/web/app.ts'
import { httpServer } from './doors/web/listener.ts'
import { Communities } from './kit/community.ts'
import { type Config, listenOn } from './kit/config.ts'
import { openPool, type Pool, type PoolSettings } from './kit/database.ts'
import type { DatabaseAddress } from './kit/database-address.ts'
import { isDatabaseAway } from './kit/database-away.ts'
import { checkDatabase } from './kit/database-check.ts'
import { DatabaseWatch } from './kit/database-watch.ts'
import { keepErasures } from './kit/erasures.ts'
import { Signals } from './kit/events.ts'
import { Jobs } from './kit/jobs.ts'
import { logBug } from './kit/log.ts'
import './kit/nightly-backup.ts'
import { portWords } from './kit/port.ts'
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
export async function startServer(
  config: Config,
  where: PoolSettings | DatabaseAddress,
  own: OwnPostgres | null,
): Promise<Running> {
  const pool = openPool(where)
  const communities = new Communities(pool, config.publicUrl)
  const signals = new Signals(
    () => ({ ...pool.settingsAt(pool.place), application_name: 'alongside signals' }),
    async () => {
      await own?.ensureRunning()
    },
  )
  const watch = new DatabaseWatch(
    pool,
    () => signals.ask(pool.address.writable),
    () => signals.breakOff(),
  )
  /** What has to be closed at the end, in the order it was opened. */
  const open: (() => unknown)[] = [() => pool.end(), () => signals.close()]
  const stop = async () => {
    for (const close of open.splice(0).reverse()) await close()
  }
  try {
    await checkDatabase(pool)
    await communities.migrateAll()
    for (const community of communities.all) await raiseWall(community)
    const jobs = new Jobs(pool, communities, config.dataDir)
    // The queues are laid while the example is filled.
    const queues = jobs.start()
    open.push(() => queues.catch(() => {}).then(() => jobs.stop()))
    if (config.example) await openExample(communities)
    keepUp(communities, signals)
    keepErasureList(pool, signals, config)
    await signals.open()
    watch.start()
    open.push(() => watch.stop())
    if (config.smtpUrl) await communities.mailGoesOut()
    const server: Server = { config, communities, signals, jobs }
    const postman = new Postman(server)
    postman.start()
    open.push(() => postman.stop())
    await queues
    const http = await listen(server)
    open.push(() => closed(http))
    const address = http.address()
    return { server, port: typeof address === 'object' && address ? address.port : config.port, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A community that was added, restored or changed elsewhere is known here at once. */
function keepUp(communities: Communities, signals: Signals) {
  let reading = Promise.resolve()
  const readAgain = () => {
    reading = reading
      .then(() => communities.load())
      .catch((error) => {
        if (!isDatabaseAway(error)) logBug('reading the registry', error)
      })
  }
  signals.hear('communities', readAgain)
  // While the connection was broken, news went by unheard.
  signals.hear('connected', readAgain)
}

/** The list of what was erased lies beside the backups, and is written again whenever something was. */
function keepErasureList(pool: Pool, signals: Signals, { dataDir }: Config) {
  let writing = Promise.resolve()
  const write = () => {
    writing = writing
      .then(() => keepErasures(pool, dataDir))
      .catch((error) => {
        if (!isDatabaseAway(error)) logBug('writing the list of erasures', error)
      })
  }
  signals.hear('erasures', write)
  signals.hear('connected', write)
}

async function listen(server: Server) {
  const { config } = server
  const http = httpServer(webApp(server).fetch)
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error) => reject(portWords(error, config.port)))
    http.listen(config.port, listenOn(config), resolve)
  })
  return http
}

/** Nobody new is let in; whoever is being answered has a moment more. */
const closed = (http: HttpServer) =>
  new Promise<void>((resolve) => {
    http.close(() => resolve())
    setTimeout(() => http.closeAllConnections(), 1500).unref()
  })
