/**
 * What may leave a study. Pure: no database, no clock.
 *
 * Rules (DOMAIN, research rules): nothing under 10 leaves; counts are rounded to 5; percentages come from rounded counts;
 * bands are fixed; two variables cross at most; what is left out is protected over the margins and over every table that
 * was released before.
 *
 * Rounding goes up or down at random, with the chance that keeps it right on average (Fellegi 1975). The same people
 * are always rounded the same way, so asking again, or by another name, tells nothing more (Fraser & Wooton 2005).
 * Why at random: rounded to the nearest 5, counts of 20 and 25 whose people differ by a few say that 1 to 9 people are
 * between them. Rounded at random, two counts a and b say no more than that a − b is off by at most 8.
 */
import { createHmac } from 'node:crypto'
import { Ledger } from './ledger.ts'
import { base, fewest, type Question, type Refused, type Released, type Shown, setsOf, sum } from './released.ts'

export { anyTold } from './ledger.ts'
export { fewest, type Question, type Refused, type Released, type Shown } from './released.ts'

/**
 * Round a count at random to a multiple of 5, always the same way for the same key.
 *
 * @param secret of the study's freezes: known to nobody outside the database
 * @param set which people this is: the same wherever they are counted
 */
export function rounded(count: number, secret: string, set: string): Shown {
  if (count < fewest) return null
  const below = count - (count % base)
  if (count === below) return count
  const chance = createHmac('sha256', secret).update(set).digest().readUInt32BE(0) / 2 ** 32
  return chance < (count - below) / base ? below + base : below
}

/**
 * Answer a question, or say why not. The margins of two variables are the tables of each alone: what is kept back there
 * is kept back here, so that a margin that is not shown can be large as well as small.
 *
 * @param earlier every table that was released before, or what can be worked out from them
 */
export function release(question: Question, secret: string, earlier: readonly Released[] | Ledger): Released | Refused {
  const { variables, counts } = question
  if (variables.length < 1 || variables.length > 2) return { because: 'too many variables' }
  const ledger = earlier instanceof Ledger ? earlier : new Ledger(earlier)
  if (variables.length === 1) return protectedBy(ledger, question, roundedCells(question, secret), secret, null)
  const alone = question.alone ?? marginsOf(question).map((one) => release(one, secret, ledger))
  const [rows, columns] = alone as [Released | Refused, Released | Refused]
  if ('because' in rows) return rows
  if ('because' in columns) return columns
  if (counts.length !== rows.cells.length || counts[0]!.length !== columns.cells.length)
    throw new Error('The margins are of other variables.')
  return protectedBy(ledger, question, roundedCells(question, secret), secret, {
    rows: rows.rows,
    columns: columns.rows,
  })
}

/** The two tables that are the margins of one of two variables. */
export function marginsOf({ variables, counts, keys }: Question): Question[] {
  const added = (all: readonly (readonly number[])[]) => all.map((one) => [sum(one) % 2 ** 32])
  return [
    { variables: [variables[0]!], counts: counts.map((row) => [sum(row)]), ...(keys && { keys: added(keys) }) },
    {
      variables: [variables[1]!],
      counts: turned(counts).map((column) => [sum(column)]),
      ...(keys && { keys: added(turned(keys)) }),
    },
  ]
}

const turned = (all: readonly (readonly number[])[]) => (all[0] ?? []).map((_, j) => all.map((row) => row[j]!))

/** Keep back cells until nobody who holds all that was released knows too much. */
function protectedBy(
  ledger: Ledger,
  { variables, counts, keys }: Question,
  cells: Shown[][],
  secret: string,
  margins: { readonly rows: readonly Shown[]; readonly columns: readonly Shown[] } | null,
): Released | Refused {
  const total = rounded(sum(counts.flat()), secret, keys ? peopleName(keys.flat()) : 'all')
  if (total === null) return { because: 'too few people' }
  const empty = counts.flatMap((row, i) => row.flatMap((count, j) => (count === 0 ? [[i, j] as const] : [])))
  let alsoKeptBack = 0
  for (;;) {
    const shown = cells.map((row) => [...row])
    const table: Released = {
      variables,
      cells: shown,
      rows: margins?.rows ?? shown.map(([cell]) => cell!),
      columns: margins?.columns ?? null,
      total,
      alsoKeptBack,
      empty,
    }
    const alone = besideOneAlone(cells, counts)
    if (!alone && !ledger.try(table).told) return table
    const victim = alone ?? smallestShown(cells, counts)
    if (!victim) return { because: 'would tell too much' }
    cells[victim[0]]![victim[1]] = null
    alsoKeptBack++
  }
}

/** Every cell of a table, rounded: by the people in it where these are told, else by its name. */
function roundedCells({ variables, counts, keys }: Question, secret: string): Shown[][] {
  const sets = setsOf({ variables, cells: counts, columns: variables.length === 2 ? (counts[0] ?? []) : null })
  return counts.map((row, i) =>
    row.map((count, j) => rounded(count, secret, keys ? peopleName([keys[i]![j]!]) : sets.cell(i, j))),
  )
}

/** A set of people by the sum of their keys. */
export const peopleName = (keys: readonly number[]) => `people ${sum(keys) % 2 ** 32}`

/**
 * Where a line keeps back one cell alone, the smallest of those beside it: one alone is what the margin leaves over. A cell
 * that nobody is in keeps nobody company, and needs none: that it is empty may be known.
 */
function besideOneAlone(cells: readonly (readonly Shown[])[], counts: Question['counts']): [number, number] | null {
  const rows = cells.map((row, i) => row.map((_, j) => [i, j] as [number, number]))
  const columns = (cells[0] ?? []).map((_, j) => cells.map((_, i) => [i, j] as [number, number]))
  for (const line of [...rows, ...columns]) {
    const some = line.filter(([i, j]) => counts[i]![j]! > 0)
    const shown = some.filter(([i, j]) => cells[i]![j] !== null)
    if (some.length - shown.length !== 1 || shown.length === 0) continue
    return shown.reduce((least, one) => (counts[one[0]]![one[1]]! < counts[least[0]]![least[1]]! ? one : least))
  }
  return null
}

/** The cell with the fewest people that is still shown, among those in a line with one that is not. */
function smallestShown(cells: readonly (readonly Shown[])[], counts: Question['counts']): [number, number] | null {
  let found: [number, number] | null = null
  const rowHides = cells.map((row) => row.includes(null))
  const columnHides = (cells[0] ?? []).map((_, j) => cells.some((row) => row[j] === null))
  for (const near of [true, false]) {
    for (const [i, row] of cells.entries())
      for (const [j, cell] of row.entries())
        if (
          cell !== null &&
          (!near || rowHides[i] || columnHides[j]) &&
          (!found || counts[i]![j]! < counts[found[0]]![found[1]]!)
        )
          found = [i, j]
    if (found) return found
  }
  return null
}

/** A percentage as it leaves: from rounded counts, in whole numbers; null when either is not shown. */
export const percentage = (part: Shown, whole: Shown): number | null =>
  part === null || whole === null || whole === 0 ? null : Math.min(100, Math.round((100 * part) / whole))
