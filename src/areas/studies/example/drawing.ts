/** Drawing from a seeded chance: the few ways in which the cohort's lots are drawn. Pure but for the chance's own memory. */
import { seeded } from '../statistics/seeded.ts'

export interface Drawing {
  /** true so often: 0.25 is one time in four */
  happens(chance: number): boolean
  /** one of them, each as often as the others, or by weight */
  oneOf<One>(all: readonly One[], weight?: (one: One) => number): One
  /** a whole number, both ends included */
  whole(from: number, to: number): number
  /** those that happen, each on its own */
  some<One>(all: readonly One[], chance: number): One[]
  /** the same in another order */
  shuffled<One>(all: readonly One[]): One[]
  /** noise with a logistic spread around 0: half of it lies within 1.1 */
  logistic(): number
}

export function drawing(seed: number): Drawing {
  const next = seeded(seed)
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  const oneOf = <One>(all: readonly One[], weight: (one: One) => number = () => 1): One => {
    let left = next() * all.reduce((total, one) => total + weight(one), 0)
    for (const one of all) {
      left -= weight(one)
      if (left < 0) return one
    }
    return all.at(-1)!
  }
  return {
    happens: (chance) => next() < chance,
    oneOf,
    whole,
    some: (all, chance) => all.filter(() => next() < chance),
    shuffled(all) {
      const mixed = [...all]
      for (let at = mixed.length - 1; at > 0; at--) {
        const other = whole(0, at)
        const one = mixed[at]!
        mixed[at] = mixed[other]!
        mixed[other] = one
      }
      return mixed
    },
    logistic() {
      // Neither end: the logarithm has none.
      const u = Math.min(Math.max(next(), 1e-9), 1 - 1e-9)
      return Math.log(u / (1 - u))
    },
  }
}

/** The chance that belongs to log-odds. */
export const chanceOf = (logOdds: number) => 1 / (1 + Math.exp(-logOdds))
