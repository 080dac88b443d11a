/** The whole house, started and stopped: database, migrations, communities, signals, jobs, web. */
import type { Server as HttpServer } from 'node:http'
import { Postman } from './doors/email/deliver.ts'
import './doors/email/digest.ts'
import './areas/care/hears.ts'
import './doors/email/hears.ts'
import './doors/phone/hears.ts'
import './doors/phone/forgotten.ts'
import './doors/letter/hears.ts'
import { openExample } from './areas/example/opening.ts'
import './areas/conversations/hears.ts'
import './areas/gatherings/hears.ts'
import './areas/moving-in/hears.ts'
import './areas/support/sources/hears.ts'
import './areas/ties/hears.ts'
import './areas/ties/matching/hears.ts'
import './areas/support/needs/hears.ts'
import './areas/studies/interviews/hears.ts'
import './areas/studies/setting-up/hears.ts'
import './areas/studies/recruiting/hears.ts'
import { raiseWall } from './areas/studies/wall.ts'
import { webApp } from './doors/web/app.ts'
import { httpServer } from './doors/web/listener.ts'
import { Communities } from './kit/community.ts'
import { type Config, listenOn } from './kit/config.ts'
import { checkDatabase, isDatabaseAway, openPool, type PoolSettings } from './kit/database.ts'
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
export async function startServer(config: Config, settings: PoolSettings, own: OwnPostgres | null): Promise<Running> {
  const pool = openPool(settings)
  const communities = new Communities(pool, config.publicUrl)
  const signals = new Signals(settings, async () => {
    await own?.ensureRunning()
  })
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
    await signals.open()
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
