import { randomBytes } from 'node:crypto'
import { z } from 'zod'

declare const brand: unique symbol
/** A value of one kind that the compiler will not let pass for another: a MemberId is not a PostId. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A zod type for an id of one kind. Anything that is not a UUID in lower case is refused. */
export const idOf = <Name extends string>() =>
  z
    .string()
    .regex(uuid, 'We could not find that. The link may be broken.')
    .transform((text) => text as Brand<string, Name>)

export const isUuid = (text: string) => uuid.test(text)

/**
 * A new UUIDv7: 48 bits of Unix milliseconds, then random bits, so ids sort by the time they were made.
 * Source: RFC 9562, section 5.7.
 *
 * @param at milliseconds since 1970 (now unless told)
 */
export function newId<Name extends string>(at: number = Date.now()): Brand<string, Name> {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(at, 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  return id as Brand<string, Name>
}
