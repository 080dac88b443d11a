/** A yes or no explained by others: logistic regression, told so that no model can be subtracted from another. */
import { type Fitted, firth, logistic, varianceInflation } from '../statistics/logistic.ts'
import { type Analyst, withoutTenWords } from './analyst.ts'
import { pSteps } from './associating.ts'
import { about, type Output } from './output.ts'
import { withoutTen } from './people.ts'
import { collinear } from './plan.ts'
import { fewest } from './released.ts'
import { bandIn, numberIn, type Row, type Variable } from './variables.ts'

export interface Model {
  readonly outcome: string
  /** the band of the outcome that counts as yes */
  readonly yes: string
  readonly predictors: readonly string[]
}

interface Term {
  readonly label: string
  readonly value: (row: Row) => number
}

/** What a row has for a regression: a number, an ordered place, or a band. */
const valueIn = (row: Row, variable: Variable) =>
  isGrouped(variable) ? bandIn(row, variable) : numberIn(row, variable)

/**
 * Fit a model, or say why not. It stands on those who answered everything in it, without ten of them who are left out at
 * random: two models with one predictor more or less are then about people who differ by up to ten that nobody knows,
 * so that no difference says that one to nine people are somewhere. Source of the rule: Lucero and others 2011, the drop-q
 * rule of the Census Bureau's Microdata Analysis System. Groups in which fewer than ten said yes, or fewer than ten no, are left out.
 */
export function explain(analyst: Analyst, { outcome, yes, predictors }: Model): Output {
  const what = analyst.variable(outcome)
  const yesBand = what.bands.findIndex(({ value }) => value === yes)
  const title = `${what.label} (${what.bands[yesBand]?.label ?? yes}), explained`
  const refusal = whyNot(outcome, predictors, yesBand)
  if (refusal) return analyst.nothing(title, refusal)
  const chosen = predictors.map((name) => analyst.variable(name))
  const { shown, rows } = analyst.complete(
    [outcome, ...predictors],
    (row) => bandIn(row, what) !== null && chosen.every((one) => valueIn(row, one) !== null),
  )
  const few = 'Too few people answered all of these for a model.'
  if (shown === null || rows.length < 3 * fewest) return analyst.nothing(title, few)
  const kept = withoutTen(
    rows.map((at) => analyst.keys[at]!),
    analyst.secret,
  )
  const { people, groups } = inLargeGroups(
    kept.map((at) => analyst.rows[rows[at]!]!),
    (row) => bandIn(row, what) === yesBand,
    chosen,
  )
  const y = people.map((row) => (bandIn(row, what) === yesBand ? 1 : 0))
  const events = y.reduce<number>((total, one) => total + one, 0)
  if (events < fewest || y.length - events < fewest)
    return analyst.nothing(title, 'Too few said yes, or too few said no, for a model.')
  if ([...groups.values()].some((some) => some.length < 2))
    return analyst.nothing(title, 'One of these questions has no two groups that are large enough. Leave it out.')
  const terms = chosen.flatMap((one) => termsOf(one, groups.get(one) ?? null, people))
  const design = people.map((row) => terms.map(({ value }) => value(row)))
  const fit = fitted(design, y, events, terms.length)
  if (!fit) return analyst.nothing(title, 'Two of these say exactly the same, so they cannot be told apart.')
  return {
    ...modelled(title, terms, fit, varianceInflation(design)),
    n: `${about(shown)} with an answer to all of these`,
    missing: 'whoever did not answer all of these',
    decision: `${withoutTenWords} No group in it has fewer than ten who said yes, or fewer than ten who said no.`,
  }
}

function whyNot(outcome: string, predictors: readonly string[], yesBand: number): string | null {
  if (yesBand < 0) return 'Choose the answer that counts as yes.'
  if (predictors.length === 0) return 'Choose at least one question that may explain it.'
  if (predictors.includes(outcome)) return 'A question cannot explain itself.'
  if (predictors.length > 8) return 'Choose eight questions at most.'
  if (predictors.filter((one) => collinear.includes(one)).length > 2)
    return 'Parents’ age, children’s age and years since diagnosis say much the same. Choose two of them at most.'
  return null
}

