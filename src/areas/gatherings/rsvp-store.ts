/** Answers as they are read: one's own, those to one date, and how many seats they take. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import type { RsvpState, Seat } from './rules.ts'
import type { GatheringId, RsvpId } from './store.ts'

export interface Rsvp {
  readonly id: RsvpId
  readonly gathering: GatheringId
  readonly occurrence: string
  readonly member: MemberId | null
  /** a member's name as others see it, or the name a guest gave */
  readonly name: string
  readonly guestEmail: string | null
  readonly guestPhone: string | null
  readonly seat: Seat | null
  readonly state: RsvpState
  readonly access: string | null
  readonly listed: boolean
  readonly pairUp: boolean
  readonly turn: number
  readonly came: boolean | null
  readonly changes: number
  readonly changedAt: Date
  readonly remindedAt: Date | null
}

const columns = sql`
  r.id, r.gathering, r.occurrence::text as occurrence, r.member, coalesce(m.name, r.guest_name) as name,
  r.guest_email as "guestEmail", r.guest_phone as "guestPhone", r.seat, r.state, r.access, r.listed,
  r.pair_up as "pairUp", r.turn, r.came, r.changes, r.changed_at as "changedAt", r.reminded_at as "remindedAt"
  from rsvp r
  left join member m on m.id = r.member`

export async function rsvpById(db: Db | Tx, id: RsvpId | string): Promise<Rsvp | null> {
  const { rows } = await sql<Rsvp>`select ${columns} where r.id = ${id}`.execute(db)
  return rows[0] ?? null
}

export async function rsvpOf(
  db: Db | Tx,
  gathering: string,
  occurrence: string,
  member: MemberId | string | null,
): Promise<Rsvp | null> {
  if (!member) return null
  const { rows } = await sql<Rsvp>`
    select ${columns}
    where r.member = ${member} and r.gathering = ${gathering} and r.occurrence = ${occurrence}::date`.execute(db)
  return rows[0] ?? null
}

/** What a guest said before, known by their address, or else by their name and number. */
export async function rsvpOfGuest(
  db: Db | Tx,
  gathering: string,
  occurrence: string,
  { name, email, phone }: { name: string; email: string | null; phone: string | null },
): Promise<Rsvp | null> {
  const { rows } = await sql<Rsvp>`
    select ${columns}
    where r.gathering = ${gathering}
      and r.occurrence = ${occurrence}::date
      and (
        lower(r.guest_email) = lower(${email}::text)
        or (r.guest_email is null and ${email}::text is null and r.guest_name = ${name} and r.guest_phone = ${phone}::text)
      )`.execute(db)
  return rows[0] ?? null
}

/** All answers to one date: those who come, who wait in order, and who do not come. */
export async function rsvpsOn(db: Db | Tx, gathering: string, occurrence: string): Promise<Rsvp[]> {
  const { rows } = await sql<Rsvp>`
    select ${columns}
    where r.gathering = ${gathering} and r.occurrence = ${occurrence}::date
    order by (case r.state when 'coming' then 1 when 'waiting' then 2 else 3 end), r.turn, r.id`.execute(db)
  return rows
}

/** All answers to a gathering that are not over: what is changed or cancelled is told to these. */
export async function rsvpsFrom(db: Db | Tx, gathering: string, from: string): Promise<Rsvp[]> {
  const { rows } = await sql<Rsvp>`
    select ${columns}
    where r.gathering = ${gathering} and r.occurrence >= ${from}::date and r.state <> 'not coming'
    order by r.occurrence, r.turn, r.id`.execute(db)
  return rows
}

/** Where a member said that they come or wait, from a day on. */
export async function rsvpsOfMember(db: Db | Tx, member: MemberId | string, from: string): Promise<Rsvp[]> {
  const { rows } = await sql<Rsvp>`
    select ${columns}
    where r.member = ${member} and r.occurrence >= ${from}::date and r.state <> 'not coming'
    order by r.occurrence, r.id`.execute(db)
  return rows
}

export interface Taken {
  readonly coming: number
  readonly waiting: number
}
export type TakenSeats = Readonly<Record<Seat, Taken>>

const none: TakenSeats = {
  place: { coming: 0, waiting: 0 },
  phone: { coming: 0, waiting: 0 },
  video: { coming: 0, waiting: 0 },
}

interface TakenRow extends Taken {
  gathering: string
  occurrence: string
  seat: Seat
}

/** How many come and wait for each kind of seat, for several dates at once, by "gathering occurrence". */
export async function takenOn(
  db: Db | Tx,
  dates: readonly { gathering: string; occurrence: string }[],
): Promise<(gathering: string, occurrence: string) => TakenSeats> {
  if (dates.length === 0) return () => none
  const { rows } = await sql<TakenRow>`
    select r.gathering, r.occurrence::text as occurrence, r.seat,
      count(*) filter (where r.state = 'coming')::int as coming,
      count(*) filter (where r.state = 'waiting')::int as waiting
    from unnest(${dates.map((one) => one.gathering)}::uuid[], ${dates.map((one) => one.occurrence)}::date[])
      as asked (gathering, occurrence)
    join rsvp r on r.gathering = asked.gathering and r.occurrence = asked.occurrence
    where r.seat is not null and r.state <> 'not coming'
    group by r.gathering, r.occurrence, r.seat`.execute(db)
  const byDate = Map.groupBy(rows, (row) => `${row.gathering} ${row.occurrence}`)
  return (gathering, occurrence) => {
    const here = byDate.get(`${gathering} ${occurrence}`) ?? []
    return { ...none, ...Object.fromEntries(here.map(({ seat, coming, waiting }) => [seat, { coming, waiting }])) }
  }
}

export const takenFor = async (db: Db | Tx, gathering: string, occurrence: string): Promise<TakenSeats> =>
  (await takenOn(db, [{ gathering, occurrence }]))(gathering, occurrence)

/**
 * Those who came to a date and said that others who came may ask to stay in touch.
 *
 * @returns nobody unless the member who asks came too; never whom one blocks, or is blocked by
 */
export async function toMeetAfter(
  db: Db | Tx,
  gathering: string,
  occurrence: string,
  member: MemberId | null,
): Promise<{ member: string; name: string }[]> {
  if (!member) return []
  const { rows } = await sql<{ member: string; name: string }>`
    select r.member, m.name
    from rsvp mine
    join rsvp r on r.gathering = mine.gathering and r.occurrence = mine.occurrence and r.came and r.listed
    join member m on m.id = r.member and m.state in ('member', 'paused') and m.role not in ('clinician', 'researcher')
    where mine.member = ${member}
      and mine.gathering = ${gathering}
      and mine.occurrence = ${occurrence}::date
      and mine.came
      and r.member <> ${member}
      and not exists (
        select from block b
        where (b.member = ${member} and b.blocked = r.member) or (b.member = r.member and b.blocked = ${member})
      )
      and not exists (
        select from tie t
        where t.one = least(r.member, ${member}::uuid) and t.other = greatest(r.member, ${member}::uuid)
          and t.state in ('open', 'declined')
      )
    order by m.name`.execute(db)
  return rows
}
