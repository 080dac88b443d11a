/** One server for one data folder. */
import { chownSync, statSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { WrongSetting } from './config.ts'

/**
 * Take a data folder for this process, or learn that another has it.
 *
 * The lock is the system's own, on a file: of two that try in the same instant exactly one has it, and it ends with
 * its process, however that ends. Node can lock a file only through SQLite, which stores nothing here.
 *
 * @param dataDir a folder that is there and can be written to
 * @returns a function that gives the folder back, or null when another process has it
 */
export function tryFolder(dataDir: string): (() => void) | null {
  const file = path.join(dataDir, 'in-use')
  const lock = new DatabaseSync(file, { timeout: 0 })
  // Root leaves nothing behind that keeps the folder's owner out.
  const { uid, gid } = statSync(dataDir)
  if (process.getuid?.() === 0) chownSync(file, uid, gid)
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode === busy) return null
    throw error
  }
  return () => lock.isOpen && lock.close()
}

/** SQLITE_BUSY: https://www.sqlite.org/rescode.html#busy */
const busy = 5

/**
 * The same, for a server, which cannot do without.
 *
 * @throws WrongSetting when another Alongside has it
 */
export function takeFolder(dataDir: string): () => void {
  const giveBack = tryFolder(dataDir)
  if (giveBack) return giveBack
  throw new WrongSetting(
    `Another Alongside is using the data folder "${dataDir}": stop it, or choose another folder with --data FOLDER.`,
  )
}
