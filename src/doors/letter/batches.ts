/** Letters that are printed and posted together. At most one batch is open, so nobody is sent two letters of one day. */
import { sql } from 'kysely'
import { z } from 'zod'
import { mustBeSteward } from '../../areas/members/rules.ts'
import { idOf, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import { letterDue } from './rules.ts'
import { type BatchId, batchById, type Candidate, candidates, openBatch } from './store.ts'

const who = 'Stewards'
const Batch = z.object({ batch: idOf<'BatchId'>() })

/** Who is due a letter now. Whoever turns out to have nothing new gets none. */
export async function dueNow(db: Db | Tx, now: Date): Promise<Candidate[]> {
  return (await candidates(db)).filter((one) => letterDue({ ...one, howOften: one.how_often }, now))
}

/** Begin a batch for everybody who is due; a job makes it. */
export const makeBatch = task('letters.make-batch', {
  title: 'Make the letters that are due, to print and post',
  doors: ['web'],
  who,
  input: z.object({}),
  allowed: (_, doing) => mustBeSteward(doing.who),
  async run(_, { db, who, now, about }): Promise<BatchId | Refusal> {
    // Two stewards who press at once make one batch.
    await sql`select pg_advisory_xact_lock(hashtext('letters.make-batch'))`.execute(db)
    if (await openBatch(db)) return refuse('Letters are being made already. Post them or throw them away first.', 409)
    const due = await dueNow(db, now)
    if (due.length === 0) return refuse('Nobody is due a letter now.', 409)
    const id = newId<'BatchId'>(now.getTime())
    await db
      .insertInto('letter_batch')
      .values({
        id,
        made_by: who.member!,
        made_at: now,
        people: due.length,
        written_at: null,
        printed_at: null,
        changed_at: null,
        posted_at: null,
        posted_by: null,
      })
      .execute()
    for (let from = 0; from < due.length; from += 1000)
      await db
        .insertInto('letter')
        .values(
          due.slice(from, from + 1000).map(({ member, last, joined }, index) => ({
            id: newId(now.getTime()),
            batch: id,
            member,
            position: from + index,
            since: last ?? joined,
            until: now,
            content: null,
            written_at: null,
            posted_at: null,
          })),
        )
        .execute()
    about(id)
    return id
  },
})

/** Say that a batch went into the post: only now what it tells counts as told. */
export const markPosted = task('letters.mark-posted', {
  title: 'Say that the letters were posted',
  doors: ['web'],
  who,
  input: Batch,
  allowed: (_, doing) => mustBeSteward(doing.who),
  async run({ batch: id }, { db, who, now, about }): Promise<number | Refusal> {
    await sql`select from letter_batch where id = ${id} for update`.execute(db)
    const batch = await batchById(db, id)
    if (!batch) return notFound('batch of letters')
    if (batch.posted_at) return batch.letters
    if (!batch.printed_at) return refuse('The letters are not all made yet. Look again in a minute.', 409)
    if (batch.letters === 0) return refuse('There are no letters in it to post.', 409)
    about(id)
    await postBatch(db, id, who.member!, now)
    return batch.letters
  },
})

/** What happens when a batch is posted; also for the example, whose letters are long in the post. */
export async function postBatch(db: Tx, batch: string, by: string, now: Date) {
  await sql`
    update notice set told_at = ${now}
    where told_at is null and id in (select unnest(notices) from letter where batch = ${batch})`.execute(db)
  await sql`
    update slip set confirmed_at = ${now}
    where id in (select unnest(confirms) from letter where batch = ${batch})
      -- of a post that still waits for a person, the next letter says more
      and not exists (select from post p where p.id::text = slip.subject and p.state = 'held')`.execute(db)
  await db.updateTable('letter').set({ posted_at: now }).where('batch', '=', batch).execute()
  await db.updateTable('letter_batch').set({ posted_at: now, posted_by: by }).where('id', '=', batch).execute()
}

/** Throw a batch away that was not posted. It told nothing, so all of it comes again. */
export const throwAwayBatch = task('letters.throw-away', {
  title: 'Throw letters away that were not posted',
  doors: ['web'],
  who,
  input: Batch,
  allowed: (_, doing) => mustBeSteward(doing.who),
  async run({ batch: id }, { db, about }): Promise<number | Refusal> {
    const batch = await batchById(db, id)
    if (!batch) return notFound('batch of letters')
    if (batch.posted_at) return refuse('These letters were posted, so they are kept.', 409)
    about(id)
    // Slips that were keyed in meanwhile, from paper that went out all the same, stay.
    await sql`
      delete from slip
      where state = 'open' and letter in (select id from letter where batch = ${id})`.execute(db)
    await db.deleteFrom('letter_batch').where('id', '=', id).execute()
    return batch.letters
  },
})

const mostLines = 5

export interface Sender {
  readonly letterFrom: string | null
  readonly letterReplyTo: string | null
  readonly letterPhone: string | null
}

/** Say who letters come from, where slips go back to, and whom to ring. */
export const nameSender = task('letters.name-sender', {
  title: 'Say who our letters come from, and where slips go',
  doors: ['web'],
  who,
  input: z.object({
    letterFrom: optionalWords(300),
    letterReplyTo: optionalWords(300),
    letterPhone: optionalWords(40),
  }),
  allowed: (_, doing) => mustBeSteward(doing.who),
  async run(sender, { db, community }): Promise<Sender | Refusal> {
    const fields: Record<string, string> = {}
    for (const field of ['letterFrom', 'letterReplyTo'] as const)
      if ((sender[field]?.split('\n').length ?? 0) > mostLines) fields[field] = 'Please use five lines at most.'
    const [because] = Object.values(fields)
    if (because) return refuse(because, 422, fields)
    await sql`
      update public.community
      set settings = jsonb_strip_nulls(settings || ${JSON.stringify(sender)}::jsonb)
      where id = ${community.id}`.execute(db)
    return sender
  },
})
