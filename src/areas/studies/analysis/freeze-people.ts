/**
 * Who is in a freeze. Pure.
 *
 * Tables of two freezes can be held against each other, and what differs is about those who came or went between them.
 * So against each earlier freeze that anything was told of, none or at least ten people came, and none or at least ten
 * went. Fewer who came wait for the next freeze. Where fewer went, as when one person took their answers back, others are
 * left out at random until ten went: whoever left is not alone. They come back when enough have gone or come.
 */
import { seeded } from '../statistics/seeded.ts'
import { fewest } from './released.ts'

export interface InFreeze {
  readonly people: readonly string[]
  /** how many could be in it and are not, so that nobody can be worked out */
  readonly leftOut: number
}

export type Waiting = { readonly because: 'too few people' | 'nothing has changed' }

/**
 * @param eligible whoever finished and took nothing back
 * @param earlier the people of each freeze that anything was told of, the newest last
 * @param seed for chance
 */
export function whoIsIn(
  eligible: readonly string[],
  earlier: readonly ReadonlySet<string>[],
  seed: number,
): InFreeze | Waiting {
  const people = new Set(eligible)
  const last = earlier.at(-1)
  // Whoever was left out the last time is left out first, so that few change; the rest is chance.
  const order = shuffled([...people].sort(), seeded(seed)).sort(
    (a, b) => Number(last?.has(a) ?? false) - Number(last?.has(b) ?? false),
  )
  for (let moved = true; moved; ) {
    moved = false
    for (const before of earlier) {
      const came = [...people].filter((one) => !before.has(one))
      if (came.length > 0 && came.length < fewest) {
        for (const one of came) people.delete(one)
        moved = true
      }
      const went = [...before].filter((one) => !people.has(one)).length
      if (went > 0 && went < fewest) {
        for (const one of order.filter((one) => people.has(one) && before.has(one)).slice(0, fewest - went))
          people.delete(one)
        moved = true
      }
    }
  }
  if (people.size < fewest) return { because: 'too few people' }
  if (last && last.size === people.size && [...people].every((one) => last.has(one)))
    return { because: 'nothing has changed' }
  return { people: [...people].sort(), leftOut: eligible.length - people.size }
}

/**
 * Which pairs of answers of the same person are in a freeze. As with people: against each earlier freeze that anything was
 * told of, none or at least ten came, and none or at least ten went. So one who takes a link back is not alone.
 *
 * @returns none where fewer than ten are left
 */
export function pairsIn(eligible: readonly string[], earlier: readonly ReadonlySet<string>[], seed: number): string[] {
  const found = whoIsIn(eligible, earlier, seed)
  if (!('because' in found)) return [...found.people]
  return found.because === 'nothing has changed' ? [...earlier.at(-1)!].sort() : []
}

function shuffled<One>(all: One[], random: () => number): One[] {
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[all[at], all[other]] = [all[other]!, all[at]!]
  }
  return all
}
