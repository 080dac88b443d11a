/**
 * One who came is put in touch with one who could not, when both wished for it and both say yes.
 * Source: DOMAIN, meet-ups: they bind those who came and loosen ties with those who did not.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf, isUuid, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { Answer } from '../../kit/lists.ts'
import { type Allowed, isRefusal, notFound, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { isSignedIn, type MemberId, type Who } from '../../kit/who.ts'
import { hasBlocked } from '../care/blocking.ts'
import { tellMember } from '../members/telling.ts'
import { sayInTouch } from '../ties/tie-mail.ts'
import { beginTie } from '../ties/tie-store.ts'
import { meetingPlace } from '../ties/where-met.ts'
import { pairsOf, type Wisher } from './rules.ts'
import { type GatheringId, gatheringFor, type PairingId } from './store.ts'
import { canTend, DayInput, dateOf, GatheringIdInput, seen } from './tending.ts'

export interface Pairing {
  readonly id: PairingId
  readonly gathering: GatheringId
  readonly occurrence: string
  readonly title: string
  readonly came: MemberId
  readonly cameName: string
  readonly cameSays: 'yes' | 'no' | null
  readonly missed: MemberId
  readonly missedName: string
  readonly missedSays: 'yes' | 'no' | null
  readonly over: boolean
}

const columns = sql`
  p.id, p.gathering, p.occurrence::text as occurrence, g.title, p.came, c.name as "cameName", p.came_says as "cameSays",
  p.missed, m.name as "missedName", p.missed_says as "missedSays", p.ended_at is not null as over
  from pairing p
  join gathering g on g.id = p.gathering
  join member c on c.id = p.came
  join member m on m.id = p.missed`

/** The pairs of one date. */
export async function pairingsOn(db: Db | Tx, gathering: string, occurrence: string): Promise<Pairing[]> {
  const { rows } = await sql<Pairing>`
    select ${columns}
    where p.gathering = ${gathering} and p.occurrence = ${occurrence}::date
    order by p.proposed_at, p.id`.execute(db)
  return rows
}

/** A pair one is part of; null for everybody else. */
export async function pairingOf(db: Db | Tx, id: PairingId | string, member: MemberId): Promise<Pairing | null> {
  const { rows } = await sql<Pairing>`
    select ${columns} where p.id = ${id} and ${member}::uuid in (p.came, p.missed)`.execute(db)
  return rows[0] ?? null
}

/** Pairs that wait for this member's answer. */
export async function pairingsFor(db: Db | Tx, member: MemberId): Promise<Pairing[]> {
  const { rows } = await sql<Pairing>`
    select ${columns}
    where p.ended_at is null
      and ((p.came = ${member} and p.came_says is null) or (p.missed = ${member} and p.missed_says is null))
    order by p.proposed_at`.execute(db)
  return rows
}

/** Members who wished to be put in touch and are not in a pair yet, those who came and those who could not. */
async function wishers(db: Db | Tx, gathering: string, occurrence: string) {
  const { rows } = await sql<Wisher & { came: boolean }>`
    select r.member, r.changed_at as said, coalesce(r.came, false) as came
    from rsvp r
    join member m on m.id = r.member and m.state = 'member' and m.role not in ('clinician', 'researcher')
    where r.gathering = ${gathering} and r.occurrence = ${occurrence}::date and r.pair_up
      -- Whether somebody who said yes did come is known once it was noted.
      and (r.came is not null or r.state <> 'coming')
      and not exists (
        select from pairing p
        where p.gathering = r.gathering and p.occurrence = r.occurrence and r.member in (p.came, p.missed)
      )`.execute(db)
  return { came: rows.filter(({ came }) => came), missed: rows.filter(({ came }) => !came) }
}

/** Pairs that could be proposed now. Who blocks whom, and who is in touch already, is kept apart. */
export async function pairsToPropose(db: Db | Tx, gathering: string, occurrence: string) {
  const { came, missed } = await wishers(db, gathering, occurrence)
  const all = [...came, ...missed].map(({ member }) => member)
  const { rows } = await sql<{ one: string; other: string }>`
    select member as one, blocked as other from block where member = any(${all}::uuid[])
    union all
    select one, other from tie where one = any(${all}::uuid[]) and state <> 'ended'`.execute(db)
  const apart = new Set(rows.flatMap(({ one, other }) => [`${one} ${other}`, `${other} ${one}`]))
  return pairsOf(came, missed, (one, other) => apart.has(`${one} ${other}`))
}

const slip = (id: PairingId): Answer => ({
  task: 'gatherings.answer-pairing',
  input: { pairing: id },
  asks: [
    {
      field: 'answer',
      label: 'Shall we put you in touch?',
      options: [
        { value: 'yes', label: 'Yes please' },
        { value: 'no', label: 'No thank you' },
      ],
    },
  ],
})

