/** When two were in touch, and how: noted by either, in every channel alike, and never what was said. Source: seed. */
import { sql } from 'kysely'
import { z } from 'zod'
import { type Brand, idOf, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { type Allowed, isRefusal, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import type { MemberId } from '../../kit/who.ts'
import { mustBeSignedIn } from '../members/rules.ts'
import { isTheirs, TieIdInput, theirs } from './theirs.ts'
import { type ContactDay, type ContactDoor, contactDay, contactDoorNames } from './tie-rules.ts'
import type { TieId } from './tie-store.ts'

export type ContactId = Brand<string, 'ContactId'>

declare module '../../kit/database.ts' {
  interface Tables {
    tie_contact: {
      id: string
      tie: string
      door: ContactDoor
      on_words: string | null
      on_from: string
      on_to: string
      noted_by: string
      noted_at: Date
    }
  }
}

export interface ContactLine {
  readonly id: ContactId
  readonly door: ContactDoor
  /** in their words; null when it was one day */
  readonly on_words: string | null
  /** as 2026-03-04 */
  readonly on_from: string
  readonly on_to: string
  readonly noted_by: MemberId
  readonly noted_at: Date
}

const columns = sql`c.id, c.door, c.on_words, c.on_from::text, c.on_to::text, c.noted_by, c.noted_at`

/** All the times two were in touch, the newest first. */
export async function contactsOf(db: Db | Tx, tie: TieId): Promise<ContactLine[]> {
  const { rows } = await sql<ContactLine>`
    select ${columns}
    from tie_contact c
    where c.tie = ${tie}
    order by c.on_to desc, c.id desc
    limit 500`.execute(db)
  return rows
}

/** One that this member noted themselves, with the tie it belongs to. */
export async function ownContact(db: Db | Tx, id: ContactId, member: MemberId) {
  const { rows } = await sql<ContactLine & { tie: TieId }>`
    select ${columns}, c.tie
    from tie_contact c
    where c.id = ${id} and c.noted_by = ${member}`.execute(db)
  return rows[0] ?? null
}

const When = optionalWords(60)
const DoorInput = z.enum(contactDoorNames, { error: 'Choose how you were in touch.' })
const noDay = 'Write a day, a month or a year, as in 4 May 2026, May 2026 or 2024.'
const notYet = 'This day has not come yet. Note it once you were in touch.'

function dayIn(when: string | null, now: Date): ContactDay | Refusal {
  const day = contactDay(when, now)
  if (day === null) return refuse(noDay, 422, { when: noDay })
  return day === 'later' ? refuse(notYet, 422, { when: notYet }) : day
}

const mostADay = 50

async function notTooMany({ db, who, now }: Doing): Promise<Allowed> {
  const { n } = await db
    .selectFrom('tie_contact')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('noted_by', '=', who.member!)
    .where('noted_at', '>', new Date(now.getTime() - 24 * 60 * 60 * 1000))
    .executeTakeFirstOrThrow()
  return n < mostADay ? yes : refuse('You have noted a lot today. Please wait until tomorrow.', 429)
}

/** Note that two were in touch: "we met", "we spoke". Both see it. */
export const noteContact = task('ties.note-contact', {
  title: 'Note that we met, spoke or wrote',
  doors: ['web', 'phone', 'letter'],
  who: 'Either of the two',
  input: z.object({ tie: TieIdInput, door: DoorInput, when: When }),
  async allowed(input, doing) {
    const may = await isTheirs(input, doing)
    return may === yes ? notTooMany(doing) : may
  },
  async run({ tie: id, door, when }, doing): Promise<ContactId | Refusal> {
    const { db, who, now } = doing
    const tie = await theirs(id, doing)
    if (isRefusal(tie)) return tie
    if (tie.standing !== 'open' && tie.standing !== 'at rest')
      return refuse('You two are not in touch yet, so there is nothing to note.', 409)
    const day = dayIn(when, now)
    if (isRefusal(day)) return day
    const contact = newId<'ContactId'>(now.getTime())
    await db
      .insertInto('tie_contact')
      .values({
        id: contact,
        tie: id,
        door,
        on_words: day.words,
        on_from: day.from,
        on_to: day.to,
        noted_by: who.member!,
        noted_at: now,
      })
      .execute()
    return contact
  },
})

async function isOwn({ contact }: { contact: ContactId }, { db, who }: Doing): Promise<Allowed> {
  const signedIn = mustBeSignedIn(who)
  if (signedIn !== yes) return signedIn
  return (await ownContact(db, contact, who.member!)) ? yes : notFound()
}

/** Correct what one noted oneself. */
export const correctContact = task('ties.correct-contact', {
  title: 'Correct when or how we were in touch',
  doors: ['web', 'phone', 'letter'],
  who: 'Whoever noted it',
  input: z.object({ contact: idOf<'ContactId'>(), door: DoorInput, when: When }),
  allowed: isOwn,
  async run({ contact, door, when }, doing): Promise<ContactId | Refusal> {
    const { db, now, about } = doing
    const day = dayIn(when, now)
    if (isRefusal(day)) return day
    await db
      .updateTable('tie_contact')
      .set({ door, on_words: day.words, on_from: day.from, on_to: day.to })
      .where('id', '=', contact)
      .execute()
    about(contact)
    return contact
  },
})

/** Take away what one noted oneself. */
export const removeContact = task('ties.remove-contact', {
  title: 'Take away a note of when we were in touch',
  doors: ['web', 'phone', 'letter'],
  who: 'Whoever noted it',
  input: z.object({ contact: idOf<'ContactId'>() }),
  allowed: isOwn,
  async run({ contact }, { db, about }) {
    await db.deleteFrom('tie_contact').where('id', '=', contact).execute()
    about(contact)
    return contact
  },
})
