/** Calls as they are kept, and what pages ask of them. */
import { type Generated, sql } from 'kysely'
import { type Db, statement, type Tx } from '../../kit/database.ts'
import type { MemberId, Role } from '../../kit/who.ts'
import { mostHours, type Reason, type Scope } from './rules.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    call: {
      id: string
      volunteer: string
      member: string | null
      session: string | null
      way: 'they rang' | 'we rang'
      began_at: Date
      checked_at: Date | null
      ended_at: Date | null
      ended_by_itself: boolean
      reason: Reason | null
      words: string | null
      next_step: string | null
      next_done_at: Date | null
      next_done_by: string | null
      wrong_codes: Generated<number>
    }
    call_consent: {
      call: string
      scope: Scope
      version: string
      words: string
      at: Date
      confirmed_by: Generated<ConfirmedBy | null>
    }
  }
}

/** What the caller confirmed a yes with: a code from their list on paper, or one that was mailed to them. */
export type ConfirmedBy = 'list' | 'email'

export type Way = 'they rang' | 'we rang'

export interface OpenCall {
  id: string
  /** null when all that was held of them was erased in this call */
  member: MemberId | null
  name: string | null
  state: 'to be' | 'member' | 'paused' | 'left' | null
  /** the role they hold, which they do not have on a call */
  role: Exclude<Role, 'visitor'> | null
  way: Way
  began_at: Date
  checked_at: Date | null
  /** in which session it goes on */
  session: string | null
  scopes: readonly Scope[]
}

const openCalls = (where: string, now: `$${number}`) => `
  select c.id, c.member, m.name, m.state, m.role, c.way, c.began_at, c.checked_at, c.session,
    array(select scope from call_consent s where s.call = c.id) as scopes
  from call c
  left join member m on m.id = c.member
  where ${where}
    and c.ended_at is null
    and c.began_at > ${now}::timestamptz - interval '${mostHours} hours'`

const callHere = statement<OpenCall>(openCalls('c.id = $1 and c.volunteer = $2 and c.session = $3', '$4'))
const callOf = statement<OpenCall>(openCalls('c.volunteer = $1', '$2'))

/** The call that goes on in this session of this volunteer, and nowhere else; one round trip. */
export async function openCallHere(db: Db | Tx, call: string, volunteer: MemberId, session: string) {
  const [one] = await callHere(db, call, volunteer, session, new Date())
  return one ?? null
}

/** The volunteer's open call, in whichever session. */
export async function openCallOf(db: Db | Tx, volunteer: MemberId, now = new Date()): Promise<OpenCall | null> {
  const [one] = await callOf(db, volunteer, now)
  return one ?? null
}

/** End calls that were left open for too long, at the moment they count as over. */
export const endForgotten = (db: Db | Tx, now: Date) =>
  sql`
    update call
    set ended_at = began_at + make_interval(hours => ${mostHours}), ended_by_itself = true
    where ended_at is null
      and began_at <= ${now}::timestamptz - make_interval(hours => ${mostHours})`.execute(db)

/** What is asked of the caller to make sure who it is. Shown to the volunteer, never read out. */
export async function toCheck(db: Db, member: MemberId) {
  const row = await db.selectFrom('reach').select(['address', 'phone']).where('member', '=', member).executeTakeFirst()
  return { address: row?.address?.split('\n')[0] ?? null, phone: row?.phone ?? null }
}

export interface LoggedCall {
  id: string
  name: string | null
  volunteer_name: string
  way: Way
  began_at: Date
  ended_at: Date
  ended_by_itself: boolean
  reason: Reason | null
  words: string | null
  next_step: string | null
  next_done_at: Date | null
}

export const callsOnAPage = 20

/** Calls that are over, the newest first. */
export async function callsLogged(db: Db, page: number): Promise<{ calls: LoggedCall[]; total: number }> {
  const { rows } = await sql<LoggedCall & { total: number }>`
    select c.id, m.name, v.name as volunteer_name, c.way, c.began_at, c.ended_at, c.ended_by_itself, c.reason, c.words,
      c.next_step, c.next_done_at, count(*) over ()::int as total
    from call c
    join member v on v.id = c.volunteer
    left join member m on m.id = c.member
    where c.ended_at is not null
    order by c.began_at desc
    limit ${callsOnAPage} offset ${(page - 1) * callsOnAPage}`.execute(db)
  return { calls: rows, total: rows[0]?.total ?? 0 }
}

export interface Promised {
  id: string
  member: MemberId | null
  name: string | null
  volunteer_name: string
  began_at: Date
  next_step: string
}

/** What was promised on a call and is not done yet, the oldest first. */
export async function promised(db: Db): Promise<Promised[]> {
  const { rows } = await sql<Promised>`
    select c.id, c.member, m.name, v.name as volunteer_name, c.began_at, c.next_step
    from call c
    join member v on v.id = c.volunteer
    left join member m on m.id = c.member
    where c.next_step is not null and c.next_done_at is null and c.ended_at is not null
    order by c.ended_at
    limit 50`.execute(db)
  return rows
}

/** Conversations the caller asked or wrote in, the last to move first. */
export async function conversationsOf(db: Db, member: MemberId) {
  const { rows } = await sql<{ id: string; title: string; circle: string; posts: number; last_post_at: Date }>`
    select c.id, c.title, o.name as circle, c.posts, c.last_post_at
    from conversation c
    join circle o on o.id = c.circle
    where c.shown
      and o.closed_at is null
      and (o.door <> 'closed' or exists (select from circle_member i where i.circle = o.id and i.member = ${member}))
      and c.id in (
        select conversation from post where author = ${member}
        union
        select conversation from reading where reading.member = ${member}
      )
    order by c.last_post_at desc
    limit 15`.execute(db)
  return rows
}
