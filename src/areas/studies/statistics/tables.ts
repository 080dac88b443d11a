/**
 * Two-way tables of counts: chi-square, Fisher, trend, and how large the association is.
 * Sources: Pearson 1900; Fisher 1935; Cochran 1954 (when expected counts allow); Armitage 1955; Newcombe 1998.
 */
import { chiSquareUpper, logChoose, logFactorial, normalAt, z95 } from './distributions.ts'
import { seeded } from './seeded.ts'

/** Counts, row by row. */
export type Counts = readonly (readonly number[])[]

export interface Interval {
  readonly low: number
  readonly high: number
}

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
export const rowSums = (counts: Counts) => counts.map(sum)
export const columnSums = (counts: Counts) =>
  (counts[0] ?? []).map((_, column) => sum(counts.map((row) => row[column]!)))

/** The table without rows and columns in which nobody is. */
export function withoutEmpty(counts: Counts): Counts {
  const columns = columnSums(counts)
  return counts.filter((row) => sum(row) > 0).map((row) => row.filter((_, column) => columns[column]! > 0))
}

/** Counts expected when rows and columns are independent. */
export function expectedCounts(counts: Counts): number[][] {
  const columns = columnSums(counts)
  const total = sum(columns)
  return rowSums(counts).map((row) => columns.map((column) => (row * column) / total))
}

/** Cochran's rule: no expected count under 1, and at most a fifth of them under 5. */
export function expectedAllowChiSquare(counts: Counts): boolean {
  const all = expectedCounts(counts).flat()
  return all.every((one) => one >= 1) && all.filter((one) => one < 5).length <= all.length / 5
}

export interface ChiSquare {
  readonly statistic: number
  readonly df: number
  readonly p: number
}

/**
 * Pearson's chi-square test of independence, without continuity correction.
 *
 * @returns null when fewer than two rows or columns hold anybody
 */
export function chiSquare(counts: Counts): ChiSquare | null {
  const table = withoutEmpty(counts)
  const [rows, columns] = [table.length, table[0]?.length ?? 0]
  if (rows < 2 || columns < 2) return null
  const expected = expectedCounts(table)
  const statistic = sum(
    table.flatMap((row, i) => row.map((one, j) => (one - expected[i]![j]!) ** 2 / expected[i]![j]!)),
  )
  const df = (rows - 1) * (columns - 1)
  return { statistic, df, p: chiSquareUpper(statistic, df) }
}

/** Two tables are as likely when their probabilities differ by rounding alone; the tolerance is R's. */
const asLikely = 1 + 1e-7

export interface Fisher {
  readonly p: number
  /** how many tables were drawn where there are too many to walk; null when it is exact */
  readonly drawn: number | null
}

/**
 * Fisher's exact test, two-sided: the probability of all tables with the same margins that are no more likely.
 * Larger tables are walked column by column, with what remains of each row's total kept once. Where they are too many,
 * tables are drawn at random from a fixed seed (p is then (1 + as unlikely) / (1 + drawn); Hope 1968).
 *
 * @returns null when fewer than two rows or columns hold anybody
 */
export function fisher(counts: Counts, mostSteps = 400_000, mostDraws = 20_000): Fisher | null {
  const table = withoutEmpty(counts)
  if (table.length < 2 || (table[0]?.length ?? 0) < 2) return null
  if (table.length === 2 && table[0]!.length === 2) return { p: fisher2x2(table), drawn: null }
  const walked = fisherWalked(table, mostSteps)
  return walked === null ? fisherDrawn(table, mostDraws) : { p: walked, drawn: null }
}

function fisher2x2(table: Counts): number {
  const [[a, b], [c, d]] = table as [[number, number], [number, number]]
  const [rowOne, rowTwo, column] = [a + b, c + d, a + c]
  const [low, high] = [Math.max(0, column - rowTwo), Math.min(rowOne, column)]
  const log = (x: number) => logChoose(rowOne, x) + logChoose(rowTwo, column - x)
  const logs = Array.from({ length: high - low + 1 }, (_, at) => log(low + at))
  const most = Math.max(...logs)
  const all = logs.map((one) => Math.exp(one - most))
  const here = all[a - low]!
  return Math.min(1, sum(all.filter((one) => one <= here * asLikely)) / sum(all))
}

