/**
 * Answers on their way to the disk. Those that come in while others are being stored wait for them and are stored together:
 * one statement, one wait for the disk, however many there are. One that comes alone goes at once. Nobody is told that an
 * answer is kept before it is on disk. Source: PostgreSQL's group commit, done here so that it saves the round trips too.
 */
import { CompiledQuery } from 'kysely'
import { type Db, isDatabaseAway, type Tx } from '../../../kit/database.ts'
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

interface Waiting {
  readonly one: ToKeep
  readonly kept: (outcome: Outcome) => void
  readonly failed: (error: unknown) => void
}

/** More at once would make the first of them wait for long. */
const most = 100
/** Two, so that the second is being made while the first is on its way to the disk. */
const under = 2

class KeepingLine {
  readonly #db: Db
  #waiting: Waiting[] = []
  #storing = 0

  constructor(db: Db) {
    this.#db = db
  }

  keep(one: ToKeep): Promise<Outcome> {
    return new Promise((kept, failed) => {
      this.#waiting.push({ one, kept, failed })
      this.#next()
    })
  }

  #next() {
    if (this.#storing >= under || this.#waiting.length === 0) return
    const these = this.#waiting.splice(0, most)
    this.#storing++
    void this.#store(these).finally(() => {
      this.#storing--
      this.#next()
    })
  }

  async #store(these: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await keepNow(
        this.#db,
        these.map(({ one }) => one),
      )
      for (const [at, { kept }] of these.entries()) kept(outcomes[at]!)
    } catch (error) {
      // One that cannot be stored takes nobody else's with it. Where the database is away, all of them will be sent again.
      if (these.length === 1 || isDatabaseAway(error)) for (const { failed } of these) failed(error)
      else for (const one of these) await this.#store([one])
    }
  }
}

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

const lines = new WeakMap<Db, KeepingLine>()

/** Store one answer of a community, together with those that come in the same moment. */
export function keepTogether(db: Db, one: ToKeep): Promise<Outcome> {
  const line = lines.get(db) ?? new KeepingLine(db)
  lines.set(db, line)
  return line.keep(one)
}
