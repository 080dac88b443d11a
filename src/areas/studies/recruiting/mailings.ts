/** What becomes of letters that are made: posted, thrown away, come back, or no more wanted. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf } from '../../../kit/brand.ts'
import type { Tx } from '../../../kit/database.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { words } from '../../../kit/typed-words.ts'
import { londonDay } from '../../members/days.ts'
import { insideWall } from '../wall.ts'
import { numbersIn } from './rules.ts'
import { allowed, inAStudy, studyAt, who } from './stewards.ts'
import { mailingById } from './store.ts'

const ofMailing = { ...inAStudy, mailing: idOf<'MailingId'>() }

const today = londonDay

/** Say that the letters went into the post. Only now their codes count as posted. */
export const markLettersPosted = task('studies.mark-letters-posted', {
  title: 'Say that the letters of a study were posted',
  doors: ['web'],
  who,
  input: z.object({ ...ofMailing, day: z.iso.date('Choose the day they were posted.') }),
  allowed,
  async run({ study: slug, mailing: id, day }, doing): Promise<number | Refusal> {
    const { db, community, now, who } = doing
    const study = await studyAt(doing, slug)
    if (isRefusal(study)) return study
    await sql`select from study_mailing where id = ${id} for update`.execute(db)
    const mailing = await mailingById(db, study.id, id)
    if (!mailing) return notFound('mailing')
    if (mailing.posted_at) return mailing.letters
    if (!mailing.printed_at) return refuse('The letters are not all made yet. Look again in a minute.', 409)
    const wrong =
      day > today(now)
        ? 'This day is still to come.'
        : day < today(mailing.made_at)
          ? 'They were made after that day.'
          : null
    if (wrong) return refuse(wrong, 422, { day: wrong })
    doing.about(id)
    const { rows } = await sql<{ code: string }>`
      delete from study_mailing_letter where mailing = ${id} returning code`.execute(db)
    const codes = rows.map(({ code }) => code)
    await sql`
      update study_letter set posted_at = coalesce(posted_at, ${now}), printed_at = coalesce(printed_at, ${mailing.printed_at})
      where code = any(${codes}::uuid[])`.execute(db)
    await sql`
      update study_mailing set letters = ${codes.length}, posted_on = ${day}, posted_at = ${now}, posted_by = ${who.member}
      where id = ${id}`.execute(db)
    const noted = await insideWall(db, community, (tx) =>
      sql`
        update study_code
        set state = case state when 'drawn' then 'posted' else state end, mailing = ${mailing.number},
          posted_at = coalesce(posted_at, ${day}::date)
        where id = any(${codes}::uuid[])`.execute(tx),
    )
    return isRefusal(noted) ? noted : codes.length
  },
})

/** Throw letters away that were not posted. Their codes stay drawn, and go into the next letters. */
export const throwLettersAway = task('studies.throw-letters-away', {
  title: 'Throw letters of a study away that were not posted',
  doors: ['web'],
  who,
  input: z.object(ofMailing),
  allowed,
  async run({ study: slug, mailing: id }, doing): Promise<number | Refusal> {
    const study = await studyAt(doing, slug)
    if (isRefusal(study)) return study
    const mailing = await mailingById(doing.db, study.id, id)
    if (!mailing) return notFound('mailing')
    if (mailing.posted_at) return refuse('These letters were posted, so they are kept.', 409)
    doing.about(id)
    await doing.db.deleteFrom('study_mailing').where('id', '=', id).execute()
    return mailing.letters
  },
})

const Numbers = words(2000, 'Type the numbers, like L0007.')

/** The letters of a study that have these numbers and were posted; or which numbers are not among them. */
async function postedLetters(doing: Doing, slug: string, typed: string): Promise<readonly string[] | Refusal> {
  const study = await studyAt(doing, slug)
  if (isRefusal(study)) return study
  const numbers = numbersIn(typed)
  if (isRefusal(numbers)) return numbers
  const rows = await doing.db
    .selectFrom('study_letter')
    .select(['code', 'number', 'posted_at'])
    .where('study', '=', study.id)
    .where('number', 'in', numbers)
    .execute()
  const found = new Set(rows.filter(({ posted_at }) => posted_at).map(({ number }) => number))
  const missing = numbers.filter((number) => !found.has(number))
  if (missing.length > 0) {
    const because = `No letter with this number was posted: ${missing.map((one) => `L${String(one).padStart(4, '0')}`).join(', ')}.`
    return refuse(because, 422, { numbers: because })
  }
  doing.about(study.id)
  return rows.map(({ code }) => code)
}

/**
 * Note letters that came back from the post. Whoever answered all the same stays as they are, and the steward is told
 * nothing of it.
 */
export const noteLettersReturned = task('studies.note-letters-returned', {
  title: 'Note letters of a study that came back from the post',
  doors: ['web'],
  who,
  input: z.object({ ...inAStudy, numbers: Numbers }),
  allowed,
  async run({ study, numbers }, doing): Promise<number | Refusal> {
    const codes = await postedLetters(doing, study, numbers)
    if (isRefusal(codes)) return codes
    await sql`
      update study_letter set returned_at = coalesce(returned_at, ${doing.now})
      where code = any(${codes}::uuid[])`.execute(doing.db)
    const noted = await insideWall(doing.db, doing.community, (tx) =>
      sql`update study_code set state = 'returned' where state = 'posted' and id = any(${codes}::uuid[])`.execute(tx),
    )
    return isRefusal(noted) ? noted : codes.length
  },
})

/** Note who wants no more letters about a study. It changes nothing about taking part, and researchers do not see it. */
export const noteNoMoreLetters = task('studies.note-no-more-letters', {
  title: 'Note who wants no more letters about a study',
  doors: ['web'],
  who,
  input: z.object({ ...inAStudy, numbers: Numbers }),
  allowed,
  async run({ study, numbers }, doing): Promise<number | Refusal> {
    const codes = await postedLetters(doing, study, numbers)
    if (isRefusal(codes)) return codes
    await sql`
      update study_letter set no_more_at = coalesce(no_more_at, ${doing.now})
      where code = any(${codes}::uuid[])`.execute(doing.db)
    // A second letter that lies ready goes out of its pile.
    await takeOutOfMailings(doing.db, codes, doing.now)
    return codes.length
  },
})

/** Take letters out of what is not posted yet; its PDF is made again without them. */
export async function takeOutOfMailings(db: Tx, codes: readonly string[], now: Date) {
  const { rows } = await sql<{ mailing: string }>`
    delete from study_mailing_letter where code = any(${codes}::uuid[]) returning mailing`.execute(db)
  const mailings = [...new Set(rows.map(({ mailing }) => mailing))]
  if (mailings.length === 0) return
  await sql`delete from study_mailing_piece where mailing = any(${mailings}::uuid[])`.execute(db)
  await sql`
    update study_mailing
    set changed_at = ${now}, printed_at = null, printed = 0, pages = 0, bytes = 0
    where id = any(${mailings}::uuid[])`.execute(db)
}
