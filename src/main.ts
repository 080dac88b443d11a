/** `npm start`: settings, database, server, and a few lines that say where to look. */
import { createServer } from 'node:net'
import path from 'node:path'
import { takeFolder } from './kit/alone.ts'
import { type Config, checkDataDir, listenOn, portWords, readConfig, version, WrongSetting } from './kit/config.ts'
import { type OwnPostgres, startPostgres } from './kit/postgres.ts'
import type { Running } from './server.ts'

const say = (line: string) => console.log(line)

/** The house itself is read while PostgreSQL starts, and what is wrong with a setting is said before. */
const house = () => import('./server.ts')

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
  await checkPort(config.port, listenOn(config))
  try {
    const running = await start(config)
    if (!stopping) await whereToLook(config, running)
    await toldToStop
  } catch (error) {
    // Ctrl-C reaches what is being started too, and its end is then no fault.
    if (!stopping) throw error
  } finally {
    if (stopping) say('\nStopping.')
    for (const step of undo.reverse()) await step()
  }
}

async function start(config: Config): Promise<Running> {
  let own: OwnPostgres | null = null
  if (!config.databaseUrl) {
    checkDataDir(config.dataDir)
    undo.push(takeFolder(config.dataDir))
    void house()
    own = await startPostgres(config.dataDir, say)
    undo.push(own.stop)
    say(`The database is in ${path.dirname(own.cluster)}.`)
  }
  const { startServer } = await house()
  const running = await startServer(config, own ? own.connection : { connectionString: config.databaseUrl! }, own)
  undo.push(running.stop)
  return running
}

/** Tried before the database is touched: it may belong to a server that runs already. */
function checkPort(port: number, host: string | undefined) {
  return new Promise<void>((resolve, reject) => {
    const trial = createServer()
    trial.once('error', (error) => reject(portWords(error, port)))
    trial.listen(port, host, () => trial.close(() => resolve()))
  })
}

async function whereToLook({ publicUrl, smtpUrl }: Config, { server }: Running) {
  const { all } = server.communities
  if (!smtpUrl) say(`No mail server is set, so mail is kept at ${publicUrl}/outbox`)
  if (all.some((one) => one.example)) say('The example community is shown. All its people are made up.')
  if (all.length === 0 && !listenOn({ publicUrl })) {
    const { setUpLink } = await import('./areas/founding/first-visit.ts')
    say(`From another machine, set up your community with ${setUpLink(publicUrl)}`)
  }
  say(`Open ${publicUrl}`)
  say('Stop with Ctrl-C.')
}

try {
  await main()
  process.exit(0)
} catch (error) {
  console.error(error instanceof WrongSetting ? error.message : error)
  process.exit(1)
}
