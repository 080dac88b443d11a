/**
 * The three families of report that the study behind all this found missing (DOMAIN, finding by finding):
 * who uses it, how it fits into wider support, and information sources. Pure: the browser and the command line
 * write the same output from the same freeze.
 */
import type { Analyst } from './analyst.ts'
import type { Output } from './output.ts'
import type { Plan } from './plan.ts'
import type { Spell } from './spells.ts'
import { endings, lasting, returns } from './trajectories.ts'
import { whereInEachYear } from './year-by-year.ts'

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
  /** not needed any more */
  readonly secret?: string
}

const has = (analyst: Analyst, ...names: readonly string[]) => names.every((name) => analyst.has(name))

export const familyNames = ['Who uses it', 'How it fits', 'Information sources'] as const
export type FamilyName = (typeof familyNames)[number]

/** Every report that these answers allow; what a questionnaire does not ask is left out. */
export const reportOf = (analyst: Analyst, plan: Plan, told: Told): Family[] =>
  familyNames.map((name) => familyOf(name, analyst, plan, told))

/** One of the three. */
export function familyOf(name: FamilyName, analyst: Analyst, plan: Plan, told: Told): Family {
  switch (name) {
    case 'Who uses it':
      return whoUsesIt(analyst, plan)
    case 'How it fits':
      return howItFits(analyst, told)
    case 'Information sources':
      return sources(analyst)
  }
}

type Wanted = readonly [readonly string[], () => Output]
const some = (analyst: Analyst, wanted: readonly Wanted[]) =>
  wanted.flatMap(([names, make]) => (has(analyst, ...names) ? [make()] : []))
const describe = (analyst: Analyst, name: string): Wanted => [[name], () => analyst.describe(name)]
const cross = (analyst: Analyst, one: string, two: string): Wanted => [[one, two], () => analyst.cross(one, two)]

function whoUsesIt(analyst: Analyst, plan: Plan): Family {
  const family = plan.family.filter((pair) => has(analyst, ...pair))
  const exploring = plan.exploring.filter((pair) => has(analyst, ...pair))
  return {
    name: 'Who uses it',
    about: 'Who has ever used online peer support, who stopped, and who never did.',
    outputs: [
      ...(family.length > 0 ? [analyst.family(family)] : []),
      ...some(analyst, [
        describe(analyst, 'peer_ever'),
        cross(analyst, 'age', 'peer_ever'),
        cross(analyst, 'child_age', 'peer_ever'),
        cross(analyst, 'years_since', 'peer_ever'),
        cross(analyst, 'years_since', 'peer_benefit'),
        cross(analyst, 'education', 'peer_ever'),
        cross(analyst, 'uses_internet', 'peer_ever'),
        [['peer_benefit', 'years_since'], () => analyst.correlate('years_since', 'peer_benefit')],
        ...['did_not_know', 'enough', 'not_online'].map((why) => describe(analyst, `never_why__${why}`)),
      ]),
      ...plan.models
        .filter(({ outcome, predictors }) => has(analyst, outcome, ...predictors))
        .map((model) => analyst.regress(model)),
      ...some(analyst, [cross(analyst, 'arm', 'peer_ever'), cross(analyst, 'mode', 'peer_ever')]),
      ...(exploring.length > 0 ? [analyst.exploring(exploring)] : []),
    ],
  }
}

const sameReasons = ['helpline', 'local_group', 'clinic', 'family', 'parents', 'meet_up']

const howItFits = (analyst: Analyst, { spells, thisYear }: Told): Family => ({
  name: 'How it fits',
  about: 'How online and offline support go together, over time, and why people stop and return.',
  outputs: [
    ...some(analyst, [
      describe(analyst, 'moved'),
      describe(analyst, 'moved_back'),
      ...sameReasons.map((kind) => describe(analyst, `offline_same__${kind}`)),
    ]),
    lasting(analyst, spells, thisYear),
    endings(analyst, spells, thisYear),
    returns(analyst, spells, thisYear),
    whereInEachYear(analyst, spells, thisYear),
  ],
})

const sourceKinds = [
  'online_group',
  'social_media',
  'blog',
  'website',
  'helpline',
  'local_group',
  'clinic',
  'print',
] as const
const needs = ['information', 'talk', 'practical', 'equipment', 'rights'] as const

const sources = (analyst: Analyst): Family => ({
  name: 'Information sources',
  about: 'Which sources people used, for what, and with what benefit.',
  outputs: some(analyst, [
    describe(analyst, 'blog_ever'),
    cross(analyst, 'money', 'blog_ever'),
    cross(analyst, 'education', 'blog_ever'),
    ...sourceKinds.map((kind) => describe(analyst, `ever__${kind}`)),
    ...needs.map((need) => describe(analyst, `peer_for__${need}`)),
    [['peer_ever', 'age', 'money', 'blog_ever'], () => analyst.missing(['age', 'money', 'peer_ever', 'blog_ever'])],
  ]),
})
