/** A mailing list of people who are no members, as a spreadsheet saves it: every line is right, or none is taken. */

import { isRefusal, type Refusal } from '../../../kit/refuse.ts'
import { rowsIn } from '../../../kit/spreadsheet.ts'
import { readPostcode } from '../../members/reach.ts'

const columns = ['name', 'address', 'postcode'] as const
const mostRows = 10_000
export const mostLetters = 2_000_000
const mostLines = 6

export interface OnList {
  readonly name: string
  /** lines under the name, without the postcode */
  readonly address: string
  readonly postcode: string
}
export interface Wrong {
  /** of the file */
  readonly line: number
  readonly says: string
}

/** @returns everybody on it, each once; or what is wrong, line by line; or why the file cannot be read at all */
export function readList(
  text: string,
): { people: readonly OnList[]; wrong: readonly Wrong[]; twice: number } | Refusal {
  const rows = rowsIn(text, { columns, needed: columns, mostRows, mostLetters })
  if (isRefusal(rows)) return rows
  const people = new Map<string, OnList>()
  const wrong: Wrong[] = []
  for (const { line, fields, problem } of rows) {
    const says = problem ?? wrongWith(fields)
    if (says) {
      wrong.push({ line, says })
      continue
    }
    const postcode = readPostcode(fields.postcode)!
    const address = linesIn(fields.address).join('\n')
    people.set(`${fields.name}${postcode}`.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''), {
      name: fields.name,
      address,
      postcode,
    })
  }
  return { people: [...people.values()], wrong, twice: rows.length - wrong.length - people.size }
}

/** In one field an address has its lines under each other, or between commas. */
const linesIn = (address: string) =>
  address
    .split(address.includes('\n') ? /\n/ : /,/)
    .map((line) => line.trim().replace(/,$/, ''))
    .filter(Boolean)

function wrongWith({ name, address, postcode }: Record<(typeof columns)[number], string>): string | null {
  if (/[\0\ufffd]/.test(name + address)) return 'Some letters did not come through.'
  if (!/[\p{L}\p{N}]/u.test(name)) return 'It has no name.'
  if (name.length > 80) return 'The name is too long for an envelope.'
  if (linesIn(address).length === 0) return 'It has no address.'
  if (linesIn(address).length > mostLines) return `The address has more than ${mostLines} lines.`
  if (address.length > 300) return 'The address is too long for an envelope.'
  return readPostcode(postcode) ? null : `“${postcode.slice(0, 20)}” is not a postcode.`
}
