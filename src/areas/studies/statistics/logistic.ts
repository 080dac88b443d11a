/**
 * Logistic regression by maximum likelihood, and Firth's penalised version for few events or separation.
 * Sources: McCullagh & Nelder 1989 (iteratively reweighted least squares); Firth 1993; Heinze & Schemper 2002.
 */
import { chiSquareUpper, normalTwoSided, z95 } from './distributions.ts'
import { cholesky, inverse, logDeterminant, solve } from './linear.ts'

/** One row a person: the intercept is added here. */
export type Design = readonly (readonly number[])[]

export interface Coefficient {
  readonly estimate: number
  readonly standardError: number
  readonly p: number
  readonly oddsRatio: number
  readonly low: number
  readonly high: number
}

export interface Fitted {
  /** the intercept first, then the columns in their order */
  readonly coefficients: readonly Coefficient[]
  readonly logLikelihood: number
  readonly n: number
  readonly events: number
  readonly iterations: number
  readonly method: 'maximum likelihood' | 'Firth'
  /** likelihood ratio test against the model with the intercept alone */
  readonly overall: { readonly statistic: number; readonly df: number; readonly p: number }
}

export type NotFitted = { readonly because: 'nothing varies' | 'columns say the same' | 'separated' | 'no end' }

const mostIterations = 60
const closeEnough = 1e-11

const withIntercept = (design: Design) => design.map((row) => [1, ...row])
const dot = (a: readonly number[], b: readonly number[]) => {
  let total = 0
  for (let at = 0; at < a.length; at++) total += a[at]! * b[at]!
  return total
}
const chance = (eta: number) => 1 / (1 + Math.exp(-eta))
/** log(1 + e^x) without overflow. */
const softplus = (x: number) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)))

const logLikelihoodAt = (x: Design, y: readonly number[], beta: readonly number[]) =>
  x.reduce((total, row, at) => {
    const eta = dot(row, beta)
    return total + y[at]! * eta - softplus(eta)
  }, 0)

/** XᵀWX at a place. */
function informationAt(x: Design, beta: readonly number[]): number[][] {
  const k = beta.length
  const sums = Array.from({ length: k }, () => new Array<number>(k).fill(0))
  for (const row of x) {
    const p = chance(dot(row, beta))
    const w = p * (1 - p)
    for (let i = 0; i < k; i++) for (let j = 0; j <= i; j++) sums[i]![j]! += w * row[i]! * row[j]!
  }
  for (let i = 0; i < k; i++) for (let j = i + 1; j < k; j++) sums[i]![j] = sums[j]![i]!
  return sums
}

/**
 * Fit by maximum likelihood.
 *
 * @param y 0 or 1 for each row
 * @returns why not, when nothing varies, a column says what others say, or the groups are separated (no finite estimate)
 */
export function logistic(design: Design, y: readonly number[]): Fitted | NotFitted {
  const x = withIntercept(design)
  const events = y.reduce((total, one) => total + one, 0)
  if (events === 0 || events === y.length) return { because: 'nothing varies' }
  let beta = new Array<number>(x[0]!.length).fill(0)
  beta[0] = Math.log(events / (y.length - events))
  let before = logLikelihoodAt(x, y, beta)
  for (let iterations = 1; iterations <= mostIterations; iterations++) {
    const factor = cholesky(informationAt(x, beta))
    if (!factor) return { because: iterations === 1 ? 'columns say the same' : 'separated' }
    const step = solve(factor, scoreAt(x, y, beta))
    beta = beta.map((one, at) => one + step[at]!)
    const after = logLikelihoodAt(x, y, beta)
    // Fitted chances of 0 and 1 that still move away: Albert & Anderson 1984.
    if (beta.some((one, at) => Math.abs(one) * spreadOf(x, at) > 25 && Math.abs(step[at]!) > 1e-4))
      if (after > -1e-6 * y.length || iterations > 20) return { because: 'separated' }
    if (Math.abs(after - before) < closeEnough * (Math.abs(after) + 0.1) && step.every((one) => Math.abs(one) < 1e-9))
      return fitted(x, y, beta, events, iterations)
    before = after
  }
  return { because: 'separated' }
}

