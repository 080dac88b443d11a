/** One server for one data folder. */
import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { WrongSetting } from './config.ts'

/**
 * Take a data folder for this process. A socket answers for as long as the process lives, however it ends,
 * so one that was killed is never in the way of the next.
 *
 * @returns a function that gives the folder back
 * @throws WrongSetting when another server has it
 */
export async function takeFolder(dataDir: string): Promise<() => void> {
  const name = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 12)
  const socket = `/tmp/alongside-${name}.lock`
  const taken = new WrongSetting(
    `Another Alongside is using the data folder "${dataDir}": stop it, or choose another folder with --data FOLDER.`,
  )
  if (await answers(socket)) throw taken
  const server = createServer((visitor) => visitor.destroy())
  try {
    rmSync(socket, { force: true })
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve))
  } catch {
    throw taken
  }
  server.unref()
  return () => void server.close()
}

const answers = (socket: string) =>
  new Promise<boolean>((resolve) => {
    const trial = connect(socket, () => resolve(true))
    trial.once('error', () => resolve(false))
    trial.once('connect', () => trial.destroy())
  })
