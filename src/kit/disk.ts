/** Whether the disk was full when somebody last tried to store something. */
import { isDiskFull } from './database-away.ts'
import { logOnceAMinute } from './log.ts'

/** milliseconds for which a full disk is told after it was met: somebody tries again sooner than that */
const told = 120_000
let metAt = 0

/** Take note of an error of the database; a full disk is logged once a minute, for it is met by everybody. */
export function noteDisk(error: unknown) {
  if (!isDiskFull(error)) return
  metAt = Date.now()
  logOnceAMinute('the disk is full, so nothing new can be stored')
}

export const diskWasFull = () => Date.now() - metAt < told
