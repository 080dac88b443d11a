/**
 * The three families of report that the study behind all this found missing (DOMAIN, finding by finding):
 * who uses it, how it fits into wider support, and information sources. Pure: the browser and the command line
 * write the same output from the same freeze.
 */
import type { Analyst } from './analyst.ts'
import type { Output } from './output.ts'
import type { Plan } from './plan.ts'
import { endings, lasting, returns, type Spell, whereInEachYear } from './trajectories.ts'

export { type Plan, seedPlan } from './plan.ts'

export interface Family {
  readonly name: string
  readonly about: string
  readonly outputs: readonly Output[]
}

/** What every report needs besides the analyst: spells, and the year they are told in. */
export interface Told {
  readonly spells: readonly Spell[]
  readonly thisYear: number
  readonly secret: string
}

const has = (analyst: Analyst, ...names: readonly string[]) =>
  names.every((name) => {
    try {
      return analyst.variable(name) !== undefined
    } catch {
      return false
    }
  })

/** Every report that these answers allow; what a questionnaire does not ask is left out. */
export function reportOf(analyst: Analyst, plan: Plan, { spells, thisYear, secret }: Told): Family[] {
  const some = (wanted: readonly (readonly [readonly string[], () => Output])[]) =>
    wanted.flatMap(([names, make]) => (has(analyst, ...names) ? [make()] : []))
  const describe = (name: string) => [[name], () => analyst.describe(name)] as const
  const cross = (one: string, two: string) => [[one, two], () => analyst.cross(one, two)] as const
  const family = plan.family.filter((pair) => has(analyst, ...pair))
  return [
    {
      name: 'Who uses it',
      about: 'Who has ever used online peer support, who stopped, and who never did.',
      outputs: [
        ...(family.length > 0 ? [analyst.family(family)] : []),
        ...some([
          describe('peer_ever'),
          cross('age', 'peer_ever'),
          cross('child_age', 'peer_ever'),
          cross('years_since', 'peer_ever'),
          cross('years_since', 'peer_benefit'),
          cross('education', 'peer_ever'),
          cross('uses_internet', 'peer_ever'),
          [['peer_benefit', 'years_since'], () => analyst.correlate('years_since', 'peer_benefit')],
          describe('never_why__did_not_know'),
          describe('never_why__enough'),
          describe('never_why__not_online'),
        ]),
        ...plan.models
          .filter(({ outcome, predictors }) => has(analyst, outcome, ...predictors))
          .map((model) => analyst.regress(model)),
        ...some([cross('arm', 'peer_ever'), cross('mode', 'peer_ever')]),
      ],
    },
    {
      name: 'How it fits',
      about: 'How online and offline support go together, over time, and why people stop and return.',
      outputs: [
        ...some([
          describe('moved'),
          describe('moved_back'),
          ...['helpline', 'local_group', 'clinic', 'family', 'parents', 'meet_up'].map((kind) =>
            describe(`offline_same__${kind}`),
          ),
        ]),
        lasting(spells, thisYear),
        endings(spells, thisYear),
        returns(spells, thisYear),
        whereInEachYear(spells, thisYear, secret),
      ],
    },
    {
      name: 'Information sources',
      about: 'Which sources people used, for what, and with what benefit.',
      outputs: some([
        describe('blog_ever'),
        cross('money', 'blog_ever'),
        cross('education', 'blog_ever'),
        ...['online_group', 'social_media', 'blog', 'website', 'helpline', 'local_group', 'clinic', 'print'].map(
          (kind) => describe(`ever__${kind}`),
        ),
        ...['information', 'talk', 'practical', 'equipment', 'rights'].map((need) => describe(`peer_for__${need}`)),
        [['peer_ever', 'age', 'money', 'blog_ever'], () => analyst.missing(['age', 'money', 'peer_ever', 'blog_ever'])],
      ]),
    },
  ]
}
