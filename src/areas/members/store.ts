import { type Generated, sql } from 'kysely'
import { type Db, statement, type Tx } from '../../kit/database.ts'
import type { MemberId, Role, Who } from '../../kit/who.ts'

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
    }
    membership: {
      id: string
      member: string
      began_at: Date
      ended_at: Date | null
      joined_by: 'setting up' | 'link' | 'code' | 'asking' | 'import' | 'example' | 'phone'
    }
    login: {
      id: string
      name: string
      email: string
      email_verified: Generated<boolean>
      image: string | null
      two_factor_enabled: boolean | null
      created_at: Generated<Date>
      updated_at: Generated<Date>
    }
    session: {
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

interface SessionRow {
  session: string
  member: MemberId
  name: string
  role: Exclude<Role, 'visitor'>
  second_factor: boolean
}

const sessionByToken = statement<SessionRow>(`
  select session.id as session, member.id as member, member.name, member.role,
    session.second_factor_at is not null as second_factor
  from session
  join member on member.id = session.login_id::uuid
  where session.token = $1
    and session.expires_at > now()
    and member.state in ('member', 'paused')`)

/**
 * The person behind a session token, or null when it has ended.
 * One round trip: it runs on every page of a signed-in member.
 */
export async function whoHasSession(db: Db, token: string): Promise<Who | null> {
  const [row] = await sessionByToken(db, token)
  if (!row) return null
  const staff = row.role !== 'member' && row.role !== 'helper'
  return {
    member: row.member,
    name: row.name,
    role: staff && !row.second_factor ? 'member' : row.role,
    roleHeld: row.role,
    session: row.session,
  }
}

export const memberByEmail = (db: Db | Tx, email: string) =>
  db
    .selectFrom('login')
    .innerJoin('member', (join) => join.on(sql<boolean>`member.id::text = login.id`))
    .select(['member.id', 'member.name', 'member.state', 'member.role'])
    .where('login.email', '=', email.toLowerCase())
    .executeTakeFirst()

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
    joinedBy: 'setting up' | 'link' | 'code' | 'asking' | 'import' | 'example' | 'phone'
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
  if (email)
    await db
      .insertInto('login')
      .values({ id, name, email: email.toLowerCase(), image: null, two_factor_enabled: null })
      .execute()
  if (state === 'member')
    await db
      .insertInto('membership')
      .values({
        id: sql<string>`gen_random_uuid()` as never,
        member: id,
        began_at: at,
        ended_at: null,
        joined_by: joinedBy,
      })
      .execute()
}
