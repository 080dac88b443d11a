/** The seed's directions, and which of them some answers show. Nothing here is a size. Pure. */
import { testOf } from '../analysis/associating.ts'
import { answeredPart, answerFor, bandIn, countsOf, numberIn, type Row, type Variable } from '../analysis/variables.ts'
import { spearman } from '../statistics/ranks.ts'
import { holm } from '../statistics/several.ts'

export type Sign = -1 | 0 | 1
export type Pair = readonly [string, string]

export interface Direction {
  readonly pair: Pair
  /** the two, as they are named where nothing may be told */
  readonly between: string
  /** as the seed has it: whether both go up together */
  readonly seed: Sign
  /** said when both go up together, when one goes down as the other goes up, and when no test finds anything */
  readonly says: Readonly<Record<'1' | '-1' | '0', string>>
}

/** The five associations of the pre-set family, in its order. */
export const directions: readonly Direction[] = [
  {
    pair: ['age', 'peer_ever'],
    between: 'A parent’s age, and ever using online peer support',
    seed: -1,
    says: {
      '-1': 'More of the younger parents had ever used online peer support.',
      '1': 'More of the older parents had ever used online peer support.',
      '0': 'No link was found: the parent’s age, and use of online peer support.',
    },
  },
  {
    pair: ['child_age', 'peer_ever'],
    between: 'The child’s age, and ever using online peer support',
    seed: -1,
    says: {
      '-1': 'The younger the child, the more parents had ever used online peer support.',
      '1': 'The older the child, the more parents had ever used online peer support.',
      '0': 'No link was found: the child’s age, and use of online peer support.',
    },
  },
  {
    pair: ['years_since', 'peer_ever'],
    between: 'Years since the diagnosis, and ever using online peer support',
    seed: -1,
    says: {
      '-1': 'The fewer years since the diagnosis, the more parents had ever used online peer support.',
      '1': 'The more years since the diagnosis, the more parents had ever used online peer support.',
      '0': 'No link was found: years since the diagnosis, and use of online peer support.',
    },
  },
  {
    pair: ['years_since', 'peer_benefit'],
    between: 'Years since the diagnosis, and how much it helped',
    seed: -1,
    says: {
      '-1': 'With fewer years since the diagnosis, parents gained more from it.',
      '1': 'With more years since the diagnosis, parents gained more from it.',
      '0': 'No link was found: years since the diagnosis, and how much it helped.',
    },
  },
  {
    pair: ['money', 'blog_ever'],
    between: 'Money, and ever reading a blog about caring',
    seed: 1,
    says: {
      '1': 'More of those with more money had read a blog about caring.',
      '-1': 'More of those with less money had read a blog about caring.',
      '0': 'No link was found: money, and reading a blog about caring.',
    },
  },
]

/** A place in an order: yes is above no, and whoever has died has no age. */
function placeIn(row: Row, variable: Variable): number | null {
  if (answerFor(row, variable).value === 'died') return null
  const yes = variable.bands.findIndex(({ value }) => value === 'yes')
  const band = bandIn(row, variable)
  if (yes < 0 || variable.bands.length !== 2) return numberIn(row, variable)
  return band === null ? null : Number(band === yes)
}

/** Whether two go up together (1), or one down as the other goes up (−1). */
export function signOf(rows: readonly Row[], [one, two]: readonly [Variable, Variable]): Sign {
  const pairs = rows.flatMap((row) => {
    const [x, y] = [placeIn(row, one), placeIn(row, two)]
    return x === null || y === null ? [] : [[x, y] as const]
  })
  const found = spearman(
    pairs.map(([x]) => x),
    pairs.map(([, y]) => y),
  )
  return Math.sign(found?.rho ?? 0) as Sign
}

type Found = readonly { readonly direction: Direction; readonly found: Sign }[]

/** Which way each of the five goes; 0 where the family of tests finds nothing after Holm's correction. Exact: it never leaves. */
export function directionsIn(rows: readonly Row[], variables: readonly Variable[]): Found {
  const named = (name: string) => variables.find((one) => one.name === name)!
  const pairs = directions.map(({ pair: [one, two] }) => [named(one), named(two)] as const)
  const adjusted = holm(pairs.map((pair) => testOf(answeredPart(countsOf(rows, pair)), pair)?.p ?? 1))
  return directions.map((direction, at) => ({ direction, found: adjusted[at]! < 0.05 ? signOf(rows, pairs[at]!) : 0 }))
}

/** Those who ever used online peer support, and of them those who used something away from the internet as well. */
export function alsoOffline(rows: readonly Row[]): { readonly online: number; readonly both: number } {
  const online = rows.filter((row) => row.get('peer_ever')?.value === 'yes')
  const both = online.filter((row) => {
    const value = row.get('offline_same')?.value
    return Array.isArray(value) && value.length > 0
  })
  return { online: online.length, both: both.length }
}
