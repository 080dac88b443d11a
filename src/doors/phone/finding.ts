/** Finding a caller among the members: by name, number or postcode, from one field. */
import { sql } from 'kysely'
import { phoneDigits, readPostcode } from '../../areas/members/reach.ts'
import type { Db } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'

/** What tells members apart on the phone. Nothing about health. */
export interface Found {
  id: MemberId
  name: string
  state: 'member' | 'paused' | 'left'
  nation: string | null
  /** beginning of a postcode, such as "BT9" */
  district: string | null
  joined_at: Date
}

/** With more than these, the volunteer asks for something else that tells them apart. */
export const mostFound = 8

/** Fewer digits than these belong to too many numbers. */
const fewestDigits = 5

/** What was typed into the field: a number, a postcode or a name. */
export function whatIsTyped(typed: string) {
  const text = typed.normalize('NFC').trim()
  const postcode = readPostcode(text)
  if (postcode) return { postcode } as const
  const digits = phoneDigits(text)
  if (digits.length >= fewestDigits && /^[\d\s()+.-]+$/.test(text)) return { digits } as const
  return { name: text } as const
}

type FindBy = (db: Db, typed: string) => Promise<string | null>
const others: FindBy[] = []

/**
 * Let callers be found by something that another door gave them, such as the code on a letter's reply slip.
 *
 * @param find gives whose it is, or null when what was typed is no such thing
 */
export const alsoFindBy = (find: FindBy) => void others.push(find)

/**
 * Members a caller may be, best first; one more than `mostFound` when there are too many.
 *
 * @param typed a name or its beginning, a number in any form or its beginning or end, or a postcode
 */
export async function findCallers(db: Db, typed: string): Promise<Found[]> {
  const { postcode, digits, name } = { postcode: null, digits: null, name: null, ...whatIsTyped(typed) }
  if (!postcode && !digits && !name) return []
  const [whose] = (await Promise.all(others.map((find) => find(db, typed)))).filter((one) => one !== null)
  const like = (text: string) => text.replace(/[\\%_]/g, '\\$&')
  const fits = whose
    ? sql`m.id = ${whose}`
    : postcode
      ? sql`r.postcode = ${postcode}`
      : digits
        ? sql`(r.phone_digits like ${`${digits}%`} or r.phone_digits like ${`%${digits}`})`
        : sql`(m.name ilike ${`${like(name!)}%`} or m.name ilike ${`% ${like(name!)}%`})`
  const { rows } = await sql<Found>`
    select m.id, m.name, m.state, m.nation, split_part(r.postcode, ' ', 1) as district, m.made_at as joined_at
    from member m
    left join reach r on r.member = m.id
    where ${fits}
      and m.state in ('member', 'paused', 'left')
      -- Whose login is gone was erased.
      and exists (select from login l where l.id = m.id::text)
    order by r.phone_digits is null, lower(m.name), m.made_at
    limit ${mostFound + 1}`.execute(db)
  return rows
}
