/** From a yes in the questionnaire to an invitation: the plan, the way somebody can be reached, and who is asked. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf, newId } from '../../../kit/brand.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import { isRefusal, notFound, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { optionalWords, words } from '../../../kit/typed-words.ts'
import { asParticipant, hasCode, inStudy, worksInStudy } from '../access.ts'
import type { ResearchDb } from '../wall.ts'
import { seal, unseal } from './drawer.ts'
import { interviewPurpose, pseudonymOf } from './rules.ts'
import { gridOf, gridVariables } from './selection.ts'
import { interviewNamed, stageOf } from './store.ts'

const inAStudy = { study: z.string().max(80) }
const withCode = { ...inAStudy, code: z.string({ error: 'Type your code.' }).max(60) }
const day = (asked: string) => z.iso.date(asked)

/** Say how a study interviews, before anybody is asked. Who was invited already keeps the days they were told. */
export const planInterviews = task('studies.plan-interviews', {
  title: 'Plan the interviews of a study',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    rows: z.string().max(80),
    columns: z.string().max(80),
    about: words(4000, 'Write what the invitation says.'),
    withdraw_until: day('Choose the day until which words can be taken back.'),
    keep_until: day('Choose the day until which transcripts are kept.'),
  }),
  allowed: worksInStudy,
  run: ({ study: slug, rows, columns, about, withdraw_until, keep_until }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const known = new Set((await gridVariables(db, study.id)).map(({ name }) => name))
      const choose = 'Choose a question.'
      if (!known.has(rows)) return refuse(choose, 422, { rows: choose })
      const other = 'Choose another question than the first.'
      if (!known.has(columns) || columns === rows) return refuse(other, 422, { columns: other })
      const past = 'Choose a day that is still to come.'
      if (withdraw_until <= doing.now.toISOString().slice(0, 10)) return refuse(past, 422, { withdraw_until: past })
      const later = 'Transcripts are kept at least as long as words can be taken back.'
      if (keep_until < withdraw_until) return refuse(later, 422, { keep_until: later })
      const plan = { variables: [rows, columns], about, withdraw_until, keep_until }
      await db
        .insertInto('interview_stage')
        .values({ study: study.id, ...plan, closed_at: null, made_at: doing.now })
        .onConflict((clash) => clash.column('study').doUpdateSet({ ...plan, closed_at: null }))
        .execute()
      return study.slug
    }),
})

/** Invite people from the grid. Each gets the next number; none is ever given twice. */
export const inviteToInterview = task('studies.invite-to-interview', {
  title: 'Invite people to an interview',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object({
    ...inAStudy,
    people: z
      .union([z.string().transform((one) => [one]), z.array(z.string())], { error: 'Choose who to invite.' })
      .pipe(
        z.array(idOf<'ParticipantId'>()).min(1, 'Choose who to invite.').max(100, 'Invite at most 100 people at once.'),
      ),
  }),
  allowed: worksInStudy,
  run: ({ study: slug, people }, doing) =>
    inStudy(doing, slug, async (db, study) => {
      const stage = await stageOf(db, study.id)
      if (!stage) return refuse('Plan the interviews first: until when words can be taken back, and kept.', 409)
      if (stage.closed_at) return refuse('No more people are invited in this study.', 409)
      const grid = await gridOf(db, study.id, stage.variables)
      if (isRefusal(grid)) return grid
      const open = new Map(grid.cells.flatMap((cell) => cell.people).map((one) => [one.id, one]))
      const gone = 'Somebody you chose cannot be invited any more. Look at the grid again.'
      if (people.some((id) => open.get(id)?.state !== null)) return refuse(gone, 409, { 'people[]': gone })
      // One after the other, so that two researchers never give the same number.
      await sql`select 1 from interview_stage where study = ${study.id} for update`.execute(db)
      const { rows } = await sql<{ last: number }>`
        select coalesce(max(number), 0) as last from interview where study = ${study.id}`.execute(db)
      const invited = people.map((participant, at) => ({
        id: newId(doing.now.getTime()),
        study: study.id,
        participant,
        number: rows[0]!.last + at + 1,
        interviewer: doing.who.member!,
        state: 'invited' as const,
        how: null,
        planned_for: null,
        withdraw_until: stage.withdraw_until,
        keep_until: stage.keep_until,
        invited_at: doing.now,
        answered_at: null,
        done_at: null,
        withdrawn_at: null,
      }))
      await db.insertInto('interview').values(invited).execute()
      return invited.map(({ number }) => pseudonymOf(number))
    }),
})

