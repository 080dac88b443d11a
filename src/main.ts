/** `npm start`: settings, database, server, and a few lines that say where to look. */
import path from 'node:path'
import { takeFolder } from './kit/alone.ts'
import type { Community } from './kit/community.ts'
import { type Config, checkDataDir, listenOn, readConfig, version, WrongSetting } from './kit/config.ts'
import { readDatabaseUrl } from './kit/database-address.ts'
import { withoutSecrets } from './kit/log.ts'
import { checkPort } from './kit/port.ts'
import { type OwnPostgres, startPostgres } from './kit/postgres.ts'
import type { Running } from './server.ts'

const say = (line: string) => console.log(line)

/** Ctrl-C, an order to stop and a terminal that is closed all mean the same, at any moment. */
const orders = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
let stopping = false
const toldToStop = new Promise<void>((resolve) => {
  for (const order of orders)
    process.on(order, () => {
      stopping = true
      resolve()
    })
})

/** What has to be undone at the end, in the order it was done. */
const undo: (() => unknown)[] = []

async function main() {
  const config = readConfig(process.argv.slice(2), process.env)
  say(`Starting Alongside ${version}.`)
  if (config.databaseUrl) readDatabaseUrl(config.databaseUrl)
  await checkPort(config.port, listenOn(config))
  try {
    const running = await start(config)
    if (!stopping) await whereToLook(config, running)
    await toldToStop
  } catch (error) {
    // Ctrl-C reaches what is being started too, and its end is then no fault.
    if (!stopping) throw error
  } finally {
    if (stopping) {
      say('\nStopping.')
      endBy(mostToStop)
    }
    for (const step of undo.reverse()) await step()
  }
}

/** milliseconds; whoever stops us waits ten seconds before they kill */
const mostToStop = 9000

/** Whatever hangs, such as a database that does not answer, the process ends. */
function endBy(ms: number) {
  setTimeout(() => {
    say('Something did not end in time, so it was left.')
    process.exit(0)
  }, ms).unref()
}

async function start(config: Config): Promise<Running> {
  // The whole house is read while PostgreSQL starts in a process of its own.
  const house = () => import('./server.ts')
  let own: OwnPostgres | null = null
  if (!config.databaseUrl) {
    checkDataDir(config.dataDir)
    undo.push(takeFolder(config.dataDir))
    const starting = startPostgres(config.dataDir, say)
    const read = house()
    read.catch(() => {})
    own = await starting
    undo.push(own.stop)
    say(`The database is in ${path.dirname(own.cluster)}.`)
  }
  const { startServer } = await house()
  const running = await startServer(config, own ? own.connection : readDatabaseUrl(config.databaseUrl!), own)
  undo.push(running.stop)
  return running
}

async function studiesAreClosed(all: readonly Community[]) {
  const { isWallRaised } = await import('./areas/studies/wall.ts')
  for (const one of all) if (!(await one.db.transaction().execute((db) => isWallRaised(db, one)))) return true
  return false
}

async function whereToLook({ publicUrl, smtpUrl }: Config, { server }: Running) {
  const { all } = server.communities
  const { mailLeftToOthers } = await import('./doors/email/deliver.ts')
  if (mailLeftToOthers(server).length > 0)
    say('SMTP_URL is not set here, but mail was sent before. It waits for a process that has SMTP_URL.')
  else if (!smtpUrl) say(`No mail server is set, so mail is kept at ${publicUrl}/outbox`)
  if (await studiesAreClosed(all))
    say('Studies are closed here: the role in DATABASE_URL may not make roles. See docs/studies.md.')
  if (all.some((one) => one.example)) say('The example community is shown. All its people are made up.')
  if (all.length === 0 && !listenOn({ publicUrl }))
    say(
      `From another machine, set up your community with ${(await import('./areas/founding/first-visit.ts')).setUpLink(publicUrl)}`,
    )
  say(`Open ${publicUrl}`)
  say('Stop with Ctrl-C.')
}

try {
  await main()
  process.exit(0)
} catch (error) {
  const said =
    error instanceof WrongSetting ? error.message : error instanceof Error ? (error.stack ?? error.message) : error
  console.error(withoutSecrets(String(said)))
  process.exit(1)
}
