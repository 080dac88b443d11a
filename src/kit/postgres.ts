/**
 * The PostgreSQL that comes with Alongside: made on first use, started and stopped with the server,
 * found again when a killed server left it running, started again when it was killed itself.
 * It listens on a Unix socket in a private folder and on no network address.
 */
import { execFile } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { WrongSetting } from './config.ts'
import { binaries, majorHere, type OlderPrograms, programsIn } from './postgres-programs.ts'
import { checkName, lentTo, reachableCluster, reachablePrograms, short } from './postgres-user.ts'

const exec = promisify(execFile)

export interface OwnPostgres {
  /** Connection settings for the `pg` driver. */
  readonly connection: { host: string; user: string; database: string }
  /** Folder that holds the cluster. */
  readonly cluster: string
  /** Start it again when it is down. Resolves to true when it had to. */
  ensureRunning(): Promise<boolean>
  stop(): Promise<void>
}

const settings = {
  listen_addresses: "''",
  unix_socket_permissions: '0700',
  max_connections: '60',
  shared_buffers: '128MB',
  // One server shares the machine with the web process: no background readers, no just-in-time compiler.
  io_method: 'sync',
  jit: 'off',
  random_page_cost: '1.1',
  log_min_messages: 'warning',
  log_timezone: 'UTC',
  timezone: 'UTC',
}

/**
 * Start the embedded PostgreSQL for a data folder, making the cluster first when there is none.
 * Its first program runs when this returns, before anything is waited for: the caller can do other work meanwhile.
 *
 * @param dataDir Alongside's data folder; the cluster lives in its `postgres` folder
 * @param say called with one line for the person who starts it
 * @param extra further postgresql.conf settings, for tests and benches
 * @param older programs of an older PostgreSQL, to read what it has written
 * @throws WrongSetting when the folder cannot be used
 */
