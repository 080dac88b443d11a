/** `npm start`: settings, database, server, and a few lines that say where to look. */
import { readConfig, WrongSetting } from './kit/config.ts'
import { startPostgres } from './kit/postgres.ts'
import { startServer } from './server.ts'

const say = (line: string) => console.log(line)

async function main() {
  const config = readConfig(process.argv.slice(2), process.env)
  say('Starting Alongside.')
  const own = config.databaseUrl ? null : await startPostgres(config.dataDir, say)
  const running = await startServer(config, own ? own.connection : { connectionString: config.databaseUrl! }, own)
  say(`Open ${config.publicUrl}`)
  say('Stop with Ctrl-C.')

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    say('\nStopping.')
    await running.stop()
    await own?.stop()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

try {
  await main()
} catch (error) {
  console.error(error instanceof WrongSetting ? error.message : error)
  process.exit(1)
}