/**
 * The sum over all tables goes column by column. A state is what is left of each row; behind it stands the spread of the
 * log-probabilities that lead there. As only "no more likely" counts, states carry their whole list of distinct values.
 */
function fisherWalked(table: Counts, mostSteps: number): number | null {
  const rows = rowSums(table)
  const columns = columnSums(table)
  const total = sum(rows)
  const constant = sum(rows.map(logFactorial)) + sum(columns.map(logFactorial)) - logFactorial(total)
  const here = constant - sum(table.flat().map(logFactorial))
  let states = new Map<string, { left: number[]; values: Map<number, number> }>()
  // Values of log-probability are kept to 9 decimals, finer than the tolerance and coarse enough to meet again.
  states.set(rows.join(), { left: rows, values: new Map([[0, 1]]) })
  let walked = 0
  for (const [at, column] of columns.entries()) {
    const next: typeof states = new Map()
    const last = at === columns.length - 1
    for (const { left, values } of states.values())
      for (const cell of last ? [left] : fillings(left, column)) {
        walked += values.size
        if (walked > mostSteps) return null
        const rest = left.map((one, row) => one - cell[row]!)
        const key = rest.join()
        const cost = sum(cell.map(logFactorial))
        const found = next.get(key) ?? { left: rest, values: new Map<number, number>() }
        next.set(key, found)
        for (const [value, ways] of values) {
          const sumOf = Math.round((value + cost) * 1e9) / 1e9
          found.values.set(sumOf, (found.values.get(sumOf) ?? 0) + ways)
        }
      }
    states = next
  }
  const ends = [...states.values()][0]!.values
  let p = 0
  for (const [cost, ways] of ends) {
    const log = constant - cost
    if (log <= here + 1e-7) p += ways * Math.exp(log)
  }
  return Math.min(1, p)
}

/** Tables with the same margins, drawn column by column: what each row gets of a column is hypergeometric. Source: Patefield 1981. */
function fisherDrawn(table: Counts, draws: number): Fisher {
  const random = seeded(20_260_101)
  const [rows, columns] = [rowSums(table), columnSums(table)]
  const total = sum(rows)
  const logs = Float64Array.from({ length: total + 1 }, (_, n) => logFactorial(n))
  const here = sum(table.flat().map((one) => logs[one]!))
  let asUnlikely = 0
  for (let draw = 0; draw < draws; draw++) {
    const left = Float64Array.from(rows)
    let people = total
    let cost = 0
    for (let j = 0; j < columns.length - 1; j++) {
      let toGive = columns[j]!
      let behind = people
      for (let i = 0; i < left.length; i++) {
        const got = i === left.length - 1 ? toGive : hypergeometric(behind, left[i]!, toGive, logs, random)
        behind -= left[i]!
        toGive -= got
        left[i]! -= got
        cost += logs[got]!
      }
      people -= columns[j]!
    }
    for (const got of left) cost += logs[got]!
    if (cost >= here - 1e-7) asUnlikely++
  }
  return { p: (1 + asUnlikely) / (1 + draws), drawn: draws }
}

/** How many marked are among some that are drawn, by inversion outwards from the likeliest number. */
function hypergeometric(all: number, marked: number, drawn: number, logs: Float64Array, random: () => number): number {
  const low = Math.max(0, drawn - (all - marked))
  const high = Math.min(marked, drawn)
  if (low === high) return low
  const mode = Math.min(high, Math.max(low, Math.floor(((drawn + 1) * (marked + 1)) / (all + 2))))
  const choose = (n: number, k: number) => logs[n]! - logs[k]! - logs[n - k]!
  const chance = Math.exp(choose(marked, mode) + choose(all - marked, drawn - mode) - choose(all, drawn))
  let left = random() - chance
  let [down, up, below, above] = [mode, mode, chance, chance]
  while (left > 0 && (down > low || up < high)) {
    if (up < high) {
      above *= ((marked - up) * (drawn - up)) / ((up + 1) * (all - marked - drawn + up + 1))
      up++
      left -= above
      if (left <= 0) return up
    }
    if (down > low) {
      below *= (down * (all - marked - drawn + down)) / ((marked - down + 1) * (drawn - down + 1))
      down--
      left -= below
      if (left <= 0) return down
    }
  }
  return mode
}

