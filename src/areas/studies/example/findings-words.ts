/** The findings as plain words, for a terminal. Pure. */
import { foot, type Output, type Table } from '../analysis/output.ts'
import type { Findings } from './findings.ts'

/** Columns of a terminal. */
const wide = 100
const widest = 44

/** Words in lines of at most so many letters. */
export function wrapped(words: string, width: number): string[] {
  const lines: string[] = []
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.length > 0 ? lines : ['']
}

/** A table in columns; long cells go on in the next line. */
function tableWords({ caption, head, rows }: Table): string[] {
  const all = [head, ...rows]
  const natural = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const shared = Math.max(14, Math.floor((wide - 2 * head.length) / head.length))
  const widths = natural.map((width) => Math.min(width, Math.max(shared, head.length < 4 ? widest : shared)))
  const line = (row: readonly string[]) => {
    const cells = row.map((cell, column) => wrapped(cell, widths[column]!))
    const height = Math.max(...cells.map(({ length }) => length))
    return Array.from({ length: height }, (_, at) =>
      `  ${cells.map((cell, column) => (cell[at] ?? '').padEnd(widths[column]!)).join('  ')}`.trimEnd(),
    )
  }
  const rule = `  ${widths.map((width) => '-'.repeat(width)).join('  ')}`
  return [...wrapped(caption, wide - 2).map((one) => `  ${one}`), ...line(head), rule, ...rows.flatMap(line)]
}

const paragraph = (words: string, indent = '  ') => wrapped(words, wide - indent.length).map((one) => indent + one)

const outputWords = (output: Output): string[] => [
  '',
  ...wrapped(output.title, wide),
  ...(output.table ? tableWords(output.table) : []),
  ...output.says.flatMap((one) => paragraph(one)),
  ...foot(output).flatMap((one) => paragraph(one, '    ')),
]

const heading = (words: string) => ['', '', words, '='.repeat(words.length)]

export function findingsWords({ title, synthetic, directions, rates, families, talks }: Findings): string {
  return [
    ...[title, '='.repeat(title.length), ''],
    ...synthetic.flatMap((one) => paragraph(one, '')),
    ...heading('In short'),
    ...directions.flatMap((one) => paragraph(`- ${one}`, '')),
    ...heading('Who answered'),
    ...outputWords(rates),
    ...families.flatMap(({ name, about, outputs }) => [
      ...heading(name),
      ...paragraph(about, ''),
      ...outputs.flatMap(outputWords),
    ]),
    ...heading('Interviews'),
    ...paragraph('What people spoke of, and how many did. With so few, no percentage is printed.', ''),
    '',
    ...tableWords({
      caption: 'Codes, in the order of the codebook',
      head: ['Code', 'What it means', 'Spoken of by'],
      rows: talks.codes.map(({ code, means, people }) => [code, means, people]),
    }),
    ...talks.quotes.flatMap(({ code, person, words }) => ['', ...paragraph(`“${words}” (${person}, ${code})`)]),
    '',
    ...talks.foot.flatMap((one) => paragraph(one, '    ')),
    '',
  ].join('\n')
}
