/**
 * How the same people answered in two waves. No table of the two is told: its people are few among those of every other table,
 * and no ledger of ours bounds what is left between them (docs/decisions/0241). So only a test in steps leaves, with ten left out.
 */
import { signs } from '../statistics/paired.ts'
import { type Analyst, withoutTenWords } from './analyst.ts'
import { pSteps } from './associating.ts'
import { canBeRanked } from './comparing.ts'
import { about, fewestForPercent, type Output } from './output.ts'
import { withoutTen } from './people.ts'
import { fewest } from './released.ts'
import { bandIn, countedIn, numberIn, type Row, type Variable } from './variables.ts'

/** Answers that can go up or down. */
export const canChange = (one: Variable) => canBeRanked(one) || one.bands.length === 2

export function howChanged(analyst: Analyst, what: Variable): Output {
  const title = `${what.label} · Then and now`
  const { name, pairs } = analyst.joined
  const answered = pairs.flatMap(([earlier, later]) => {
    const [then, now] = [placeIn(analyst.rows[earlier]!, what), placeIn(analyst.rows[later]!, what)]
    return then === null || now === null ? [] : [{ earlier, later, moved: Math.sign(now - then) }]
  })
  const inIt = new Set(answered.map(({ later }) => later))
  const counted = analyst.releaseAndKeep({
    variables: [`${name}: ${what.name}`],
    ...countedIn(
      analyst.rows.map((_, at) => (inIt.has(at) ? 0 : 1)),
      2,
      null,
      analyst.keys,
    ),
  })
  const shown = 'because' in counted ? null : (counted.cells[0]![0] ?? null)
  if (shown === null || shown < 3 * fewest)
    return analyst.nothing(title, 'Too few people joined two answers to this, so nothing is told.')
  const kept = withoutTen(
    answered.map(({ earlier, later }) => (analyst.keys[earlier]! + analyst.keys[later]!) % 2 ** 32),
    analyst.secret,
  ).map((at) => answered[at]!.moved)
  const [up, down] = [kept.filter((moved) => moved > 0).length, kept.filter((moved) => moved < 0).length]
  const test = what.bands.length === 2 ? 'McNemar’s exact test' : 'Sign test, exact'
  const found = signs(up, down)
  const says = found
    ? [`${test}: ${pSteps(found.p)}.`, ...inWords(what, { up, down, p: found.p }), ...share(what, shown, up, down)]
    : ['Nobody’s answer changed, or too few did.']
  return {
    title,
    table: null,
    plot: null,
    says: [...says, 'Only people who joined their answers are in it. Others may have changed in another way.'],
    n: `${about(shown)} who answered both times`,
    missing: 'whoever answered once, or did not join the two',
    tests: test,
    decision: `${withoutTenWords} P-values are told in steps, and no counts.`,
  }
}

/** Of two answers, which; of more, how far up. */
const placeIn = (row: Row, what: Variable) => (what.bands.length === 2 ? bandIn(row, what) : numberIn(row, what))

/** In plain words; nothing more is said than the step. */
function inWords({ bands }: Variable, { up, down, p }: { up: number; down: number; p: number }): string[] {
  if (p >= 0.05) return ['No clear change is seen. That does not show that there is none.']
  const most = up > down
  return bands.length === 2
    ? [`More went to “${bands[most ? 1 : 0]!.label}” than to “${bands[most ? 0 : 1]!.label}”.`]
    : [`More went ${most ? 'up' : 'down'} than ${most ? 'down' : 'up'}.`]
}

/** How one-sided the changes are, where enough changed: in tenths. */
function share({ bands }: Variable, shown: number, up: number, down: number): string[] {
  if (shown < fewestForPercent || up + down < 3 * fewest) return []
  const where = bands.length === 2 ? `to “${bands[1]!.label}”` : 'up'
  return [`Of those whose answer changed, about ${Math.round((10 * up) / (up + down))} in 10 went ${where}.`]
}
