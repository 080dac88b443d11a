/**
 * Every routine against what R says, kept in fixtures/from-r.json with R's version. To make them again:
 * Rscript bench/r/statistics.R > src/areas/studies/statistics/fixtures/from-r.json
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { cohensKappa } from './agreement.ts'
import { type Fitted, firth, logistic, type NotFitted, varianceInflation } from './logistic.ts'
import { signs } from './paired.ts'
import { kruskalWallis, mannWhitney, spearman } from './ranks.ts'
import { benjaminiHochberg, holm } from './several.ts'
import { cumulativeIncidence, kaplanMeier, meanReturns } from './survival.ts'
import { chiSquare, cramersV, difference, fisher, oddsRatio, trend, wilson } from './tables.ts'

interface Case {
  readonly routine: string
  readonly name: string
  readonly input: never
  readonly expected: unknown
}

const { from, cases } = JSON.parse(readFileSync(path.join(import.meta.dirname, 'fixtures', 'from-r.json'), 'utf8')) as {
  from: string
  cases: Case[]
}

const closed = 1e-8
const iterative = 1e-6

/** Each routine in the shape in which R's answer was kept, and how close it must come. */
const routines: Record<string, readonly [run: (input: never) => unknown, relative: number]> = {
  chiSquare: [chiSquare, closed],
  cramersV: [(t) => cramersV(t), closed],
  fisher: [(t) => fisher(t), closed],
  trend: [({ yes, of }: { yes: number[]; of: number[] }) => trend(yes, of), closed],
  wilson: [([yes, of]: [number, number]) => wilson(yes, of), closed],
  difference: [([a, m, b, n]: [number, number, number, number]) => difference(a, m, b, n), closed],
  oddsRatio: [oddsRatio, closed],
  signs: [({ up, down }: { up: number; down: number }) => signs(up, down), closed],
  mannWhitney: [
    ({ first, second }: { first: number[]; second: number[] }) => {
      const found = mannWhitney(first, second)
      return (
        found && {
          ...found,
          superiority: found.superiority.value,
          low: found.superiority.low,
          high: found.superiority.high,
        }
      )
    },
    closed,
  ],
  kruskalWallis: [kruskalWallis, closed],
  spearman: [({ xs, ys }: { xs: number[]; ys: number[] }) => spearman(xs, ys), closed],
  holm: [holm, closed],
  benjaminiHochberg: [benjaminiHochberg, closed],
  logistic: [({ design, y }: { design: number[][]; y: number[] }) => columns(logistic(design, y)), iterative],
  firth: [({ design, y }: { design: number[][]; y: number[] }) => columns(firth(design, y)), iterative],
  varianceInflation: [varianceInflation, closed],
  kaplanMeier: [
    (all) => {
      const steps = kaplanMeier(all, 0)
      const column = (name: keyof (typeof steps)[number]) => steps.map((step) => step[name])
      return Object.fromEntries(
        (['time', 'atRisk', 'survival', 'standardError', 'low', 'high'] as const).map((name) => [name, column(name)]),
      )
    },
    closed,
  ],
  cumulativeIncidence: [
    (all) => {
      const steps = cumulativeIncidence(all, 2, 0)
      return {
        time: steps.map(({ time }) => time),
        first: steps.map(({ incidence }) => incidence[0]),
        second: steps.map(({ incidence }) => incidence[1]),
      }
    },
    closed,
  ],
  meanReturns: [
    (all) => {
      const steps = meanReturns(all, 0)
      return { time: steps.map(({ time }) => time), mean: steps.map(({ mean }) => mean) }
    },
    closed,
  ],
  cohensKappa: [({ first, second }: { first: string[]; second: string[] }) => cohensKappa(first, second), closed],
}

function columns(fit: Fitted | NotFitted) {
  if ('because' in fit) return fit
  const column = (name: keyof Fitted['coefficients'][number]) => fit.coefficients.map((one) => one[name])
  return {
    estimate: column('estimate'),
    standardError: column('standardError'),
    p: column('p'),
    low: column('low'),
    high: column('high'),
    logLikelihood: fit.logLikelihood,
    overall: fit.overall.p,
  }
}

/** Where two differ by more than is allowed, in words. R's NaN is kept as null. */
function differences(ours: unknown, theirs: unknown, relative: number, where = ''): string[] {
  if (theirs === null)
    return ours === null || (typeof ours === 'number' && !Number.isFinite(ours))
      ? []
      : [`${where}: ${JSON.stringify(ours)} and not nothing`]
  if (typeof theirs === 'number') {
    if (typeof ours !== 'number') return [`${where}: ${JSON.stringify(ours)} and not ${theirs}`]
    const near = Math.abs(ours - theirs) <= relative * Math.max(Math.abs(theirs), 1e-6)
    return near ? [] : [`${where}: ${ours} and not ${theirs} (off by ${Math.abs(ours / theirs - 1).toExponential(1)})`]
  }
  if (typeof theirs === 'string') return ours === theirs ? [] : [`${where}: ${JSON.stringify(ours)} and not ${theirs}`]
  if (ours === null || typeof ours !== 'object') return [`${where}: ${JSON.stringify(ours)}`]
  if (Array.isArray(theirs) && (ours as unknown[]).length !== theirs.length)
    return [`${where}: ${(ours as unknown[]).length} and not ${theirs.length} long`]
  return Object.entries(theirs as object).flatMap(([name, value]) =>
    differences((ours as Record<string, unknown>)[name], value, relative, `${where}.${name}`),
  )
}

test(`what R was asked is kept with its version: ${from}`, () => {
  assert.match(from, /^R version \d/)
  assert.ok(cases.length > 80)
  assert.deepEqual(new Set(cases.map(({ routine }) => routine)), new Set(Object.keys(routines)))
})

for (const { routine, name, input, expected } of cases)
  test(`${routine} agrees with R: ${name}`, () => {
    const [run, relative] = routines[routine]!
    const drawn = routine === 'fisher' ? fisher(input)?.drawn : null
    if (drawn) {
      // Too many tables to walk: within four standard errors of R's exact answer.
      const { p } = expected as { p: number }
      assert.ok(Math.abs(fisher(input)!.p - p) < 4 * Math.sqrt((p * (1 - p)) / drawn))
      return
    }
    assert.deepEqual(differences(run(input), expected, relative), [])
  })
