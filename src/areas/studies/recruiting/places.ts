/** A register of places, online and off, where people are told of a study: with whose permission, when, and a code each. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf, newId } from '../../../kit/brand.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Doing, task } from '../../../kit/task.ts'
import { words } from '../../../kit/typed-words.ts'
import { londonDay } from '../../members/days.ts'
import { inStudy, worksInStudy } from '../access.ts'
import { codeOf, returnHashOf } from '../codes.ts'
import type { ResearchDb } from '../wall.ts'

const inAStudy = { study: z.string().max(80) }
const who = 'Researchers of the study'
const maybeDay = z
  .union([z.literal(''), z.iso.date('Choose a day.')])
  .optional()
  .transform((day) => day || null)
const Place = {
  name: words(120, 'Name the place.'),
  online: z.enum(['yes', 'no'], { error: 'Choose one.' }).transform((one) => one === 'yes'),
  permission: words(200, 'Say who gave permission.'),
  permitted_on: maybeDay,
  noticed_on: maybeDay,
  reaches: z
    .union([
      z.literal('').transform(() => null),
      z.coerce.number({ error: 'Type a number.' }).int().min(1).max(100_000_000),
    ])
    .optional()
    .transform((many) => many ?? null),
}
type Typed = z.infer<z.ZodObject<typeof Place>>

/** Nobody puts up a notice before they may. */
function outOfOrder({ permitted_on, noticed_on }: Typed, now: Date): Refusal | null {
  const today = londonDay(now)
  const wrong = (field: string, says: string) => refuse(says, 422, { [field]: says })
  if (permitted_on && permitted_on > today) return wrong('permitted_on', 'This day is still to come.')
  if (noticed_on && !permitted_on)
    return wrong('permitted_on', 'Say when permission was given. It comes before the notice.')
  if (noticed_on && noticed_on < permitted_on!) return wrong('noticed_on', 'The notice cannot go up before permission.')
  return null
}

export const addPlace = task('studies.add-place', {
  title: 'Note a place where people are told of a study',
  doors: ['web'],
  who,
  input: z.object({ ...inAStudy, ...Place }),
  allowed: worksInStudy,
  run: ({ study: slug, ...place }, doing) =>
    inStudy<string>(doing, slug, async (db, study) => {
      const wrong = outOfOrder(place, doing.now)
      if (wrong) return wrong
      const id = newId(doing.now.getTime())
      doing.about(id)
      await db
        .insertInto('study_place')
        .values({ id, study: study.id, ...place, made_at: doing.now, closed_on: null })
        .execute()
      await drawPlaceCode(db, doing, study.id, id, place.noticed_on !== null)
      return id
    }),
})

/** A place's code lets in as many as come, each with a way back of their own. */
async function drawPlaceCode(
  db: ResearchDb,
  { community, now }: Doing,
  study: string,
  place: string,
  noticed: boolean,
) {
  const id = newId(now.getTime())
  await sql`
    insert into study_code (id, study, arm, place, hash, state, number, made_at, posted_at)
    values (
      ${id}, ${study}, 'places', ${place}, ${returnHashOf(community, codeOf(community, id))},
      ${noticed ? 'posted' : 'drawn'},
      (select coalesce(max(number), 0) + 1 from study_code where study = ${study} and arm = 'places'),
      ${now}, ${noticed ? now : null}
    )`.execute(db)
}

const ofPlace = { ...inAStudy, place: idOf<'PlaceId'>() }

export const changePlace = task('studies.change-place', {
  title: 'Change what is noted of a place where people are told of a study',
  doors: ['web'],
  who,
  input: z.object({ ...ofPlace, ...Place }),
  allowed: worksInStudy,
  run: ({ study: slug, place: id, ...place }, doing) =>
    inStudy<string>(doing, slug, async (db, study) => {
      const wrong = outOfOrder(place, doing.now)
      if (wrong) return wrong
      const changed = await db
        .updateTable('study_place')
        .set(place)
        .where('id', '=', id)
        .where('study', '=', study.id)
        .returning('id')
        .executeTakeFirst()
      if (!changed) return notFound('place')
      doing.about(id)
      if (place.noticed_on)
        await sql`
          update study_code set state = 'posted', posted_at = coalesce(posted_at, ${doing.now})
          where place = ${id} and state = 'drawn'`.execute(db)
      return id
    }),
})

/** The notice is down. Whoever came goes on with their own code; nobody new comes in. */
export const closePlace = task('studies.close-place', {
  title: 'Close a place where people were told of a study',
  doors: ['web'],
  who,
  input: z.object(ofPlace),
  allowed: worksInStudy,
  run: ({ study: slug, place: id }, doing) =>
    inStudy<string>(doing, slug, async (db, study) => {
      const place = await placeById(db, study.id, id)
      if (isRefusal(place)) return place
      if (place.closed_on) return refuse('This place is closed already.', 409)
      doing.about(id)
      await sql`update study_place set closed_on = ${londonDay(doing.now)} where id = ${id}`.execute(db)
      await sql`update study_code set state = 'withdrawn' where place = ${id}`.execute(db)
      return id
    }),
})

export interface PlaceLine {
  readonly id: string
  readonly name: string
  readonly online: boolean
  readonly permission: string
  /** 2027-03-04 */
  readonly permitted_on: string | null
  readonly noticed_on: string | null
  readonly closed_on: string | null
  readonly reaches: number | null
  /** the row of its code */
  readonly code: string
}

/** The register of a study, in the order it was written. */
export async function placesOf(db: ResearchDb, study: string, id: string | null = null): Promise<PlaceLine[]> {
  const { rows } = await sql<PlaceLine>`
    select study_place.id, name, online, permission, permitted_on::text, noticed_on::text, closed_on::text, reaches,
      study_code.id as code
    from study_place
    join study_code on study_code.place = study_place.id
    where study_place.study = ${study} ${id ? sql`and study_place.id = ${id}` : sql``}
    order by study_place.made_at, study_place.id`.execute(db)
  return rows
}

export async function placeById(db: ResearchDb, study: string, id: string): Promise<PlaceLine | Refusal> {
  return (await placesOf(db, study, id))[0] ?? notFound('place')
}
