/**
 * Work that comes in while other such work is under way waits for it and is done together: one question to the database,
 * however many ask. What comes alone goes at once. Source: PostgreSQL's group commit, done here so that it saves the round
 * trips too.
 */
import { isDatabaseAway } from './database-away.ts'

interface Waiting<One, Outcome> {
  readonly one: One
  readonly done: (outcome: Outcome) => void
  readonly failed: (error: unknown) => void
}

/** More at once would make the first of them wait for long. */
const most = 100
/** Two, so that the second is being made while the first is on its way. */
const under = 2

export class Together<One, Outcome> {
  readonly #work: (these: readonly One[]) => Promise<readonly Outcome[]>
  #waiting: Waiting<One, Outcome>[] = []
  #working = 0

  /** @param work does all of these, in one step; its outcomes stand in their order */
  constructor(work: (these: readonly One[]) => Promise<readonly Outcome[]>) {
    this.#work = work
  }

  /** Settles when this one is done, with its own outcome or its own error. */
  do(one: One): Promise<Outcome> {
    return new Promise((done, failed) => {
      this.#waiting.push({ one, done, failed })
      this.#next()
    })
  }

  #next() {
    if (this.#working >= under || this.#waiting.length === 0) return
    const these = this.#waiting.splice(0, most)
    this.#working++
    void this.#doAll(these).finally(() => {
      this.#working--
      this.#next()
    })
  }

  async #doAll(these: readonly Waiting<One, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#work(these.map(({ one }) => one))
      for (const [at, { done }] of these.entries()) done(outcomes[at]!)
    } catch (error) {
      // One that cannot be done takes nobody else's with it. Where the database is away, all of them will be sent again.
      if (these.length === 1 || isDatabaseAway(error)) for (const { failed } of these) failed(error)
      else for (const one of these) await this.#doAll([one])
    }
  }
}

/** One such line for each of many, as long as that one is there. */
export function togetherOn<On extends WeakKey, One, Outcome>(
  work: (on: On, these: readonly One[]) => Promise<readonly Outcome[]>,
): (on: On, one: One) => Promise<Outcome> {
  const lines = new WeakMap<On, Together<One, Outcome>>()
  return (on, one) => {
    const line = lines.get(on) ?? new Together((these) => work(on, these))
    lines.set(on, line)
    return line.do(one)
  }
}
