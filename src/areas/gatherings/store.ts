/** The tables of this area, and gatherings as they are read. */
import { type ColumnType, type Generated, sql } from 'kysely'
import type { Brand } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { Door } from '../../kit/task.ts'
import { isModerator, type MemberId, type Who } from '../../kit/who.ts'
import type { CircleDoor } from '../conversations/rules.ts'
import type { Voice } from '../conversations/standing.ts'
import type { Pattern } from './recurrence-rules.ts'
import type { GatheringDoor, Kind, RsvpState, Seat } from './rules.ts'

export type GatheringId = Brand<string, 'GatheringId'>
export type RsvpId = Brand<string, 'RsvpId'>
export type PairingId = Brand<string, 'PairingId'>

/** A day as "2026-03-04": written as it is; the driver would read a moment, so it is read as text. */
type Day = ColumnType<Date, string, string>
type DayOrNot = ColumnType<Date | null, string | null, string | null>

declare module '../../kit/database.ts' {
  interface Tables {
    gathering: {
      id: string
      title: string
      about: string
      kind: Kind
      place: string | null
      district: string | null
      desk_phone: string | null
      phone_number: string | null
      phone_pin: string | null
      video_link: string | null
      starts_on: Day
      starts_at: string
      minutes: number
      rrule: string | null
      until: Day
      over_at: Date
      places: number | null
      phone_seats: number | null
      no_phone_why: string | null
      access: string | null
      door: GatheringDoor
      circle: string | null
      stages: Generated<string[]>
      topics: Generated<string[]>
      host: string | null
      state: Generated<'planned' | 'cancelled'>
      cancelled_why: string | null
      sequence: Generated<number>
      turns: Generated<number>
      made_at: Date
      changed_at: Date
    }
    gathering_date: {
      gathering: string
      occurrence: Day
      cancelled_at: Date | null
      why: string | null
      moved_on: DayOrNot
      moved_at: string | null
    }
    rsvp: {
      id: string
      gathering: string
      occurrence: Day
      member: string | null
      guest_name: string | null
      guest_email: string | null
      guest_phone: string | null
      seat: Seat | null
      state: RsvpState
      access: string | null
      listed: Generated<boolean>
      pair_up: Generated<boolean>
      turn: number
      came: boolean | null
      changes: Generated<number>
      via: Door
      made_at: Date
      changed_at: Date
      reminded_at: Date | null
    }
    write_up: {
      id: string
      gathering: string
      occurrence: Day
      words: string
      html: string
      voice: Voice
      by: string | null
      written_at: Date
      amended_at: Date | null
    }
    pairing: {
      id: string
      gathering: string
      occurrence: Day
      came: string
      missed: string
      proposed_by: string | null
      proposed_at: Date
      came_says: 'yes' | 'no' | null
      missed_says: 'yes' | 'no' | null
      ended_at: Date | null
    }
    private_calendar: { member: string; edition: Generated<number>; changed_at: Date }
  }
}

/** One date that is not as the rule says. */
export interface Override {
  readonly occurrence: string
  readonly cancelled: boolean
  readonly why: string | null
  readonly movedOn: string | null
  readonly movedAt: string | null
}

export interface Gathering extends Pattern {
  readonly id: GatheringId
  readonly title: string
  readonly about: string
  readonly kind: Kind
  readonly place: string | null
  readonly district: string | null
  readonly deskPhone: string | null
  readonly phoneNumber: string | null
  readonly phonePin: string | null
  readonly videoLink: string | null
  readonly minutes: number
  readonly overAt: Date
  readonly places: number | null
  readonly phoneSeats: number | null
  readonly noPhoneWhy: string | null
  readonly access: string | null
  readonly door: GatheringDoor
  readonly circle: { id: string; slug: string; name: string; door: CircleDoor; inside: boolean } | null
  readonly stages: readonly string[]
  readonly topics: readonly string[]
  readonly host: string | null
  readonly hostName: string | null
  readonly state: 'planned' | 'cancelled'
  readonly cancelledWhy: string | null
  readonly sequence: number
  readonly madeAt: Date
  readonly changedAt: Date
  readonly overrides: readonly Override[]
}

const columns = (member: MemberId | string | null) => sql`
  g.id, g.title, g.about, g.kind, g.place, g.district, g.desk_phone as "deskPhone", g.phone_number as "phoneNumber",
  g.phone_pin as "phonePin", g.video_link as "videoLink", g.starts_on::text as "startsOn", g.starts_at as "startsAt",
  g.minutes, g.rrule, g.until::text as until, g.over_at as "overAt", g.places, g.phone_seats as "phoneSeats",
  g.no_phone_why as "noPhoneWhy", g.access, g.door, g.stages, g.topics, g.host, host.name as "hostName", g.state,
  g.cancelled_why as "cancelledWhy", g.sequence, g.made_at as "madeAt", g.changed_at as "changedAt",
  case when c.id is not null then json_build_object(
    'id', c.id, 'slug', c.slug, 'name', c.name, 'door', c.door,
    'inside', exists (select from circle_member i where i.circle = c.id and i.member = ${member}::uuid)
  ) end as circle,
  coalesce(
    (
      select json_agg(json_build_object('occurrence', d.occurrence, 'cancelled', d.cancelled_at is not null,
        'why', d.why, 'movedOn', d.moved_on, 'movedAt', d.moved_at) order by d.occurrence)
      from gathering_date d
      where d.gathering = g.id
    ),
    '[]'
  ) as overrides`

