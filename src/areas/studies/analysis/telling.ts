/** How closely something can be said of a table without telling of the few. Pure. */
import type { Ledger } from './ledger.ts'
import { type Bounds, fewest, type Question, type Released, setsOf, sum } from './released.ts'

type Counts = Question['counts']

/** Tries at another table are counted, so that no question takes long; what is not found by then is kept back. */
const mostTries = 600

/**
 * The closest statement about a table that tells nobody more than the table does: for every cell with 1 to 9 people there
 * must be another table, just as possible for whoever reads, in which that cell is empty or has ten or more.
 *
 * @param statements what could be said of counts, the closest first; each must depend on nothing but the counts
 * @returns the first that is safe, with whether its counts can be worked out from it; null when none is
 */
export function closestSafe(
  counts: Counts,
  table: Released,
  ledger: Ledger,
  statements: readonly ((counts: Counts) => string)[],
): { says: string; table: Released } | null {
  if (few(counts).length === 0) {
    const known = { ...table, known: counts }
    if (statements[0] && !ledger.try(known).told) return { says: statements[0](counts), table: known }
  }
  for (const statement of few(counts).length === 0 ? statements.slice(1) : statements)
    if (safeToSay(counts, table, ledger, statement)) return { says: statement(counts), table }
  return null
}

/** Whether a statement leaves it open, for every cell with one to nine people, that it is empty or has ten or more. */
export function safeToSay(
  counts: Counts,
  table: Released,
  ledger: Ledger,
  statement: (counts: Counts) => string,
): boolean {
  const small = few(counts)
  if (small.length === 0) return true
  const says = statement(counts)
  const fits = fitsBehind(table, ledger.try(table).bounds)
  let tries = mostTries
  return small.every(([i, j]) => {
    for (const other of otherwise(counts, i, j)) {
      if (!fits(other)) continue
      if (tries-- <= 0) return false
      if (statement(other) === says) return true
    }
    return false
  })
}

const few = (counts: Counts) =>
  counts.flatMap((row, i) => row.flatMap((count, j) => (count >= 1 && count < fewest ? [[i, j] as const] : [])))

/** Tables in which a cell is empty or holds ten: its people are elsewhere, in one cell, or so that all margins stay. */
function* otherwise(counts: Counts, i: number, j: number): Generator<Counts> {
  const here = counts[i]![j]!
  const moved = (changes: readonly (readonly [number, number, number])[]) => {
    const other = counts.map((row) => [...row])
    for (const [row, column, by] of changes) other[row]![column]! += by
    return other.flat().every((one) => one >= 0) ? other : null
  }
  for (const wanted of [0, fewest]) {
    const by = wanted - here
    for (const to of counts.keys())
      for (const at of counts[to]!.keys()) {
        if (to === i && at === j) continue
        const one = moved([
          [i, j, by],
          [to, at, -by],
        ])
        if (one) yield one
        if (to === i || at === j) continue
        const square = moved([
          [i, j, by],
          [to, j, -by],
          [i, at, -by],
          [to, at, by],
        ])
        if (square) yield square
      }
  }
}

/** Whether other counts would be just as possible behind a table that is shown, with all that was shown before. */
function fitsBehind(table: Released, bounds: (set: string) => Bounds) {
  const sets = setsOf(table)
  const all = bounds('all')
  const cells = table.cells.map((row, i) => row.map((_, j) => bounds(sets.cell(i, j))))
  const rows = table.columns ? table.cells.map((_, i) => bounds(sets.row(i))) : null
  const columns = table.columns ? table.columns.map((_, j) => bounds(sets.column(j))) : null
  const empty = new Set((table.empty ?? []).map(([i, j]) => `${i} ${j}`))
  const may = (count: number, { low, high }: Bounds) => count >= low && count <= high
  return (counts: Counts) =>
    may(sum(counts.flat()), all) &&
    // That a cell is empty is known to some only, so for others it may hold people; here it stays empty.
    counts.every((row, i) =>
      row.every((count, j) => (empty.has(`${i} ${j}`) ? count === 0 : may(count, cells[i]![j]!))),
    ) &&
    (!rows || counts.every((row, i) => may(sum(row), rows[i]!))) &&
    (!columns || columns.every((one, j) => may(sum(counts.map((row) => row[j]!)), one)))
}
