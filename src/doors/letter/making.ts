/**
 * Making a batch: each letter is gathered in a transaction of its own, then all are printed into one PDF, a piece at a time.
 * Cut short anywhere, the next run goes on from the last letter that was gathered, and prints anew. One server at a time
 * works on a batch; the lock goes with its connection, so a server that is killed holds nobody up.
 */
import { sql } from 'kysely'
import type { Community } from '../../kit/community.ts'
import type { Pool, Tx } from '../../kit/database.ts'
import { dayWords } from '../../kit/day.ts'
import { job } from '../../kit/jobs.ts'
import { alone } from '../../kit/one-at-a-time.ts'
import { Pieces } from '../../kit/pieces.ts'
import type { MemberId } from '../../kit/who.ts'
import { codesToPrint } from '../phone/phone-codes.ts'
import { hasCodes, type LetterContent, withCodes } from './content.ts'
import { gather } from './gathering.ts'
import { LettersPdf } from './pdf.ts'
import { type Batch, type BatchId, type Candidate, candidates, openBatch } from './store.ts'

/** Begun when a steward asks; each minute it goes on with what was cut short, or changed after it was made. */
export const makingLetters = job({
  name: 'letters.make',
  cron: '* * * * *',
  work: (_, community, { pool }) => makeLetters(community, pool),
})

/** Do all that is left of the open batch. Nothing to do, or another server at it: it returns at once. */
export async function makeLetters(community: Community, pool: Pool) {
  if (!(await unfinished(community))) return
  // The key is of the community, so that two of them on one server do not wait for each other.
  await alone(pool, `letters ${community.schema}`, async () => {
    // Another server may have just ended it.
    const batch = await unfinished(community)
    if (batch) await writeAndPrint(community, batch)
  })
}

async function unfinished({ db }: Community) {
  const batch = await openBatch(db)
  return batch?.printed_at ? null : batch
}

/** Somebody may change whom it is for while it is being printed: then it is not whole, and done again. */
async function writeAndPrint(community: Community, { id, made_at }: NonNullable<Batch>) {
  for (let whole = false; !whole; ) {
    await writeLetters(community, id, made_at)
    whole = await printBatch(community, id)
  }
}

/** Gather every letter of a batch that has no words yet. */
async function writeLetters(community: Community, batch: BatchId, at: Date) {
  const { db } = community
  const who = new Map((await candidates(db)).map((one) => [one.member, one]))
  for (;;) {
    const written = await db.transaction().execute((tx) => writeNext(tx, community, { batch, at, who }))
    if (!written) break
  }
  await sql`update letter_batch set written_at = now() where id = ${batch} and written_at is null`.execute(db)
}

/** Gather one letter. @returns false when all have their words */
async function writeNext(
  db: Tx,
  community: Community,
  { batch, at, who }: { batch: BatchId; at: Date; who: ReadonlyMap<MemberId, Candidate> },
): Promise<boolean> {
  const { rows } = await sql<{ id: string; member: MemberId }>`
    select id, member from letter
    where batch = ${batch} and written_at is null
    order by position
    limit 1
    for update`.execute(db)
  const [letter] = rows
  if (!letter) return false
  await writeLetter(db, community, letter, who.get(letter.member) ?? null, at)
  return true
}

/** Write one letter, or drop it when there is nothing to tell. */
export async function writeLetter(
  db: Tx,
  community: Community,
  letter: { id: string; member: MemberId },
  candidate: Candidate | null,
  at: Date,
) {
  const told = candidate && (await gather(db, community, { member: letter.member, letter: letter.id, candidate, at }))
  if (!told) {
    await db.deleteFrom('letter').where('id', '=', letter.id).execute()
    return
  }
  await sql`
    update letter
    set content = ${JSON.stringify(told.content)}::jsonb, written_at = ${at}, speakers = ${uuids(told.speakers)},
      notices = ${uuids(told.notices)}, confirms = ${uuids(told.confirms)}
    where id = ${letter.id}`.execute(db)
}

const uuids = (ids: readonly string[]) => sql`${[...ids]}::uuid[]`

/** Letters read from the database at once. */
const atOnce = 20

/**
 * Print a batch from its beginning. What an earlier run left is thrown away.
 *
 * @returns false when a letter changed meanwhile, so that what was printed is not so any more
 */
async function printBatch(community: Community, batch: BatchId): Promise<boolean> {
  const { db, name } = community
  await db.deleteFrom('letter_piece').where('batch', '=', batch).execute()
  await db.updateTable('letter_batch').set({ printed: 0 }).where('id', '=', batch).execute()
  const now = new Date()
  const pdf = new LettersPdf(`Letters from ${name}, ${dayWords(now)}`, name, now, { bothSides: true })
  const pieces = new Pieces(async (position, bytes) => {
    // Where the batch was thrown away meanwhile, nothing is stored.
    await sql`
      insert into letter_piece (batch, position, bytes)
      select id, ${position}, ${bytes}
      from letter_batch
      where id = ${batch}`.execute(db)
  })
  let printed = 0
  for (let after = -1; ; ) {
    const some = await db
      .selectFrom('letter')
      .select(['position', 'member', 'content'])
      .where('batch', '=', batch)
      .where('position', '>', after)
      .where('written_at', 'is not', null)
      .orderBy('position')
      .limit(atOnce)
      .execute()
    for (const { member, content } of some) {
      const letter = content as LetterContent
      pdf.add(hasCodes(letter) ? withCodes(letter, await codesToPrint(community, member)) : letter)
      printed++
      await pieces.add(pdf.take())
      // Whoever waits for a page is answered between two letters.
      await new Promise(setImmediate)
    }
    if (some.length === 0) break
    after = some.at(-1)!.position
    await db.updateTable('letter_batch').set({ printed }).where('id', '=', batch).execute()
  }
  await pdf.end()
  await pieces.add(pdf.take(), true)
  const { rows } = await sql`
    update letter_batch b
    set printed_at = ${now}, printed = ${printed}, pages = ${pdf.pages}, bytes = ${pieces.bytes}
    where b.id = ${batch} and b.written_at is not null
      and not exists (select from letter l where l.batch = b.id and l.written_at is null)
      and ${printed} = (select count(*) from letter l where l.batch = b.id)
    returning b.id`.execute(db)
  if (rows.length > 0) return true
  // Thrown away meanwhile: there is nothing to go on with.
  const still = await db.selectFrom('letter_batch').select('id').where('id', '=', batch).executeTakeFirst()
  return !still
}
