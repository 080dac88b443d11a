/** Several tests at once: Holm inside the family that was set before, Benjamini–Hochberg outside it. */

/** Holm's step-down adjusted p-values, in the order given. Source: Holm 1979. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, at) => at).sort((a, b) => ps[a]! - ps[b]!)
  const adjusted = new Array<number>(ps.length)
  let least = 0
  for (const [rank, at] of order.entries()) {
    least = Math.max(least, Math.min(1, (ps.length - rank) * ps[at]!))
    adjusted[at] = least
  }
  return adjusted
}

/** Benjamini and Hochberg's step-up adjusted p-values, in the order given. Source: Benjamini & Hochberg 1995. */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const order = ps.map((_, at) => at).sort((a, b) => ps[b]! - ps[a]!)
  const adjusted = new Array<number>(ps.length)
  let most = 1
  for (const [at, one] of order.entries()) {
    most = Math.min(most, (ps.length / (ps.length - at)) * ps[one]!)
    adjusted[one] = most
  }
  return adjusted
}
