/** Sending the answers: what was left out is "skipped", what was not asked is "not asked". */
import { sql } from 'kysely'
import { z } from 'zod'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { insideWall, type ResearchDb } from '../wall.ts'
import { underNoName } from './coming.ts'
import { goneWords, type Participation, participationOf } from './keeping.ts'
import { passIn } from './pass.ts'
import { leftOpen } from './settling.ts'

/**
 * All is answered that will be. It can be done again after a change; the day of the first time stays. What was put aside
 * goes, because it is not asked.
 *
 * @param participant id
 * @returns what was there before, or a refusal (410) when they withdrew or the study has ended
 */
export async function completeAnswers(
  db: ResearchDb,
  participant: string,
  now: Date,
): Promise<Participation | Refusal> {
  // Held first, so that no answer comes in between what is read and what is settled.
  await sql`select from participant where id = ${participant} for no key update`.execute(db)
  const so = await participationOf(db, participant)
  if (so && isRefusal(so)) return so
  if (!so || so.withdrawn_at) return refuse(goneWords, 410)
  if (so.study.state !== 'open') return refuse('This study has ended. It takes no more answers.', 410)
  const { skipped, notAsked } = leftOpen(so.questionnaire, so.rows)
  const rows = [
    ...skipped.map((place) => ({ ...place, kind: 'skipped' })),
    ...notAsked.map((place) => ({ ...place, kind: 'not asked' })),
  ]
  if (rows.length > 0)
    await sql`
      insert into answer (participant, question, round, kind, value, at)
      select ${participant}, question, round, kind, null, ${now}
      from json_to_recordset(${JSON.stringify(rows)}) as left_open(question text, round int, kind text)
      on conflict (participant, question, round) do update set kind = excluded.kind, value = null, aside = null`.execute(
      db,
    )
  if ([...so.rows.values()].some(({ aside }) => aside))
    await sql`update answer set aside = null where participant = ${participant} and aside is not null`.execute(db)
  await sql`
    with answered as (update study_code set state = 'answered' where arm = 'letters' and id = ${so.code})
    update participant set completed_at = coalesce(completed_at, ${now}) where id = ${participant}`.execute(db)
  return so
}

/** Send the answers. Whoever does it shows the pass that they were let in with (`passFor`). */
export const complete = task('studies.complete', {
  title: 'Send one’s answers to a study',
  doors: ['web', 'phone', 'letter'],
  who: 'The participant, under no name',
  input: z.object({ study: z.string().max(80), pass: z.string().max(200) }),
  allowed: underNoName,
  run: ({ study, pass }, { db: tx, community, now }) =>
    insideWall(tx, community, async (db) => {
      const known = passIn(community, pass, now)
      const again = refuse('Please type your code again.', 401)
      if (known?.kind !== 'participant') return again
      const done = await completeAnswers(db, known.id, now)
      if (isRefusal(done)) return done
      return done.study.slug === study ? done.id : again
    }),
})
