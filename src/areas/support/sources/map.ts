/**
 * A picture of where sources are, drawn here: coasts and post towns, and numbered marks. Nothing is asked of anybody.
 * The list beside it says the same in words. Coasts: Natural Earth, 1:10 million (public domain), by world-atlas.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type GeoProjection, geoMercator, geoPath } from 'd3-geo'
import type { Feature } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { type Html, raw } from '../../../kit/html.ts'
import { type Position, postTowns } from '../near/places.ts'

/** United Kingdom, Ireland, Isle of Man, Guernsey, Jersey. Source: ISO 3166-1, numeric. */
const isles = new Set(['826', '372', '833', '831', '832'])
let lands: readonly Feature[] | null = null

/** Read when the first map is drawn: most servers draw few. */
function theIsles(): readonly Feature[] {
  if (lands) return lands
  const file = createRequire(import.meta.url).resolve('world-atlas/countries-10m.json')
  const atlas = JSON.parse(readFileSync(file, 'utf8')) as Topology<{ countries: GeometryCollection }>
  const countries = { ...atlas.objects.countries }
  countries.geometries = countries.geometries.filter(({ id }) => isles.has(String(id)))
  lands = feature(atlas, countries).features
  return lands
}

export interface Mark extends Position {
  readonly number: number
}

/** Points nearer than this to the one before are left out: nobody could see them. */
const finest = 1.6

/** The same outline with fewer points; islands too small to see go. */
function coarser(outline: string): string {
  return outline
    .split('M')
    .filter(Boolean)
    .flatMap((ring) => {
      const kept: [number, number][] = []
      for (const point of ring.replace('Z', '').split('L')) {
        const [x = 0, y = 0] = point.split(',').map(Number)
        const before = kept.at(-1)
        if (!before || Math.hypot(x - before[0], y - before[1]) >= finest) kept.push([x, y])
      }
      return kept.length > 3 ? [`M${kept.map(([x, y]) => `${x},${y}`).join('L')}Z`] : []
    })
    .join('')
}

const number = (n: number) => Math.round(n)

/** Names of post towns, the nearest to the middle first, none over another. */
function towns(projection: GeoProjection, width: number, height: number, most: number): string {
  const placed: [number, number][] = []
  const inside = [...postTowns.values()]
    // London has eight areas and one name.
    .filter(({ area, town }) => area === 'WC' || !town.startsWith('London'))
    .map((one) => ({ ...one, at: projection([one.longitude, one.latitude]) ?? [-1, -1] }))
    .filter(({ at: [x = 0, y = 0] }) => x > 8 && x < width - 60 && y > 14 && y < height - 8)
    .sort(({ at: one }, { at: other }) => fromMiddle(one) - fromMiddle(other))
  function fromMiddle([x = 0, y = 0]: readonly number[]) {
    return Math.hypot(x - width / 2, y - height / 2)
  }
  return inside
    .flatMap(({ town, at: [x = 0, y = 0] }) => {
      const clear = placed.every(([a, b]) => Math.abs(a - x) > 85 || Math.abs(b - y) > 16)
      if (!clear || placed.length >= most) return []
      placed.push([x, y])
      return [
        `<circle cx="${number(x)}" cy="${number(y)}" r="2" fill="#555"/><text x="${number(x) + 11}" y="${number(y) + 4}" fill="#444">${town.split(',')[0]}</text>`,
      ]
    })
    .join('')
}

/**
 * @param marks numbered as in the list beside it
 * @param around the middle of the picture and how many miles it shows to each side; null for all of the British Isles
 * @param label what it shows, for those who do not see it
 */
export function mapSvg(marks: readonly Mark[], around: (Position & { miles: number }) | null, label: string): string {
  const width = 320
  const height = around ? 320 : 460
  const projection = around
    ? geoMercator()
        .center([around.longitude, around.latitude])
        .scale((width / 2) * (3958.8 / around.miles) * Math.cos((around.latitude * Math.PI) / 180))
        .translate([width / 2, height / 2])
    : geoMercator().fitExtent(
        [
          [4, 4],
          [width - 4, height - 4],
        ],
        {
          type: 'LineString',
          coordinates: [
            [-10.7, 49.1],
            [2, 61],
          ],
        },
      )
  projection.clipExtent([
    [-2, -2],
    [width + 2, height + 2],
  ])
  const path = geoPath(projection).digits(0)
  const land = coarser(
    theIsles()
      .map((one) => path(one) ?? '')
      .join(''),
  )
  const drawn = marks
    .flatMap(({ number: n, latitude, longitude }) => {
      const at = projection([longitude, latitude])
      if (!at || at[0] < 0 || at[0] > width || at[1] < 0 || at[1] > height) return []
      const [x, y] = at.map(number) as [number, number]
      return [
        `<circle cx="${x}" cy="${y}" r="9" fill="#0b5c6b" stroke="#fff"/><text x="${x}" y="${y + 4}" fill="#fff" font-weight="700" text-anchor="middle">${n}</text>`,
      ]
    })
    .reverse()
    .join('')
  const names = towns(projection, width, height, around ? 7 : 0)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}" font-family="sans-serif" font-size="11"><rect width="${width}" height="${height}" fill="#dcebf2"/><path d="${land}" fill="#fafaf5" stroke="#7a8a94"/>${names}${drawn}</svg>`
}

/** The same as part of a page, so that no address says where somebody looked. */
export const mapHtml = (...of: Parameters<typeof mapSvg>): Html => raw(mapSvg(...of)) as Html
