/**
 * Storing a transcript: names are replaced first, then somebody reads it, then it is stored, once. What was sent before
 * that is nowhere. The keyed list goes into the interviewer's drawer.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kit/brand.ts'
import type { Db } from '../../../kit/database.ts'
import { job } from '../../../kit/jobs.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import { words } from '../../../kit/typed-words.ts'
import { inStudy, worksInStudy } from '../access.ts'
import type { ResearchDb } from '../wall.ts'
import { seal, unseal } from './drawer.ts'
import { consentsTo, type Interview, interviewNamed } from './store.ts'
import { lengthOf, mostLetters, replaced, replacementsIn, tidied } from './transcript-words.ts'

const ofAPerson = { study: z.string().max(80), person: z.string().max(8) }

/** Why no transcript can be stored here; null when it can. */
export async function mayHaveTranscript(
  db: ResearchDb,
  interview: Interview,
  who: string | null,
): Promise<Refusal | null> {
  if (interview.interviewer !== who) return refuse('Only who held an interview can store its words.', 403)
  if (interview.state !== 'done') return refuse('This interview has not taken place, so it has no words yet.', 409)
  if (interview.transcript) return refuse('The words of this interview are stored already.', 409)
  const { kept } = await consentsTo(db, interview.id)
  return kept ? null : refuse('This person did not agree that their words are kept.', 403)
}

/** Store what was said, with its names replaced. */
export const storeTranscript = task('studies.store-transcript', {
  title: 'Store a transcript whose names are replaced',
  doors: ['web'],
  who: 'The interviewer',
  input: z.object({
    ...ofAPerson,
    words: words(mostLetters, 'Paste the words, or choose a file.'),
    names: words(20_000, '', 0).optional(),
    read: z.literal('yes', { error: 'Read it, and tick the box when no name is left.' }),
  }),
  allowed: worksInStudy,
  async run({ study: slug, person, words, names = '' }, doing) {
    const { replacements, unclear } = replacementsIn(names)
    if (unclear[0]) {
      const says = `Line ${unclear[0].line} of the names: ${unclear[0].says}`
      return refuse(says, 422, { names: says })
    }
    const { words: safe } = replaced(tidied(words), replacements)
    const stored = await inStudy(doing, slug, async (db, study) => {
      const interview = await interviewNamed(db, study.id, person)
      if (isRefusal(interview)) return interview
      const wrong = await mayHaveTranscript(db, interview, doing.who.member)
      if (wrong) return wrong
      const id = newId(doing.now.getTime())
      await db
        .insertInto('transcript')
        .values({
          id,
          interview: interview.id,
          words: safe,
          length: lengthOf(safe),
          stored_by: doing.who.member!,
          stored_at: doing.now,
        })
        .execute()
      return interview.id
    })
    if (isRefusal(stored)) return stored
    doing.about(stored)
    if (replacements.length > 0) {
      const sealed = seal(doing.community, stored, JSON.stringify(replacements))
      await doing.db.insertInto('transcript_key').values({ interview: stored, sealed, at: doing.now }).execute()
    }
    return stored
  },
})

const Key = z.array(z.object({ name: z.string(), becomes: z.string() }))

/** The interviewer opens the keyed list, such as to understand a passage. Each time is in the log. */
export const openNames = task('studies.open-names', {
  title: 'See which names stand behind the words in brackets',
  doors: ['web'],
  who: 'The interviewer',
  input: z.object(ofAPerson),
  allowed: worksInStudy,
  async run({ study: slug, person }, doing) {
    const interview = await inStudy(doing, slug, (db, study) => interviewNamed(db, study.id, person))
    if (isRefusal(interview)) return interview
    if (interview.interviewer !== doing.who.member) return refuse('Only who held an interview can see the names.', 403)
    doing.about(interview.id)
    const row = await doing.db
      .selectFrom('transcript_key')
      .select('sealed')
      .where('interview', '=', interview.id)
      .executeTakeFirst()
    const opened = row && unseal(doing.community, interview.id, row.sealed)
    return opened ? Key.parse(JSON.parse(opened)) : notFound('list of names')
  },
})

/** The day until which words are kept was promised: on the next night they are gone, and the names with them. */
job({
  name: 'studies.let-transcripts-go',
  cron: '50 3 * * *',
  async work(_, { db }) {
    await letTranscriptsGo(db, new Date())
  },
})

export async function letTranscriptsGo(db: Db, now: Date) {
  const today = now.toISOString().slice(0, 10)
  await sql`
    delete from transcript_key
    using interview
    where interview.id = transcript_key.interview and keep_until < ${today}`.execute(db)
  await sql`
    delete from framework_cell
    using interview
    where interview.id = framework_cell.interview and keep_until < ${today}`.execute(db)
  await sql`
    delete from transcript
    using interview
    where interview.id = transcript.interview and keep_until < ${today}`.execute(db)
  await sql`
    delete from interview_reach
    using participant, interview_stage
    where participant.id = interview_reach.participant and interview_stage.study = participant.study
      and interview_stage.keep_until < ${today}`.execute(db)
}
