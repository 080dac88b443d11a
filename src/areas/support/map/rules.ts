/**
 * Where each spell stands on the picture of a support map. Pure: years become places from left to right, kinds of source
 * become lanes, and each source has rows of its own in which no two spells lie on each other.
 */
import { type SourceKind, sourceKindNames } from '../sources/source-kinds.ts'
import { goesOn, spellName } from './spell-rules.ts'
import { type Spell, spellStates } from './spells.ts'

/** One spell as it is drawn, in hundredths of the whole width. */
export interface Bar {
  readonly spell: Spell
  readonly x: number
  readonly width: number
}

/** One source, or what of it does not fit beside the rest. */
export interface Row {
  readonly label: string
  readonly bars: readonly Bar[]
}

export interface Lane {
  readonly kind: SourceKind
  readonly rows: readonly Row[]
}

export interface SupportMap {
  readonly ticks: readonly { readonly year: number; readonly x: number }[]
  /** where today stands */
  readonly now: number
  readonly lanes: readonly Lane[]
  /** those with no day in their words: they stand in the table only */
  readonly undated: readonly Spell[]
}

/** No bar is so short that its shape cannot be seen. */
export const leastWidth = 3
/** Between two bars in a row. */
export const gap = 1
/** As many years as can be read below a picture 320 px wide. */
export const mostTicks = 5

const dayNumber = (day: string) => Date.parse(`${day}T00:00:00Z`) / 86_400_000
const latest = (a: string, b: string) => (a > b ? a : b)

/**
 * First and last day a spell is drawn for: all the days its words can mean, and today when it goes on.
 *
 * @param today as in 2019-01-01
 * @returns null when none of its words has a day
 */
export function drawnDays(spell: Spell, today: string): { from: string; to: string } | null {
  const began = spell.began.days
  const ended = spell.ended.days
  const first = began ?? ended
  if (!first) return null
  const last = ended?.to ?? (goesOn(spell) ? today : first.to)
  // Words such as "this year" mean days that are still to come; nothing is drawn there.
  return { from: first.from, to: latest(first.from, last > today ? today : last) }
}

/** Years to write below: round ones, as few as can be read. */
function ticksOf(first: number, last: number, at: (day: string) => number) {
  const step = [1, 2, 5, 10, 20, 50].find((one) => Math.floor((last - first) / one) + 1 <= mostTicks) ?? 100
  const from = Math.ceil(first / step) * step
  return Array.from({ length: Math.floor((last - from) / step) + 1 }, (_, n) => {
    const year = from + n * step
    return { year, x: at(`${year}-01-01`) }
  })
}

/** Put bars into rows, each into the first where there is room. */
function intoRows(label: string, bars: readonly Bar[]): Row[] {
  const rows: Bar[][] = []
  for (const bar of bars) {
    const room = rows.find((row) => row.at(-1)!.x + row.at(-1)!.width + gap <= bar.x)
    if (room) room.push(bar)
    else rows.push([bar])
  }
  return rows.map((row) => ({ label, bars: row }))
}

const inOrder = (a: Bar, b: Bar) =>
  a.x - b.x || a.width - b.width || words(a.spell).localeCompare(words(b.spell)) || a.spell.id.localeCompare(b.spell.id)
/** All that can be seen of a spell besides its place, so that the order in which spells were told changes nothing. */
const words = ({ state, online, began, ended }: Spell) => [state, online, began.words, ended.words].join(' ')

/** The whole picture. Spells that were told in another order make the same one. */
export function supportMap(spells: readonly Spell[], today: string): SupportMap {
  const drawn = spells.flatMap((spell) => {
    const days = drawnDays(spell, today)
    return days ? [{ spell, ...days }] : []
  })
  const thisYear = Number(today.slice(0, 4))
  const first = Math.min(thisYear - 1, ...drawn.map(({ from }) => Number(from.slice(0, 4))))
  const start = dayNumber(`${first}-01-01`)
  const whole = dayNumber(`${thisYear + 1}-01-01`) - start
  const at = (day: string, more = 0) => ((dayNumber(day) + more - start) / whole) * 100
  const bars = drawn.map(({ spell, from, to }): Bar => {
    const width = Math.max(leastWidth, at(to, 1) - at(from))
    return { spell, x: Math.min(at(from), 100 - width), width }
  })
  const lanes = sourceKindNames.flatMap((kind): Lane[] => {
    const bySource = Map.groupBy(bars.filter(({ spell }) => spell.source_kind === kind).sort(inOrder), ({ spell }) =>
      spellName(spell),
    )
    const rows = [...bySource]
      .sort(([a, one], [b, other]) => one[0]!.x - other[0]!.x || a.localeCompare(b))
      .flatMap(([label, theirs]) => intoRows(label, theirs))
    return rows.length > 0 ? [{ kind, rows }] : []
  })
  return {
    ticks: ticksOf(first, thisYear, at),
    now: at(today),
    lanes,
    undated: spells.filter((spell) => !drawnDays(spell, today)),
  }
}

/** "Tuesday helpline: left, came back": a row's words, cut where a narrow screen ends. */
export function rowWords({ label, bars }: Row, most = 34): string {
  const states = [...new Set(bars.map(({ spell }) => spellStates[spell.state].label))].join(', ')
  const whole = `${label}: ${states}`
  if (whole.length <= most) return whole
  const room = most - states.length - 3
  return room >= 12 ? `${label.slice(0, room)}…: ${states}` : `${label.slice(0, most - 1)}…`
}
