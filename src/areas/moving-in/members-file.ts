/** A list of members as a spreadsheet saves it, and days as people write them in it. */
import type { Refusal } from '../../kit/refuse.ts'
import { rowsIn, type SpreadsheetRow } from '../../kit/spreadsheet.ts'

export const mostRows = 5000
export const mostLetters = 2_000_000

export const columns = ['name', 'email', 'role', 'joined', 'circles'] as const
export type Column = (typeof columns)[number]

export type Row = SpreadsheetRow<Column>

/** @returns its rows, or a refusal that says what is wrong with the file as a whole */
export const rowsOf = (text: string): readonly Row[] | Refusal =>
  rowsIn(text, { columns, needed: ['name', 'email'], mostRows, mostLetters })

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** A day as people write it, day before month: 2019-05-04, 4/5/2019, 4.5.2019, 4 May 2019, May 2019 or 2019. */
export function dayFrom(text: string): Date | null {
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text)
  const british = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text)
  const words = /^(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3})[a-z]*\.? (\d{4})$/i.exec(text)
  const [year, month, day] = iso
    ? [iso[1], iso[2] ?? 1, iso[3] ?? 1]
    : british
      ? [british[3], british[2], british[1]]
      : words
        ? [words[3], months.indexOf(words[2]!.toLowerCase()) + 1, words[1] ?? 1]
        : []
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), 12))
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day) ? at : null
}
