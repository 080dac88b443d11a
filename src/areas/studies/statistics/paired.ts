/**
 * The same people twice. Of those who changed, as many should go one way as the other: the exact sign test (Arbuthnott 1710),
 * which for a yes or no is McNemar's exact test (McNemar 1947).
 */
import { logChoose } from './distributions.ts'

/**
 * @param up how many went up
 * @param down how many went down
 * @returns the two-sided p-value; null when nobody changed
 */
export function signs(up: number, down: number): { readonly p: number } | null {
  const all = up + down
  if (all === 0) return null
  let tail = 0
  for (let few = 0; few <= Math.min(up, down); few++) tail += Math.exp(logChoose(all, few) - all * Math.LN2)
  return { p: Math.min(1, 2 * tail) }
}
