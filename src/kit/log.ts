/** A password in an address, such as that of a mail server, is nobody's to read in a log. */
export const withoutSecrets = (text: string) => text.replace(/([a-z][a-z+.-]*:\/\/[^:/?#\s]*):[^\s]*@/gi, '$1:…@')

/** One line per event, to standard error, so that standard output stays for the person who starts it. */
export function log(what: string, details: Record<string, unknown> = {}) {
  const rest = Object.entries(details).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  console.error(withoutSecrets([new Date().toISOString(), what, ...rest].join(' ')))
}

/** Log a bug with its stack. Never used for expected refusals. */
export function logBug(where: string, error: unknown) {
  log(`bug in ${where}`, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}

const lastSaid = new Map<string, number>()

/** Log what goes on for a while once a minute, and not each time somebody meets it. */
export function logOnceAMinute(what: string, details: Record<string, unknown> = {}) {
  const now = Date.now()
  if (now - (lastSaid.get(what) ?? 0) < 60_000) return
  lastSaid.set(what, now)
  log(what, details)
}
