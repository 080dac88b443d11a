/**
 * What may leave a study. Pure: no database, no clock.
 *
 * Rules (DOMAIN, research rules): nothing under 10 leaves; counts are rounded to 5; percentages come from rounded counts;
 * bands are fixed; two variables cross at most; what is left out is protected over the margins and over every table that
 * was released before.
 *
 * Rounding goes up or down at random, with the chance that keeps it right on average (Fellegi 1975). The same people,
 * described the same way in the same freeze, are always rounded the same way, so asking again tells nothing more.
 * Why at random: rounded to the nearest 5, counts of 20 and 25 whose people differ by a few say that 1 to 9 people are
 * between them. Rounded at random, two counts a and b say no more than that a − b is off by at most 8.
 */
import { createHmac } from 'node:crypto'

/** Nothing about fewer people leaves. */
export const fewest = 10
const base = 5

/** A count as it leaves: rounded, or null where it is not shown. */
export type Shown = number | null

export interface Question {
  /** one or two variables, each with its fixed bands */
  readonly variables: readonly string[]
  /** exact counts: rows are bands of the first variable, columns of the second; one column where there is one variable */
  readonly counts: readonly (readonly number[])[]
}

export interface Released {
  readonly variables: readonly string[]
  readonly cells: readonly (readonly Shown[])[]
  readonly rows: readonly Shown[]
  /** null where only one variable was asked for: its total stands in `total` */
  readonly columns: readonly Shown[] | null
  readonly total: Shown
  /** how many cells were kept back although ten or more are in them, to protect others */
  readonly alsoKeptBack: number
  /** a test was told so closely that its counts can be worked out: then they count as known, whatever was rounded */
  readonly known?: readonly (readonly number[])[]
}

export interface Refused {
  readonly because: 'too many variables' | 'too few people' | 'would tell too much'
}

/**
 * Round a count at random to a multiple of 5, always the same way for the same key.
 *
 * @param secret of the study's freeze: known to nobody outside the database
 * @param set which people this is, in words that are the same wherever they are counted
 */
export function rounded(count: number, secret: string, set: string): Shown {
  if (count < fewest) return null
  const below = count - (count % base)
  if (count === below) return count
  const chance = createHmac('sha256', secret).update(set).digest().readUInt32BE(0) / 2 ** 32
  return chance < (count - below) / base ? below + base : below
}

/** What a count can be, for whoever sees it. What is not shown may be anything. */
interface Bounds {
  low: number
  high: number
}
const boundsOf = (shown: Shown): Bounds =>
  shown === null
    ? { low: 0, high: Number.POSITIVE_INFINITY }
    : { low: Math.max(fewest, shown - base + 1), high: shown + base - 1 }

/** Somebody is known to be there, and fewer than ten: the one thing that must never be known. */
const tells = ({ low, high }: Bounds) => low >= 1 && high < fewest

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
const setOf = (variables: readonly string[], bands: readonly (number | null)[]) =>
  variables
    .map((name, at) => (bands[at] === null ? '' : `${name}=${bands[at]}`))
    .filter(Boolean)
    .sort()
    .join('&') || 'all'

/**
 * Answer a question, or say why not.
 *
 * @param earlier every table of the same freeze that was released before
 */
export function release(question: Question, secret: string, earlier: readonly Released[]): Released | Refused {
  const { variables, counts } = question
  if (variables.length < 1 || variables.length > 2) return { because: 'too many variables' }
  const crossed = variables.length === 2
  const total = rounded(sum(counts.flat()), secret, 'all')
  if (total === null) return { because: 'too few people' }
  const round = (count: number, ...bands: (number | null)[]) => rounded(count, secret, setOf(variables, bands))
  const cells: Shown[][] = counts.map((row, i) =>
    row.map((count, j) => (crossed ? round(count, i, j) : round(count, i))),
  )
  const rows = counts.map((row, i) => round(sum(row), i, null))
  const columns = crossed ? (counts[0] ?? []).map((_, j) => round(sum(counts.map((row) => row[j]!)), null, j)) : null
  let alsoKeptBack = 0
  for (;;) {
    const table = {
      variables,
      cells,
      rows: crossed ? rows : cells.map(([cell]) => cell!),
      columns,
      total,
      alsoKeptBack,
    }
    const alone = besideOneAlone(cells, counts)
    if (!alone && !anyTold([...earlier, table])) return table
    const victim = alone ?? smallestShown(cells, counts)
    if (!victim) return { because: 'would tell too much' }
    cells[victim[0]]![victim[1]] = null
    alsoKeptBack++
  }
}

