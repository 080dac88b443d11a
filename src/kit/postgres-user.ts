/** Whom PostgreSQL runs as, and where that user can reach its programs and its data. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { WrongSetting } from './config.ts'
import type { Programs } from './postgres-programs.ts'

/** A container may run us under a number that has no name; initdb asks for one. */
export function checkName() {
  try {
    os.userInfo()
  } catch {
    throw new WrongSetting(
      `User number ${process.getuid?.()} has no name on this machine: add it to /etc/passwd, or start as another user.`,
    )
  }
}

/** A short name for a folder, from its whole path. */
export const short = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

export interface SystemUser {
  uid: number
  gid: number
}

/** Whom root lends PostgreSQL to: the one whose cluster it is, when another user has started it here before. */
export function lentTo(cluster: string): SystemUser | null {
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
export function reachablePrograms(found: Programs, user: SystemUser | null) {
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

export function reachableCluster(wanted: string, user: SystemUser | null, say: (line: string) => void) {
  if (!user || canEnter(path.dirname(wanted), user)) return wanted
  const cluster = path.join(fallback, `data-${short(wanted)}`, 'postgres')
  say(`The user "postgres" cannot enter ${path.dirname(wanted)}, so the database is kept in ${cluster}.`)
  mkdirSync(path.dirname(cluster), { recursive: true, mode: 0o755 })
  return cluster
}
