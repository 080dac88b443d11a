/** Puts made-up interviews into a study, as if they had been held, stored and coded. For the example and for tests. */
import { newId } from '../../../kit/brand.ts'
import type { ResearchDb } from '../wall.ts'
import { signNames } from './codebook-signs.ts'
import { purposes, secondConsent } from './rules.ts'
import { syntheticCodes, syntheticInterviews } from './synthetic-interviews.ts'
import { lengthOf } from './transcript-words.ts'

export interface Placed {
  readonly interviews: readonly string[]
  readonly transcripts: readonly string[]
  readonly coders: readonly [string, string]
  /** ids of codes by their key in syntheticCodes */
  readonly codes: ReadonlyMap<string, string>
}

/**
 * Place one interview for each participant.
 *
 * @param into.researchers two; the first holds the interviews
 * @param into.now when the last of them was stored
 */
export async function placeSyntheticInterviews(
  db: ResearchDb,
  into: {
    readonly study: string
    readonly participants: readonly string[]
    readonly researchers: readonly [{ id: string; name: string }, { id: string; name: string }]
    readonly seed: number
    readonly now: Date
    /** days, such as 2027-03-31 */
    readonly withdraw_until: string
    readonly keep_until: string
  },
): Promise<Placed> {
  const { study, participants, researchers, seed, now, withdraw_until, keep_until } = into
  const coders = [newId(now.getTime()), newId(now.getTime())] as const
  await db
    .insertInto('coder')
    .values(researchers.map(({ id, name }, at) => ({ id: coders[at]!, study, researcher: id, name })))
    .execute()
  const codes = new Map(syntheticCodes.map(({ key }) => [key, newId(now.getTime()) as string]))
  for (const [position, { key, parent, sign, ...words }] of syntheticCodes.entries())
    await db
      .insertInto('code')
      .values({
        ...words,
        id: codes.get(key)!,
        study,
        parent: parent && codes.get(parent)!,
        example_segment: null,
        sign: signNames.includes(sign) ? sign : signNames[0]!,
        heading: parent === null,
        position,
        made_by: coders[0],
        made_at: now,
      })
      .execute()
  const ids = participants.map(() => newId(now.getTime()) as string)
  const transcripts = participants.map(() => newId(now.getTime()) as string)
  for (const [at, { words, pieces, summaries }] of syntheticInterviews(seed, participants.length).entries()) {
    const interview = ids[at]!
    const transcript = transcripts[at]!
    await db
      .insertInto('interview')
      .values({
        id: interview,
        study,
        participant: participants[at]!,
        number: at + 1,
        interviewer: researchers[0].id,
        state: 'done',
        how: 'phone',
        planned_for: now,
        withdraw_until,
        keep_until,
        invited_at: now,
        answered_at: now,
        done_at: now,
        withdrawn_at: null,
      })
      .execute()
    await db
      .insertInto('interview_consent')
      .values(
        purposes.map((purpose) => ({
          interview,
          purpose,
          version: secondConsent[purpose].version,
          // One in seven does not want to be quoted.
          given: purpose !== 'quoted' || at % 7 !== 6,
          via: 'phone',
          at: now,
        })),
      )
      .execute()
    const stored = { stored_by: researchers[0].id, stored_at: now }
    await db
      .insertInto('transcript')
      .values({ id: transcript, interview, words, length: lengthOf(words), ...stored })
      .execute()
    for (const { coder, code, from, to } of pieces)
      await db
        .insertInto('segment')
        .values({
          id: newId(now.getTime()),
          transcript,
          code: codes.get(code)!,
          coder: coders[coder],
          from_at: from,
          to_at: to,
          at: now,
        })
        .onConflict((clash) => clash.doNothing())
        .execute()
    for (const { code, words } of summaries)
      await db
        .insertInto('framework_cell')
        .values({ interview, code: codes.get(code)!, words, coder: coders[0], at: now })
        .execute()
  }
  return { interviews: ids, transcripts, coders, codes }
}