/** Where a line keeps back one cell alone, the smallest of those beside it: one alone is what the margin leaves over. */
function besideOneAlone(cells: readonly (readonly Shown[])[], counts: Question['counts']): [number, number] | null {
  const rows = cells.map((row, i) => row.map((_, j) => [i, j] as [number, number]))
  const columns = (cells[0] ?? []).map((_, j) => cells.map((_, i) => [i, j] as [number, number]))
  for (const line of [...rows, ...columns]) {
    const shown = line.filter(([i, j]) => cells[i]![j] !== null)
    if (line.length - shown.length !== 1 || shown.length === 0) continue
    return shown.reduce((least, one) => (counts[one[0]]![one[1]]! < counts[least[0]]![least[1]]! ? one : least))
  }
  return null
}

/** The cell with the fewest people that is still shown, among those in a line with one that is not. */
function smallestShown(cells: readonly (readonly Shown[])[], counts: Question['counts']): [number, number] | null {
  let found: [number, number] | null = null
  const inLine = (i: number, j: number) => cells[i]!.some((one) => one === null) || cells.some((row) => row[j] === null)
  for (const near of [true, false]) {
    for (const [i, row] of cells.entries())
      for (const [j, cell] of row.entries())
        if (cell !== null && (!near || inLine(i, j)) && (!found || counts[i]![j]! < counts[found[0]]![found[1]]!))
          found = [i, j]
    if (found) return found
  }
  return null
}

/** Sets whose counts add up to another set's: what somebody with all tables can subtract. */
interface Line {
  readonly parts: readonly string[]
  readonly whole: string
}

/**
 * Whether somebody who holds all these tables, and knows how they are made, knows of any set that 1 to 9 people are in it.
 * Bounds are narrowed along every line of every table until nothing moves.
 */
export function anyTold(tables: readonly Released[]): boolean {
  const bounds = new Map<string, Bounds>()
  const lines: Line[] = []
  const note = (set: string, shown: Shown) => {
    const { low, high } = boundsOf(shown)
    const known = bounds.get(set)
    if (!known) bounds.set(set, { low, high })
    else {
      known.low = Math.max(known.low, low)
      known.high = Math.min(known.high, high)
    }
  }
  for (const { variables, cells, rows, columns, total, known } of tables) {
    note('all', total)
    const cell = (i: number, j: number) => (columns ? setOf(variables, [i, j]) : setOf(variables, [i]))
    const row = (i: number) => setOf(variables, [i, null])
    const column = (j: number) => setOf(variables, [null, j])
    for (const [i, line] of cells.entries()) for (const [j, shown] of line.entries()) note(cell(i, j), shown)
    for (const [i, line] of (known ?? []).entries())
      for (const [j, count] of line.entries()) bounds.set(cell(i, j), { low: count, high: count })
    if (columns) {
      for (const [i, shown] of rows.entries()) note(row(i), shown)
      for (const [j, shown] of columns.entries()) note(column(j), shown)
      for (const [i, line] of cells.entries()) lines.push({ parts: line.map((_, j) => cell(i, j)), whole: row(i) })
      for (const j of columns.keys()) lines.push({ parts: cells.map((_, i) => cell(i, j)), whole: column(j) })
      lines.push({ parts: columns.map((_, j) => column(j)), whole: 'all' })
    }
    lines.push({ parts: rows.map((_, i) => (columns ? row(i) : cell(i, 0))), whole: 'all' })
  }
  narrow(bounds, lines)
  if ([...bounds.values()].some(tells)) return true
  // What is kept back in one line, taken together, is a set as well.
  return lines.some(({ parts, whole }) => {
    const hidden = parts.filter((part) => bounds.get(part)!.high - bounds.get(part)!.low > 2 * (base - 1))
    if (hidden.length === 0 || hidden.length === parts.length) return false
    const seen = parts.filter((part) => !hidden.includes(part)).map((part) => bounds.get(part)!)
    const of = bounds.get(whole)!
    return tells({
      low: Math.max(0, of.low - sum(seen.map(({ high }) => high))),
      high: of.high - sum(seen.map(({ low }) => low)),
    })
  })
}

