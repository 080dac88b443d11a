/** Where a request came from. A header says so too, but anybody can send one: it counts only from a proxy in the settings. */

import type { BlockList } from 'node:net'
import { isIP } from 'node:net'

/** An IPv4 address, also when the socket shows it as an IPv6 one. */
const bare = (address: string) => address.trim().replace(/^::ffff:(?=\d+\.)/i, '')

const isTrusted = (trusted: BlockList, address: string) =>
  isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/**
 * The address of the browser.
 *
 * @param socket the other end of the connection
 * @param forwarded the `X-Forwarded-For` header: each proxy adds at the right whom it heard from
 * @param trusted the proxies of the settings
 * @returns the rightmost address that is no trusted proxy; an empty text when the socket is gone
 */
export function addressBehind(socket: string | undefined, forwarded: string | undefined, trusted: BlockList): string {
  let address = bare(socket ?? '')
  const hops = (forwarded ?? '').split(',').map(bare)
  while (isTrusted(trusted, address)) {
    const before = hops.pop()
    if (!before || isIP(before) === 0) break
    address = before
  }
  return address
}
