/** What the letter door does when an area tells an event. */
import { sql } from 'kysely'
import { on } from '../../kit/events.ts'
import { exports } from '../../kit/exports.ts'
import { job } from '../../kit/jobs.ts'
import { letterText } from './content.ts'
import './making.ts'
import { dropPdf, writeAgain } from './store.ts'

/** Letters to somebody who leaves for good go, with their slips; of letters that hold their words, the words go. */
on('members.erased', async ({ member }, { db, now }) => {
  const { rows } = await sql<{ batch: string }>`
    delete from letter where member = ${member} returning batch`.execute(db)
  await db.deleteFrom('slip').where('member', '=', member).execute()
  const { rows: quoted } = await sql<{ batch: string }>`
    update letter set content = null, speakers = '{}'
    where posted_at is not null and speakers @> array[${member}::uuid]
    returning batch`.execute(db)
  await dropPdf(
    db,
    [...rows, ...quoted].map(({ batch }) => batch),
  )
  await sql`
    update letter_batch set changed_at = ${now}, printed_at = null, printed = 0
    where posted_at is null and printed_at is not null and id = any(${rows.map(({ batch }) => batch)}::uuid[])`.execute(
    db,
  )
  await writeAgain(db, sql`speakers @> array[${member}::uuid]`, now)
})

/** A letter that lies ready says what was so yesterday: it is written again before it is posted. */
for (const name of ['members.paused', 'members.left', 'members.returned', 'members.bereaved'] as const)
  on(name, ({ member }, { db, now }) => writeAgain(db, sql`member = ${member}`, now))

const day = 24 * 60 * 60 * 1000
/** Long enough to print a batch once more when an envelope comes back. */
export const pdfKeptDays = 14
/** Long enough to look something up; then a letter stands only in the list of what was sent. */
export const wordsKeptDays = 365

/** The PDF of a posted batch holds everybody's address and words of closed circles: it is not kept. */
export const forgetting = job({
  name: 'letters.forget',
  cron: '50 3 * * *',
  work: (_, { db }) => forgetOldLetters(db, new Date()),
})

export async function forgetOldLetters(db: Parameters<typeof dropPdf>[0], now: Date) {
  const before = (days: number) => new Date(now.getTime() - days * day)
  await sql`
    delete from letter_piece
    where batch in (select id from letter_batch where posted_at < ${before(pdfKeptDays)})`.execute(db)
  await sql`
    update letter set content = null, speakers = '{}'
    where posted_at < ${before(wordsKeptDays)} and content is not null`.execute(db)
}

exports('Letters we sent you', async (db, member) =>
  (
    await db
      .selectFrom('letter')
      .select(['until', 'posted_at', 'content'])
      .where('member', '=', member)
      .where('posted_at', 'is not', null)
      .orderBy('until')
      .execute()
  ).map(({ until, posted_at, content }) => ({ until, posted_at, words: content && letterText(content) })),
)

exports('Your reply slips', (db, member) =>
  db
    .selectFrom('slip')
    .select(['code', 'title', 'made_at', 'state', 'keyed_at', 'said', 'because', 'confirmed_at'])
    .where('member', '=', member)
    .orderBy('made_at')
    .execute(),
)
