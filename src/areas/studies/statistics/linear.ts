/** The little linear algebra that regressions need, on plain arrays: small, symmetric, positive matrices. */

/** Cholesky factor L of a symmetric matrix, with A = L·Lᵀ; null when it is not positive definite. */
export function cholesky(a: readonly (readonly number[])[]): number[][] | null {
  const n = a.length
  const l = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let left = a[i]![j]!
      for (let k = 0; k < j; k++) left -= l[i]![k]! * l[j]![k]!
      if (i !== j) l[i]![j] = left / l[j]![j]!
      else if (left > 1e-12 * Math.abs(a[i]![i]!)) l[i]![i] = Math.sqrt(left)
      else return null
    }
  return l
}

/** Solve A·x = b, given the Cholesky factor of A. */
export function solve(l: readonly (readonly number[])[], b: readonly number[]): number[] {
  const n = l.length
  const y = new Array<number>(n)
  for (let i = 0; i < n; i++) {
    let left = b[i]!
    for (let k = 0; k < i; k++) left -= l[i]![k]! * y[k]!
    y[i] = left / l[i]![i]!
  }
  const x = new Array<number>(n)
  for (let i = n - 1; i >= 0; i--) {
    let left = y[i]!
    for (let k = i + 1; k < n; k++) left -= l[k]![i]! * x[k]!
    x[i] = left / l[i]![i]!
  }
  return x
}

/** The inverse of A, given its Cholesky factor. */
export const inverse = (l: readonly (readonly number[])[]) =>
  l.map((_, at) =>
    solve(
      l,
      l.map((_, i) => (i === at ? 1 : 0)),
    ),
  )

export const logDeterminant = (l: readonly (readonly number[])[]) =>
  2 * l.reduce((total, row, at) => total + Math.log(row[at]!), 0)