function narrow(bounds: Map<string, Bounds>, lines: readonly Line[]) {
  for (let moved = true, rounds = 0; moved && rounds < 100; rounds++) {
    moved = false
    for (const { parts, whole } of lines) {
      const of = bounds.get(whole)!
      const each = parts.map((part) => bounds.get(part)!)
      const lows = sum(each.map(({ low }) => low))
      const highs = sum(each.map(({ high }) => high))
      moved = tighten(of, lows, highs) || moved
      for (const one of each) {
        const othersLow = lows - one.low
        const othersHigh =
          highs === Number.POSITIVE_INFINITY
            ? sum(each.map((other) => (other === one ? 0 : other.high)))
            : highs - one.high
        moved = tighten(one, of.low - othersHigh, of.high - othersLow) || moved
        if (moved) break
      }
    }
  }
}

function tighten(one: Bounds, low: number, high: number): boolean {
  const before = `${one.low} ${one.high}`
  if (low > one.low) one.low = low
  if (high < one.high) one.high = high
  return `${one.low} ${one.high}` !== before
}

/**
 * The closest statement about a table that tells nobody more than the table does: for every cell with 1 to 9 people there
 * must be another table, just as possible for whoever reads, in which that cell is empty or has ten or more.
 *
 * @param statements what could be said of counts, the closest first; each must depend on nothing but the counts
 * @returns the first that is safe, with whether its counts can be worked out from it; null when none is
 */
export function closestSafe(
  counts: Question['counts'],
  table: Released,
  earlier: readonly Released[],
  statements: readonly ((counts: Question['counts']) => string)[],
): { says: string; table: Released } | null {
  const few = counts.flatMap((row, i) =>
    row.flatMap((count, j) => (count >= 1 && count < fewest ? [[i, j] as const] : [])),
  )
  if (few.length === 0) {
    const known = { ...table, known: counts }
    if (statements[0] && !anyTold([...earlier, known])) return { says: statements[0](counts), table: known }
  }
  const coarser = few.length === 0 ? statements.slice(1) : statements
  for (const statement of coarser) {
    const says = statement(counts)
    if (few.every(([i, j]) => couldBeOtherwise(counts, table, i, j, (other) => statement(other) === says)))
      return { says, table }
  }
  return null
}

/** Whether a cell could as well be empty or hold ten, its people being elsewhere, with all that is shown the same. */
function couldBeOtherwise(
  counts: Question['counts'],
  table: Released,
  i: number,
  j: number,
  saysTheSame: (counts: Question['counts']) => boolean,
): boolean {
  const here = counts[i]![j]!
  for (const wanted of [0, fewest])
    for (const to of counts.keys())
      for (const at of counts[to]!.keys()) {
        if (to === i && at === j) continue
        const other = counts.map((row) => [...row])
        other[i]![j] = wanted
        other[to]![at]! += here - wanted
        if (other[to]![at]! >= 0 && fits(other, table) && saysTheSame(other)) return true
      }
  return false
}

/** Whether other counts would be just as possible behind a table that is shown. */
function fits(counts: Question['counts'], { cells, rows, columns, total }: Released): boolean {
  const may = (count: number, shown: Shown) => {
    const { low, high } = boundsOf(shown)
    return count >= low && count <= high
  }
  return (
    may(sum(counts.flat()), total) &&
    counts.every(
      (row, i) => row.every((count, j) => may(count, cells[i]![j]!)) && (!columns || may(sum(row), rows[i]!)),
    ) &&
    (columns ?? []).every((shown, j) => may(sum(counts.map((row) => row[j]!)), shown))
  )
}

/** A percentage as it leaves: from rounded counts, in whole numbers; null when either is not shown. */
export const percentage = (part: Shown, whole: Shown): number | null =>
  part === null || whole === null || whole === 0 ? null : Math.min(100, Math.round((100 * part) / whole))

/**
 * Whether answers may be frozen anew. Between two freezes at least ten people must have come or gone; else the tables of
 * both, one subtracted from the other, would be about the few.
 *
 * @param before the people of the last freeze from which anything was released
 * @param now the people who would be in the new one
 * @returns how many more would have to change; 0 when it may be
 */
export function changesMissing(before: ReadonlySet<string>, now: ReadonlySet<string>): number {
  const changed = before.symmetricDifference(now).size
  return changed === 0 || before.size === 0 ? 0 : Math.max(0, fewest - changed)
}
