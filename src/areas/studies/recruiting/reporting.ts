/** What researchers write into the checklist of web surveys, and what the study itself knows of it. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Community } from '../../../kit/community.ts'
import { notFound, type Refusal } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { optionalWords } from '../../../kit/typed-words.ts'
import { inStudy, worksInStudy } from '../access.ts'
import type { Standing } from '../standing.ts'
import type { ResearchDb } from '../wall.ts'
import { cherriesItem, type Known } from './cherries.ts'
import { placesOf } from './places.ts'
import { ratesOf } from './rates.ts'

/** Write what the checklist says of one item; empty to take it away. */
export const writeCherries = task('studies.write-cherries', {
  title: 'Write an item of the checklist of web surveys',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({ study: z.string().max(80), item: z.string().max(40), words: optionalWords(3000) }),
  allowed: worksInStudy,
  run: ({ study: slug, item, words }, doing) =>
    inStudy<string>(doing, slug, async (db, study): Promise<string | Refusal> => {
      if (!cherriesItem(item)) return notFound('item')
      doing.about(study.id)
      if (!words) {
        await db.deleteFrom('study_cherries').where('study', '=', study.id).where('item', '=', item).execute()
        return item
      }
      const line = { words, at: doing.now }
      await db
        .insertInto('study_cherries')
        .values({ study: study.id, item, ...line })
        .onConflict((clash) => clash.columns(['study', 'item']).doUpdateSet(line))
        .execute()
      return item
    }),
})

/** What was written, by item. */
export async function cherriesWritten(db: ResearchDb, study: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('study_cherries').select(['item', 'words']).where('study', '=', study).execute()
  return new Map(rows.map(({ item, words }) => [item, words]))
}

export async function knownOf(db: ResearchDb, community: Community, study: Standing): Promise<Known> {
  const { rows } = await sql<Pick<Known, 'approvals' | 'waves' | 'openedOn' | 'closedOn'>>`
    select (opened_at at time zone 'Europe/London')::date::text as "openedOn",
      (closed_at at time zone 'Europe/London')::date::text as "closedOn",
      coalesce((
        select json_agg(json_build_object('body', body, 'reference', reference, 'approved_on', approved_on) order by approved_on)
        from study_approval where study = study.id
      ), '[]') as approvals,
      coalesce((
        select json_agg(json_build_object('opens_on', opens_on, 'closes_on', closes_on) order by number)
        from study_wave where study = study.id
      ), '[]') as waves
    from study
    where id = ${study.id}`.execute(db)
  const content = study.questionnaire?.content ?? null
  return {
    ...rows[0]!,
    protocol: study.protocol,
    sheet: study.sheet?.version ?? null,
    consents: study.items.length,
    withdrawUntil: study.withdraw_until,
    questionnaire: content,
    places: await placesOf(db, study.id),
    rates: await ratesOf(db, community, study.id, content),
    takePart: `${community.url.replace(/^https?:\/\//, '')}/take-part`,
  }
}
