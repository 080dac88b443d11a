/** Tables as they leave a study, and the names of the sets of people that are counted in them. Pure. */

/** Nothing about fewer people leaves. */
export const fewest = 10
/** Counts leave as multiples of this. */
export const base = 5

/** A count as it leaves: rounded, or null where it is not shown. */
export type Shown = number | null

export interface Question {
  /** one or two variables, each with its fixed bands */
  readonly variables: readonly string[]
  /** exact counts: rows are bands of the first variable, columns of the second; one column where there is one variable */
  readonly counts: readonly (readonly number[])[]
  /** for each cell a number that stands for the very people in it, whatever they are called; see people.ts */
  readonly keys?: readonly (readonly number[])[]
  /** the tables of each of two variables alone, as they were released: the margins of the two together */
  readonly alone?: readonly [Released, Released]
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
  /** Cells that nobody is in. Never shown, but whoever knows the way through the questionnaire may know of them. */
  readonly empty?: readonly (readonly [number, number])[]
  /** the test as it was told with this table: asked again, it is told the same */
  readonly says?: string | null
}

export interface Refused {
  readonly because: 'too many variables' | 'too few people' | 'would tell too much'
}

/** What a count can be, for whoever sees it. What is not shown may be anything. */
export interface Bounds {
  low: number
  high: number
}
export const boundsOf = (shown: Shown): Bounds =>
  shown === null
    ? { low: 0, high: Number.POSITIVE_INFINITY }
    : { low: Math.max(fewest, shown - base + 1), high: shown + base - 1 }

/** Somebody is known to be there, and fewer than ten: the one thing that must never be known. */
export const tells = ({ low, high }: Bounds) => low >= 1 && high < fewest

export const sum = (all: readonly number[]) => {
  let total = 0
  for (const one of all) total += one
  return total
}

/** How the question behind a variable is named; one with several answers is several variables. */
export function questionOf(variable: string): string {
  const at = variable.indexOf('__')
  return at < 0 ? variable : variable.slice(0, at)
}
const kinds = 'kind of '
/** The variable of what kind of answer a question got. Its first band, "answered", is all bands of the question but the last. */
export const kindOf = (variable: string) => `${kinds}${questionOf(variable)}`

/**
 * The name of one band. The last band is "no answer": the same people for all variables of a question, so it has one name.
 *
 * @param last the last band of the variable
 */
function bandName(variable: string, band: number, last: number): string {
  if (variable.startsWith(kinds)) return band === 0 ? `${variable.slice(kinds.length)}#any` : `${variable}=${band}`
  return band === last ? `${questionOf(variable)}#none` : `${variable}=${band}`
}

/** The names of sets: people who are in certain bands of certain variables. */
export function setsOf({ variables, cells, columns }: Pick<Released, 'variables' | 'cells' | 'columns'>) {
  const [first, second] = variables as [string, string?]
  const rowNames = cells.map((_, i) => bandName(first, i, cells.length - 1))
  const columnNames = columns && second ? columns.map((_, j) => bandName(second, j, columns.length - 1)) : null
  return {
    row: (i: number) => rowNames[i]!,
    column: (j: number) => columnNames![j]!,
    cell: (i: number, j: number) => (columnNames ? [rowNames[i]!, columnNames[j]!].sort().join('&') : rowNames[i]!),
  }
}

/**
 * The question that was answered twice by people who joined their answers. Each of them is two of those who answered it: the
 * others who did are what is left.
 */
const answeredTwice = (variable: string) => /^joined in freeze \d+: (.+)$/.exec(variable)?.[1] ?? null
/** How those who answered a question twice are called; another name in each freeze, for other people may be joined. */
export const joinedIn = (freeze: number) => `joined in freeze ${freeze}`

/** Sets whose counts add up to another set's: what somebody with all tables can subtract. */
export interface Line {
  readonly parts: readonly string[]
  readonly whole: string
}

/** Every way in which the counts of a table add up. */
export function linesOf(table: Pick<Released, 'variables' | 'cells' | 'columns'>): Line[] {
  const { row, column, cell } = setsOf(table)
  const { variables, cells, columns } = table
  const lines: Line[] = []
  const margin = (variable: string, names: readonly string[]) => {
    lines.push({ parts: names, whole: 'all' })
    const twice = answeredTwice(variable)
    if (twice)
      lines.push({ parts: [names[0]!, names[0]!, `${twice}#beside ${names[0]}`], whole: `${questionOf(twice)}#any` })
    const question = questionOf(variable)
    if (variable.startsWith(kinds)) lines.push({ parts: names.slice(1), whole: `${variable.slice(kinds.length)}#none` })
    else lines.push({ parts: names.slice(0, -1), whole: `${question}#any` })
    lines.push({
      parts: [`${question.replace(kinds, '')}#any`, `${question.replace(kinds, '')}#none`],
      whole: 'all',
    })
  }
  margin(
    variables[0]!,
    cells.map((_, i) => row(i)),
  )
  if (columns) {
    for (const [i, line] of cells.entries()) lines.push({ parts: line.map((_, j) => cell(i, j)), whole: row(i) })
    for (const j of columns.keys()) lines.push({ parts: cells.map((_, i) => cell(i, j)), whole: column(j) })
    margin(
      variables[1]!,
      columns.map((_, j) => column(j)),
    )
  }
  return lines
}
