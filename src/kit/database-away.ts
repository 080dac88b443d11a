/** What an error of the database means: that it is away for a moment, or that its disk is full. */

/**
 * What PostgreSQL and the network say when the database cannot be asked just now: connections (08), shutting down and
 * starting (57P0), too many connections, disk and memory (53), input and output (58030), a standby (25006), and a
 * statement or a lock that took too long (57014, 55P03). Source: PostgreSQL, appendix A.
 */
const awayCodes =
  /^(08...|57P0.|53...|58030|25006|57014|55P03|ECONN\w+|ENOENT|EPIPE|ETIMEDOUT|EHOST\w+|ENET\w+|ENOTFOUND|EAI_AGAIN)$/
const awayWords =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Query read timeout|not queryable|socket hang up/

/** True for errors that mean the database is away for a moment, not that the code is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: string; message?: string }
  return (typeof code === 'string' && awayCodes.test(code)) || awayWords.test(message ?? '')
}

/** Whether the database has no room left to write. */
export const isDiskFull = (error: unknown) => (error as { code?: string } | null)?.code === '53100'
