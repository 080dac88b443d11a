/** Numbers and ordered answers: over groups, and two together. What is told is finer than counts, so ten are left out. */
import { kruskalWallis, mannWhitney, spearman } from '../statistics/ranks.ts'
import { type Analyst, withoutTenWords } from './analyst.ts'
import { pSteps } from './associating.ts'
import { about, fewestForPercent, type Output } from './output.ts'
import { withoutTen } from './people.ts'
import { fewest } from './released.ts'
import { bandIn, numberIn, type Variable } from './variables.ts'

/** Numbers that can be ranked. */
export const canBeRanked = ({ kind }: Variable) => kind !== 'nominal'

const told = 'P-values are told in steps, and sizes are rounded.'

/** Who answered both, ten of them left out at random; null when too few are left. */
function thoseWithBoth(analyst: Analyst, names: readonly string[], has: Parameters<Analyst['complete']>[1]) {
  const { shown, rows } = analyst.complete(names, has)
  if (shown === null || rows.length < 3 * fewest) return null
  const kept = withoutTen(
    rows.map((at) => analyst.keys[at]!),
    analyst.secret,
  )
  return { shown, rows: kept.map((at) => rows[at]!) }
}

const tooFew = 'Fewer than thirty people answered both, so they are not compared.'

/** A number or an ordered answer over groups: Mann–Whitney for two, Kruskal–Wallis for more. */
export function rankGroups(analyst: Analyst, what: Variable, groups: Variable): Output {
  const title = `${what.label} · ${groups.label}`
  if (what.name === groups.name) return analyst.nothing(title, 'Choose two different questions.')
  const both = thoseWithBoth(
    analyst,
    [what.name, groups.name],
    (row) => bandIn(row, groups) !== null && numberIn(row, what) !== null,
  )
  if (!both) return analyst.nothing(title, tooFew)
  const values = groups.bands.map((): number[] => [])
  for (const at of both.rows) values[bandIn(analyst.rows[at]!, groups)!]!.push(numberIn(analyst.rows[at]!, what)!)
  const some = values.flatMap((group, at) =>
    group.length >= fewest ? [{ group, label: groups.bands[at]!.label }] : [],
  )
  if (some.length < 2)
    return analyst.nothing(title, 'Fewer than two groups are large enough, so they are not compared.')
  const says: string[] = []
  const test = some.length === 2 ? 'Mann–Whitney' : 'Kruskal–Wallis'
  if (some.length === 2) {
    const [one, two] = some as [(typeof some)[0], (typeof some)[0]]
    const found = mannWhitney(one.group, two.group)
    says.push(
      found
        ? `${test}: ${pSteps(found.p)}. ${
            both.shown >= fewestForPercent
              ? `One of “${one.label}” is above one of “${two.label}” in ${tens(found.superiority.value)} of 100 pairs (95 % interval ${tens(found.superiority.low)} to ${tens(found.superiority.high)}).`
              : ''
          }`.trim()
        : 'Nothing varies.',
    )
  } else {
    const found = kruskalWallis(some.map(({ group }) => group))
    says.push(
      found
        ? `${test}: ${pSteps(found.p)}. Epsilon squared about ${found.epsilonSquared.toFixed(1)}, from 0 (no difference) to 1.`
        : 'Nothing varies.',
    )
  }
  says.push(`Compared: ${some.map(({ label }) => `“${label}”`).join(', ')}.`)
  const leftOut = groups.bands.length - some.length
  return {
    title,
    table: null,
    plot: null,
    says,
    n: `${about(both.shown)} who answered both`,
    missing: `whoever did not answer both${leftOut > 0 ? `; and ${leftOut} groups that are too small or empty` : ''}`,
    tests: test,
    decision: `${withoutTenWords} ${told}`,
  }
}

/** Whether two numbers or ordered answers go up together. */
export function rankTogether(analyst: Analyst, one: Variable, two: Variable): Output {
  const title = `${one.label} · ${two.label}`
  if (one.name === two.name) return analyst.nothing(title, 'Choose two different questions.')
  const both = thoseWithBoth(
    analyst,
    [one.name, two.name],
    (row) => numberIn(row, one) !== null && numberIn(row, two) !== null,
  )
  if (!both) return analyst.nothing(title, tooFew)
  const valuesOf = (variable: Variable) => both.rows.map((at) => numberIn(analyst.rows[at]!, variable)!)
  const found = spearman(valuesOf(one), valuesOf(two))
  const words = (rho: number) =>
    Math.abs(rho) < 0.15
      ? 'They hardly go together.'
      : rho > 0
        ? 'As one goes up, the other tends to go up.'
        : 'As one goes up, the other tends to go down.'
  return {
    title,
    table: null,
    plot: null,
    says: found
      ? [
          `Spearman: ${pSteps(found.p)}. Rho about ${tenth(found.rho)} (95 % interval ${tenth(found.low)} to ${tenth(found.high)}).`,
          words(Number(tenth(found.rho))),
        ]
      : ['One of them does not vary.'],
    n: `${about(both.shown)} who answered both`,
    missing: 'whoever did not answer both',
    tests: 'Spearman',
    decision: `${withoutTenWords} ${told}`,
  }
}

const tens = (share: number) => String(Math.round(share * 20) * 5)
const tenth = (value: number) => (Math.round(value * 10) / 10 + 0).toFixed(1)
