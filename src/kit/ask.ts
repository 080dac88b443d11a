/** Ask the person at the terminal for something secret: from a variable, a file, or typed, never from the command line. */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { BackupRefused } from './backup-refused.ts'

/** Others on the machine can read what stands on a command line, so the key never does. */
export async function askForKey(env: NodeJS.ProcessEnv): Promise<string> {
  if (env.BACKUP_KEY) return env.BACKUP_KEY
  if (env.BACKUP_KEY_FILE) {
    try {
      return readFileSync(env.BACKUP_KEY_FILE, 'utf8')
    } catch {
      throw new BackupRefused('The file in BACKUP_KEY_FILE cannot be read.')
    }
  }
  if (!process.stdin.isTTY) {
    let typed = ''
    for await (const piece of process.stdin) typed += piece
    if (typed.trim()) return typed
    throw new BackupRefused('This backup is encrypted. Type its key, or give it in BACKUP_KEY or BACKUP_KEY_FILE.')
  }
  process.stderr.write('This backup is encrypted. Type the key from the printed sheet (it does not show): ')
  // What is typed is not shown, for somebody may stand behind.
  const silent = new Writable({ write: (_piece, _encoding, done) => done() })
  const asking = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return await asking.question('')
  } finally {
    asking.close()
    process.stderr.write('\n')
  }
}
