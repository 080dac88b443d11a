/** What an analysis gives out. Every output says how many it is about, what is missing, which tests with which versions, what was kept back, and that it is not generalisable. */
import { version } from '../../../kit/config.ts'
import { percentage, type Released, type Shown } from './disclosure.ts'

/** Switched off nowhere (DOMAIN, research rules). */
export const notGeneralisable =
  'Not generalisable: these are the answers of those who answered, and say nothing certain about anybody else.'

export interface Table {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Points of a picture, all of which stand in its table as well. */
export type Plot =
  | {
      readonly kind: 'bars'
      readonly x: string
      readonly bars: readonly { readonly label: string; readonly value: number | null }[]
    }
  | {
      /** each row in parts */
      readonly kind: 'shares'
      readonly x: string
      readonly columns: readonly string[]
      readonly rows: readonly { readonly label: string; readonly counts: readonly Shown[] }[]
    }
  | {
      readonly kind: 'intervals'
      readonly x: string
      readonly intervals: readonly {
        readonly label: string
        readonly value: number
        readonly low: number
        readonly high: number
      }[]
    }
  | {
      readonly kind: 'steps'
      readonly x: string
      readonly y: string
      readonly lines: readonly {
        readonly label: string
        readonly points: readonly { readonly x: number; readonly y: number }[]
      }[]
    }
  | {
      readonly kind: 'layers'
      readonly x: string
      readonly layers: readonly {
        readonly label: string
        readonly points: readonly { readonly x: number; readonly y: number }[]
      }[]
    }

export interface Output {
  readonly title: string
  readonly table: Table | null
  /** the same numbers for another program: one in each cell, and nothing where a number is not shown */
  readonly long?: Table
  readonly plot: Plot | null
  /** findings in words, one a line */
  readonly says: readonly string[]
  /** how many it is about, and of these how many are missing in it */
  readonly n: string
  readonly missing: string
  readonly tests: string
  /** what was kept back, and why */
  readonly decision: string
}

export const shownWords = (count: Shown) => (count === null ? 'not shown' : String(count))

/** "about 190" for a count that was rounded. */
export const about = (count: Shown) => (count === null ? 'fewer than can be shown' : `about ${count}`)

export const versions = `Alongside ${version}`

/** What was kept back in a table, in words. How many for which reason is not said: it would help to work them out. */
export function decisionOn(table: Released): string {
  const all = [...table.cells.flat(), ...(table.columns ? table.rows : []), ...(table.columns ?? [])]
  const rounding = 'Counts are rounded to 5 at random, and percentages come from them.'
  if (all.every((one) => one !== null)) return `All numbers are ten or more. ${rounding}`
  return `“Not shown”: fewer than ten people, or a number that would give such a one away. ${rounding}`
}

/** Of fewer people no percentage is printed: with 20 it would be off by 20 points either way (DOMAIN, research rules). */
export const fewestForPercent = 30

/** @returns null where the whole is too small for a percentage, or a number is not shown */
export const percentOf = (part: Shown, whole: Shown): number | null =>
  whole !== null && whole >= fewestForPercent ? percentage(part, whole) : null

export const percentWords = (part: Shown, whole: Shown) => {
  const found = percentOf(part, whole)
  return found === null ? '–' : `${found} %`
}

/** A number for another program: nothing where it is not shown. */
export const bare = (count: number | null) => (count === null ? '' : String(count))

/** The same lines under every output. */
export const foot = ({
  n,
  missing,
  tests,
  decision,
}: Pick<Output, 'n' | 'missing' | 'tests' | 'decision'>): string[] => [
  `n: ${n}.`,
  `Missing: ${missing}.`,
  `Tests: ${tests}.`,
  `Versions: ${versions}.`,
  `Disclosure: ${decision}`,
  notGeneralisable,
]
