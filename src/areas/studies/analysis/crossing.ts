/** Two questions side by side, alone or several such pairs together. */
import { benjaminiHochberg, holm } from '../statistics/several.ts'
import { type Analyst, noAnswer, refusals } from './analyst.ts'
import { type Association, associationOf, correctedIsSafe, pSteps } from './associating.ts'
import type { Refused, Released, Shown } from './disclosure.ts'
import { about, bare, decisionOn, type Output, percentOf, shownWords } from './output.ts'
import type { Variable } from './variables.ts'

type Pair = readonly [Variable, Variable]

/** The same pair is one table, whichever is named first. */
const inOrder = ([first, second]: Pair): Pair => (first.name <= second.name ? [first, second] : [second, first])

function associationIn(analyst: Analyst, asked: Pair) {
  const pair = inOrder(asked)
  const counted = analyst.counted(...pair)
  const table = analyst.release({ variables: pair.map(({ name }) => name), ...counted })
  if ('because' in table) return { pair, counts: counted.counts, found: table as Association | Refused }
  const found = associationOf(counted.counts, table, pair, analyst.ledger)
  return {
    pair,
    counts: counted.counts,
    found: { ...found, table: analyst.keep(found.table) } as Association | Refused,
  }
}

function turned(table: Released): Released {
  const { cells, rows, columns } = table
  return {
    ...table,
    cells: columns!.map((_, j) => cells.map((row) => row[j]!)),
    rows: columns!,
    columns: rows,
    empty: (table.empty ?? []).map(([i, j]) => [j, i] as const),
  }
}

/** The table of two variables as it may leave, in the order asked. */
export function tableOf(analyst: Analyst, one: Variable, two: Variable): Released | Refused {
  const { pair, found } = associationIn(analyst, [one, two])
  return 'because' in found ? found : pair[0] === one ? found.table : turned(found.table)
}

/** In plain words, what a p-value said in steps means; nothing more is said than the step. */
const inWords = (says: string) =>
  says.startsWith('Nothing varies')
    ? []
    : [
        /p < 0\.0|p = 0\.0[0-4]/.test(says)
          ? 'The two seem to hang together: chance alone would rarely do this.'
          : 'No clear link is seen. That does not show that there is none.',
      ]

/** Two variables side by side, with the test that fits and how large the association is. */
export function crossTwo(analyst: Analyst, one: Variable, two: Variable): Output {
  const title = `${one.label} · ${two.label}`
  if (one.name === two.name) return analyst.nothing(title, 'Choose two different questions.')
  if (one.bands.length === 0 || two.bands.length === 0)
    return analyst.nothing(title, 'One of these questions has no bands, so it cannot be counted.')
  const { pair, found } = associationIn(analyst, [one, two])
  if ('because' in found) return analyst.nothing(title, refusals[found.because])
  const table = pair[0] === one ? found.table : turned(found.table)
  const says = found.says
  // Of questions with many bands, such as years, only those are written that have a number to show.
  const some = (margin: readonly Shown[]) =>
    [...margin.keys()].filter((at) => margin.length <= 13 || margin[at] !== null || at === margin.length - 1)
  const [down, across] = [some(table.rows), some(table.columns!)]
  const labels = (variable: Variable) => [...variable.bands.map(({ label }) => label), noAnswer]
  const [rowLabels, columnLabels] = [labels(one), labels(two)]
  const cell = (count: Shown, of: Shown) => {
    const percent = percentOf(count, of)
    return count === null ? 'not shown' : percent === null ? String(count) : `${count} (${percent} %)`
  }
  return {
    title,
    table: {
      caption: `${one.label} By: ${two.label} Percentages are of the row.`,
      head: ['', ...across.map((j) => columnLabels[j]!), 'All'],
      rows: [
        ...down.map((i) => [
          rowLabels[i]!,
          ...across.map((j) => cell(table.cells[i]![j]!, table.rows[i]!)),
          shownWords(table.rows[i]!),
        ]),
        ['All', ...across.map((j) => shownWords(table.columns![j]!)), shownWords(table.total)],
      ],
    },
    long: {
      caption: title,
      head: ['row', 'column', 'people', 'percent'],
      rows: down.flatMap((i) =>
        across.map((j) => [
          rowLabels[i]!,
          columnLabels[j]!,
          bare(table.cells[i]![j]!),
          bare(percentOf(table.cells[i]![j]!, table.rows[i]!)),
        ]),
      ),
    },
    plot: {
      kind: 'shares',
      x: 'Of each row',
      columns: columnLabels.slice(0, -1),
      rows: down
        .filter((i) => i < rowLabels.length - 1)
        .map((i) => ({
          label: rowLabels[i]!,
          counts: columnLabels.slice(0, -1).map((_, j) => table.cells[i]![j]!),
        })),
    },
    says: says
      ? [`${says.charAt(0).toUpperCase()}${says.slice(1)}`, ...inWords(says)]
      : ['The test is not told: with these counts it would give away a group of fewer than ten.'],
    n: about(table.total),
    missing: 'the lines and columns named “No answer”',
    tests: says ? says.split(':')[0]! : 'kept back',
    decision: decisionOn(table),
  }
}

/** Several pairs together, with their p-values corrected for one another. */
export function families(
  analyst: Analyst,
  pairs: readonly Pair[],
  { title, correction }: { readonly title: string; readonly correction: 'Holm' | 'Benjamini–Hochberg' },
): Output {
  const all = pairs.map((pair) => associationIn(analyst, pair))
  const ps = all.map(({ found }) => ('because' in found ? null : found.p))
  const known = ps.map((p) => p ?? 1)
  const adjusted = correction === 'Holm' ? holm(known) : benjaminiHochberg(known)
  // What a correction can multiply a p-value with: told in steps, any of these must be safe.
  const factors =
    correction === 'Holm'
      ? pairs.map((_, at) => pairs.length - at)
      : pairs.map((_, at) => pairs.length / (pairs.length - at))
  const lines = all.map(({ pair, counts, found }, at) => {
    const [first, second] = pairs[at]!
    const safe = !('because' in found) && correctedIsSafe(found, counts, pair, analyst.ledger, factors)
    return [
      first.label,
      second.label,
      'because' in found ? refusals[found.because] : (found.says ?? 'kept back'),
      'because' in found || !safe ? 'kept back' : ps[at] === null ? 'no test' : pSteps(adjusted[at]!),
    ]
  })
  const seen = lines.filter(([, , , after]) => /^p < 0\.0/.test(after!))
  return {
    title,
    table: {
      caption: `Each test, and its p-value after ${correction}’s correction, in steps`,
      head: ['Between', 'And', 'What is told', 'After correction'],
      rows: lines,
    },
    plot: null,
    says: [
      seen.length === 0
        ? `Of ${lines.length} tests, none shows a link after correction. That does not show that there is none.`
        : `Of ${lines.length} tests, ${seen.length === lines.length ? 'all' : seen.length} show a link after correction. The table says which.`,
    ],
    n: about(analyst.total),
    missing: 'as in each table',
    tests: `as said in each line; ${correction} over all ${pairs.length}`,
    decision: 'P-values after correction are told in steps only.',
  }
}
