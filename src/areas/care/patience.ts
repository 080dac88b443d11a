/** How often visitors may send something. Nobody's address is kept: only a keyed hash of it, in memory, for an hour. */
import { createHmac, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'

const hour = 60 * 60 * 1000
const key = randomBytes(32)
const sent = new Map<string, number[]>()

/** Many people share an address behind a proxy or in a hospital, so these get more. */
const isShared = (address: string) =>
  !isIP(address) || /^(::ffff:)?(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|^::1$|^f[cd]/i.test(address)

/** @returns how many reports and complaints may come from this address in an hour */
export const mostFrom = (address: string) => (isShared(address) ? 200 : 12)

/**
 * May one more come from this address now? When it may, it counts.
 *
 * @param address the address of the connection
 * @param now milliseconds since 1970
 */
export function mayStillSend(address: string, now: number): boolean {
  for (const [name, times] of sent) if (times.at(-1)! < now - hour) sent.delete(name)
  const name = createHmac('sha256', key).update(address).digest('base64')
  const times = (sent.get(name) ?? []).filter((at) => at > now - hour)
  if (times.length >= mostFrom(address)) return false
  sent.set(name, [...times, now])
  return true
}
