/** How closely something can be said of a table without telling of the few. Pure. */
import type { Ledger } from './ledger.ts'
import { type Bounds, fewest, type Question, type Released, setsOf, sum } from './released.ts'

type Counts = Question['counts']

/** Tries at another table are counted, so that no question takes long; what is not found by then is kept back. */
export const mostTries = 600

/**
 * The closest statement about a table that tells nobody more than the table does: for every cell with 1 to 9 people there
 * must be another table, just as possible for whoever reads, in which that cell is empty or has ten or more.
 *
 * @param statements what could be said of counts, the closest first; each must depend on nothing but the counts
 * @returns the first that is safe, with the table, which says whether its counts can be worked out from it, and with the
 *   other tables that make it safe, one for each cell of a few; null when none is
 */
export function closestSafe(
  counts: Counts,
  table: Released,
  ledger: Ledger,
  statements: readonly ((counts: Counts) => string)[],
  tries = mostTries,
): { says: string; table: Released; others: readonly Counts[] } | null {
  if (few(counts).length === 0) {
    const known = { ...table, known: counts }
    if (statements[0] && !ledger.try(known).told) return { says: statements[0](counts), table: known, others: [] }
  }
  for (const statement of few(counts).length === 0 ? statements.slice(1) : statements) {
    const others = othersBehind(counts, table, ledger, statement, tries)
    if (others) return { says: statement(counts), table, others }
  }
  return null
}

/**
 * What leaves it open, whatever is said, that a cell with one to nine people is empty or has ten or more.
 *
 * @returns for every such cell a table of which the same would be said, and which fits all that was shown; null when one
 *   of them has none, or none was found
 */
export function othersBehind(
  counts: Counts,
  table: Released,
  ledger: Ledger,
  statement: (counts: Counts) => string,
  most = mostTries,
): readonly Counts[] | null {
  const small = few(counts)
  if (small.length === 0) return []
  const says = statement(counts)
  const room = roomBehind(table, ledger.try(table).bounds)
  let tries = most
  const found = (i: number, j: number) => {
    for (const other of otherwise(counts, i, j, room)) {
      if (!fits(other, room)) continue
      if (tries-- <= 0) return null
      if (statement(other) === says) return other
    }
    return null
  }
  const others: Counts[] = []
  for (const [i, j] of small) {
    const other = found(i, j)
    if (!other) return null
    others.push(other)
  }
  return others
}

const few = (counts: Counts) =>
  counts.flatMap((row, i) => row.flatMap((count, j) => (count >= 1 && count < fewest ? [[i, j] as const] : [])))

/** What each number of a table can be, for whoever holds all that was shown. */
interface Room {
  readonly cells: readonly (readonly Bounds[])[]
  readonly rows: readonly Bounds[]
  readonly columns: readonly Bounds[]
  readonly all: Bounds
}

function roomBehind(table: Released, bounds: (set: string) => Bounds): Room {
  const sets = setsOf(table)
  const anything = { low: 0, high: Infinity }
  const empty = new Set((table.empty ?? []).map(([i, j]) => `${i} ${j}`))
  return {
    // That a cell is empty is known to some only; here it stays empty.
    cells: table.cells.map((row, i) =>
      row.map((_, j) => (empty.has(`${i} ${j}`) ? { low: 0, high: 0 } : bounds(sets.cell(i, j)))),
    ),
    rows: table.cells.map((_, i) => (table.columns ? bounds(sets.row(i)) : anything)),
    columns: table.columns ? table.columns.map((_, j) => bounds(sets.column(j))) : [anything],
    all: bounds('all'),
  }
}

const may = (count: number, { low, high }: Bounds) => count >= low && count <= high

/** Whether other counts would be just as possible behind a table that is shown, with all that was shown before. */
const fits = (counts: Counts, { cells, rows, columns, all }: Room) =>
  may(sum(counts.flat()), all) &&
  counts.every((row, i) => row.every((count, j) => may(count, cells[i]![j]!)) && may(sum(row), rows[i]!)) &&
  columns.every((one, j) => may(sum(counts.map((row) => row[j]!)), one))

/**
 * Tables in which a cell is empty or holds ten: its people are elsewhere, spread over its row and column as far as the
 * numbers shown give way, or in one other cell, or so that all margins stay.
 */
function* otherwise(counts: Counts, i: number, j: number, room: Room): Generator<Counts> {
  const here = counts[i]![j]!
  const moved = (changes: readonly (readonly [number, number, number])[]) => {
    const other = counts.map((row) => [...row])
    for (const [row, column, by] of changes) other[row]![column]! += by
    return other
  }
  // The nearer of the two first: it changes least.
  const wanted = here * 2 < fewest ? [0, fewest] : [fewest, 0]
  for (const goal of wanted)
    for (const largestFirst of [true, false])
      for (const whole of [false, true]) yield spread(moved([[i, j, goal - here]]), i, j, room, largestFirst, whole)
  for (const goal of wanted) {
    const by = goal - here
    for (const to of counts.keys())
      for (const at of counts[to]!.keys()) {
        if (to === i && at === j) continue
        yield moved([
          [i, j, by],
          [to, at, -by],
        ])
        if (to === i || at === j) continue
        yield moved([
          [i, j, by],
          [to, j, -by],
          [i, at, -by],
          [to, at, by],
        ])
      }
  }
}

/**
 * Put a row, a column and the whole right again after one cell was changed, a few people in each other cell.
 *
 * @param whole the margins become what they were, and not only what they may be
 */
function spread(counts: number[][], i: number, j: number, room: Room, largestFirst: boolean, whole: boolean): Counts {
  const columnSum = (at: number) => sum(counts.map((row) => row[at]!))
  const short = (count: number, { low, high }: Bounds) => (count < low ? low - count : count > high ? high - count : 0)
  const slack = (count: number, { low, high }: Bounds, by: number) => (by > 0 ? high - count : count - low)
  const mend = (
    need: number,
    cells: readonly (readonly [number, number])[],
    other: (a: number, b: number) => number,
  ) => {
    let left = need
    const order = [...cells].sort(([a, b], [c, d]) => (counts[c]![d]! - counts[a]![b]!) * (largestFirst ? 1 : -1))
    for (const [a, b] of order) {
      if (left === 0) return
      const most = Math.min(Math.abs(left), slack(counts[a]![b]!, room.cells[a]![b]!, left), other(a, b))
      if (most <= 0) continue
      counts[a]![b]! += Math.sign(left) * most
      left -= Math.sign(left) * most
    }
  }
  const rowNeed = short(sum(counts[i]!), room.rows[i]!)
  const columns = [...counts[i]!.keys()].filter((at) => at !== j)
  mend(
    whole ? rowNeed + Math.sign(rowNeed) * 2 : rowNeed,
    columns.map((at) => [i, at] as const),
    (_, b) => slack(columnSum(b), room.columns[b]!, rowNeed),
  )
  const columnNeed = short(columnSum(j), room.columns[j]!)
  mend(
    whole ? columnNeed + Math.sign(columnNeed) * 2 : columnNeed,
    [...counts.keys()].filter((at) => at !== i).map((at) => [at, j] as const),
    (a) => slack(sum(counts[a]!), room.rows[a]!, columnNeed),
  )
  const need = short(sum(counts.flat()), room.all)
  mend(
    need,
    [...counts.keys()].filter((at) => at !== i).flatMap((a) => columns.map((b) => [a, b] as const)),
    (a, b) => Math.min(slack(sum(counts[a]!), room.rows[a]!, need), slack(columnSum(b), room.columns[b]!, need)),
  )
  return counts
}