export async function startPostgres(
  dataDir: string,
  say: (line: string) => void = () => {},
  extra: Record<string, string> = {},
  older?: OlderPrograms,
): Promise<OwnPostgres> {
  makeFolder(dataDir)
  const user = lentTo(path.join(dataDir, 'postgres'))
  const programs = reachablePrograms(older ? programsIn(older.native) : binaries(), user)
  const cluster = reachableCluster(path.join(dataDir, 'postgres'), user, say)
  const major = older?.major ?? majorHere()
  checkMajor(cluster, major)
  const socket = path.join('/tmp', `alongside-${short(cluster)}`)

  const as = user ? { uid: user.uid, gid: user.gid } : {}
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', PGDATA: cluster, TZ: 'UTC' }
  const options = { ...as, env, cwd: '/' }
  const own = (folder: string) => user && chownSync(folder, user.uid, user.gid)

  const start = async () => {
    mkdirSync(socket, { recursive: true, mode: 0o700 })
    own(socket)
    chmodSync(socket, 0o700)
    rmSync(path.join(socket, '.s.PGSQL.5432.lock'), { force: true })
    const { io_method, ...settled } = settings
    // PostgreSQL 17 and older know no such setting, and would not start.
    const newer = major >= 18 ? { io_method } : {}
    const flags = Object.entries({ ...settled, ...newer, ...extra, unix_socket_directories: socket })
    writeFileSync(path.join(cluster, 'alongside.conf'), flags.map(([k, v]) => `${k} = ${quote(v)}\n`).join(''))
    own(path.join(cluster, 'alongside.conf'))
    const serverLog = path.join(cluster, 'server.log')
    // A postmaster that was killed leaves workers for a moment; until they are gone it cannot start.
    for (let attempt = 1; ; attempt++) {
      try {
        await exec(programs.pgCtl, ['start', '-w', '-t', '120', '-s', '-D', cluster, '-l', serverLog], options)
        return
      } catch (error) {
        if (await running()) return
        if (attempt === 20)
          throw new Error(`PostgreSQL did not start. Its own words are in ${serverLog}.`, { cause: error })
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
    }
  }

  const running = async () => {
    const pidFile = path.join(cluster, 'postmaster.pid')
    if (!existsSync(pidFile)) return false
    forgetDead(pidFile)
    try {
      await exec(programs.pgCtl, ['status', '-D', cluster], options)
      return true
    } catch {
      return false
    }
  }

  if (!existsSync(path.join(cluster, 'PG_VERSION'))) {
    if (!user) checkName()
    say('Making a new database (once).')
    rmSync(`${cluster}.new`, { recursive: true, force: true })
    mkdirSync(`${cluster}.new`, { recursive: true, mode: 0o700 })
    own(`${cluster}.new`)
    const flags = [
      '--auth=trust',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ]
    await exec(programs.initdb, ['-D', `${cluster}.new`, '-U', 'alongside', ...flags], options)
    writeFileSync(path.join(`${cluster}.new`, 'postgresql.conf'), "\ninclude 'alongside.conf'\n", { flag: 'a' })
    // Only a finished cluster takes the name, so a start that was cut short begins again.
    rmSync(cluster, { recursive: true, force: true })
    renameSync(`${cluster}.new`, cluster)
  }

  if (!(await running())) await start()
  const connection = { host: socket, user: 'alongside', database: 'postgres' }
  return {
    connection,
    cluster,
    async ensureRunning() {
      if (await running()) return false
      await start()
      return true
    },
    async stop() {
      forgetDead(path.join(cluster, 'postmaster.pid'))
      await exec(programs.pgCtl, ['stop', '-w', '-s', '-m', 'fast', '-D', cluster], options).catch(async (error) => {
        if (await running()) throw error
      })
      rmSync(socket, { recursive: true, force: true })
    },
  }
}

/**
 * A PostgreSQL that was killed can look alive: in a container where nobody collects dead processes it keeps its number,
 * and after a restart its number may be another's. Only the number is taken out of its file: the rest lets
 * the next one see that the dead one's workers are gone.
 */
function forgetDead(pidFile: string) {
  try {
    const [pid, ...rest] = readFileSync(pidFile, 'utf8').split('\n')
    const process = readFileSync(`/proc/${pid}/status`, 'utf8')
    const lives = /^Name:\s+postgres$/m.test(process) && !/^State:\s+Z/m.test(process)
    if (!lives) writeFileSync(pidFile, [nobody, ...rest].join('\n'))
  } catch {
    // No file, nobody of that number, or no Linux: PostgreSQL sees for itself.
  }
}

/** More than any process is numbered. */
const nobody = 2 ** 31 - 1

/** The folder that holds, or will hold, the cluster of a data folder. */
export function clusterOf(dataDir: string): string {
  const cluster = path.join(dataDir, 'postgres')
  return reachableCluster(cluster, lentTo(cluster), () => {})
}

/** Whether the cluster of a data folder has been made. */
export function isMade(dataDir: string): boolean {
  const cluster = path.join(dataDir, 'postgres')
  const reached = reachableCluster(cluster, lentTo(cluster), () => {})
  return existsSync(path.join(reached, 'PG_VERSION'))
}

const quote = (value: string) => (value.startsWith("'") ? value : `'${value.replaceAll("'", "''")}'`)

function makeFolder(folder: string) {
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    throw new WrongSetting(`The data folder "${folder}" cannot be made: choose another with --data FOLDER.`)
  }
}

/** The major version that a cluster was made by; null when there is none. */
export function majorOf(cluster: string): number | null {
  const file = path.join(cluster, 'PG_VERSION')
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : null
}

/** What an upgrade that was cut short between its last two steps has ready; it only has to take its place. */
export const readyFolder = (cluster: string) => path.join(path.dirname(cluster), 'upgrade', 'ready')

/** A PostgreSQL reads only what its own major version has written. */
function checkMajor(cluster: string, programs: number) {
  const made = majorOf(cluster)
  if (made === null && existsSync(readyFolder(cluster)))
    throw new WrongSetting(
      'An upgrade of the database was cut short: run "npm run upgrade" to finish it. Nothing is lost.',
    )
  if (made === null || made === programs) return
  if (made > programs)
    throw new WrongSetting(
      `The database was made by PostgreSQL ${made}, and this Alongside brings PostgreSQL ${programs}: use the newer Alongside that made it.`,
    )
  throw new WrongSetting(
    `The database was made by PostgreSQL ${made}, and this Alongside brings PostgreSQL ${programs}. Run "npm run upgrade" once to carry it over. The old one is kept beside it.`,
  )
}
