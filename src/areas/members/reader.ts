/** Who is reading: the person behind a session token, as one query or as part of another. */
import { type Db, statement } from '../../kit/database.ts'
import { type MemberId, type Role, staffRoles, type Who } from '../../kit/who.ts'

export interface ReaderRow {
  session: string
  member: MemberId
  name: string
  role: Exclude<Role, 'visitor'>
  second_factor: boolean
}

/**
 * SQL that selects the reader (see `ReaderRow`), or no row when the session has ended.
 *
 * Staff hold other people's words, so a session of theirs ends after a day unused.
 *
 * @param token the parameter that holds the hash of the session's token, such as `$2`
 */
export const readerSql = (token: `$${number}`) => `
  select session.id as session, member.id as member, member.name, member.role,
    session.second_factor_at is not null as second_factor
  from session
  join member on member.id = session.login_id::uuid
  where session.token = ${token}
    and session.expires_at > now()
    and (member.role in ('member', 'helper') or session.used_at > now() - interval '1 day')
    and member.state in ('member', 'paused')`

/** Staff act as members until they have given their second factor in this session. */
export function whoFrom({ session, member, name, role, second_factor }: ReaderRow): Who {
  const waits = !second_factor && (staffRoles as readonly Role[]).includes(role)
  return { member, name, role: waits ? 'member' : role, roleHeld: role, session }
}

const readerByToken = statement<ReaderRow>(readerSql('$1'))

/** The person behind a session, or null when it has ended. One round trip. */
export async function whoHasSession(db: Db, token: string): Promise<Who | null> {
  const [row] = await readerByToken(db, token)
  return row ? whoFrom(row) : null
}
