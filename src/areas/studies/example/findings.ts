/** The findings of the made-up study: frozen, asked and kept by the analysis, as a researcher asks on its pages. */
import type { Community } from '../../../kit/community.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { ask } from '../analysis/asking.ts'
import { freeze } from '../analysis/freezing.ts'
import { type Kept, keptOutput } from '../analysis/kept-outputs.ts'
import { notGeneralisable } from '../analysis/output.ts'
import { familyNames } from '../analysis/report.ts'
import { asResearch } from '../wall.ts'
import { directionsTold, mostAlsoOffline } from './directions-told.ts'
import type { Effects } from './generating-model.ts'
import type { Hand } from './hands.ts'
import { type Talks, talksOf } from './talks.ts'

export interface Findings {
  readonly title: string
  /** what stands at the very top: that it is made up, the seed, and how it was made */
  readonly synthetic: readonly string[]
  /** the seed's directions, a sentence each */
  readonly directions: readonly string[]
  /** how many answered; the plan's family and models; the three families of report; and what the last direction rests on */
  readonly kept: readonly Kept[]
  readonly talks: Talks
}

/** Freeze, and ask for everything. */
export async function findingsOf(
  community: Community,
  researcher: Hand,
  study: { readonly id: string; readonly slug: string; readonly title: string },
  { seed, effects, now }: { readonly seed: number; readonly effects: Effects; readonly now: Date },
): Promise<Findings> {
  const of = { study: study.slug }
  await researcher.does(freeze, of, now)
  const asked = async (what: object) => {
    const id = await researcher.does(ask, { ...of, ...what }, now)
    const kept = await asResearch(community, (db) => keptOutput(db, study, id))
    if (isRefusal(kept)) throw new Error(kept.because)
    return kept
  }
  // The plan comes first: what is told later may be kept back for its sake, and not the other way round.
  const plan = await asked({ what: 'plan' })
  const reports: Kept[] = []
  for (const name of familyNames) reports.push(await asked({ what: 'report', name }))
  const offline = await asked({ what: 'cross', first: 'peer_ever', second: 'offline_same__helpline' })
  const response = await asked({ what: 'response' })
  const help = await asked({ what: 'together', first: 'years_since', second: 'peer_benefit' })
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
    directions: [...directionsTold(plan, help), mostAlsoOffline(offline)],
    kept: [response, plan, ...reports, offline],
    talks: await talksOf(community, study.id),
  }
}
