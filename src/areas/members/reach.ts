/** How a member is reached besides email: a number to ring, an address to write to, and how large we print. */
import { z } from 'zod'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { refuse } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { words } from '../../kit/typed-words.ts'
import type { MemberId } from '../../kit/who.ts'
import { mustBeSignedIn } from './rules.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    reach: {
      member: string
      phone: string | null
      phone_digits: string | null
      address: string | null
      postcode: string | null
      print: Reach['print']
      changed_at: Date
    }
  }
}

export interface Reach {
  readonly phone: string | null
  /** lines under the name, without the postcode */
  readonly address: string | null
  readonly postcode: string | null
  readonly print: 'plain' | 'large'
}

export const noReach: Reach = { phone: null, address: null, postcode: null, print: 'plain' }

export async function reachOf(db: Db | Tx, member: MemberId | string): Promise<Reach> {
  const row = await db
    .selectFrom('reach')
    .select(['phone', 'address', 'postcode', 'print'])
    .where('member', '=', member)
    .executeTakeFirst()
  return row ?? noReach
}

/**
 * The digits a caller is found by: "+44 1234 567890", "0044 1234…" and "01234 567890" are the same.
 *
 * @returns digits without the leading zero or 44
 */
export const phoneDigits = (typed: string) => typed.replace(/\D/g, '').replace(/^(0044|44|0)0?/, '')

const postcode = /^([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})$/

/** A postcode as it is written: "bs57ab" is "BS5 7AB"; null when it is none. Source: Royal Mail, PAF guide. */
export function readPostcode(typed: string): string | null {
  const found = typed.trim().toUpperCase().replace(/\s+/g, '').match(postcode)
  return found ? `${found[1]} ${found[2]}` : null
}

/** The part of a postcode that says which district: "BS5" of "BS5 7AB", or of "bs5". Null when it is none. */
export function districtOf(typed: string): string | null {
  const whole = readPostcode(typed)
  if (whole) return whole.split(' ')[0]!
  const bare = typed.trim().toUpperCase().replace(/\s+/g, '')
  return /^[A-Z]{1,2}\d[A-Z\d]?$/.test(bare) ? bare : null
}

/** A field that may be left as it is (not named) or emptied. */
const named = (most: number) =>
  words(most, '', 0)
    .transform((text) => text || null)
    .optional()

/** Change how one is reached; what is not named stays as it is, and an empty field is taken away. */
export const changeReach = task('members.change-reach', {
  title: 'Say how I am reached: phone, address, size of print',
  doors: ['web', 'letter', 'phone'],
  who: 'Members, for themselves',
  input: z.object({
    phone: named(40),
    address: named(300),
    postcode: named(12),
    print: z.enum(['plain', 'large'], { error: 'Choose a size.' }).optional(),
  }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run(changes, { db, who, now }) {
    const before = await reachOf(db, who.member!)
    const { phone = before.phone, address = before.address, print = before.print } = changes
    const typed = changes.postcode === undefined ? before.postcode : changes.postcode
    const fields: Record<string, string> = {}
    const digits = phone ? phoneDigits(phone) : null
    if (digits !== null && (digits.length < 7 || digits.length > 15))
      fields.phone = 'Type a phone number, like 01234 567890.'
    const code = typed ? readPostcode(typed) : null
    if (typed && !code) fields.postcode = 'Type a postcode, like BS5 7AB.'
    if (address && !typed) fields.postcode = 'A letter needs the postcode too.'
    const [first] = Object.values(fields)
    if (first) return refuse(first, 422, fields)
    const line = { phone, phone_digits: digits, address, postcode: code, print, changed_at: now }
    await db
      .insertInto('reach')
      .values({ member: who.member!, ...line })
      .onConflict((clash) => clash.column('member').doUpdateSet(line))
      .execute()
    return line
  },
})

exports('How you are reached', (db, member) =>
  db
    .selectFrom('reach')
    .select(['phone', 'address', 'postcode', 'print', 'changed_at'])
    .where('member', '=', member)
    .execute(),
)
