/** Who works in a study: researchers, and those at its desk, who read out by phone and key in what comes on paper. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf } from '../../../kit/brand.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import { notFound, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import type { MemberId, Role } from '../../../kit/who.ts'
import type { ResearchDb } from '../wall.ts'
import { inAStudy } from './making.ts'
import { changing, onSide } from './sides.ts'

export const doings = ['researcher', 'desk'] as const
export type DoingThere = (typeof doings)[number]

/**
 * Who can be named as what. A steward is never at the desk: stewards hold the list of which code went to whom, and
 * whoever keys in answers sees codes.
 */
const rolesFor: Record<DoingThere, readonly Role[]> = {
  researcher: ['researcher'],
  desk: ['helper', 'moderator', 'clinician'],
}

export interface Candidate {
  readonly id: MemberId
  readonly name: string
  readonly role: Role
}

/** Members who can be named, by name; read on the charity's side. */
export async function candidates(db: Db | Tx): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select id, name, role
    from member
    where role in ('researcher', 'helper', 'moderator', 'clinician') and state in ('member', 'paused')
    order by role <> 'researcher', name, id`.execute(db)
  return rows
}

/** Names by id, for the charity's side. */
export async function namesOf(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from member where id = any(${ids})`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Who is named, by id; their names are on the other side. */
export async function namedIn(db: ResearchDb, study: string) {
  return db
    .selectFrom('study_researcher')
    .select(['researcher as id', 'doing', 'since'])
    .where('study', '=', study)
    .orderBy('doing', 'desc')
    .orderBy('since')
    .execute()
}

/** Name somebody who works in a study. Naming them again changes what they do in it. */
export const namePerson = task('studies.name-person', {
  title: 'Name somebody who works in a study',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({
    ...inAStudy,
    member: idOf<'MemberId'>(),
    doing: z.enum(doings, { error: 'Choose what they do.' }),
  }),
  allowed: onSide('charity'),
  async run({ study: slug, member, doing: what }, doing) {
    const one = (await candidates(doing.db)).find(({ id }) => id === member)
    if (!one) return notFound('person')
    const because =
      what === 'researcher'
        ? 'Only somebody with the role of researcher can be one. A steward gives roles.'
        : 'At the desk there are helpers, moderators and clinicians. Researchers and stewards are not.'
    if (!rolesFor[what].includes(one.role)) return refuse(because, 422, { doing: because })
    return changing(doing, slug, async (db, study) => {
      await db
        .insertInto('study_researcher')
        .values({ study: study.id, researcher: member, doing: what, since: doing.now })
        .onConflict((clash) => clash.columns(['study', 'researcher']).doUpdateSet({ doing: what }))
        .execute()
      doing.about(study.id)
      return member
    })
  },
})

/** Somebody works in a study no more. What they wrote for it stays. */
export const removePerson = task('studies.remove-person', {
  title: 'Take somebody out of a study',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({ ...inAStudy, member: idOf<'MemberId'>() }),
  allowed: onSide('charity'),
  run: ({ study: slug, member }, doing) =>
    changing(doing, slug, async (db, study) => {
      const mine = db.selectFrom('study_researcher').where('study', '=', study.id).where('doing', '=', 'researcher')
      const others = await mine.select('researcher').where('researcher', '<>', member).execute()
      const isOne = await mine.select('researcher').where('researcher', '=', member).executeTakeFirst()
      if (study.state === 'open' && isOne && others.length === 0)
        return refuse('An open study needs a researcher. Name another first.', 409)
      await db.deleteFrom('study_researcher').where('study', '=', study.id).where('researcher', '=', member).execute()
      doing.about(study.id)
      return member
    }),
})
