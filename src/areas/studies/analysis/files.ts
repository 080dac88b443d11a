/**
 * What is told, as files: tables for R and other programs, plain text, and one page to print. Pure: the browser and the
 * command line write the same bytes.
 */
import { stringify } from 'csv-stringify/sync'
import { footOf, type Kept } from './kept-outputs.ts'
import { notGeneralisable, type Output, type Table, versions } from './output.ts'

/** A table that opens in a spreadsheet, where no cell can act as a formula, and in R with `read.csv`. */
export const csv = (rows: readonly (readonly string[])[]) =>
  stringify(rows as string[][], { escape_formulas: true, record_delimiter: '\r\n' })

const plainTable = ({ says }: Output): Table => ({ caption: '', head: ['finding'], rows: says.map((one) => [one]) })

/** The columns that say in every line what must be said of it. */
const aboutColumns = ['n', 'missing', 'tests', 'versions', 'disclosure', 'freeze', 'note'] as const

/** One output as a table, one value in each cell; what must be said of it stands in every line. */
export function csvOf(kept: Kept, output: Output): string {
  const { head, rows } = output.long ?? output.table ?? plainTable(output)
  const { freeze } = kept
  const since = footOf(output, kept).slice(7)
  const said = [
    output.n,
    output.missing,
    output.tests,
    versions,
    output.decision,
    `${freeze.number} of ${freeze.day}, ${freeze.n} people`,
    [notGeneralisable, ...since].join(' '),
  ]
  const lines = rows.length > 0 ? rows : [head.map(() => '')]
  return csv([[...head.map((one) => one || 'of'), ...aboutColumns], ...lines.map((line) => [...line, ...said])])
}

/** Words broken into lines that a terminal shows whole. */
export function inLines(words: string, most = 78, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of words.split(' ')) {
    if (line && line.length + word.length + 1 > most - indent.length) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line].map((one) => indent + one).join('\n')
}

/** A table in plain text: a line for each cell where it is too wide for a terminal. */
function tableText({ caption, head, rows }: Table, most = 78): string {
  const all = [head, ...rows]
  const wide = head.map((_, at) => Math.max(...all.map((row) => row[at]!.length)))
  const total = wide.reduce((sum, one) => sum + one + 2, -2)
  const lines =
    total <= most
      ? all.map((row) =>
          row
            .map((cell, at) => cell.padEnd(wide[at]!))
            .join('  ')
            .trimEnd(),
        )
      : rows.flatMap((row) => [
          inLines(row[0]!, most),
          ...row.slice(1).map((cell, at) => inLines(`${head[at + 1]}: ${cell}`, most, '    ')),
        ])
  return [inLines(caption, most), '', ...lines].join('\n')
}

const heading = (words: string, under: string) => `${inLines(words)}\n${under.repeat(Math.min(78, words.length))}`

/** What was told in plain text, as a terminal shows it. */
export function textOfKept(kept: Kept): string {
  const parts = kept.outputs.map((output) =>
    [
      heading(output.title, '-'),
      ...output.says.map((one) => inLines(one)),
      ...(output.table && output.table.rows.length > 0 ? [tableText(output.table)] : []),
      footOf(output, kept)
        .map((line) => inLines(line, 78, '  '))
        .join('\n'),
    ].join('\n\n'),
  )
  return `${[heading(`${kept.study.title}: ${kept.title}`, '='), ...parts].join('\n\n')}\n`
}

const escaped = (words: string) => words.replace(/[&<>"']/g, (one) => `&#${one.codePointAt(0)};`)

/** A table as HTML, alike on the page and in the file. */
export const tableHtml = ({ caption, head, rows }: Table): string =>
  `<table><caption>${escaped(caption)}</caption><thead><tr>${head
    .map((one, at) => (one || at > 0 ? `<th scope="col">${escaped(one)}</th>` : '<td></td>'))
    .join('')}</tr></thead>
<tbody>${rows
    .map(
      (row) =>
        `<tr><th scope="row">${escaped(row[0] ?? '')}</th>${row
          .slice(1)
          .map((cell) => `<td>${escaped(cell)}</td>`)
          .join('')}</tr>`,
    )
    .join('\n')}</tbody></table>`

/** Everything that was told, on one page of its own that can be printed, posted or kept. */
export function htmlOf(kept: Kept, pictures: readonly (string | null)[]): string {
  const parts = kept.outputs.map(
    (output, at) => `<section><h2>${escaped(output.title)}</h2>
${output.says.map((one) => `<p>${escaped(one)}</p>`).join('\n')}
${pictures[at] ?? ''}
${output.table && output.table.rows.length > 0 ? tableHtml(output.table) : ''}
<ul>${footOf(output, kept)
      .map((line) => `<li>${escaped(line)}</li>`)
      .join('\n')}</ul></section>`,
  )
  return `<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${kept.study.title}: ${kept.title}`)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere }
svg { max-width: 100%; height: auto }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
caption { text-align: left; font-weight: 700 }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #999 }
ul { color: #444; font-size: .9rem; padding-left: 1.2rem }
section { border-top: 2px solid #333; margin-top: 1.5rem }
h2, caption, thead { break-after: avoid }
tr, svg { break-inside: avoid }
</style>
</head>
<body>
<h1>${escaped(`${kept.study.title}: ${kept.title}`)}</h1>
${parts.join('\n')}
</body>
</html>
`
}

/** Pictures of outputs, in their order; null where there is nothing to draw. What draws them is loaded when it is needed. */
export async function picturesOf({ outputs }: Pick<Kept, 'outputs'>): Promise<(string | null)[]> {
  const { plotSvg } = await import('./plots.ts')
  return outputs.map(({ plot, title }) => (plot && hasPoints(plot) ? plotSvg(plot, title) : null))
}

/** Whether there is anything to draw. */
export function hasPoints(plot: NonNullable<Output['plot']>): boolean {
  switch (plot.kind) {
    case 'bars':
      return plot.bars.some(({ value }) => value !== null)
    case 'shares':
      return plot.rows.some(({ counts }) => counts.some((one) => one !== null))
    case 'intervals':
      return plot.intervals.length > 0
    case 'steps':
      return plot.lines.length > 0
    case 'layers':
      return plot.layers.some(({ points }) => points.some(({ y }) => y > 0))
  }
}

/** A name for a file, from words. */
export const fileName = (words: string) =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60) || 'output'

/** Every file of what was told, by name: what the browser offers one by one, and the command line writes at once. */
export async function filesOf(kept: Kept): Promise<Map<string, string>> {
  const pictures = await picturesOf(kept)
  const files = new Map<string, string>()
  for (const [at, output] of kept.outputs.entries()) {
    files.set(`${at + 1}.csv`, csvOf(kept, output))
    if (pictures[at]) files.set(`${at + 1}.svg`, pictures[at])
  }
  files.set('report.html', htmlOf(kept, pictures))
  files.set('report.txt', textOfKept(kept))
  return files
}
