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

/** How many were kept back in a table, in words. */
export function decisionOn(table: Released): string {
  const hidden = [...table.cells.flat(), ...(table.columns ? table.rows : []), ...(table.columns ?? [])].filter(
    (one) => one === null,
  )
  const rounding = 'Counts are rounded to 5 at random, and percentages come from them.'
  if (hidden.length === 0) return `All cells have ten or more. ${rounding}`
  const also = table.alsoKeptBack > 0 ? ` ${table.alsoKeptBack} of them to protect others.` : ''
  return `${hidden.length} numbers are not shown: fewer than ten people, or they would give such a number away.${also} ${rounding}`
}

export const percentWords = (part: Shown, whole: Shown) => {
  const found = percentage(part, whole)
  return found === null ? 'not shown' : `${found} %`
}

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