/** Ten events for each coefficient is the usual rule (Peduzzi 1996); below it Firth's version is steadier. */
function fitted(design: number[][], y: readonly number[], events: number, terms: number): Fitted | null {
  const few = Math.min(events, y.length - events) < 10 * terms
  const plain = few ? null : logistic(design, y)
  const fit = plain && !('because' in plain) ? plain : firth(design, y)
  return 'because' in fit ? null : fit
}

/** Answers that go in as groups; others go in as a number. */
const isGrouped = ({ kind, bands }: Variable) => kind === 'nominal' || bands.length === 2

/**
 * The people whose groups hold ten who said yes and ten who said no. A group that is too small is left out with its people,
 * and nothing tells it from one that is empty.
 *
 * @returns for each question that goes in as groups, the bands that are left
 */
function inLargeGroups(all: readonly Row[], saidYes: (row: Row) => boolean, chosen: readonly Variable[]) {
  const groups = new Map(chosen.filter(isGrouped).map((one) => [one, one.bands.map((_, band) => band)]))
  let people = all
  for (let moved = true; moved; ) {
    moved = false
    for (const [variable, bands] of groups) {
      const counts = variable.bands.map(() => [0, 0])
      for (const row of people) counts[bandIn(row, variable)!]![saidYes(row) ? 1 : 0]!++
      const large = bands.filter((band) => counts[band]!.every((one) => one >= fewest))
      if (large.length === bands.length) continue
      groups.set(variable, large)
      people = people.filter((row) => large.includes(bandIn(row, variable)!))
      moved = true
    }
  }
  return { people, groups }
}

function modelled(title: string, terms: readonly Term[], fit: Fitted, inflation: readonly number[] | null) {
  const rows = terms.map(({ label }, at) => ({ label, ...fit.coefficients[at + 1]!, vif: inflation?.[at] ?? null }))
  const two = (n: number) =>
    Number.isFinite(n) && n < 1e4 && n > 1e-4 ? n.toPrecision(2) : n < 1 ? 'near 0' : 'no end'
  const caption = 'Odds ratios with 95 % intervals. VIF says how much a line repeats the others: 1 is not at all.'
  return {
    title,
    table: {
      caption,
      head: ['', 'Odds ratio', '95 % interval', 'p', 'VIF'],
      rows: rows.map(({ label, oddsRatio, low, high, p, vif }) => [
        label,
        two(oddsRatio),
        `${two(low)} to ${two(high)}`,
        pSteps(p),
        vif?.toFixed(1) ?? '–',
      ]),
    },
    long: {
      caption,
      head: ['term', 'odds_ratio', 'low', 'high', 'p', 'vif'],
      rows: rows.map(({ label, oddsRatio, low, high, p, vif }) => [
        label,
        oddsRatio.toPrecision(2),
        low.toPrecision(2),
        high.toPrecision(2),
        pSteps(p),
        vif?.toFixed(1) ?? '',
      ]),
    },
    plot: {
      kind: 'intervals' as const,
      x: 'Odds ratio (1: no link)',
      intervals: rows.map(({ label, oddsRatio, low, high }) => ({
        label,
        value: Number(oddsRatio.toPrecision(2)),
        low: Number(low.toPrecision(2)),
        high: Number(high.toPrecision(2)),
      })),
    },
    says: [`The whole model: ${pSteps(fit.overall.p)}.`, ...rows.flatMap(inWords)],
    tests: `logistic regression by ${fit.method}`,
  }
}

/** A line in words where its interval lies on one side of 1. */
function inWords({ label, low, high }: { readonly label: string; readonly low: number; readonly high: number }) {
  if (low > 1) return [`${label}: more often yes, the others in it being equal.`]
  if (high < 1) return [`${label}: less often yes, the others in it being equal.`]
  return []
}

/** Numbers and ordered answers go in as they are; groups as a yes or no for each but the largest. */
function termsOf(variable: Variable, groups: readonly number[] | null, rows: readonly Row[]): Term[] {
  if (!groups) return [{ label: `${variable.label} (for each step up)`, value: (row) => numberIn(row, variable)! }]
  const count = (band: number) => rows.filter((row) => bandIn(row, variable) === band).length
  const largest = groups.reduce((most, one) => (count(one) > count(most) ? one : most))
  return groups
    .filter((band) => band !== largest)
    .map((band) => ({
      label: `${variable.label} ${variable.bands[band]!.label}, against ${variable.bands[largest]!.label}`,
      value: (row) => (bandIn(row, variable) === band ? 1 : 0),
    }))
}
