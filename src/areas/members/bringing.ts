/** People whom another list names as members. They finish joining, with their own yes, when they first sign in. */
import { sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import type { HeldRole } from './roles.ts'
import { beginMembership, insertMember, memberByEmail } from './store.ts'

/** Addresses, of those given, whose people are members or were brought before; senders of a list are not among them. */
export async function membersAmong(db: Db | Tx, emails: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ email: string }>`
    select login.email
    from login
    join member on member.id = login.id::uuid
    where login.email = any(${emails}::text[])
      and (member.state <> 'to be' or exists (select from membership where membership.member = member.id))`.execute(db)
  return new Set(rows.map(({ email }) => email))
}

export interface Brought {
  readonly name: string
  readonly email: string
  readonly role: HeldRole
  /** the day they became a member, as the list has it */
  readonly joined: Date
}

/** Bring one person: known by their address, with their role and since when, and not a member before they say yes. */
export async function bringMember(db: Tx, { name, email, role, joined }: Brought): Promise<MemberId> {
  const known = await memberByEmail(db, email)
  const id = (known?.id ?? newId()) as MemberId
  if (known) await db.updateTable('member').set({ name, role }).where('id', '=', id).execute()
  else await insertMember(db, { id, name, email, role, state: 'to be', joinedBy: 'import', at: joined })
  await beginMembership(db, id, 'import', joined)
  return id
}

/** Whoever stood for an address without ever joining is nobody of their own any more: the address is somebody else's. */
export async function endToBe(db: Tx, person: MemberId, now: Date) {
  await db.deleteFrom('joining').where('member', '=', person).execute()
  await db.deleteFrom('login').where('id', '=', person).execute()
  await db
    .updateTable('member')
    .set({ state: 'left', name: 'a former member', role: 'member', erased_at: now })
    .where('id', '=', person)
    .execute()
  await db
    .updateTable('membership')
    .set({ ended_at: now })
    .where('member', '=', person)
    .where('ended_at', 'is', null)
    .execute()
}
