/** The second consent, the day and the way, what is said afterwards, and taking one's words back. */
import { z } from 'zod'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import type { Doing } from '../../../kit/task.ts'
import { task } from '../../../kit/task.ts'
import { asParticipant, hasCode, inStudy, worksInStudy } from '../access.ts'
import type { ResearchDb } from '../wall.ts'
import { hows, type InterviewState, mayFollow, type Purpose, purposes, secondConsent } from './rules.ts'
import { type Interview, interviewNamed, interviewsOf } from './store.ts'

const inAStudy = { study: z.string().max(80) }
const withCode = { ...inAStudy, code: z.string({ error: 'Type your code.' }).max(60) }
const ofAPerson = { ...inAStudy, person: z.string().max(8) }
const list = z
  .union([z.enum(purposes).transform((one) => [one]), z.array(z.enum(purposes))])
  .optional()
  .transform((all) => all ?? [])
const answer = {
  answer: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }),
  purposes: list,
}

const tooLate: Record<InterviewState, string> = {
  invited: 'This person has not said yes yet.',
  agreed: 'This person said yes already.',
  scheduled: 'This interview has its day already.',
  done: 'This interview has taken place.',
  declined: 'This person said no.',
  withdrawn: 'This person has taken their words back.',
}

const moves = (interview: Interview, to: InterviewState): Refusal | null =>
  mayFollow(interview.state, to) ? null : refuse(tooLate[interview.state], 409)

/** Say yes with what is agreed to, or no. Each thing agreed to is kept on its own line, also each no. */
async function answered(
  db: ResearchDb,
  interview: Interview,
  { answer, purposes: given }: { answer: 'yes' | 'no'; purposes: readonly Purpose[] },
  { via, now }: Pick<Doing, 'via' | 'now'>,
): Promise<string | Refusal> {
  const to = answer === 'yes' ? 'agreed' : 'declined'
  // What one agrees to can be changed until the day.
  const again = to === 'agreed' && (interview.state === 'agreed' || interview.state === 'scheduled')
  const wrong = again ? null : moves(interview, to)
  if (wrong) return wrong
  const needed = purposes.find((purpose) => secondConsent[purpose].needed && !given.includes(purpose))
  const without = 'Without this there can be no interview. You can also say no.'
  if (answer === 'yes' && needed) return refuse(without, 422, { 'purposes[]': without })
  if (!again)
    await db.updateTable('interview').set({ state: to, answered_at: now }).where('id', '=', interview.id).execute()
  if (answer === 'yes')
    await db
      .insertInto('interview_consent')
      .values(
        purposes.map((purpose) => ({
          interview: interview.id,
          purpose,
          version: secondConsent[purpose].version,
          given: given.includes(purpose),
          via,
          at: now,
        })),
      )
      .execute()
  return interview.id
}

/** The interview of a participant; whoever was not invited has none. */
export async function interviewOf(db: ResearchDb, study: string, participant: string): Promise<Interview | null> {
  return (await interviewsOf(db, study)).find((one) => one.participant === participant) ?? null
}

const noInvitation = refuse('You have no invitation to an interview.', 404)

/** A participant answers the invitation. */
export const answerInvitation = task('studies.answer-interview-invitation', {
  title: 'Answer an invitation to an interview',
  doors: ['web'],
  who: 'Participants, with their code',
  input: z.object({ ...withCode, ...answer }),
  allowed: hasCode,
  run: (typed, doing) =>
    asParticipant(doing, typed, async (db, { id, study }) => {
      const interview = await interviewOf(db, study, id)
      return interview ? answered(db, interview, typed, doing) : noInvitation
    }),
})

const onlyInterviewer = refuse('Only who invited somebody can note what they said.', 403)

/** The interview, for its interviewer. */
const asInterviewer = <Outcome>(
  typed: { readonly study: string; readonly person: string },
  doing: Doing,
  what: (db: ResearchDb, interview: Interview) => Promise<Outcome | Refusal>,
) =>
  inStudy<Outcome>(doing, typed.study, async (db, study) => {
    const interview = await interviewNamed(db, study.id, typed.person)
    if (isRefusal(interview)) return interview
    if (interview.interviewer !== doing.who.member) return onlyInterviewer
    doing.about(interview.id)
    return what(db, interview)
  })

