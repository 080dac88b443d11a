/** A file of postcode districts, as open data publishes them: outcode, latitude, longitude. Pure. */
import { parse } from 'csv-parse/sync'
import { districtOf } from '../../members/reach.ts'
import type { Position } from './places.ts'

/** Round the British Isles, with room to spare. */
const inSight = ({ latitude, longitude }: Position) =>
  latitude > 48 && latitude < 62 && longitude > -12 && longitude < 4

const columns = {
  outcode: ['outcode', 'postcode', 'district', 'pcds'],
  latitude: ['latitude', 'lat'],
  longitude: ['longitude', 'long', 'lng', 'lon'],
}

export interface Districts {
  readonly rows: readonly ({ outcode: string } & Position)[]
  /** lines that name no district, or a place that is nowhere near */
  readonly leftOut: number
}

/** @returns a row for each district, or a sentence that says what is wrong */
export function rowsOfCsv(text: string): Districts | string {
  let lines: string[][]
  try {
    lines = parse(text, { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true })
  } catch {
    return 'This is no CSV file. Its quotes do not fit together.'
  }
  const head = lines[0]?.map((one) => one.toLowerCase()) ?? []
  const at = Object.fromEntries(
    Object.entries(columns).map(([name, names]) => [name, head.findIndex((one) => names.includes(one))]),
  ) as Record<keyof typeof columns, number>
  const missing = Object.entries(at).find(([, index]) => index < 0)
  if (missing)
    return `The first line must name the columns outcode, latitude and longitude. “${missing[0]}” is missing.`
  const rows: ({ outcode: string } & Position)[] = []
  for (const line of lines.slice(1)) {
    const outcode = districtOf(line[at.outcode] ?? '')
    const position = { latitude: Number(line[at.latitude]), longitude: Number(line[at.longitude]) }
    // Open data has lines of 0, 0 and 99.999999 for districts that are nowhere, such as those of one big office.
    if (outcode && inSight(position)) rows.push({ outcode, ...position })
  }
  return rows.length > 0 ? { rows, leftOut: lines.length - 1 - rows.length } : 'There is no district in this file.'
}
