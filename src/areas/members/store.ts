import { type ColumnType, type Generated, sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { Role } from '../../kit/who.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    member: {
      id: string
      name: string
      role: Generated<Exclude<Role, 'visitor'>>
      state: Generated<'to be' | 'member' | 'paused' | 'left'>
      standing: string | null
      nation: string | null
      made_at: Generated<Date>
      paused_until: ColumnType<Date | null, string | null | undefined, string | null>
      bereaved_at: ColumnType<Date | null, Date | null | undefined, Date | null>
      erased_at: ColumnType<Date | null, Date | null | undefined, Date | null>
    }
    membership: {
      id: string
      member: string
      began_at: Date
      ended_at: Date | null
      joined_by: JoinedBy
    }
    login: {
      id: string
      name: string
      email: string | null
      email_verified: Generated<boolean>
      image: string | null
      two_factor_enabled: boolean | null
      created_at: Generated<Date>
      updated_at: Generated<Date>
    }
    session: {
      /** when it was used last, to some minutes */
      used_at: Generated<Date>
      id: string
      login_id: string
      token: string
      expires_at: Date
      user_agent: string | null
      second_factor_at: Date | null
      created_at: Generated<Date>
      updated_at: Generated<Date>
    }
  }
}

export const memberByEmail = (db: Db | Tx, email: string) =>
  db
    .selectFrom('login')
    .innerJoin('member', (join) => join.on(sql<boolean>`member.id = login.id::uuid`))
    .select(['member.id', 'member.name', 'member.state', 'member.role'])
    .where('login.email', '=', email.toLowerCase())
    .executeTakeFirst()

/** Where a person stands, and the role they hold. */
export const stateOf = (db: Db | Tx, member: string) =>
  db.selectFrom('member').select(['state', 'role']).where('id', '=', member).executeTakeFirstOrThrow()

export const emailOf = async (db: Db | Tx, member: string) =>
  (await db.selectFrom('login').select('email').where('id', '=', member).executeTakeFirst())?.email ?? null

export async function insertMember(
  db: Tx,
  member: {
    id: string
    name: string
    role?: Exclude<Role, 'visitor'>
    state?: 'to be' | 'member'
    email?: string | null
    standing?: string | null
    nation?: string | null
    joinedBy: JoinedBy
    at: Date
  },
) {
  const {
    id,
    name,
    role = 'member',
    state = 'member',
    email = null,
    standing = null,
    nation = null,
    joinedBy,
    at,
  } = member
  await db.insertInto('member').values({ id, name, role, state, standing, nation, made_at: at }).execute()
  // Without an address too: sessions hang on it, also those begun with a code on paper.
  await db
    .insertInto('login')
    .values({ id, name, email: email?.toLowerCase() ?? null, image: null, two_factor_enabled: null })
    .execute()
  if (state === 'member') await beginMembership(db, id, joinedBy, at)
}

export type JoinedBy = 'setting up' | 'link' | 'code' | 'asking' | 'import' | 'example' | 'phone' | 'coming back'

/** Open a dated membership. */
export async function beginMembership(db: Tx, member: string, joinedBy: JoinedBy, at: Date) {
  await db
    .insertInto('membership')
    .values({ id: newId(at.getTime()), member, began_at: at, ended_at: null, joined_by: joinedBy })
    .execute()
}
