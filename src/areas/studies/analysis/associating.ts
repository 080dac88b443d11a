/**
 * Two variables and how they go together: the table as it may leave, the test that fits, and how large the association
 * is, told as closely as protects everybody. Pure.
 */

import {
  chiSquare,
  cramersV,
  expectedAllowChiSquare,
  fisher,
  oddsRatio,
  trend,
  withoutEmpty,
} from '../statistics/tables.ts'
import { type Refused, type Released, release } from './disclosure.ts'
import { Ledger } from './ledger.ts'
import { sum } from './released.ts'
import { closestSafe, mostTries, othersBehind } from './telling.ts'
import { answeredPart, countsOf, type Row, type Variable } from './variables.ts'

/** A larger table is walked no further than this; then as many are drawn at random as R draws unless told. */
const [mostSteps, mostDraws] = [3000, 2000]

/** A test of a two-way table, in numbers. */
export interface TableTest {
  readonly name: 'chi-square' | 'Fisher’s exact test' | 'trend (Cochran–Armitage)'
  readonly p: number
  readonly effect: {
    readonly name: 'Cramér’s V' | 'odds ratio'
    readonly value: number
    readonly low: number
    readonly high: number
  } | null
}

/**
 * The test that fits a table: for an ordered variable against a yes or no, the trend; else chi-square when the expected
 * counts allow it, else Fisher's (DOMAIN, research rules).
 *
 * @param counts of those who answered both
 * @returns null when nothing varies
 */
export function testOf(counts: Counts, [first, second]: readonly [Variable, Variable]): TableTest | null {
  const some = withoutEmpty(counts)
  const v = cramersV(counts)
  if (!v) return null
  const isTwoByTwo = some.length === 2 && some[0]!.length === 2
  const effect = isTwoByTwo
    ? { name: 'odds ratio' as const, ...oddsRatio(some as never) }
    : { name: 'Cramér’s V' as const, ...v }
  const ordered = (one: Variable) => one.kind !== 'nominal' && one.bands.length > 2
  const turned = (all: readonly (readonly number[])[]) => all[0]!.map((_, j) => all.map((row) => row[j]!))
  const bands =
    ordered(first) && second.bands.length === 2
      ? counts
      : ordered(second) && first.bands.length === 2
        ? turned(counts)
        : null
  const found =
    bands &&
    trend(
      bands.map((row) => row[1]!),
      bands.map((row) => row[0]! + row[1]!),
    )
  if (found) return { name: 'trend (Cochran–Armitage)', p: found.p, effect }
  if (expectedAllowChiSquare(some)) return { name: 'chi-square', p: chiSquare(some)!.p, effect }
  return { name: 'Fisher’s exact test', p: fisher(some, mostSteps, mostDraws)!.p, effect }
}

/** A p-value in three decimals, or how small it is. */
export const pWords = (p: number) => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`)

/** A p-value said no more closely than in steps. */
export const pSteps = (p: number) =>
  p < 0.001
    ? 'p < 0.001'
    : p < 0.01
      ? 'p < 0.01'
      : p < 0.05
        ? 'p < 0.05'
        : p < 0.2
          ? 'p between 0.05 and 0.2'
          : 'p over 0.2'

const two = (n: number) => (Number.isFinite(n) ? n.toPrecision(2).replace(/e\+?/, ' × 10^') : 'no end')

type Counts = readonly (readonly number[])[]

/** The test of tables with their lines of who did not answer; the same table is tested once. */
function testing(variables: readonly [Variable, Variable]): (counts: Counts) => TableTest | null {
  const known = new Map<string, TableTest | null>()
  return (counts) => {
    const key = counts.join(';')
    const found = known.get(key)
    if (found !== undefined) return found
    const made = testOf(answeredPart(counts), variables)
    known.set(key, made)
    return made
  }
}

/** How closely a test can be told, from the closest to the least. Each depends on the counts alone. */
export const tellings = (variables: readonly [Variable, Variable], test = testing(variables)) =>
  [
    (test: TableTest) =>
      `${test.name}: ${pWords(test.p)}.${test.effect ? ` ${test.effect.name} ${two(test.effect.value)} (95 % interval ${two(test.effect.low)} to ${two(test.effect.high)}).` : ''}`,
    (test: TableTest) =>
      `${test.name}: ${pSteps(test.p)}.${test.effect ? ` ${test.effect.name} about ${test.effect.value.toPrecision(1)}.` : ''}`,
    (test: TableTest) => `${test.name}: ${pSteps(test.p)}.`,
  ].map((say) => (counts: readonly (readonly number[])[]) => {
    const found = test(counts)
    return found ? say(found) : 'Nothing varies, so there is no test.'
  })

export interface Association {
  readonly table: Released
  /** null: kept back, to protect the few */
  readonly says: string | null
  /** the p-value itself, for a correction over several tests; it never leaves */
  readonly p: number | null
  readonly test: (counts: Counts) => TableTest | null
}

/** The test of a table that was counted and released, told as closely as protects everybody. */
export function associationOf(
  counts: Counts,
  table: Released,
  variables: readonly [Variable, Variable],
  ledger: Ledger,
): Association {
  const test = testing(variables)
  const p = test(counts)?.p ?? null
  // What was told once is told again, and nothing else: two ways to tell the same would tell more.
  if (table.says !== undefined) return { table, says: table.says, p, test }
  const safe = closestSafe(counts, table, ledger, tellings(variables, test), triesFor(test(counts), counts))
  const says = safe?.says ?? null
  return { table: { ...(safe?.table ?? table), says }, says, p, test }
}

/** Fisher's test of a larger table is slow, the more so the more people: fewer other tables are tried then. */
function triesFor(test: TableTest | null, counts: Counts): number {
  const cells = counts.length * counts[0]!.length
  if (test?.name !== 'Fisher’s exact test' || cells <= 9) return mostTries
  return Math.max(4, Math.min(60, Math.round(30_000 / (cells * Math.sqrt(sum(counts.flat()))))))
}

/** Two variables over the people of a freeze. */
export function associate(
  rows: readonly Row[],
  variables: readonly [Variable, Variable],
  secret: string,
  earlier: readonly Released[] | Ledger,
): Association | Refused {
  const ledger = earlier instanceof Ledger ? earlier : new Ledger(earlier)
  const counts = countsOf(rows, variables)
  const table = release({ variables: variables.map(({ name }) => name), counts }, secret, ledger)
  return 'because' in table ? table : associationOf(counts, table, variables, ledger)
}

/** Whether a p-value that was corrected for several tests can be told in steps, beside what was told of its table. */
export function correctedIsSafe(
  { table, says, test }: Association,
  counts: Counts,
  variables: readonly [Variable, Variable],
  ledger: Ledger,
  factors: readonly number[],
): boolean {
  if (says === null) return false
  const told = tellings(variables, test).find((tell) => tell(counts) === says)
  if (!told) return false
  const corrected = (other: Counts) => {
    const p = test(other)?.p ?? 1
    return [told(other), ...factors.map((factor) => pSteps(Math.min(1, factor * p)))].join()
  }
  return othersBehind(counts, table, ledger, corrected, triesFor(test(counts), counts)) !== null
}
