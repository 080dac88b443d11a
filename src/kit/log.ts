/** One line per event, to standard error, so that standard output stays for the person who starts it. */
export function log(what: string, details: Record<string, unknown> = {}) {
  const rest = Object.entries(details).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  console.error([new Date().toISOString(), what, ...rest].join(' '))
}

/** Log a bug with its stack. Never used for expected refusals. */
export function logBug(where: string, error: unknown) {
  log(`bug in ${where}`, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}
