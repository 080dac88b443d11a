/**
 * Who comes in to the interviews of a study: a researcher whom the study names, after their second step; and a
 * participant, for what is theirs, with the code they were given to come back with. Nobody else, stewards least of all.
 */
import { sql } from 'kysely'
import type { Community } from '../../kit/community.ts'
import { type Allowed, isRefusal, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import type { Doing } from '../../kit/task.ts'
import type { Who } from '../../kit/who.ts'
import { returnHashOf } from './codes.ts'
import { couldBeSlug } from './slug.ts'
import { insideWall, type ResearchDb } from './wall.ts'

export interface StudyHere {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly run_by: string
  readonly contact: string
}

/** The study at an address, for a researcher who works in it. To others it is not there. */
export async function studyFor(db: ResearchDb, slug: string, who: Who): Promise<StudyHere | Refusal> {
  if (!who.member) return refuse('Please sign in first.', 401)
  if (who.roleHeld !== 'researcher') return refuse('Only the researchers of a study can see this.', 403)
  if (who.role !== 'researcher') return refuse('Please give your second step first.', 403)
  if (!couldBeSlug(slug)) return notFound('study')
  const { rows } = await sql<StudyHere>`
    select study.id, slug, title, run_by, contact
    from study
    join study_researcher on study_researcher.study = study.id
    where slug = ${slug} and researcher = ${who.member} and doing = 'researcher'`.execute(db)
  return rows[0] ?? notFound('study')
}

type InStudy<Outcome> = (db: ResearchDb, study: StudyHere) => Promise<Outcome | Refusal>

/** Do something on the research side, as a researcher of a study. */
export const inStudy = <Outcome>(
  doing: Pick<Doing, 'db' | 'community' | 'who'>,
  slug: string,
  what: InStudy<Outcome>,
) =>
  insideWall<Outcome | Refusal>(doing.db, doing.community, async (db) => {
    const study = await studyFor(db, slug, doing.who)
    return isRefusal(study) ? study : what(db, study)
  })

/** The `allowed` of every task of a researcher. */
export const worksInStudy = async ({ study }: { readonly study: string }, doing: Doing): Promise<Allowed> => {
  const found = await inStudy(doing, study, async () => yes)
  return found as Allowed
}

export interface ParticipantHere {
  readonly id: string
  readonly study: string
  readonly slug: string
  readonly title: string
  readonly run_by: string
  readonly contact: string
}

/** The participant of a study whose code this is. Whoever withdrew is not there any more. */
export async function participantFor(
  db: ResearchDb,
  community: Pick<Community, 'secret'>,
  slug: string,
  code: string,
): Promise<ParticipantHere | Refusal> {
  if (!couldBeSlug(slug)) return notFound('study')
  const { rows } = await sql<ParticipantHere>`
    select participant.id, participant.study, slug, title, run_by, contact
    from participant
    join study on study.id = participant.study
    where slug = ${slug} and return_hash = ${returnHashOf(community, code)} and withdrawn_at is null`.execute(db)
  const because = 'We do not know this code. Please look at your letter or your last page, and type it again.'
  return rows[0] ?? refuse(because, 404, { code: because })
}

/** Do something on the research side for the participant whose code this is. */
export const asParticipant = <Outcome>(
  doing: Pick<Doing, 'db' | 'community'>,
  { study, code }: { readonly study: string; readonly code: string },
  what: (db: ResearchDb, participant: ParticipantHere) => Promise<Outcome | Refusal>,
) =>
  insideWall<Outcome | Refusal>(doing.db, doing.community, async (db) => {
    const participant = await participantFor(db, doing.community, study, code)
    return isRefusal(participant) ? participant : what(db, participant)
  })

/**
 * The `allowed` of what participants do. It is done as a visitor, whoever is signed in: the log of what was done is on the
 * charity's side, and must not say who takes part.
 */
export const hasCode = async (typed: { readonly study: string; readonly code: string }, doing: Doing) =>
  doing.who.member || doing.by.member
    ? refuse('Whoever takes part does so under no name.', 403)
    : ((await asParticipant(doing, typed, async () => yes)) as Allowed)
