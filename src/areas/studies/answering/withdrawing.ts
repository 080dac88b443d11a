/** Taking everything back, by any door. What was answered goes; that somebody did stays, so that n changes and says so. */
import { sql } from 'kysely'
import { z } from 'zod'
import { erasesAgain } from '../../../kit/erasures.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { houseWords } from '../questionnaires/house-words.ts'
import { insideWall, type ResearchDb } from '../wall.ts'
import { code } from './beginning.ts'
import { type Coming, comingBy, underNoName, unknownCode } from './coming.ts'
import { othersOf } from './same-person.ts'

export interface TakenBack {
  /** null: nobody had answered with this code */
  readonly participant: string | null
  readonly at: Date
  /** what the same person gave in other waves, where it was joined */
  readonly others?: 'kept' | 'taken back'
}

/**
 * Take back all that a participant gave to a study: answers, keyings, spells, and by a trigger what they said in an
 * interview, and that they are the same person as in another wave. Their line stays, with the day. Doing it twice changes nothing.
 *
 * @param participant id
 * @returns when it was done, or a refusal (410) after the last day, which was said before anybody answered
 */
export async function takeBack(db: ResearchDb, participant: string, now: Date): Promise<TakenBack | Refusal> {
  // The line is held first, so that no answer comes in behind what is deleted.
  const { rows } = await sql<{ withdrawn_at: Date | null; late: boolean; until: string | null; code: string | null }>`
    select withdrawn_at, code, withdraw_until::text as until, coalesce(withdraw_until < ${dayOf(now)}::date, false) as late
    from participant
    join study on study.id = participant.study
    where participant.id = ${participant}
    for no key update of participant`.execute(db)
  const one = rows[0]
  if (!one) return unknownCode
  if (one.withdrawn_at) return { participant, at: one.withdrawn_at }
  if (one.late) return refuse(tooLate, 410)
  for (const table of ['answer', 'keying', 'study_spell'])
    await sql`delete from ${sql.table(table)} where participant = ${participant}`.execute(db)
  await sql`update participant set withdrawn_at = ${now}, reached = null where id = ${participant}`.execute(db)
  await sql`update study_code set state = 'withdrawn' where id = ${one.code} and arm = 'letters'`.execute(db)
  return { participant, at: now }
}

/**
 * A letter's code with which nobody has answered on the web or by phone stops working: a booklet that is on its way, or half
 * keyed in, is then not kept (0213).
 */
export async function closeLetter(db: ResearchDb, code: string, now: Date): Promise<TakenBack> {
  await sql`update study_code set state = 'withdrawn' where id = ${code} and arm = 'letters'`.execute(db)
  return { participant: null, at: now }
}

/** What a code leads to can be taken back: somebody's answers, or a letter's code that nobody has used. */
export const canBeTakenBack = ({ participant, code }: Coming) => participant !== null || code?.arm === 'letters'

export const tooLate = houseWords.tooLate

/** Take back what one answered, with the code. Nobody has to say why. */
export const withdrawAnswers = task('studies.withdraw', {
  title: 'Take back all one gave to a study',
  doors: ['web', 'phone', 'letter', 'in person'],
  who: 'The participant, with their code, under no name',
  input: z.object({
    study: z.string().max(80),
    code,
    sure: z.literal('yes', houseWords.tickIfSure),
    /** also what the same person gave in other waves */
    others: z.enum(['yes', ''], { error: 'Tick the box, or leave it.' }).optional(),
  }),
  allowed: underNoName,
  run: (input, { db: tx, community, now }) =>
    insideWall<TakenBack | Refusal>(tx, community, async (db) => {
      const coming = await comingBy(db, community, input.code)
      if (isRefusal(coming)) return coming
      if (coming.slug !== input.study || !canBeTakenBack(coming)) return unknownCode
      if (!coming.participant) return closeLetter(db, coming.code!.id, now)
      const joined = await othersOf(db, coming.participant.id)
      const done = await takeBack(db, coming.participant.id, now)
      if (isRefusal(done) || joined.length === 0) return done
      if (input.others !== 'yes') return { ...done, others: 'kept' }
      for (const { participant } of joined) await takeBack(db, participant, now)
      return { ...done, others: 'taken back' }
    }),
})

/** After a backup from before was restored. It was in time on the day it was done. */
erasesAgain('answers', {
  among: '(select id from participant where withdrawn_at is null)',
  erase: async (db, community, id, { day }) =>
    mustWork(await insideWall(db, community, (research) => takeBack(research, id, new Date(`${day}T12:00:00Z`)))),
})

erasesAgain('study letter', {
  among: "(select id from study_code where state <> 'withdrawn')",
  erase: async (db, community, id) =>
    mustWork(await insideWall(db, community, (research) => closeLetter(research, id, new Date()))),
})

function mustWork(done: TakenBack | Refusal) {
  if (isRefusal(done)) throw new Error(done.because)
}