/** The interviewer notes what somebody answered, by phone or letter. */
export const noteInterviewAnswer = task('studies.note-interview-answer', {
  title: 'Note what somebody answered to an invitation',
  doors: ['web'],
  who: 'The interviewer',
  input: z.object({ ...ofAPerson, ...answer, via: z.enum(['phone', 'letter', 'in person'], { error: 'Choose how.' }) }),
  allowed: worksInStudy,
  run: ({ via, ...typed }, doing) =>
    asInterviewer(typed, doing, (db, interview) => answered(db, interview, typed, { via, now: doing.now })),
})

/** Give an interview its day and way; again, to change them. */
export const scheduleInterview = task('studies.schedule-interview', {
  title: 'Give an interview its day',
  doors: ['web'],
  who: 'The interviewer',
  input: z.object({
    ...ofAPerson,
    how: z.enum(hows, { error: 'Choose how you will talk.' }),
    day: z.iso.date('Choose the day.'),
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the time like 14:30.'),
  }),
  allowed: worksInStudy,
  run: ({ how, day, time, ...typed }, doing) =>
    asInterviewer(typed, doing, async (db, { id, ...interview }) => {
      const wrong = moves({ id, ...interview }, 'scheduled')
      if (wrong) return wrong
      const planned_for = londonTime(day, time)
      await db.updateTable('interview').set({ state: 'scheduled', how, planned_for }).where('id', '=', id).execute()
      return planned_for
    }),
})

/** A day and a time on the London clock. */
export function londonTime(day: string, time: string): Date {
  const there = new Date(`${day}T${time}:00Z`)
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeZoneName: 'longOffset' })
  const offset = clock.formatToParts(there).find(({ type }) => type === 'timeZoneName')?.value === 'GMT+01:00' ? 1 : 0
  return new Date(there.getTime() - offset * 3_600_000)
}

/** The interview took place. How to reach them is deleted with this. */
export const finishInterview = task('studies.finish-interview', {
  title: 'Note that an interview took place',
  doors: ['web'],
  who: 'The interviewer',
  input: z.object(ofAPerson),
  allowed: worksInStudy,
  run: (typed, doing) =>
    asInterviewer(typed, doing, async (db, interview) => {
      const wrong = moves(interview, 'done')
      if (wrong) return wrong
      await db
        .updateTable('interview')
        .set({ state: 'done', done_at: doing.now })
        .where('id', '=', interview.id)
        .execute()
      return interview.id
    }),
})

const over = ({ withdraw_until }: Interview, now: Date) => now.toISOString().slice(0, 10) > withdraw_until

async function takenBack(db: ResearchDb, interview: Interview, now: Date): Promise<string | Refusal> {
  const wrong = moves(interview, 'withdrawn')
  if (wrong) return wrong
  if (over(interview, now))
    return refuse('The last day to take words back is over. It was told before the interview.', 410)
  await db
    .updateTable('interview')
    .set({ state: 'withdrawn', withdrawn_at: now })
    .where('id', '=', interview.id)
    .execute()
  return interview.id
}

/** A participant takes back what they said: transcript, coding, memos on it, summaries and quotes go at once. */
export const withdrawInterview = task('studies.withdraw-interview', {
  title: 'Take back what I said in an interview',
  doors: ['web'],
  who: 'Participants, with their code',
  input: z.object({ ...withCode, sure: z.literal('yes', { error: 'Tick the box if you want to take it all back.' }) }),
  allowed: hasCode,
  run: (typed, doing) =>
    asParticipant(doing, typed, async (db, { id, study }) => {
      const interview = await interviewOf(db, study, id)
      return interview ? takenBack(db, interview, doing.now) : noInvitation
    }),
})

/** The interviewer notes that somebody asked for it, by phone or letter. */
export const noteInterviewWithdrawal = task('studies.note-interview-withdrawal', {
  title: 'Note that somebody takes their words back',
  doors: ['web'],
  who: 'The interviewer',
  input: z.object({ ...ofAPerson, sure: z.literal('yes', { error: 'Tick the box if they want it all taken back.' }) }),
  allowed: worksInStudy,
  run: (typed, doing) => asInterviewer(typed, doing, (db, interview) => takenBack(db, interview, doing.now)),
})
