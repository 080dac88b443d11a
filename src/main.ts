/** `npm start`: settings, database, server, and a few lines that say where to look. */
import { createServer } from 'node:net'
import path from 'node:path'
import { setUpLink } from './areas/founding/first-visit.ts'
import { takeFolder } from './kit/alone.ts'
import { type Config, checkDataDir, listenOn, readConfig, version, WrongSetting } from './kit/config.ts'
import { type OwnPostgres, startPostgres } from './kit/postgres.ts'
import { portWords, type Running, startServer } from './server.ts'

const say = (line: string) => console.log(line)

async function main() {
  const config = readConfig(process.argv.slice(2), process.env)
  say(`Starting Alongside ${version}.`)
  await checkPort(config.port, listenOn(config))
  let own: OwnPostgres | null = null
  let running: Running | null = null
  let giveBack = () => {}
  try {
    if (!config.databaseUrl) {
      checkDataDir(config.dataDir)
      giveBack = await takeFolder(config.dataDir)
      own = await startPostgres(config.dataDir, say)
      say(`The database is in ${path.dirname(own.cluster)}.`)
    }
    running = await startServer(config, own ? own.connection : { connectionString: config.databaseUrl! }, own)
  } catch (error) {
    await own?.stop()
    giveBack()
    throw error
  }
  whereToLook(config, running)

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    say('\nStopping.')
    await running.stop()
    await own?.stop()
    giveBack()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

/** Tried before the database is touched: it may belong to a server that runs already. */
function checkPort(port: number, host: string | undefined) {
  return new Promise<void>((resolve, reject) => {
    const trial = createServer()
    trial.once('error', (error) => reject(portWords(error, port)))
    trial.listen(port, host, () => trial.close(() => resolve()))
  })
}

function whereToLook({ publicUrl, smtpUrl }: Config, { server }: Running) {
  const { all } = server.communities
  if (!smtpUrl) say(`No mail server is set, so mail is kept at ${publicUrl}/outbox`)
  if (all.some((one) => one.example)) say('The example community is shown. All its people are made up.')
  if (all.length === 0 && !listenOn({ publicUrl }))
    say(`From another machine, set up your community with ${setUpLink(publicUrl)}`)
  say(`Open ${publicUrl}`)
  say('Stop with Ctrl-C.')
}

try {
  await main()
} catch (error) {
  console.error(error instanceof WrongSetting ? error.message : error)
  process.exit(1)
}
