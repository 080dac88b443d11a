/** The port that pages are served on. */
import { createServer } from 'node:net'
import { WrongSetting } from './config.ts'

/** Tried before the database is touched: it may belong to a server that runs already. */
export function checkPort(port: number, host: string | undefined) {
  return new Promise<void>((resolve, reject) => {
    const trial = createServer()
    trial.once('error', (error) => reject(portWords(error, port)))
    trial.listen(port, host, () => trial.close(() => resolve()))
  })
}

/** A port that cannot be had is a setting to change; anything else is a bug. */
export function portWords(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new WrongSetting(`Port ${port} is in use: choose another with --port NUMBER.`)
  if (error.code === 'EACCES')
    return new WrongSetting(`Port ${port} may not be used by this user: choose one above 1024 with --port NUMBER.`)
  return error
}
