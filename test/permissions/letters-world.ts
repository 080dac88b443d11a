/** A batch of letters that lies ready, and what came back on paper. */

import { newId } from '../../src/kit/brand.ts'
import type { Community } from '../../src/kit/community.ts'
import type { MemberId } from '../../src/kit/who.ts'
import { codeOnPaper } from '../letters.ts'

export interface LettersWorld {
  readonly batch: string
  /** of a slip that was not keyed in yet */
  readonly code: string
  /** a slip that waits for a person */
  readonly keptSlip: string
  readonly keptCode: string
  /** a letter without a code */
  readonly paper: string
}

export async function makeLettersWorld(
  { db }: Community,
  { steward, member, at }: { steward: MemberId; member: MemberId; at: Date },
): Promise<LettersWorld> {
  const batch = newId()
  await db
    .insertInto('letter_batch')
    .values({
      ...{ id: batch, made_by: steward, made_at: at, people: 1, written_at: at, printed_at: at },
      ...{ changed_at: null, posted_at: null, posted_by: null },
    })
    .execute()
  const letter = newId()
  await db
    .insertInto('letter')
    .values({
      id: letter,
      batch,
      member,
      position: 0,
      since: at,
      until: at,
      content: null,
      written_at: at,
      posted_at: null,
    })
    .execute()
  const { code } = await codeOnPaper(db, { member, at })
  const kept = await codeOnPaper(db, { member, at, state: 'kept' })
  const paper = newId()
  await db
    .insertInto('paper')
    .values({
      ...{ id: paper, words: 'Thank you all.', seems_from: null, kept_by: steward, kept_at: at },
      ...{ closed_at: null, closed_by: null, done: null },
    })
    .execute()
  return { batch, code, keptSlip: kept.id, keptCode: kept.code, paper }
}
