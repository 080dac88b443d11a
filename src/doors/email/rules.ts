/** What becomes of a mail that did not go, and when it is tried again. No database, no clock. */

/**
 * later: this mail, again after a while. never: this mail cannot go.
 * away: no mail can go just now; every mail waits, none is given up.
 */
export type Verdict = 'later' | 'never' | 'away'

/** What nodemailer tells of a failed try. */
export interface Failure {
  readonly code?: string | undefined
  /** SMTP reply code, such as 550 */
  readonly responseCode?: number | undefined
  /** the server's own words */
  readonly response?: string | undefined
  /** the step that failed, such as RCPT TO */
  readonly command?: string | undefined
  readonly message?: string | undefined
}

/**
 * What a failed try means.
 * Source: RFC 5321, section 4.2.1: 4xx is for now, 5xx for good. What concerns the sender or the password
 * concerns every mail, so it never fails one.
 */
export function verdictOf({ code, responseCode = 0, command }: Failure): Verdict {
  if (!code) return 'never'
  if (responseCode === 421 || code === 'EAUTH' || (command === 'MAIL FROM' && responseCode >= 400)) return 'away'
  if (responseCode >= 500) return 'never'
  if (responseCode >= 400) return 'later'
  return code === 'EENVELOPE' || code === 'EMESSAGE' ? 'never' : 'away'
}

const sentences: Record<string, string> = {
  EAUTH: 'The mail server did not accept the name and password in SMTP_URL.',
  ENOAUTH: 'The mail server asks for a name and password: put them into SMTP_URL.',
  EDNS: 'There is no mail server of the name in SMTP_URL.',
  ETLS: 'The mail server could not be reached over a safe connection.',
}

/** The failure in words for the person who runs the server, ending with the mail server's own. */
export function failureWords(failure: Failure): string {
  const { code = '', command, response, message } = failure
  const said = (response ?? message ?? '').replace(/\s+/g, ' ').trim()
  const verdict = verdictOf(failure)
  const sentence =
    verdict === 'never'
      ? 'This mail was not accepted.'
      : verdict === 'later'
        ? 'The mail server asked us to try again later.'
        : command === 'MAIL FROM'
          ? 'The mail server does not let us send from the address in MAIL_FROM.'
          : (sentences[code] ?? 'The mail server could not be reached.')
  return `${sentence} It said: ${said || 'nothing'}`.slice(0, 600)
}

const minute = 60
const hour = 60 * minute

/** Seconds until the next try, by how many tries there were. */
const waits = [1 * minute, 5 * minute, 15 * minute, hour]

/**
 * When to try again, and when to stop trying.
 * Source: RFC 5321, section 4.5.4.1: keep trying for four to five days.
 *
 * @param tries how often it was tried, at least once
 * @param age seconds since the mail was written
 * @returns seconds to wait, or null when it has been tried long enough
 */
export function waitAfter(verdict: Exclude<Verdict, 'never'>, tries: number, age: number): number | null {
  const wait = waits[Math.min(tries, waits.length) - 1]!
  if (verdict === 'away') return Math.min(wait, 5 * minute)
  return age > 4 * 24 * hour ? null : wait
}

const healthWords = /\b(?:syndromes?|diseases?|disorders?|conditions?|illness(?:es)?|health|rare|patients?|disab\w*)\b/i

/**
 * May a name stand on a lock screen? Not when it tells of a condition.
 *
 * @param condition the name of the community's condition
 */
export function tellsOfCondition(name: string, condition: string): boolean {
  const telling = condition.toLowerCase().match(/[\p{L}\d]{3,}/gu) ?? []
  const words = new Set(name.toLowerCase().match(/[\p{L}\d]+/gu) ?? [])
  return healthWords.test(name) || telling.some((word) => words.has(word))
}

const proxied = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/**
 * Does a request come from a browser on this very machine? Asked before kept mail is shown.
 * The Host is checked too, or a page elsewhere could have its own name lead here and read along.
 *
 * @param address the other end of the socket
 * @param header a request header by name
 */
export function fromThisMachine(address: string | undefined, header: (name: string) => string | undefined): boolean {
  const near = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/.test(address ?? '')
  const here = /^(?:localhost|[a-z\d-]+(?:\.[a-z\d-]+)*\.localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(
    header('host') ?? '',
  )
  return near && here && !proxied.some((name) => header(name) !== undefined)
}
