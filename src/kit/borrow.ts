/** The database for a short piece of work, such as a backup, beside a server that may be running or not. */
import { tryFolder } from './alone.ts'
import { type Config, checkDataDir, WrongSetting } from './config.ts'
import { openPool, type Pool } from './database.ts'
import { readDatabaseUrl } from './database-address.ts'
import { checkDatabase } from './database-check.ts'
import { isMade, startPostgres } from './postgres.ts'

/**
 * Without a server, the PostgreSQL that comes along is started, and stopped when it is given back.
 * A server that runs goes on using its own.
 *
 * @throws WrongSetting when the database cannot be had
 */
export async function borrowDatabase(config: Config): Promise<{ pool: Pool; giveBack(): Promise<void> }> {
  if (config.databaseUrl) {
    const pool = openPool(readDatabaseUrl(config.databaseUrl))
    await checkDatabase(pool)
    return { pool, giveBack: () => pool.end() }
  }
  checkDataDir(config.dataDir)
  const giveBackFolder = tryFolder(config.dataDir)
  if (!giveBackFolder && !isMade(config.dataDir))
    throw new WrongSetting('Alongside is just starting for the first time: try again when it is open.')
  const own = await startPostgres(config.dataDir, console.log)
  const pool = openPool(own.connection)
  return {
    pool,
    async giveBack() {
      await pool.end()
      if (!giveBackFolder) return
      await own.stop()
      giveBackFolder()
    },
  }
}