const spreadOf = (x: Design, column: number) => {
  let [low, high] = [Infinity, -Infinity]
  for (const row of x) {
    low = Math.min(low, row[column]!)
    high = Math.max(high, row[column]!)
  }
  return column === 0 ? 0 : high - low
}

function scoreAt(x: Design, y: readonly number[], beta: readonly number[], add?: (at: number, p: number) => number) {
  const score = new Array<number>(beta.length).fill(0)
  for (const [at, row] of x.entries()) {
    const p = chance(dot(row, beta))
    const left = y[at]! - p + (add ? add(at, p) : 0)
    for (let i = 0; i < score.length; i++) score[i]! += row[i]! * left
  }
  return score
}

function fitted(x: Design, y: readonly number[], beta: readonly number[], events: number, iterations: number): Fitted {
  const covariance = inverse(cholesky(informationAt(x, beta))!)
  const coefficients = beta.map((estimate, at) => {
    const standardError = Math.sqrt(covariance[at]![at]!)
    return {
      estimate,
      standardError,
      p: normalTwoSided(estimate / standardError),
      oddsRatio: Math.exp(estimate),
      low: Math.exp(estimate - z95 * standardError),
      high: Math.exp(estimate + z95 * standardError),
    }
  })
  const logLikelihood = logLikelihoodAt(x, y, beta)
  const share = events / y.length
  const alone = events * Math.log(share) + (y.length - events) * Math.log(1 - share)
  const df = beta.length - 1
  const statistic = 2 * (logLikelihood - alone)
  return {
    coefficients,
    logLikelihood,
    n: y.length,
    events,
    iterations,
    method: 'maximum likelihood',
    overall: { statistic, df, p: df === 0 ? 1 : chiSquareUpper(statistic, df) },
  }
}

/** The penalised log-likelihood: half the log-determinant of the information is added (Jeffreys' prior). */
function penalisedAt(x: Design, y: readonly number[], beta: readonly number[]): number {
  const factor = cholesky(informationAt(x, beta))
  return factor ? logLikelihoodAt(x, y, beta) + logDeterminant(factor) / 2 : -Infinity
}

/** Climb to the top of the penalised likelihood, some coefficients held where they are. */
function climb(x: Design, y: readonly number[], from: readonly number[], held: ReadonlySet<number> = new Set()) {
  let beta = [...from]
  let height = penalisedAt(x, y, beta)
  const free = beta.map((_, at) => at).filter((at) => !held.has(at))
  for (let iterations = 1; iterations <= 200; iterations++) {
    const information = informationAt(x, beta)
    const factor = cholesky(information)
    if (!factor) return null
    const covariance = inverse(factor)
    // Leverage of each row under the whole model: h = w·xᵀ(XᵀWX)⁻¹x.
    const pull = (at: number, p: number) => {
      const row = x[at]!
      const h =
        p *
        (1 - p) *
        dot(
          row,
          covariance.map((line) => dot(line, row)),
        )
      return h * (0.5 - p)
    }
    const score = scoreAt(x, y, beta, pull)
    const freeFactor = cholesky(free.map((i) => free.map((j) => information[i]![j]!)))
    if (!freeFactor) return null
    const step = solve(
      freeFactor,
      free.map((at) => score[at]!),
    )
    const most = Math.max(1e-300, ...step.map(Math.abs))
    let scale = most > 5 ? 5 / most : 1
    let next = beta
    let reached = -Infinity
    for (let half = 0; half < 30; half++, scale /= 2) {
      next = [...beta]
      for (const [at, column] of free.entries()) next[column]! += scale * step[at]!
      reached = penalisedAt(x, y, next)
      if (reached >= height - 1e-12 * Math.abs(height)) break
    }
    beta = next
    height = reached
    if (most < 1e-9) return { beta, height, iterations, covariance }
  }
  return null
}

