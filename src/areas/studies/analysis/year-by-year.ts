/** Who is where in each year since they first used anything: online, offline, both or neither. Pure. */
import type { Analyst } from './analyst.ts'
import type { Released } from './disclosure.ts'
import { about, bare, type Output, shownWords } from './output.ts'
import { keysOf } from './people.ts'
import { byPerson, type Spell } from './spells.ts'

const places = ['online only', 'offline only', 'both', 'neither'] as const

/** Where somebody is so many years after they first used anything; null when that is still to come. */
function placeIn(theirs: readonly Spell[], years: number, thisYear: number): number | null {
  const at = Math.min(...theirs.map(({ from }) => from!)) + years
  if (at > thisYear) return null
  const using = theirs.filter(
    ({ from, to, state }) => from! <= at && at <= (state === 'left' || state === 'paused' ? (to ?? from!) : thisYear),
  )
  const online = using.some((one) => one.online !== 'offline')
  const offline = using.some((one) => one.online !== 'online')
  return online && offline ? 2 : online ? 0 : offline ? 1 : 3
}

const mostYears = 40

/** Who is where in each year since they first used anything: a table for each year, protected like any other. */
export function whereInEachYear(analyst: Analyst, spells: readonly Spell[], thisYear: number): Output {
  const all = byPerson(spells)
  const ids = [...all.keys()]
  const keys = keysOf(analyst.secret, ids)
  const everybody = analyst.keys.reduce((total, one) => (total + one) % 2 ** 32, 0)
  const shown = analyst.round(ids.length, keys)
  const lines: { years: number; counts: (number | null)[] }[] = []
  for (let years = 0; years <= mostYears; years++) {
    const counts = [0, 0, 0, 0, 0]
    const sums = [0, 0, 0, 0, 0]
    for (const [at, theirs] of [...all.values()].entries()) {
      const place = placeIn(theirs, years, thisYear)
      if (place === null) continue
      counts[place]!++
      sums[place] = (sums[place]! + keys[at]!) % 2 ** 32
    }
    // The last band is everybody who cannot be followed so far, so that each year is about the same people.
    counts[4] = Math.max(0, analyst.rows.length - counts.reduce((total, one) => total + one, 0))
    sums[4] = (everybody - (sums.reduce((total, one) => total + one, 0) % 2 ** 32) + 2 ** 32) % 2 ** 32
    const table: Released | { because: string } = analyst.releaseAndKeep({
      variables: [`where in year ${years}`],
      counts: counts.map((count) => [count]),
      keys: sums.map((one) => [one]),
    })
    lines.push({
      years,
      counts: 'because' in table ? places.map(() => null) : places.map((_, at) => table.cells[at]![0]!),
    })
  }
  const last = lines.findLastIndex(({ counts }) => counts.some((count) => count !== null))
  const told = lines.slice(0, last + 1)
  const caption = 'People in each state, by years since they first used anything'
  return {
    title: 'Online, offline, both: year by year',
    table: {
      caption,
      head: ['Years', ...places],
      rows: told.map(({ years, counts }) => [String(years), ...counts.map(shownWords)]),
    },
    long: {
      caption,
      head: ['years', 'place', 'people'],
      rows: told.flatMap(({ years, counts }) => counts.map((count, at) => [String(years), places[at]!, bare(count)])),
    },
    plot: {
      kind: 'layers',
      x: 'People, by years since they first used anything',
      layers: places.map((label, at) => ({
        label,
        points: told.map(({ years, counts }) => ({ x: years, y: counts[at] ?? 0 })),
      })),
    },
    says: told.length === 0 ? ['Too few people can be followed.'] : [],
    n: `${about(shown)} people with spells`,
    missing: 'whoever gave no year',
    tests: 'none',
    decision: 'Numbers under ten are not shown, nor those that would give them away. Others are rounded to 5.',
  }
}