/** Nobody more is invited: how those can be reached who were not asked is deleted. */
export const closeInvitations = task('studies.close-invitations', {
  title: 'Invite nobody more, and forget how the others could be reached',
  doors: ['web'],
  who: 'Researchers of the study',
  input: z.object(inAStudy),
  allowed: worksInStudy,
  async run({ study: slug }, doing) {
    const waiting = await inStudy(doing, slug, async (db, study) => {
      await db.updateTable('interview_stage').set({ closed_at: doing.now }).where('study', '=', study.id).execute()
      const { rows } = await sql<{ id: string }>`
        select id from participant
        where study = ${study.id} and not exists (select from interview where participant = participant.id)`.execute(db)
      return rows.map(({ id }) => id)
    })
    if (isRefusal(waiting) || waiting.length === 0) return waiting
    await doing.db.deleteFrom('interview_reach').where('participant', 'in', waiting).execute()
    return waiting
  },
})

/** A participant says how they want to be reached for the interview alone; empty takes it back. */
export const leaveReach = task('studies.leave-reach', {
  title: 'Say how I can be reached for an interview',
  doors: ['web'],
  who: 'Participants, with their code',
  input: z.object({ ...withCode, reach: optionalWords(300) }),
  allowed: hasCode,
  async run({ reach, ...typed }, doing) {
    const found = await asParticipant(doing, typed, async (db, { id, study }) => {
      const may = await mayBeAsked(db, id)
      const stage = await stageOf(db, study)
      const { rows } = await sql<{ state: string }>`select state from interview where participant = ${id}`.execute(db)
      return {
        id,
        may:
          (may && !stage?.closed_at && !rows[0]) || ['invited', 'agreed', 'scheduled'].includes(rows[0]?.state ?? ''),
      }
    })
    if (isRefusal(found)) return found
    if (reach && !found.may) return refuse('Nobody will ask you to an interview, so we need not know this.', 409)
    if (!reach) await doing.db.deleteFrom('interview_reach').where('participant', '=', found.id).execute()
    else {
      const row = { sealed: seal(doing.community, found.id, reach), at: doing.now }
      await doing.db
        .insertInto('interview_reach')
        .values({ participant: found.id, ...row })
        .onConflict((clash) => clash.column('participant').doUpdateSet(row))
        .execute()
    }
    return found.id
  },
})

export async function mayBeAsked(db: ResearchDb, participant: string): Promise<boolean> {
  const { rows } = await sql<{ given: boolean }>`
    select given
    from study_consent
    join study_consent_item on study_consent_item.id = item
    where participant = ${participant} and purpose = ${interviewPurpose}
    order by at desc
    limit 1`.execute(db)
  return rows[0]?.given ?? false
}

/** Who left a way to be reached: whether, never which. Asked on the charity's side of the wall, by id alone. */
export const reachable = async (db: Db | Tx, participants: readonly string[]) =>
  new Set(
    participants.length === 0
      ? []
      : (
          await db
            .selectFrom('interview_reach')
            .select('participant')
            .where('participant', 'in', participants)
            .execute()
        ).map(({ participant }) => participant),
  )

/** The interviewer opens how somebody can be reached. Each time is in the log. */
export const openReach = task('studies.open-reach', {
  title: 'See how somebody can be reached for their interview',
  doors: ['web'],
  who: 'The interviewer',
  input: z.object({ ...inAStudy, person: z.string().max(8) }),
  allowed: worksInStudy,
  async run({ study: slug, person }, doing) {
    const found = await inStudy(doing, slug, (db, study) => interviewNamed(db, study.id, person))
    if (isRefusal(found)) return found
    if (found.interviewer !== doing.who.member)
      return refuse('Only who invited somebody can see how to reach them.', 403)
    doing.about(found.id)
    const row = await doing.db
      .selectFrom('interview_reach')
      .select('sealed')
      .where('participant', '=', found.participant)
      .executeTakeFirst()
    if (!row) return notFound('way to reach them')
    return unseal(doing.community, found.participant, row.sealed) ?? notFound('way to reach them')
  },
})
