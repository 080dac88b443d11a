/** From a question to what is told: pure, so that the browser and the command line tell the same. */
import type { Analyst } from './analyst.ts'
import { type Asked, namesIn } from './asked.ts'
import { canChange } from './changing.ts'
import { canBeRanked } from './comparing.ts'
import { type Membership, membershipAgainst } from './membership.ts'
import type { Output } from './output.ts'
import { familyOf, type Plan } from './report.ts'
import { type GivenOut, responseOf } from './response.ts'
import type { Spell } from './spells.ts'
import { endings, lasting, returns } from './trajectories.ts'
import { whereInEachYear } from './year-by-year.ts'

/** What the answer to some questions needs besides the analyst. */
export interface Beside {
  readonly plan: Plan
  readonly spells: readonly Spell[]
  readonly thisYear: number
  readonly membership: Membership | null
  readonly givenOut: readonly GivenOut[]
}

export interface Answered {
  readonly title: string
  readonly outputs: readonly Output[]
}

const one = (output: Output): Answered => ({ title: output.title, outputs: [output] })

/** Why a question cannot be asked of this questionnaire, by field; null when it can. */
export function whyNotAsked(asked: Asked, analyst: Analyst): { field: string; because: string } | null {
  const unknown = namesIn(asked).find((name) => !analyst.has(name))
  const fields = Object.entries(asked)
  if (unknown) {
    const field = fields.find(([, value]) => [value].flat().includes(unknown))![0]
    return { field, because: 'This questionnaire has no such question.' }
  }
  if (asked.what === 'compare' && !canBeRanked(analyst.variable(asked.outcome)))
    return { field: 'outcome', because: 'Choose a number, or answers that go from less to more.' }
  if (asked.what === 'changed' && !canChange(analyst.variable(asked.question)))
    return { field: 'question', because: 'Choose a yes or no, a number, or answers that go from less to more.' }
  if (asked.what === 'together')
    for (const field of ['first', 'second'] as const)
      if (!canBeRanked(analyst.variable(asked[field])))
        return { field, because: 'Choose a number, or answers that go from less to more.' }
  if ('second' in asked && asked.first === asked.second)
    return { field: 'second', because: 'Choose another question than the first.' }
  if (asked.what === 'compare' && asked.outcome === asked.by)
    return { field: 'by', because: 'Choose another question than the first.' }
  if (asked.what === 'explain') {
    if (!analyst.variable(asked.outcome).bands.some(({ value }) => value === asked.yes))
      return { field: 'yes', because: 'Choose the answer that counts as yes.' }
    if (asked.predictors.includes(asked.outcome))
      return { field: 'predictors', because: 'A question cannot explain itself.' }
  }
  return null
}

export function answerTo(asked: Asked, analyst: Analyst, beside: Beside): Answered {
  const { plan, spells, thisYear, membership, givenOut } = beside
  switch (asked.what) {
    case 'describe':
      return one(analyst.describe(asked.question))
    case 'changed':
      return one(analyst.changed(asked.question))
    case 'cross':
      return one(analyst.cross(asked.first, asked.second))
    case 'compare':
      return one(analyst.ranks(asked.outcome, asked.by))
    case 'together':
      return one(analyst.correlate(asked.first, asked.second))
    case 'explain':
      return one(analyst.regress(asked))
    case 'ways':
      return one(analyst.effects(asked.questions, 'mode'))
    case 'arms':
      return one(analyst.effects(asked.questions, 'arm'))
    case 'missing':
      return one(analyst.missing(asked.questions))
    case 'response':
      return one(responseOf(analyst, givenOut))
    case 'plan':
      return planned(analyst, plan)
    case 'time':
      return one({ lasting, endings, returns, years: whereInEachYear }[asked.curve](analyst, spells, thisYear))
    case 'report': {
      const { name, outputs } = familyOf(asked.name, analyst, plan, { spells, thisYear })
      return { title: name, outputs }
    }
    case 'membership':
      return one(membershipAgainst(analyst, membership, asked.field, analyst.variable(asked.question)))
  }
}

function planned(analyst: Analyst, { family, models, exploring }: Plan): Answered {
  const asked = ([first, second]: readonly [string, string]) => analyst.has(first) && analyst.has(second)
  const pairs = family.filter(asked)
  const further = exploring.filter(asked)
  const outputs = [
    ...(pairs.length > 0 ? [analyst.family(pairs), ...pairs.map((pair) => analyst.cross(...pair))] : []),
    ...models
      .filter(({ outcome, predictors }) => [outcome, ...predictors].every((name) => analyst.has(name)))
      .map((model) => analyst.regress(model)),
    ...(further.length > 0 ? [analyst.exploring(further)] : []),
  ]
  const title = 'What was planned'
  return {
    title,
    outputs: outputs.length > 0 ? outputs : [analyst.nothing(title, 'No plan fits the questions of this study.')],
  }
}