/** Every way to spread a column's total over rows that have so much left. */
function* fillings(left: readonly number[], total: number, row = 0): Generator<number[]> {
  if (row === left.length - 1) {
    if (total <= left[row]!) yield [total]
    return
  }
  const behind = sum(left.slice(row + 1))
  for (let here = Math.max(0, total - behind); here <= Math.min(left[row]!, total); here++)
    for (const rest of fillings(left, total - here, row + 1)) yield [here, ...rest]
}

/**
 * The Cochran–Armitage test for a trend in proportions over ordered bands.
 *
 * @param yes how many said yes in each band
 * @param of how many answered in each band
 * @param scores of the bands; 1, 2, 3 … unless told
 * @returns chi-square with one degree of freedom, and the direction; null when nothing varies
 */
export function trend(yes: readonly number[], of: readonly number[], scores = yes.map((_, at) => at + 1)) {
  const n = sum(of)
  const overall = sum(yes) / n
  const mean = sum(of.map((one, at) => one * scores[at]!)) / n
  const t = sum(yes.map((one, at) => (one - of[at]! * overall) * scores[at]!))
  const variance = overall * (1 - overall) * sum(of.map((one, at) => one * (scores[at]! - mean) ** 2))
  if (!(variance > 0)) return null
  const statistic = t ** 2 / variance
  return { statistic, df: 1, p: chiSquareUpper(statistic, 1), direction: Math.sign(t) as -1 | 0 | 1 }
}

/**
 * Cramér's V, from 0 (none) to 1, with an interval by Fisher's transformation of it as a correlation.
 * For two by two it is the size of phi. Source: Cramér 1946, section 21.9; interval: Bonett 2019 for phi-like measures.
 */
export function cramersV(counts: Counts): ({ value: number } & Interval) | null {
  const table = withoutEmpty(counts)
  const test = chiSquare(table)
  if (!test) return null
  const n = sum(table.flat())
  const value = Math.min(1, Math.sqrt(test.statistic / (n * (Math.min(table.length, table[0]!.length) - 1))))
  if (n <= 3) return { value, low: 0, high: 1 }
  const spread = z95 / Math.sqrt(n - 3)
  const z = Math.atanh(Math.min(value, 1 - 1e-15))
  return { value, low: Math.max(0, Math.tanh(z - spread)), high: Math.tanh(z + spread) }
}

/**
 * Odds ratio of a two by two table with its Wald interval; half is added to each cell when one is empty (Haldane, Anscombe).
 */
export function oddsRatio(table: readonly [readonly [number, number], readonly [number, number]]) {
  const corrected = table.flat().some((one) => one === 0)
  const [a, b, c, d] = table.flat().map((one) => one + (corrected ? 0.5 : 0)) as [number, number, number, number]
  const log = Math.log((a * d) / (b * c))
  const spread = z95 * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
  return { value: Math.exp(log), low: Math.exp(log - spread), high: Math.exp(log + spread), corrected }
}

/** Wilson's interval for a proportion, without continuity correction. Source: Wilson 1927; Newcombe 1998. */
export function wilson(yes: number, of: number, level = 0.95): Interval {
  if (of === 0) return { low: 0, high: 1 }
  const z = normalAt(1 - (1 - level) / 2)
  const p = yes / of
  const middle = (p + z ** 2 / (2 * of)) / (1 + z ** 2 / of)
  const spread = (z / (1 + z ** 2 / of)) * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2))
  return { low: yes === 0 ? 0 : middle - spread, high: yes === of ? 1 : middle + spread }
}

/** Difference of two proportions with Newcombe's interval (his method 10: two Wilson intervals). */
export function difference(yes1: number, of1: number, yes2: number, of2: number) {
  const [p1, p2] = [yes1 / of1, yes2 / of2]
  const [one, two] = [wilson(yes1, of1), wilson(yes2, of2)]
  return {
    value: p1 - p2,
    low: p1 - p2 - Math.sqrt((p1 - one.low) ** 2 + (two.high - p2) ** 2),
    high: p1 - p2 + Math.sqrt((one.high - p1) ** 2 + (p2 - two.low) ** 2),
  }
}
