/**
 * Tests on ranks: Mann–Whitney, Kruskal–Wallis, Spearman, each with an effect size and its interval.
 * Sources: Wilcoxon 1945; Mann & Whitney 1947; Kruskal & Wallis 1952; Spearman 1904; DeLong 1988; Bonett & Wright 2000.
 */
import { chiSquareUpper, normalTwoSided, tTwoSided, z95 } from './distributions.ts'

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
const mean = (all: readonly number[]) => sum(all) / all.length

/** Ranks from 1, ties sharing the middle of theirs; and the sum of t³ − t over groups of ties. */
export function ranksOf(values: readonly number[]): { ranks: number[]; ties: number } {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Array<number>(values.length)
  let ties = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++
    for (let at = from; at <= to; at++) ranks[order[at]!] = (from + to) / 2 + 1
    const t = to - from + 1
    ties += t ** 3 - t
    from = to + 1
  }
  return { ranks, ties }
}

export interface MannWhitney {
  /** pairs in which the first group's value is larger, ties counting a half */
  readonly u: number
  readonly p: number
  readonly exact: boolean
  /** probability that one of the first group is above one of the second, ties a half; with a 95 % interval by DeLong */
  readonly superiority: { readonly value: number; readonly low: number; readonly high: number }
}

/**
 * Mann–Whitney test of two groups. Exact without ties and with fewer than 50 in each; otherwise the normal approximation
 * with tie and continuity correction, as R's `wilcox.test` does.
 *
 * @returns null when a group is empty or nothing varies
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitney | null {
  const [m, n] = [first.length, second.length]
  if (m === 0 || n === 0) return null
  const { ranks, ties } = ranksOf([...first, ...second])
  const u = sum(ranks.slice(0, m)) - (m * (m + 1)) / 2
  const total = m + n
  const exact = ties === 0 && m < 50 && n < 50
  if (exact) return { u, p: exactP(u, m, n), exact, superiority: superiority(first, second) }
  const sigma = Math.sqrt(((m * n) / 12) * (total + 1 - ties / (total * (total - 1))))
  if (!(sigma > 0)) return null
  const off = u - (m * n) / 2
  const z = (off - Math.sign(off) * 0.5) / sigma
  return { u, p: normalTwoSided(z), exact, superiority: superiority(first, second) }
}

/** Two-sided p-value from the number of ways to reach each U: coefficients of the Gaussian binomial. */
function exactP(u: number, m: number, n: number): number {
  const ways = waysToU(m, n)
  const all = sum(ways)
  const upTo = (k: number) => (k < 0 ? 0 : sum(ways.slice(0, k + 1)) / all)
  const tail = u > (m * n) / 2 ? 1 - upTo(u - 1) : upTo(u)
  return Math.min(2 * tail, 1)
}

/** How many of the arrangements give U = 0, 1, … mn. Multiplies by (1 − x^(n+i)) and divides by (1 − x^i). */
function waysToU(m: number, n: number): number[] {
  const most = m * n
  const ways = new Array<number>(most + 1).fill(0)
  ways[0] = 1
  for (let i = 1; i <= m; i++) {
    for (let at = most; at >= n + i; at--) ways[at]! -= ways[at - n - i]!
    for (let at = i; at <= most; at++) ways[at]! += ways[at - i]!
  }
  return ways
}

function superiority(first: readonly number[], second: readonly number[]) {
  const [m, n] = [first.length, second.length]
  const both = ranksOf([...first, ...second]).ranks
  const own1 = ranksOf(first).ranks
  const own2 = ranksOf(second).ranks
  // Placements: the share of the other group that each one is above.
  const v1 = first.map((_, at) => (both[at]! - own1[at]!) / n)
  const v2 = second.map((_, at) => 1 - (both[m + at]! - own2[at]!) / m)
  const value = mean(v1)
  const variance = (v: readonly number[]) =>
    v.length < 2 ? 0 : sum(v.map((one) => (one - value) ** 2)) / (v.length - 1)
  const spread = z95 * Math.sqrt(variance(v1) / m + variance(v2) / n)
  return { value, low: Math.max(0, value - spread), high: Math.min(1, value + spread) }
}

export interface KruskalWallis {
  readonly statistic: number
  readonly df: number
  readonly p: number
  /** epsilon squared, H / (n − 1): 0 to 1. Source: Tomczak & Tomczak 2014 */
  readonly epsilonSquared: number
}

/** Kruskal–Wallis test of several groups, corrected for ties. Null when fewer than two groups hold anybody or nothing varies. */
export function kruskalWallis(groups: readonly (readonly number[])[]): KruskalWallis | null {
  const some = groups.filter((group) => group.length > 0)
  const n = sum(some.map((group) => group.length))
  if (some.length < 2) return null
  const { ranks, ties } = ranksOf(some.flat())
  const parts = some.map((group, index) => {
    const before = sum(some.slice(0, index).map(({ length }) => length))
    return sum(ranks.slice(before, before + group.length)) ** 2 / group.length
  })
  const correction = 1 - ties / (n ** 3 - n)
  if (!(correction > 0)) return null
  const statistic = ((12 / (n * (n + 1))) * sum(parts) - 3 * (n + 1)) / correction
  const df = some.length - 1
  return { statistic, df, p: chiSquareUpper(statistic, df), epsilonSquared: statistic / (n - 1) }
}

export interface Spearman {
  readonly rho: number
  readonly t: number
  readonly df: number
  readonly p: number
  readonly low: number
  readonly high: number
}

/**
 * Spearman's rank correlation with its t test, and the interval of Bonett and Wright (2000) on Fisher's scale.
 *
 * @returns null with fewer than four pairs, or when one of the two does not vary
 */
export function spearman(xs: readonly number[], ys: readonly number[]): Spearman | null {
  const n = xs.length
  if (n < 4) return null
  const rho = pearson(ranksOf(xs).ranks, ranksOf(ys).ranks)
  if (Number.isNaN(rho)) return null
  const df = n - 2
  const t = rho * Math.sqrt(df / Math.max(1 - rho ** 2, Number.MIN_VALUE))
  const spread = z95 * Math.sqrt((1 + rho ** 2 / 2) / (n - 3))
  const z = Math.atanh(Math.max(-1 + 1e-15, Math.min(1 - 1e-15, rho)))
  return { rho, t, df, p: tTwoSided(t, df), low: Math.tanh(z - spread), high: Math.tanh(z + spread) }
}

function pearson(xs: readonly number[], ys: readonly number[]) {
  const [mx, my] = [mean(xs), mean(ys)]
  const xy = sum(xs.map((x, at) => (x - mx) * (ys[at]! - my)))
  return xy / Math.sqrt(sum(xs.map((x) => (x - mx) ** 2)) * sum(ys.map((y) => (y - my) ** 2)))
}
