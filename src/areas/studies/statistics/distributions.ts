/** Tails of the distributions that tests stand on, by @stdlib; upper tails are computed as such, so small p-values keep their digits. */
import gammainc from '@stdlib/math-base-special-gammainc'
import gammaln from '@stdlib/math-base-special-gammaln'
import normalCdf from '@stdlib/stats-base-dists-normal-cdf'
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import tCdf from '@stdlib/stats-base-dists-t-cdf'

/** P(X > x) for chi-square with `df` degrees of freedom: the regularised upper incomplete gamma function. */
export const chiSquareUpper = (x: number, df: number) => (x <= 0 ? 1 : gammainc(x / 2, df / 2, true, true))

/** Two-sided p-value of a standard normal statistic. */
export const normalTwoSided = (z: number) => Math.min(1, 2 * normalCdf(-Math.abs(z), 0, 1))

/** Two-sided p-value of a t statistic. */
export const tTwoSided = (t: number, df: number) => Math.min(1, 2 * tCdf(-Math.abs(t), df))

/** Quantile of the standard normal distribution. */
export const normalAt = (p: number) => normalQuantile(p, 0, 1)

/** 1.96 for the 95 % intervals that every report uses. */
export const z95 = normalAt(0.975)

export const logFactorial = (n: number) => gammaln(n + 1)
export const logChoose = (n: number, k: number) => logFactorial(n) - logFactorial(k) - logFactorial(n - k)
