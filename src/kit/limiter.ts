/** Costly work that only a few may do at once: the others wait in a queue that stays short. */

/**
 * A queue for one kind of work.
 *
 * @param running how many pieces of work run at once
 * @param waiting how many may wait for their turn
 * @returns a function that runs work when its turn comes. Where too many wait already, it gives what `busy` makes of the
 *   reason, in words.
 */
export function limiter(running: number, waiting: number) {
  const queue: (() => void)[] = []
  let now = 0
  return async function inTurn<Result, Busy>(
    work: () => Promise<Result>,
    busy: (because: string) => Busy,
  ): Promise<Result | Busy> {
    if (now >= running) {
      if (queue.length >= waiting) return busy('We are reading several files just now. Please send yours in a minute.')
      await new Promise<void>((resolve) => queue.push(resolve))
    } else now++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      // The place is handed on, so nobody who comes later slips in between.
      if (next) next()
      else now--
    }
  }
}
