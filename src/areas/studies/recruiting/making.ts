/**
 * Making the letters of a study: one PDF, a piece at a time, while stewards see how far it is. Cut short anywhere, the next
 * run begins it anew; the codes were drawn before, so nobody is lost and nobody gets two.
 */
import { sql } from 'kysely'
import type { Community } from '../../../kit/community.ts'
import type { Db, Pool } from '../../../kit/database.ts'
import { job } from '../../../kit/jobs.ts'
import { alone } from '../../../kit/one-at-a-time.ts'
import { Pieces } from '../../../kit/pieces.ts'
import { codeOf } from '../codes.ts'
import type { Print } from './leaf.ts'
import { MailingPdf } from './mailing-pdf.ts'
import { type Mailing, unfinishedMailings } from './store.ts'
import { linesOf, type StudyPaper } from './study-paper.ts'

/** Begun when a steward asks; each minute it goes on with what was cut short, or changed after it was made. */
export const makingStudyLetters = job({
  name: 'studies.make-letters',
  cron: '* * * * *',
  work: (_, community, { pool }) => makeStudyLetters(community, pool),
})

/** Make every mailing that is not made yet. Nothing to do, or another server at it: it returns at once. */
export async function makeStudyLetters(community: Community, pool: Pool) {
  if ((await unfinishedMailings(community.db)).length === 0) return
  await alone(pool, `study letters ${community.schema}`, async () => {
    for (;;) {
      const [mailing] = await unfinishedMailings(community.db)
      if (!mailing) return
      await printMailing(community, mailing)
    }
  })
}

/** Letters read from the database at once; after each lot the steward's page knows how far it is. */
const atOnce = 25

interface Row {
  readonly position: number
  readonly code: string
  readonly number: number
  readonly name: string
  readonly address: string
  readonly postcode: string
  readonly print: Print
}

async function printMailing({ db, secret }: Community, { id, number, made_at, changed_at }: Mailing) {
  await db.deleteFrom('study_mailing_piece').where('mailing', '=', id).execute()
  await db.updateTable('study_mailing').set({ printed: 0 }).where('id', '=', id).execute()
  const row = await db.selectFrom('study_mailing').select('paper').where('id', '=', id).executeTakeFirst()
  // Thrown away meanwhile.
  if (!row) return
  const pdf = new MailingPdf(row.paper as StudyPaper, number, made_at)
  const pieces = new Pieces((position, bytes) =>
    sql`
      insert into study_mailing_piece (mailing, position, bytes)
      select id, ${position}, ${bytes} from study_mailing where id = ${id}`.execute(db),
  )
  let printed = 0
  for (let after = -1; ; ) {
    const some = await lettersAfter(db, id, after)
    if (some.length === 0) break
    for (const { code, number, name, address, postcode, print } of some) {
      pdf.add({ name, address: [...linesOf(address), postcode], code: codeOf({ secret }, code), number }, print)
      printed++
      await pieces.add(pdf.take())
      // Whoever waits for a page is answered between two letters.
      await new Promise(setImmediate)
    }
    after = some.at(-1)!.position
    await db.updateTable('study_mailing').set({ printed }).where('id', '=', id).execute()
  }
  await pdf.end()
  await pieces.add(pdf.take(), true)
  // Where somebody was taken out of it meanwhile, it is not whole, and made anew.
  await sql`
    update study_mailing
    set printed_at = now(), pages = ${pdf.pages}, bytes = ${pieces.bytes}
    where id = ${id} and posted_at is null and changed_at is not distinct from ${changed_at}
      and ${printed} = (select count(*) from study_mailing_letter where mailing = ${id})`.execute(db)
}

/** The next letters in the order of the PDF, with the names and addresses of today. */
async function lettersAfter(db: Db, mailing: string, after: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select position, l.code, l.number, coalesce(m.name, l.name) as name, coalesce(r.address, l.address, '') as address,
      coalesce(r.postcode, l.postcode, '') as postcode, coalesce(r.print, 'plain') as print
    from study_mailing_letter ml
    join study_letter l on l.code = ml.code
    left join member m on m.id = l.member
    left join reach r on r.member = l.member
    where ml.mailing = ${mailing} and position > ${after}
    order by position
    limit ${atOnce}`.execute(db)
  return rows
}
