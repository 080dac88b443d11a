/** What every answer tells the browser: load nothing from elsewhere, stay in no frame, tell other sites nothing. */
import type { Config } from './config.ts'

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

const always = {
  'content-security-policy': policy,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

/** What goes with every answer of a server, and what goes with its pages, plain and compressed. */
export interface AnswerHeaders {
  readonly every: Readonly<Record<string, string>>
  readonly page: Readonly<Record<string, string>>
  readonly gzipPage: Readonly<Record<string, string>>
}

const known = new WeakMap<Config, AnswerHeaders>()

export function headersOf(config: Config): AnswerHeaders {
  const before = known.get(config)
  if (before) return before
  const encrypted = config.publicUrl.startsWith('https:')
  const every = encrypted ? { ...always, 'strict-transport-security': 'max-age=31536000' } : always
  const page = { ...every, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
  const made = { every, page, gzipPage: { ...page, 'content-encoding': 'gzip', vary: 'accept-encoding' } }
  known.set(config, made)
  return made
}
