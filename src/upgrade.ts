/** `npm run upgrade`: carry the database of an older PostgreSQL over to the one that comes along now. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs'
import path from 'node:path'
import { tryFolder } from './kit/alone.ts'
import { carryOver } from './kit/carrying-over.ts'
import { checkDataDir, readConfig, WrongSetting } from './kit/config.ts'
import { openPool } from './kit/database.ts'
import { clusterOf, majorOf, readyFolder, startPostgres } from './kit/postgres.ts'
import { canUpgradeFrom, majorHere, programsOf } from './kit/postgres-programs.ts'

const say = (line: string) => console.log(line)

/** bytes left free, so that both databases can go on writing */
const spare = 300 * 1024 * 1024

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .reduce((sum, one) => sum + statSync(path.join(one.parentPath, one.name)).size, 0)
}

function checkRoom(cluster: string) {
  const { bavail, bsize } = statfsSync(path.dirname(cluster))
  const wanted = sizeOf(cluster) + spare
  if (bavail * bsize < wanted)
    throw new WrongSetting(
      `The disk has too little room: the new database needs ${Math.ceil(wanted / 2 ** 20)} MB beside the old one. Nothing was changed.`,
    )
}

/** The last two steps: each can be cut short, and is finished by the next run. */
function takePlace(cluster: string, ready: string, old: number | null) {
  const kept = `${cluster}-${old}`
  if (old !== null) {
    if (existsSync(kept)) throw new WrongSetting(`There is already a folder "${kept}": move it away first.`)
    renameSync(cluster, kept)
  }
  renameSync(ready, cluster)
  rmSync(path.dirname(ready), { recursive: true, force: true })
}

async function upgrade(dataDir: string) {
  const cluster = clusterOf(dataDir)
  const ready = readyFolder(cluster)
  const old = majorOf(cluster)
  const here = majorHere()
  if (old === null && existsSync(ready)) {
    takePlace(cluster, ready, null)
    return say('The upgrade that was cut short is finished. Run "npm start".')
  }
  if (old === null) throw new WrongSetting(`There is no database in "${dataDir}" yet: just run "npm start".`)
  if (old === here) return say(`The database is PostgreSQL ${here} already. There is nothing to do.`)
  if (old > here || !canUpgradeFrom(old))
    throw new WrongSetting(
      `The database was made by PostgreSQL ${old}, which this Alongside (PostgreSQL ${here}) cannot carry over.`,
    )
  checkRoom(cluster)
  const folder = path.dirname(ready)
  rmSync(path.join(folder, 'new'), { recursive: true, force: true })
  rmSync(ready, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  say(`Fetching the programs of PostgreSQL ${old}, to read the old database.`)
  const native = await programsOf(old, path.join(folder, `programs-${old}`))
  const before = await startPostgres(dataDir, () => {}, {}, { native, major: old })
  try {
    const after = await startPostgres(path.join(folder, 'new'), () => {})
    const [from, to] = [openPool(before.connection), openPool(after.connection)]
    try {
      const { communities, rows } = await carryOver(from, to, say)
      say(`Carried over and compared: ${communities} communities, ${rows.toLocaleString('en-GB')} rows.`)
    } finally {
      await from.end()
      await to.end()
      await after.stop()
    }
    renameSync(after.cluster, ready)
  } finally {
    await before.stop()
  }
  takePlace(cluster, ready, old)
  say(`Done. The old database is kept in ${cluster}-${old}. Run "npm start"; once all is well, delete that folder.`)
}

try {
  const config = readConfig(process.argv.slice(2), process.env)
  if (config.databaseUrl)
    throw new WrongSetting('DATABASE_URL names a PostgreSQL of your own: upgrade it as its own manual says.')
  checkDataDir(config.dataDir)
  const giveBack = tryFolder(config.dataDir)
  if (!giveBack) throw new WrongSetting('Alongside is running on this data folder: stop it first, then run this again.')
  try {
    await upgrade(config.dataDir)
  } finally {
    giveBack()
  }
  process.exit(0)
} catch (error) {
  console.error(error instanceof WrongSetting ? error.message : error)
  process.exit(1)
}
