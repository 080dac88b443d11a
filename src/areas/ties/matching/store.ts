/** Requests to meet another family, and what came of them. */
import { sql } from 'kysely'
import type { Brand } from '../../../kit/brand.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import type { Door } from '../../../kit/task.ts'
import type { MemberId } from '../../../kit/who.ts'
import { takeBackNotices } from '../../members/telling.ts'
import type { Channel, Weighed } from './ranking-facts.ts'

export type RequestId = Brand<string, 'RequestId'>
export type MatchId = Brand<string, 'MatchId'>
export type Weeks = 2 | 8
export type FollowUpAnswer = 'yes' | 'not yet' | 'did not fit'

/** What is asked, one question a page. */
export interface Answers {
  readonly cares: string | null
  readonly hard: string | null
  readonly topic: string | null
  readonly why: string | null
  readonly hope: string | null
  readonly weigh: Weighed[]
  readonly more: string | null
}

declare module '../../../kit/database.ts' {
  interface Tables {
    match_profile: {
      member: string
      willing: boolean
      languages: string[]
      channels: Channel[]
      knows: string[]
      hours: string | null
      changed_at: Date
    }
    match_request: Answers & {
      id: string
      member: string
      via: Door
      begun_at: Date
      asked_at: Date | null
      waiting_since: Date | null
      no_match_at: Date | null
      no_match_offer: 'ring' | 'write' | null
      ended_at: Date | null
      ended_because: EndedBecause | null
    }
    match: {
      id: string
      request: string
      asker: string
      helper: string
      state: 'proposed' | 'introduced' | 'ended'
      proposed_by: string | null
      proposed_at: Date
      asker_says: boolean | null
      helper_says: boolean | null
      introduced_at: Date | null
      tie: string | null
      first_contact_at: Date | null
      ended_at: Date | null
      ended_because: 'declined' | 'withdrawn' | 'done' | 'did not fit' | null
    }
    match_follow_up: {
      match: string
      member: string
      weeks: Weeks
      asked_at: Date
      answer: FollowUpAnswer | null
      answered_at: Date | null
    }
  }
}

/** Why a request ended: met somebody, taken back, stepped away, or a death. */
export type EndedBecause = 'done' | 'withdrawn' | 'away' | 'bereaved'

/** The request a member has now: a draft, or one that was sent and has not ended. */
export const openRequestOf = (db: Db | Tx, member: MemberId | string) =>
  db
    .selectFrom('match_request')
    .selectAll()
    .where('member', '=', member)
    .where('ended_at', 'is', null)
    .executeTakeFirst()

/** A request that was sent, open or ended. */
export const requestById = (db: Db | Tx, id: string) =>
  db
    .selectFrom('match_request')
    .innerJoin('member', 'member.id', 'match_request.member')
    .selectAll('match_request')
    .select('member.name')
    .where('match_request.id', '=', id)
    .where('asked_at', 'is not', null)
    .executeTakeFirst()
export type MatchRequest = NonNullable<Awaited<ReturnType<typeof requestById>>>

export const profileOf = (db: Db | Tx, member: MemberId | string) =>
  db.selectFrom('match_profile').selectAll().where('member', '=', member).executeTakeFirst()

/** A match as one of its two, or a coordinator, sees it. */
export interface MatchRow {
  readonly id: MatchId
  readonly request: RequestId
  readonly asker: MemberId
  readonly helper: MemberId
  readonly asker_name: string
  readonly helper_name: string
  readonly state: 'proposed' | 'introduced' | 'ended'
  readonly proposed_at: Date
  readonly asker_says: boolean | null
  readonly helper_says: boolean | null
  readonly introduced_at: Date | null
  readonly tie: string | null
  readonly first_contact_at: Date | null
  readonly ended_at: Date | null
  readonly ended_because: 'declined' | 'withdrawn' | 'done' | 'did not fit' | null
}

const matchRows = sql`
  select x.id, x.request, x.asker, x.helper, a.name as asker_name, h.name as helper_name, x.state, x.proposed_at,
    x.asker_says, x.helper_says, x.introduced_at, x.tie, x.first_contact_at, x.ended_at, x.ended_because
  from match x
  join member a on a.id = x.asker
  join member h on h.id = x.helper`

export async function matchById(db: Db | Tx, id: string): Promise<MatchRow | null> {
  const { rows } = await sql<MatchRow>`${matchRows} where x.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The same, held until this transaction ends: two who answer at once are taken one after the other. */
export async function holdMatch(db: Tx, id: string): Promise<MatchRow | null> {
  await sql`select from match where id = ${id} for update`.execute(db)
  return matchById(db, id)
}

/** The matches a member is in now, as asker or as helper, newest first. */
export async function liveMatchesOf(db: Db | Tx, member: MemberId | string): Promise<MatchRow[]> {
  const { rows } = await sql<MatchRow>`${matchRows}
    where ${member} in (x.asker, x.helper) and x.state <> 'ended'
    order by x.proposed_at desc`.execute(db)
  return rows
}

/** Every match of a request, oldest first, for its coordinator. */
export async function matchesOfRequest(db: Db | Tx, request: string): Promise<MatchRow[]> {
  const { rows } = await sql<MatchRow>`${matchRows} where x.request = ${request} order by x.proposed_at`.execute(db)
  return rows
}

export const followUpsOf = (db: Db | Tx, match: string) =>
  db
    .selectFrom('match_follow_up')
    .select(['member', 'weeks', 'asked_at', 'answer', 'answered_at'])
    .where('match', '=', match)
    .orderBy('weeks')
    .execute()

/** Follow-ups a member has not answered; of each match only the latest is asked. */
export async function followUpsWaiting(db: Db | Tx, member: MemberId | string) {
  const { rows } = await sql<{ match: MatchId; weeks: Weeks; other: string; asked_at: Date }>`
    select distinct on (f.match) f.match, f.weeks, o.name as other, f.asked_at
    from match_follow_up f
    join match x on x.id = f.match and x.state = 'introduced'
    join member o on o.id = case when x.asker = f.member then x.helper else x.asker end
    where f.member = ${member} and f.answer is null
    order by f.match, f.weeks desc`.execute(db)
  return rows
}

/** End a match. Neither is told here, and what still waits for a letter or a call is taken back. */
export async function endMatch(db: Tx, id: string, because: NonNullable<MatchRow['ended_because']>, at: Date) {
  await takeBackNotices(db, { match: id })
  await db
    .updateTable('match')
    .set({ state: 'ended', ended_at: at, ended_because: because })
    .where('id', '=', id)
    .where('state', '<>', 'ended')
    .execute()
}

export const endRequest = (db: Tx, id: string, because: EndedBecause, at: Date) =>
  db
    .updateTable('match_request')
    .set({ ended_at: at, ended_because: because })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()

/** The 48 hours begin again: two were in touch and it did not fit, or one of them went. */
export const waitAgain = (db: Tx, id: string, at: Date) =>
  db
    .updateTable('match_request')
    .set({ waiting_since: at, no_match_at: null, no_match_offer: null })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
