/** A list as a spreadsheet saves it: whatever letters, commas or semicolons it was written with. */
import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { type Refusal, refuse } from './refuse.ts'

export interface SpreadsheetRow<Column extends string> {
  /** line of the file that it begins on */
  readonly line: number
  readonly fields: Readonly<Record<Column, string>>
  /** the file gave it more or fewer fields than it has columns */
  readonly problem: string | null
}

export interface Spreadsheet<Column extends string> {
  readonly columns: readonly Column[]
  /** columns that must be there */
  readonly needed: readonly Column[]
  readonly mostRows: number
  readonly mostLetters: number
}

/**
 * Text from bytes: UTF-8 or UTF-16 when it says so or can only be that; else Windows-1252, as older spreadsheets save it.
 */
export function textOf(bytes: Buffer): string {
  const [a, b] = bytes
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (bytes.length > 3 && bytes[1] === 0 && bytes[3] === 0) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** The separator that the first line uses most, outside quotes. */
function separatorOf(text: string) {
  const first = /^[^\r\n]*/.exec(text.trimStart())![0].replace(/"[^"]*"/g, '')
  const times = (one: string) => first.split(one).length
  return [',', ';', '\t'].reduce((best, one) => (times(one) > times(best) ? one : best))
}

/** Letters of one row, and of one field: nobody's name or address is longer. */
const mostInARow = 20_000
const mostInAField = 2000
const mostColumns = 100
const tooLong = (record: readonly string[]) =>
  record.some((field) => field.length > mostInAField) ? 'One of its fields is far too long.' : null

/** @returns its rows, or a refusal that says what is wrong with the file as a whole */
export function rowsIn<Column extends string>(
  text: string,
  { columns, needed, mostRows, mostLetters }: Spreadsheet<Column>,
): readonly SpreadsheetRow<Column>[] | Refusal {
  const wrong = (because: string) => refuse(because, 422, { file: because })
  if (text.includes('\0')) return wrong('This is not a list saved as CSV. Save it as CSV in your spreadsheet.')
  if (text.length > mostLetters) return wrong('This file is too big. Cut it in parts.')
  let lines: { record: string[]; info: { lines: number } }[]
  try {
    lines = parse(text.replace(/\r\n?/g, '\n'), {
      bom: true,
      delimiter: separatorOf(text),
      info: true,
      max_record_size: mostInARow,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as never
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (error.code === 'CSV_MAX_RECORD_SIZE') return wrong('One row is far too long. The quotes may not fit together.')
    const line = (error as { lines?: number }).lines
    return wrong(`The quotes${line ? ` near line ${line}` : ''} do not fit together. Save the list as CSV again.`)
  }
  const [head, ...rest] = lines
  const names = head?.record.map((one) => one.toLowerCase()) ?? []
  if (names.length > mostColumns) return wrong(`The columns can be: ${columns.join(', ')}. Here are too many.`)
  const unknown = names.filter((one) => one && !(columns as readonly string[]).includes(one))
  const missing = needed.filter((one) => !names.includes(one))
  if (!head) return wrong('This file is empty.')
  if (missing.length > 0)
    return wrong(
      `The first line must name the columns: ${columns.join(', ')}. There is none called “${missing.join('” or “')}”.`,
    )
  if (unknown.length > 0)
    return wrong(`There is a column called “${unknown[0]!.slice(0, 40)}”. The columns can be: ${columns.join(', ')}.`)
  if (new Set(names).size < names.length) return wrong('Two columns have the same name.')
  if (rest.length > mostRows) return wrong(`There are more than ${mostRows} rows. Cut the file in parts.`)
  return rest
    .map(({ record, info }, at) => ({ record, line: (lines[at]?.info.lines ?? info.lines - 1) + 1 }))
    .filter(({ record }) => record.some((field) => field !== ''))
    .map(({ record, line }) => ({
      line,
      fields: Object.fromEntries(columns.map((one) => [one, record[names.indexOf(one)] ?? ''])) as Record<
        Column,
        string
      >,
      problem:
        record.length === names.length
          ? tooLong(record)
          : `It has ${record.length} fields, but there are ${names.length} columns.`,
    }))
}
