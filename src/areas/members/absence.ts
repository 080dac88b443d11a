/** Each time a member stepped away: paused, or left. Nothing decays meanwhile. */
import { sql } from 'kysely'
import { type Db, statement, type Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import type { Door } from '../../kit/task.ts'
import type { MemberId, Role, Who } from '../../kit/who.ts'
import type { Reason } from '../support/reasons.ts'
import type { NoticeKind } from './telling.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    absence: {
      id: string
      member: string
      kind: 'paused' | 'left'
      began_at: Date
      until: string | null
      ended_at: Date | null
      keeps: NoticeKind[]
      reasons: Reason[]
      words: string | null
      via: Door
    }
  }
}

/** Where a member stands between here and away. */
export interface Whereabouts {
  readonly state: 'to be' | 'member' | 'paused' | 'left'
  /** the last day of a pause, such as "2027-03-04"; null: until they say */
  readonly until: string | null
  /** what still reaches them while they are paused */
  readonly keeps: readonly NoticeKind[]
  readonly bereaved: boolean
  /** bereaved, and not yet shown the page that is there for them */
  readonly unread: boolean
  /** when they last stepped away, and came back; null when they never did */
  readonly away: { readonly kind: 'paused' | 'left'; readonly began: Date; readonly ended: Date | null } | null
}

interface Row {
  state: Whereabouts['state']
  until: string | null
  bereaved: boolean
  unread: boolean
  kind: 'paused' | 'left' | null
  began_at: Date | null
  ended_at: Date | null
  keeps: NoticeKind[] | null
}

const whereabouts = statement<Row>(`
  select m.state, m.paused_until::text as until, m.bereaved_at is not null as bereaved,
    m.bereaved_at is not null and b.read_at is null as unread,
    a.kind, a.began_at, a.ended_at, a.keeps
  from member m
  left join bereavement b on b.member = m.id
  left join lateral (
    select kind, began_at, ended_at, keeps
    from absence
    where absence.member = m.id
    order by began_at desc
    limit 1
  ) a on true
  where m.id = $1`)

/** In one small reading: the first page asks it each time. */
export async function whereaboutsOf(db: Db | Tx, member: MemberId | string): Promise<Whereabouts> {
  const { state, until, bereaved, unread, kind, began_at, ended_at, keeps } = (await whereabouts(db, member))[0]!
  const away = kind ? { kind, began: began_at!, ended: ended_at } : null
  return { state, until, keeps: away?.ended ? [] : (keeps ?? []), bereaved, unread, away }
}

/**
 * Since when somebody was away. Who paused, then left, was away from the pause on.
 *
 * @returns null when they never stepped away
 */
export async function awaySince(db: Db | Tx, member: MemberId | string): Promise<Date | null> {
  const times = await db
    .selectFrom('absence')
    .select(['began_at', 'ended_at'])
    .where('member', '=', member)
    .orderBy('began_at', 'desc')
    .execute()
  let since: Date | null = null
  for (const { began_at, ended_at } of times) {
    if (since && ended_at?.getTime() !== since.getTime()) break
    since = began_at
  }
  return since
}

/** End what is open: a pause turned into leaving, or somebody is back. */
export const endAbsences = (db: Tx, member: MemberId, now: Date) =>
  db.updateTable('absence').set({ ended_at: now }).where('member', '=', member).where('ended_at', 'is', null).execute()

interface LeftRow {
  member: MemberId
  name: string
  session: string
}

/** A person who left and can come back, by a session they began since. Until then they can do no more than that. */
export async function leftWithSession(db: Db | Tx, token: string | null): Promise<Who | null> {
  if (!token) return null
  const { rows } = await sql<LeftRow>`
    select member.id as member, member.name, session.id as session
    from session
    join member on member.id = session.login_id::uuid
    where session.token = ${token}
      and session.expires_at > now()
      and member.state = 'left'
      and member.erased_at is null`.execute(db)
  const role: Role = 'member'
  return rows[0] ? { ...rows[0], role, roleHeld: role } : null
}

exports('When you stepped away', (db, member) =>
  db
    .selectFrom('absence')
    .select(['kind', 'began_at', sql<string>`until::text`.as('until'), 'ended_at', 'keeps', 'reasons', 'words', 'via'])
    .where('member', '=', member)
    .orderBy('began_at')
    .execute(),
)
