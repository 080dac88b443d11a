/** Answers on their way to the disk, stored together. Nobody is told that an answer is kept before it is on disk. */
import { CompiledQuery } from 'kysely'
import type { Db, Tx } from '../../../kit/database.ts'
import { togetherOn } from '../../../kit/together.ts'
import type { AnswerKind, AnswerValue } from '../questionnaires/answering.ts'

export interface ToKeep {
  readonly whose: string
  readonly asked: string
  readonly in_round: number
  readonly of_kind: AnswerKind
  readonly given: AnswerValue | null
  readonly hidden: readonly string[]
  readonly shown: readonly string[]
  readonly moment: Date
}
export type Outcome = 'kept' | 'closed' | 'gone'

const text = `
  select n, keep_answer(whose, asked, in_round, of_kind, given, hidden, shown, moment) as outcome
  from jsonb_to_recordset($1) as sent(
    n int, whose uuid, asked text, in_round int, of_kind text, given jsonb, hidden text[], shown text[], moment timestamptz
  )`

/** Store some answers in one statement, in a transaction that is under way or in one of their own. */
export async function keepNow(db: Db | Tx, these: readonly ToKeep[]): Promise<Outcome[]> {
  const sent = JSON.stringify(these.map((one, n) => ({ n, ...one })))
  const { rows } = await db.executeQuery<{ n: number; outcome: Outcome }>(CompiledQuery.raw(text, [sent]))
  const outcomes = new Map(rows.map(({ n, outcome }) => [n, outcome]))
  return these.map((_, n) => outcomes.get(n)!)
}

/** Store one answer of a community, together with those that come in the same moment. */
export const keepTogether = togetherOn<Db, ToKeep, Outcome>(keepNow)
