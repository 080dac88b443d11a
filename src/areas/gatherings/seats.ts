/**
 * Seats: given one at a time under the gathering's lock, so that none is given twice; a waiting list in order;
 * and whoever is next moves up as soon as one comes free.
 */
import { sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Tx } from '../../kit/database.ts'
import type { Door } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { doorTo } from '../members/telling.ts'
import type { Occurrence } from './occurrences.ts'
import { type Rsvp, rsvpById, rsvpOf, rsvpOfGuest, takenFor } from './rsvp-store.ts'
import { answerFor, isConfirmed, limitOf, movesUp, type RsvpState, type Seat, seatsOffered } from './rules.ts'
import type { Gathering, RsvpId } from './store.ts'
import { type Telling, tellComer } from './telling-comers.ts'

/** Who answers: a member, or a guest of an open gathering. */
export type Answerer =
  | { readonly member: MemberId }
  | { readonly member: null; readonly name: string; readonly email: string | null; readonly phone: string | null }

export interface Said {
  /** how they come; "no" for not this time */
  readonly seat: Seat | 'no'
  /** absent: as it was */
  readonly access?: string | null
  readonly listed?: boolean
  readonly pairUp?: boolean
}

export interface Answered {
  readonly rsvp: RsvpId
  readonly state: RsvpState
  readonly seat: Seat | null
}

interface Seated extends Telling {
  readonly db: Tx
  readonly via: Door
}

/** The answer somebody gave before, if any. */
const before = (db: Tx, gathering: Gathering, occurrence: string, who: Answerer): Promise<Rsvp | null> =>
  who.member !== null
    ? rsvpOf(db, gathering.id, occurrence, who.member)
    : rsvpOfGuest(db, gathering.id, occurrence, who)

/**
 * Take a seat, wait for one, or say that one does not come. The same answer again keeps the seat and the turn.
 *
 * @param gathering locked in this transaction (`lockedGathering`)
 */
export async function answerDate(
  seated: Seated,
  gathering: Gathering,
  date: Occurrence,
  who: Answerer,
  said: Said,
  known?: Rsvp,
): Promise<Answered> {
  const { db, now, via } = seated
  const was = known ?? (await before(db, gathering, date.occurrence, who))
  const seat = said.seat === 'no' ? null : said.seat
  const holds = was !== null && was.state !== 'not coming' ? was.seat : null
  let state: RsvpState = was?.state ?? 'not coming'
  let turn = was?.turn ?? 0
  const changes = holds !== seat || was === null
  if (changes) {
    const taken = seat && (await takenFor(db, gathering.id, date.occurrence))[seat]
    state = taken ? answerFor(limitOf(gathering, seat!), taken.coming, taken.waiting) : 'not coming'
    turn = await nextTurn(db, gathering)
  }
  const guest = who.member === null ? who : null
  const id = was?.id ?? newId<'RsvpId'>(now.getTime())
  const wishes = {
    access: said.access === undefined ? (was?.access ?? null) : said.access,
    listed: said.listed ?? was?.listed ?? false,
    pair_up: said.pairUp ?? was?.pairUp ?? false,
  }
  if (!was)
    await db
      .insertInto('rsvp')
      .values({
        id,
        gathering: gathering.id,
        occurrence: date.occurrence,
        member: who.member,
        guest_name: guest?.name ?? null,
        guest_email: guest?.email ?? null,
        guest_phone: guest?.phone ?? null,
        ...{ seat, state, turn, via, ...wishes },
        ...{ came: null, made_at: now, changed_at: now, reminded_at: null },
      })
      .execute()
  else
    await db
      .updateTable('rsvp')
      .set({
        ...wishes,
        ...(changes
          ? { seat, state, turn, via, changed_at: now, reminded_at: null, changes: sql<number>`changes + 1` }
          : {}),
      })
      .where('id', '=', id)
      .execute()
  if (changes) {
    const rsvp = (await rsvpById(db, id))!
    const door = who.member ? (await doorTo(db, who.member, 'gathering'))?.door : 'email'
    if (door && isConfirmed(door, via, state, holds !== null)) await tellComer(seated, gathering, date, rsvp, state)
    if (holds) await moveUp(seated, gathering, date)
  }
  return { rsvp: id, state, seat }
}

async function nextTurn(db: Tx, gathering: Gathering): Promise<number> {
  const { rows } = await sql<{ turns: number }>`
    update gathering set turns = turns + 1 where id = ${gathering.id} returning turns`.execute(db)
  return rows[0]!.turns
}

/**
 * Those who wait move up in order as far as there are seats, and each is told.
 *
 * @param gathering locked in this transaction
 */
export async function moveUp(seated: Telling & { db: Tx }, gathering: Gathering, date: Occurrence) {
  const { db, now } = seated
  if (date.cancelled || date.ends <= now) return
  const taken = await takenFor(db, gathering.id, date.occurrence)
  for (const seat of seatsOffered(gathering)) {
    const { coming, waiting } = taken[seat]
    const free = movesUp(limitOf(gathering, seat), coming, waiting)
    if (free === 0) continue
    const { rows } = await sql<{ id: RsvpId }>`
      update rsvp
      set state = 'coming', changes = changes + 1, changed_at = ${now}, reminded_at = null
      where id in (
        select id
        from rsvp
        where gathering = ${gathering.id} and occurrence = ${date.occurrence}::date
          and seat = ${seat} and state = 'waiting'
        order by turn, id
        limit ${free}
      )
      returning id`.execute(db)
    for (const { id } of rows) {
      const rsvp = await rsvpById(db, id)
      if (rsvp) await tellComer(seated, gathering, date, rsvp, 'moved up')
    }
  }
}