/**
 * Fit by Firth's penalised likelihood, with profile intervals and penalised likelihood ratio p-values, as `logistf` does.
 * Use it when events are few or groups are separated: its estimates are always finite.
 */
export function firth(design: Design, y: readonly number[]): Fitted | NotFitted {
  const x = withIntercept(design)
  const events = y.reduce((total, one) => total + one, 0)
  if (y.length === 0) return { because: 'nothing varies' }
  const start = new Array<number>(x[0]!.length).fill(0)
  const top = climb(x, y, start)
  if (!top) return { because: cholesky(informationAt(x, start)) ? 'no end' : 'columns say the same' }
  const { beta, height, covariance, iterations } = top
  const coefficients: Coefficient[] = []
  for (const [at, estimate] of beta.entries()) {
    const standardError = Math.sqrt(covariance[at]![at]!)
    const without = climb(x, y, start, new Set([at]))
    if (!without) return { because: 'no end' }
    coefficients.push({
      estimate,
      standardError,
      p: chiSquareUpper(Math.max(0, 2 * (height - without.height)), 1),
      oddsRatio: Math.exp(estimate),
      low: Math.exp(profileEnd(x, y, beta, height, at, -standardError)),
      high: Math.exp(profileEnd(x, y, beta, height, at, standardError)),
    })
  }
  const alone = climb(x, y, start, new Set(start.map((_, at) => at).slice(1)))
  const df = beta.length - 1
  const statistic = alone ? Math.max(0, 2 * (height - alone.height)) : Number.NaN
  return {
    coefficients,
    logLikelihood: height,
    n: y.length,
    events,
    iterations,
    method: 'Firth',
    overall: { statistic, df, p: df === 0 ? 1 : chiSquareUpper(statistic, df) },
  }
}

/** Where the profile falls by half the 95 % point of chi-square with one degree of freedom. */
function profileEnd(
  x: Design,
  y: readonly number[],
  beta: readonly number[],
  height: number,
  at: number,
  step: number,
) {
  const wanted = height - z95 ** 2 / 2
  const heightAt = (value: number, from: readonly number[]) => {
    const held = [...from]
    held[at] = value
    return climb(x, y, held, new Set([at]))
  }
  let inside = beta[at]!
  let outside = inside + 2 * step
  let from: readonly number[] = beta
  for (let tries = 0; tries < 60; tries++) {
    const there = heightAt(outside, from)
    if (!there || there.height < wanted) break
    inside = outside
    from = there.beta
    outside += step * 2 ** (tries / 3 + 1)
  }
  for (let tries = 0; tries < 200 && Math.abs(outside - inside) > 1e-11 * (1 + Math.abs(inside)); tries++) {
    const middle = (inside + outside) / 2
    const there = heightAt(middle, from)
    if (there && there.height >= wanted) {
      inside = middle
      from = there.beta
    } else outside = middle
  }
  return (inside + outside) / 2
}

/**
 * How much each column says that the others say already: 1 / (1 − R²) of its regression on them.
 *
 * @returns null when one of them does not vary or is said by the others altogether
 */
export function varianceInflation(design: Design): number[] | null {
  const k = design[0]?.length ?? 0
  const means = Array.from({ length: k }, (_, j) => design.reduce((total, row) => total + row[j]!, 0) / design.length)
  const centred = design.map((row) => row.map((one, j) => one - means[j]!))
  const spread = means.map((_, j) => Math.sqrt(centred.reduce((total, row) => total + row[j]! ** 2, 0)))
  if (spread.some((one) => !(one > 0))) return null
  const correlations = means.map((_, i) =>
    means.map((_, j) => centred.reduce((total, row) => total + row[i]! * row[j]!, 0) / (spread[i]! * spread[j]!)),
  )
  const factor = cholesky(correlations)
  return factor && inverse(factor).map((row, at) => row[at]!)
}
