/**
 * Who sits at a study's own desk: people whom the study names, as researchers or for its desk, in a role that helps or
 * leads, after their second step where the role has one. They need no right to anything else of the community. Stewards do
 * not sit there: they hold the list of which letter went to whom, and the desk sees codes.
 */
import { sql } from 'kysely'
import { type Allowed, isRefusal, notFound, type Refusal, refuse, yes } from '../../../kit/refuse.ts'
import type { Doing } from '../../../kit/task.ts'
import { isSignedIn, type MemberId, type Who } from '../../../kit/who.ts'
import type { StudyHere } from '../access.ts'
import { couldBeSlug } from '../slug.ts'
import { insideWall, type ResearchDb } from '../wall.ts'

export interface DeskHere extends StudyHere {
  readonly state: 'draft' | 'open' | 'closed'
  /** who sits here, and as what */
  readonly me: MemberId
  readonly doing: 'researcher' | 'desk'
}

/** The desk of a study, for whoever sits there. */
export async function deskOf(db: ResearchDb, slug: string, who: Who): Promise<DeskHere | Refusal> {
  if (!isSignedIn(who)) return refuse('Please sign in first.', 401)
  if (who.roleHeld === 'member') return refuse('Only the people of a study can sit at its desk.', 403)
  if (who.roleHeld === 'steward')
    return refuse('Stewards know which letter went to whom, so they do not sit at a study’s desk.', 403)
  if (who.role !== who.roleHeld) return refuse('Please give your second step first.', 403)
  if (!couldBeSlug(slug)) return notFound('study')
  const { rows } = await sql<Omit<DeskHere, 'me'>>`
    select study.id, slug, title, run_by, contact, state, doing
    from study
    join study_researcher on study_researcher.study = study.id
    where slug = ${slug} and researcher = ${who.member}`.execute(db)
  return rows[0]
    ? { ...rows[0], me: who.member }
    : refuse('The study names who sits at its desk. You are not one of them.', 403)
}

/** Do something on the research side, at a study's desk. */
export const atDesk = <Outcome>(
  doing: Pick<Doing, 'db' | 'community' | 'who'>,
  slug: string,
  what: (db: ResearchDb, desk: DeskHere) => Promise<Outcome | Refusal>,
) =>
  insideWall<Outcome | Refusal>(doing.db, doing.community, async (db) => {
    const desk = await deskOf(db, slug, doing.who)
    return isRefusal(desk) ? desk : what(db, desk)
  })

/** The `allowed` of every task of the desk. */
export const sitsAtDesk = async ({ study }: { readonly study: string }, doing: Doing): Promise<Allowed> =>
  (await atDesk(doing, study, async () => yes)) as Allowed
