/**
 * The versions of a study's questionnaire. A draft is changed in place. What people answer never changes under them: a
 * change then begins a new draft, which asks nobody until it is opened; whoever began stays with the version they began.
 */
import { sql } from 'kysely'
import { newId } from '../../../kit/brand.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import type { Doing } from '../../../kit/task.ts'
import { inStudy } from '../access.ts'
import { Questionnaire } from '../questionnaires/questionnaire.ts'
import type { ResearchDb } from '../wall.ts'
import { faultsOf } from './faults.ts'

export interface Version {
  readonly id: string
  readonly version: number
  readonly state: 'draft' | 'open' | 'closed'
  /** how many began with it */
  readonly began: boolean
  readonly made_at: Date
}

/** Every version, the newest first. */
export async function versionsOf(db: ResearchDb, study: string): Promise<Version[]> {
  const { rows } = await sql<Version>`
    select id, version, state, made_at,
      exists (select from participant where questionnaire = questionnaire.id) as began
    from questionnaire
    where study = ${study}
    order by version desc`.execute(db)
  return rows
}

export interface Newest extends Version {
  readonly content: Questionnaire
}

/** The newest version: the one that is written on. */
export async function newestOf(db: ResearchDb, study: string): Promise<Newest | null> {
  const { rows } = await sql<Newest>`
    select id, version, state, made_at, content,
      exists (select from participant where questionnaire = questionnaire.id) as began
    from questionnaire
    where study = ${study}
    order by version desc
    limit 1`.execute(db)
  return rows[0] ?? null
}

/** The version that is asked now; null when none is open. */
export async function openOf(db: ResearchDb, study: string): Promise<Newest | null> {
  const { rows } = await sql<Newest>`
    select id, version, state, made_at, content, true as began
    from questionnaire
    where study = ${study} and state = 'open'
    order by version desc
    limit 1`.execute(db)
  return rows[0] ?? null
}

export const noQuestionnaire = refuse('This study has no questions yet. Begin with a ready set, or with your own.', 409)

/** What was checked where foreign files are read, and need not be checked again while others wait for their pages. */
export class Checked {
  readonly questionnaire: Questionnaire
  constructor(questionnaire: Questionnaire) {
    this.questionnaire = questionnaire
  }
}

export interface Saved {
  readonly version: number
  readonly content: Questionnaire
  /** a new draft was begun, because people answer the version before */
  readonly begun: boolean
}

/**
 * Change what is written of a questionnaire, in the newest draft or a new one.
 *
 * @param change from what stands there (null: nothing yet) to what shall stand there; it is checked here
 * @returns a refusal where that cannot be asked, with each fault in words
 */
export const writeDraft = (
  doing: Doing,
  slug: string,
  change: (before: Questionnaire | null) => unknown | Refusal,
): Promise<Saved | Refusal> =>
  inStudy<Saved>(doing, slug, async (db, study) => {
    // One after the other, so that nobody writes over what another just wrote.
    const { rows } = await sql<{ state: string }>`select state from study where id = ${study.id} for update`.execute(db)
    const { state } = rows[0]!
    if (state === 'closed') return refuse('This study has ended, so its questions stay as they are.', 409)
    const newest = await newestOf(db, study.id)
    const next = change(newest?.content ?? null)
    if (isRefusal(next)) return next
    const read =
      next instanceof Checked ? ({ success: true, data: next.questionnaire } as const) : Questionnaire.safeParse(next)
    if (!read.success) return faultsOf(next, read.error)
    const content = JSON.stringify(read.data)
    const asked = newest?.state === 'draft' && (newest.began || (state === 'open' && !(await openOf(db, study.id))))
    if (newest?.state === 'draft' && !asked) {
      doing.about(newest.id)
      await sql`update questionnaire set content = ${content}, made_at = ${doing.now} where id = ${newest.id}`.execute(
        db,
      )
      return { version: newest.version, content: read.data, begun: false }
    }
    // A draft that people answer already is open in all but name.
    if (newest && asked) await sql`update questionnaire set state = 'open' where id = ${newest.id}`.execute(db)
    const [id, version] = [newId(doing.now.getTime()), (newest?.version ?? 0) + 1]
    doing.about(id)
    await sql`
      insert into questionnaire (id, study, version, content, state, made_at)
      values (${id}, ${study.id}, ${version}, ${content}, 'draft', ${doing.now})`.execute(db)
    return { version, content: read.data, begun: newest !== null }
  })

/** Open the newest draft: whoever begins from now on answers it. The version before asks nobody new. */
export async function openNewest(db: ResearchDb, study: string): Promise<Newest | Refusal> {
  const { rows } = await sql<{ state: string }>`select state from study where id = ${study} for update`.execute(db)
  if (rows[0]!.state === 'draft')
    return refuse('This study has not begun. Its questions are opened together with it.', 409)
  const newest = await newestOf(db, study)
  if (!newest) return noQuestionnaire
  if (newest.state !== 'draft') return refuse('There is no new version to open.', 409)
  await sql`update questionnaire set state = 'closed' where study = ${study} and state = 'open'`.execute(db)
  await sql`update questionnaire set state = 'open' where id = ${newest.id}`.execute(db)
  return newest
}
