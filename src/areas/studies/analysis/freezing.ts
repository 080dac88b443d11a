/** Freeze the answers of a study: from then on an analysis stands on these people. */
import { randomBytes, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import { refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { inStudy, worksInStudy } from '../access.ts'
import type { ResearchDb } from '../wall.ts'
import { pairsIn, type Waiting, whoIsIn } from './freeze-people.ts'
import { freezesOf } from './frozen.ts'

const waits: Record<Waiting['because'], string> = {
  'too few people': 'Fewer than ten people have answered so far. Wait until there are ten.',
  'nothing has changed':
    'Too few have come since the last freeze. Wait until ten more have answered, so that nobody stands out.',
}

/** One at a time works on a study's numbers: two who ask at once must not be told what neither would be told alone. */
export const lockStudy = (db: ResearchDb, study: string) =>
  sql`select 1 from study where id = ${study} for update`.execute(db)

/** Who finished, and took nothing back. */
export async function eligibleIn(db: ResearchDb, study: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id
    from participant
    where study = ${study} and completed_at is not null and withdrawn_at is null
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Who is the same person among some, in the first and the last wave she answered: "EARLIER>LATER". */
async function joinedAmong(db: ResearchDb, people: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ pair: string }>`
    select (array_agg(participant order by number))[1] || '>' || (array_agg(participant order by number desc))[1] as pair
    from same_person
    join study_wave on study_wave.id = wave
    where participant = any(${people}::uuid[])
    group by person
    having count(*) > 1
    order by pair`.execute(db)
  return rows.map(({ pair }) => pair)
}

export const freeze = task('studies.freeze', {
  title: 'Freeze the answers of a study, to ask of them',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ study: z.string().max(80) }),
  allowed: worksInStudy,
  run: ({ study: slug }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      await lockStudy(db, study.id)
      const all = await freezesOf(db, study.id)
      const told = all.filter((one) => one.told).map(({ people }) => new Set(people))
      const found = whoIsIn(await eligibleIn(db, study.id), told, randomInt(2 ** 31))
      if ('because' in found) return refuse(waits[found.because], 409)
      const joined = pairsIn(
        await joinedAmong(db, found.people),
        all.filter((one) => one.told).map(({ joined }) => new Set(joined)),
        randomInt(2 ** 31),
      )
      const id = newId(doing.now.getTime())
      doing.about(id)
      await db
        .insertInto('study_freeze')
        .values({
          id,
          study: study.id,
          people: [...found.people],
          // One secret for all freezes: the same people are rounded the same way in each.
          secret: all[0]?.secret ?? randomBytes(32).toString('base64url'),
          left_out: found.leftOut,
          joined,
          made_at: doing.now,
        })
        .execute()
      return id
    }),
})
