/**
 * Whoever lost their code can still take part back, where they came by a letter: the charity knows which letter went to them.
 * A steward asks for it by the letter. It goes through without a word on whether anybody had answered.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf } from '../../../kit/brand.ts'
import type { Db } from '../../../kit/database.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { isRefusal, notFound, refuse, yes } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { isSteward } from '../../../kit/who.ts'
import { closeLetter, takeBack, tooLate } from '../answering/withdrawing.ts'
import { insideWall } from '../wall.ts'

export interface LetterSent {
  /** id of its code */
  readonly letter: string
  readonly name: string
  readonly where: string | null
  readonly mailing: number
}

export const mostLetters = 10

/** Letters of a study to people whose name begins so, or has a word that does. The charity's side of the wall alone. */
export async function lettersTo(db: Db, slug: string, typed: string): Promise<LetterSent[]> {
  const begins = `${typed.replace(/[\\%_]/g, '\\$&').toLowerCase()}%`
  const { rows } = await sql<LetterSent>`
    select study_letter.code as letter, named.name, study_letter.postcode as where, mailing
    from study_letter
    join study on study.id = study_letter.study
    left join member on member.id = study_letter.member
    cross join lateral (select coalesce(study_letter.name, member.name, '') as name) named
    where slug = ${slug} and (lower(named.name) like ${begins} or lower(named.name) like ${`% ${begins}`})
    order by named.name, mailing
    limit ${mostLetters + 1}`.execute(db)
  return rows
}

export const withdrawLetter = task('studies.withdraw-letter', {
  title: 'Take back whatever came of a study’s letter, at the wish of whoever got it',
  doors: ['web', 'phone', 'letter', 'in person'],
  who: 'Stewards',
  input: z.object({
    study: z.string().max(80),
    letter: idOf(),
    sure: z.literal('yes', { error: 'Tick the box if they asked for it.' }),
  }),
  allowed: (_, { who }) =>
    !who.member
      ? refuse('Please sign in first.', 401)
      : isSteward(who)
        ? yes
        : refuse('Only stewards can look up which letter went to whom.', 403),
  async run({ study, letter }, { db, community, now, about }) {
    // All letters that this person got in this study, so that a reminder's code goes too.
    const { rows } = await sql<{ code: string; late: boolean }>`
      select other.code, coalesce(withdraw_until < ${dayOf(now)}::date, false) as late
      from study_letter one
      join study on study.id = one.study
      join study_letter other on other.study = one.study
        and (other.code = one.code or other.member = one.member
          or (one.member is null and other.member is null and other.name = one.name and other.postcode = one.postcode))
      where slug = ${study.replaceAll('\0', '')} and one.code = ${letter}`.execute(db)
    if (rows.length === 0) return notFound('letter')
    // Said before anything is looked at: it must not tell that somebody had answered.
    if (rows[0]!.late) return refuse(tooLate, 410)
    about(letter)
    const done = await insideWall<'done'>(db, community, async (research) => {
      for (const { code } of rows) {
        await research.selectFrom('study_code').select('id').where('id', '=', code).forUpdate().execute()
        const came = await research.selectFrom('participant').select('id').where('code', '=', code).execute()
        for (const { id } of came) await takeBack(research, id, now)
        await closeLetter(research, code, now)
      }
      return 'done'
    })
    return isRefusal(done) ? done : letter
  },
})
