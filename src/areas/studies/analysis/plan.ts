/**
 * The plan of analysis: what will be looked at, and how, written before there are answers. Fixed, it never changes; a
 * later version says how many had answered by then. Pure.
 */
import { z } from 'zod'
import type { Variable } from './variables.ts'

const Name = z.string().regex(/^[a-z][a-z0-9_]{0,79}$/, 'Choose a question.')
const Pair = z.tuple([Name, Name])
export type Pair = z.infer<typeof Pair>

const Model = z.strictObject({
  outcome: Name,
  /** the answer that counts as yes */
  yes: z.string().max(60),
  predictors: z.array(Name).min(1).max(4),
})
export type Model = z.infer<typeof Model>

/** What analysis_plan.content holds. */
export const Plan = z.strictObject({
  /** the family set before: Holm's correction covers these */
  family: z.array(Pair).max(30),
  /** logistic regressions */
  models: z.array(Model).max(20),
  /** looked at without a guess: Benjamini–Hochberg's correction covers these, and it is said that they explore */
  exploring: z.array(Pair).max(60).default([]),
})
export type Plan = z.infer<typeof Plan>

export const emptyPlan: Plan = { family: [], models: [], exploring: [] }

/** The seed's five associations. */
export const seedPlan: Plan = {
  family: [
    ['age', 'peer_ever'],
    ['child_age', 'peer_ever'],
    ['years_since', 'peer_ever'],
    ['years_since', 'peer_benefit'],
    ['money', 'blog_ever'],
  ],
  models: [
    { outcome: 'peer_ever', yes: 'yes', predictors: ['age', 'years_since'] },
    { outcome: 'blog_ever', yes: 'yes', predictors: ['money', 'education'] },
  ],
  exploring: [],
}

/** Older parents have older children, diagnosed longer ago: at most two of these together (DOMAIN, research rules). */
export const collinear: readonly string[] = ['age', 'child_age', 'years_since']

const same = ([a, b]: Pair, [c, d]: Pair) => (a === c && b === d) || (a === d && b === c)
export const hasPair = (pairs: readonly Pair[], pair: Pair) => pairs.some((one) => same(one, pair))

/** Why a pair cannot be planned; null when it can. */
export function pairFault([first, second]: Pair, variables: readonly Variable[]): string | null {
  const known = new Set(variables.map(({ name }) => name))
  for (const name of [first, second])
    if (!known.has(name)) return `“${name}” is not in the questionnaire, or cannot be counted.`
  return first === second ? 'Choose two questions that differ.' : null
}

/** Why a model cannot be planned; null when it can. */
export function modelFault({ outcome, yes, predictors }: Model, variables: readonly Variable[]): string | null {
  const known = new Map(variables.map((one) => [one.name, one]))
  const what = known.get(outcome)
  if (!what) return `“${outcome}” is not in the questionnaire, or cannot be counted.`
  if (!what.bands.some(({ value }) => value === yes)) return `“${yes}” is no answer to “${outcome}”.`
  for (const name of predictors)
    if (!known.has(name)) return `“${name}” is not in the questionnaire, or cannot be counted.`
  if (predictors.includes(outcome)) return 'Nothing can explain itself. Choose another question.'
  if (new Set(predictors).size < predictors.length) return 'Choose each question once.'
  if (predictors.filter((name) => collinear.includes(name)).length > 2)
    return 'Age, the child’s age and the years since the diagnosis rise together. Choose two of them at most.'
  return null
}

/** What in a plan the questionnaire cannot answer, a sentence each. */
export const planFaults = ({ family, models, exploring }: Plan, variables: readonly Variable[]): string[] =>
  [
    ...[...family, ...exploring].map((pair) => pairFault(pair, variables)),
    ...models.map((model) => modelFault(model, variables)),
  ].filter((fault) => fault !== null)

/** The part of a plan that a questionnaire can answer. */
export const planFor = (plan: Plan, variables: readonly Variable[]): Plan => ({
  family: plan.family.filter((pair) => !pairFault(pair, variables)),
  models: plan.models.filter((model) => !modelFault(model, variables)),
  exploring: plan.exploring.filter((pair) => !pairFault(pair, variables)),
})

/**
 * What every output says of the plan it stands on.
 *
 * @param answersByThen how many had begun to answer when it was fixed; under ten is never told as a number
 */
export function planWords({ version, answersByThen }: { version: number; answersByThen: number }): string {
  if (answersByThen === 0) return `Plan ${version} was fixed before anybody had answered.`
  if (answersByThen < 10) return `Plan ${version} was fixed when fewer than 10 people had answered.`
  return `Plan ${version} was fixed when about ${Math.round(answersByThen / 5) * 5} people had answered.`
}