/** Ask those who wished for it whether they want to be put in touch, two by two. */
export const pair = task('gatherings.pair', {
  title: 'Pair one who came to a gathering with one who could not',
  doors: ['web', 'phone'],
  who: 'Its host, moderators and stewards',
  input: z.object({ gathering: GatheringIdInput, occurrence: DayInput }),
  allowed: canTend,
  async run({ gathering: id, occurrence }, doing) {
    const { db, who, now, about } = doing
    about(id)
    const gathering = (await gatheringFor(db, id, who.member))!
    const date = dateOf(gathering, occurrence)
    if (isRefusal(date)) return date
    const pairs = await pairsToPropose(db, id, occurrence)
    for (const { came, missed } of pairs) {
      const pairing = newId<'PairingId'>(now.getTime())
      await db
        .insertInto('pairing')
        .values({
          ...{ id: pairing, gathering: id, occurrence, came, missed, proposed_by: who.member, proposed_at: now },
          ...{ came_says: null, missed_says: null, ended_at: null },
        })
        .execute()
      const made = (await pairingOf(db, pairing, came as MemberId))!
      for (const side of ['came', 'missed'] as const)
        await tellMember(doing, made[side], {
          kind: 'gathering',
          subject: 'Somebody would like to talk with you',
          words: askWords(made, side),
          href: `/gatherings/pairings/${pairing}`,
          answer: slip(pairing),
        })
    }
    return pairs.length
  },
})

/** The question to one of the two. */
export const askWords = ({ title, cameName, missedName }: Pairing, side: 'came' | 'missed') =>
  side === 'came'
    ? `You came to “${title}”. ${missedName} could not, and would like to hear how it was.\n\nShall we put you in touch? Only if you both say yes.`
    : `You could not come to “${title}”. ${cameName} was there, and would like to tell you how it was.\n\nShall we put you in touch? Only if you both say yes.`

/** Say yes or no to being put in touch. A no is told to nobody. */
export const answerPairing = task('gatherings.answer-pairing', {
  title: 'Say if I want to be put in touch after a gathering',
  doors: ['web', 'letter', 'phone'],
  who: 'The two who were asked',
  input: z.object({ pairing: idOf<'PairingId'>(), answer: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }) }),
  async allowed({ pairing }, { db, who }): Promise<Allowed> {
    if (!isSignedIn(who)) return refuse('Please sign in first.', 401)
    return (await pairingOf(db, pairing, who.member)) ? yes : notFound('question')
  },
  async run({ pairing: id, answer }, doing) {
    const { db, who, now, about } = doing
    about(id)
    await sql`select id from pairing where id = ${id} for update`.execute(db)
    const one = (await pairingOf(db, id, who.member!))!
    if (one.over) return refuse('This was answered already.', 409)
    const side = one.came === who.member ? 'came' : 'missed'
    const other = side === 'came' ? one.missedSays : one.cameSays
    const apart = (await hasBlocked(db, one.came, one.missed)) || (await hasBlocked(db, one.missed, one.came))
    const both = answer === 'yes' && other === 'yes' && !apart
    await db
      .updateTable('pairing')
      .set({
        ...(side === 'came' ? { came_says: answer } : { missed_says: answer }),
        ended_at: both || answer === 'no' || apart ? now : null,
      })
      .where('id', '=', id)
      .execute()
    if (both) await inTouch(doing, one)
    return both ? 'in touch' : answer
  },
})

async function inTouch(doing: Doing, { came, missed, gathering }: Pairing) {
  const tie = await beginTie(doing.db, came, missed, { from: 'gathering', id: gathering }, doing.now)
  await sayInTouch(doing, { tie, to: came, about: missed })
  await sayInTouch(doing, { tie, to: missed, about: came })
}

/** Both came to the same date, and the other had said that who came may ask. */
async function metThere(db: Db | Tx, id: string | null, asks: Who, other: MemberId): Promise<boolean> {
  if (!id || !isUuid(id)) return false
  const { rows } = await sql<{ met: boolean }>`
    select exists (
      select from rsvp mine
      join rsvp theirs on theirs.gathering = mine.gathering and theirs.occurrence = mine.occurrence
      where mine.gathering = ${id} and mine.member = ${asks.member} and mine.came
        and theirs.member = ${other} and theirs.came and theirs.listed
    ) as met`.execute(db)
  return rows[0]!.met
}

/** How two who met at a gathering are told that they did. */
meetingPlace({
  from: 'gathering',
  met: metThere,
  async told(db, id, reader) {
    const gathering = id && isUuid(id) ? await seen(db, id, reader) : null
    return !gathering || isRefusal(gathering)
      ? { words: 'You met at a gathering.' }
      : { words: 'You came to be in touch by a gathering:', href: `/gatherings/${id}`, title: gathering.title }
  },
})
