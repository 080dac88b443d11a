/** Where postcode districts are: loaded by a steward, or as near as the directory's own places tell. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../../kit/database.ts'
import { type Refusal, refuse } from '../../../kit/refuse.ts'
import { rowsOfCsv } from './file.ts'
import type { Position } from './places.ts'
import { areaOf, type Where, whereIs } from './rules.ts'

/** Where a district is. Nothing of who asked, or of what was asked, is kept. */
export async function whereDistrictIs(db: Db | Tx, district: string): Promise<Where | null> {
  const { rows } = await sql<Position & { loaded: boolean }>`
    select latitude, longitude, true as loaded
    from postcode_district
    where outcode = ${district}
    union all
    select latitude, longitude, false as loaded
    from source
    where state = 'shown' and latitude is not null and split_part(postcode, ' ', 1) = ${district}`.execute(db)
  const loaded = rows.find((one) => one.loaded) ?? null
  return whereIs(district, loaded, loaded ? [] : rows)
}

/** Where a source is: its own place, else the middle of its district or post town; null when it is nowhere. */
export async function positionsOf(
  db: Db | Tx,
  sources: readonly { id: string; postcode: string | null; latitude: number | null; longitude: number | null }[],
): Promise<Map<string, Where>> {
  const districts = [...new Set(sources.flatMap(({ postcode }) => postcode?.split(' ')[0] ?? []))]
  const loaded = new Map(
    (
      await db
        .selectFrom('postcode_district')
        .selectAll()
        .where('outcode', 'in', [...districts, ''])
        .execute()
    ).map((one) => [one.outcode, one]),
  )
  const neighbours = Map.groupBy(
    sources.filter((one): one is typeof one & Position => one.latitude !== null && one.longitude !== null),
    ({ postcode }) => postcode?.split(' ')[0],
  )
  const found = new Map<string, Where>()
  for (const { id, postcode, latitude, longitude } of sources) {
    const district = postcode?.split(' ')[0] ?? null
    const area = district ? areaOf(district) : null
    if (latitude !== null && longitude !== null) found.set(id, { latitude, longitude, area, exact: 'place' })
    else if (district) {
      const where = whereIs(district, loaded.get(district) ?? null, neighbours.get(district) ?? [])
      if (where) found.set(id, where)
    }
  }
  return found
}

/**
 * Load exact positions of districts, in the place of those there were.
 *
 * @param text CSV with the columns outcode, latitude and longitude
 * @returns how many are known now and how many lines were left out, or what is wrong with the file
 */
export async function loadDistricts(db: Tx, text: string): Promise<{ known: number; leftOut: number } | Refusal> {
  const read = rowsOfCsv(text)
  if (typeof read === 'string') return refuse(read)
  const { rows, leftOut } = read
  await db.deleteFrom('postcode_district').execute()
  for (let from = 0; from < rows.length; from += 5000)
    await db
      .insertInto('postcode_district')
      .values(rows.slice(from, from + 5000))
      .onConflict((clash) => clash.column('outcode').doNothing())
      .execute()
  return { known: rows.length, leftOut }
}
