/** How far a source is from where somebody is, and how sure that is. Pure. */
import type { Nation } from '../hours/holidays.ts'
import { type Position, postTowns } from './places.ts'

/**
 * What a position rests on: the place itself, the middle of its postcode district (a few miles),
 * other places of the directory in the same district, or only the post town of its area (tens of miles).
 */
export type Exactness = 'place' | 'district' | 'neighbours' | 'area'

export interface Where extends Position {
  readonly exact: Exactness
  /** postcode area: "BS" */
  readonly area: string | null
}

export const areaOf = (district: string) => /^[A-Z]{1,2}/.exec(district)?.[0] ?? ''

/** Mean radius of the Earth in miles. */
const radius = 3958.8
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Miles as the crow flies. Formula: haversine; Sinnott 1984, "Virtues of the haversine", Sky and Telescope 68. */
export function milesBetween(one: Position, other: Position): number {
  const height = Math.sin(radians(other.latitude - one.latitude) / 2) ** 2
  const width = Math.sin(radians(other.longitude - one.longitude) / 2) ** 2
  const half = height + Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * width
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(half)))
}

const middle = (places: readonly Position[]): Position => ({
  latitude: places.reduce((sum, { latitude }) => sum + latitude, 0) / places.length,
  longitude: places.reduce((sum, { longitude }) => sum + longitude, 0) / places.length,
})

/**
 * Where a postcode district is, as exactly as can be said.
 *
 * @param district "BS5"
 * @param loaded the district's own position, when a steward has loaded it
 * @param neighbours places of the directory in that district
 * @returns null for letters that are no postcode area
 */
export function whereIs(district: string, loaded: Position | null, neighbours: readonly Position[]): Where | null {
  const area = areaOf(district)
  const town = postTowns.get(area)
  if (!town) return null
  if (loaded) return { latitude: loaded.latitude, longitude: loaded.longitude, area, exact: 'district' }
  if (neighbours.length > 0) return { ...middle(neighbours), area, exact: 'neighbours' }
  return { latitude: town.latitude, longitude: town.longitude, area, exact: 'area' }
}

/** Miles are rounded by how sure they can be, so that no number promises more than is known. */
export function distanceWords(from: Where, to: Where): string {
  const miles = milesBetween(from, to)
  const rough = from.exact === 'area' || to.exact === 'area'
  if (rough && from.area === to.area) return `In the ${postTowns.get(from.area ?? '')?.town ?? 'same'} area`
  if (!rough && miles < 1.5) return 'About a mile away, or less'
  const step = rough || miles >= 50 ? 10 : miles >= 20 ? 5 : 1
  return `About ${Math.max(step, Math.round(miles / step) * step)} miles away`
}

/** What the distances on a page are counted from, in a sentence. */
export function fromWords(district: string, { exact }: Where): string {
  const town = postTowns.get(areaOf(district))?.town ?? district
  if (exact === 'area') return `We count from the middle of ${town}, so the miles are rough.`
  return `We count from the middle of ${district}, near ${town}.`
}

const scottish = ['AB', 'DD', 'DG', 'EH', 'FK', 'G', 'HS', 'IV', 'KA', 'KW', 'KY', 'ML', 'PA', 'PH', 'TD', 'ZE']

/** Whose bank holidays are kept there. A few districts of TD are in England; the source's own hours can say so. */
export function nationOf(postcode: string | null): Nation {
  const area = areaOf(postcode?.toUpperCase() ?? '')
  return area === 'BT' ? 'northern ireland' : scottish.includes(area) ? 'scotland' : 'england and wales'
}
