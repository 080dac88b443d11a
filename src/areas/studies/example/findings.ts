/** The findings of the made-up study: what its page says, in the terminal and in the browser alike. */
import type { Analyst } from '../analysis/analyst.ts'
import { notGeneralisable, type Output } from '../analysis/output.ts'
import { type Family, type Plan, reportOf } from '../analysis/report.ts'
import type { Spell } from '../analysis/trajectories.ts'
import type { Variable } from '../analysis/variables.ts'
import { directionsTold } from './directions.ts'
import type { Effects } from './generating-model.ts'
import type { Talks } from './talks.ts'

export interface Findings {
  readonly title: string
  /** what stands at the very top: that it is made up, the seed, and how it was made */
  readonly synthetic: readonly string[]
  /** the seed's directions, a sentence each */
  readonly directions: readonly string[]
  readonly rates: Output
  readonly families: readonly Family[]
  readonly talks: Talks
}

/** Which of those who used online support used something away from the internet for the same reasons. */
export const anyOffline: Variable = {
  name: 'offline_same__any',
  label: 'Away from the internet, for the same reasons: any of these',
  kind: 'nominal',
  bands: [
    { value: 'no', label: 'No' },
    { value: 'yes', label: 'Yes' },
  ],
  bandOf: (value) => (Array.isArray(value) && value.length > 0 ? 1 : 0),
  numberOf: (value) => (Array.isArray(value) && value.length > 0 ? 1 : 0),
}

export function findingsOf(
  analyst: Analyst,
  plan: Plan,
  about: {
    readonly seed: number
    readonly effects: Effects
    readonly spells: readonly Spell[]
    readonly thisYear: number
    readonly secret: string
    readonly rates: Output
    readonly talks: Talks
  },
): Findings {
  const { seed, effects, rates, talks, ...told } = about
  // The pre-set family comes first: what is told later may be kept back for its sake, not the other way round.
  const directions = directionsTold(analyst).map(({ direction, found }) =>
    found === null
      ? `${direction.says['0'].replace('Nothing was found', 'Whether there is anything')} is kept back, to protect the few.`
      : direction.says[`${found}`],
  )
  return {
    title: 'Findings of a made-up study: Support in our lives',
    synthetic: [
      'Synthetic. Everybody here is made up. No answer was given by anyone, and no size was taken from anywhere.',
      `Made with seed ${seed} by the model in docs/synthetic-cohort.md, ${
        effects === 'seed'
          ? 'with the directions of the study that Alongside grew out of'
          : 'without any effect: what is found here is chance'
      }.`,
      notGeneralisable,
    ],
    directions: [...directions, mostAlsoOffline(analyst)],
    rates,
    families: reportOf(analyst, plan, told),
    talks,
  }
}

/** From two released tables alone. */
function mostAlsoOffline(analyst: Analyst): string {
  const yes = (name: string) => {
    analyst.describe(name)
    return analyst.released.find(({ variables }) => variables.join() === name)?.cells[1]?.[0] ?? null
  }
  analyst.describe('peer_ever')
  const peer = analyst.released.find(({ variables }) => variables.join() === 'peer_ever')?.cells[0]?.[0] ?? null
  const both = yes(anyOffline.name)
  if (peer === null || both === null)
    return 'How many online users also used offline sources is kept back, to protect the few.'
  return both > peer / 2
    ? 'Most of those who used online peer support also used offline sources for the same reasons.'
    : 'Most of those who used online peer support used no offline source for the same reasons.'
}
