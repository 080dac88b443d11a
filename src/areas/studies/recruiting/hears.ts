/** What the letters of studies do when another area tells an event, and what is forgotten of them. */
import { sql } from 'kysely'
import type { Community } from '../../../kit/community.ts'
import type { Tx } from '../../../kit/database.ts'
import { on } from '../../../kit/events.ts'
import { exports } from '../../../kit/exports.ts'
import { job } from '../../../kit/jobs.ts'
import { insideWall } from '../wall.ts'
import './making.ts'
import { takeOutOfMailings } from './mailings.ts'

const codesOf = async (db: Tx, member: string) =>
  (await db.selectFrom('study_letter').select('code').where('member', '=', member).execute()).map(({ code }) => code)

/** Nothing goes into the post any more to somebody who stepped away, or whose child has died. */
for (const name of ['members.paused', 'members.left', 'members.bereaved'] as const)
  on(name, async ({ member }, { db, now }) => takeOutOfMailings(db, await codesOf(db, member), now))

/** Which code they had is forgotten. A code that never went out is nobody's, and goes too. */
on('members.erased', async ({ member }, { db, community, now }) => {
  const codes = await codesOf(db, member)
  if (codes.length === 0) return
  await takeOutOfMailings(db, codes, now)
  await db.deleteFrom('study_letter').where('member', '=', member).execute()
  await insideWall(db, community, (tx) =>
    tx.deleteFrom('study_code').where('id', 'in', codes).where('state', '=', 'drawn').execute(),
  )
})

const day = 24 * 60 * 60 * 1000
/** Long enough to print a mailing once more when something went wrong in the post. */
export const pdfKeptDays = 14
/** Long enough after a study for the last letters to come back. */
export const namesKeptDays = 90

/** The PDF holds everybody's name beside their code; and after a study nobody needs to know who was written to. */
export const forgettingStudyLetters = job({
  name: 'studies.forget-letters',
  cron: '55 3 * * *',
  work: (_, community) => forgetStudyLetters(community, new Date()),
})

export async function forgetStudyLetters({ db }: Pick<Community, 'db'>, now: Date) {
  const before = (days: number) => new Date(now.getTime() - days * day)
  await sql`
    delete from study_mailing_piece
    where mailing in (select id from study_mailing where posted_at < ${before(pdfKeptDays)})`.execute(db)
  await sql`
    delete from study_letter
    where study in (select id from study where closed_at < ${before(namesKeptDays)})`.execute(db)
}

exports('Letters about studies', async (db, member) => {
  const { rows } = await sql<{ study: string; posted_at: Date | null; no_more_at: Date | null }>`
    select study.title as study, posted_at, no_more_at
    from study_letter
    join study on study.id = study_letter.study
    where member = ${member}
    order by posted_at`.execute(db)
  return rows
})