const from = sql`
  from gathering g
  left join circle c on c.id = g.circle
  left join member host on host.id = g.host and host.state <> 'left'`

/** One gathering, as this member stands to it. */
export async function gatheringFor(
  db: Db | Tx,
  id: GatheringId | string,
  member: MemberId | string | null,
): Promise<Gathering | null> {
  const { rows } = await sql<Gathering>`select ${columns(member)} ${from} where g.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/**
 * The same, with its row locked until the transaction ends: seats are given, and a sequence raised, one at a time.
 * Whoever waits for the lock reads what was written meanwhile.
 */
export async function lockedGathering(
  db: Tx,
  id: GatheringId | string,
  member: MemberId | string | null,
): Promise<Gathering | null> {
  await sql`select id from gathering where id = ${id} for update`.execute(db)
  return gatheringFor(db, id, member)
}

/**
 * Which gatherings a person may see: the same as `maySee` in rules.ts, where many are read at once.
 *
 * @param who a visitor sees those that are open
 */
const inSightOf = ({ member, role, roleHeld }: Pick<Who, 'member' | 'role' | 'roleHeld'>) => {
  if (!member || roleHeld === 'researcher') return sql`(g.door = 'open' or c.door = 'open')`
  if (isModerator({ role } as Who)) return sql`true`
  return sql`(
    g.door <> 'circle'
    or c.door <> 'closed'
    or exists (select from circle_member i where i.circle = c.id and i.member = ${member}::uuid)
  )`
}

/** Gatherings that are not over yet and that a person may see, in no order. */
export async function gatheringsToCome(
  db: Db | Tx,
  who: Pick<Who, 'member' | 'role' | 'roleHeld'>,
  now: Date,
): Promise<Gathering[]> {
  const { rows } = await sql<Gathering>`
    select ${columns(who.member)} ${from}
    where g.over_at > ${now} and g.state = 'planned' and ${inSightOf(who)}`.execute(db)
  return rows
}

/** Gatherings of a feed: those that are open; what was over long ago has left it. */
export async function openGatherings(db: Db | Tx, since: Date): Promise<Gathering[]> {
  const { rows } = await sql<Gathering>`
    select ${columns(null)} ${from}
    where g.over_at > ${since} and (g.door = 'open' or c.door = 'open')
    order by g.id`.execute(db)
  return rows
}

/** Gatherings of a member's own calendar: where they said something, and those of circles they are in. */
export async function gatheringsOf(
  db: Db | Tx,
  who: Pick<Who, 'role' | 'roleHeld'> & { member: MemberId },
  since: Date,
): Promise<Gathering[]> {
  const { rows } = await sql<Gathering>`
    select ${columns(who.member)} ${from}
    where g.over_at > ${since}
      and ${inSightOf(who)}
      and (
        exists (select from circle_member i where i.circle = g.circle and i.member = ${who.member})
        or exists (select from rsvp r where r.gathering = g.id and r.member = ${who.member} and r.state <> 'not coming')
      )
    order by g.id`.execute(db)
  return rows
}

export interface WriteUpLine {
  readonly gathering: GatheringId
  readonly occurrence: string
  readonly title: string
  readonly stages: readonly string[]
  readonly topics: readonly string[]
  readonly words: string
  readonly writtenAt: Date
}

/** What was written up and a person may read, newest first. */
export async function writeUpsFor(
  db: Db | Tx,
  who: Pick<Who, 'member' | 'role' | 'roleHeld'>,
  { since = null, most, skip = 0 }: { since?: Date | null; most: number; skip?: number },
): Promise<WriteUpLine[]> {
  const { rows } = await sql<WriteUpLine>`
    select w.gathering, w.occurrence::text as occurrence, g.title, g.stages, g.topics, w.words, w.written_at as "writtenAt"
    from write_up w
    join gathering g on g.id = w.gathering
    left join circle c on c.id = g.circle
    where ${inSightOf(who)} and (${since}::timestamptz is null or w.written_at > ${since})
    order by w.written_at desc
    limit ${most} offset ${skip}`.execute(db)
  return rows
}

export interface WriteUp {
  readonly words: string
  readonly html: string
  readonly voice: Voice
  readonly name: string | null
  readonly writtenAt: Date
  readonly amendedAt: Date | null
}

export async function writeUpOf(db: Db | Tx, gathering: string, occurrence: string): Promise<WriteUp | null> {
  const { rows } = await sql<WriteUp>`
    select w.words, w.html, w.voice, m.name, w.written_at as "writtenAt", w.amended_at as "amendedAt"
    from write_up w
    left join member m on m.id = w.by and m.state <> 'left'
    where w.gathering = ${gathering} and w.occurrence = ${occurrence}::date`.execute(db)
  return rows[0] ?? null
}

export async function countWriteUps(db: Db | Tx, who: Pick<Who, 'member' | 'role' | 'roleHeld'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n
    from write_up w
    join gathering g on g.id = w.gathering
    left join circle c on c.id = g.circle
    where ${inSightOf(who)}`.execute(db)
  return rows[0]!.n
}
