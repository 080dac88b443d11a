/** How long every kind of analysis takes on a large study, with everything told before it counted in. */
import { Analyst } from '../src/areas/studies/analysis/analyst.ts'
import type { Spell } from '../src/areas/studies/analysis/spells.ts'
import { endings, lasting, returns } from '../src/areas/studies/analysis/trajectories.ts'
import { about, type Row, type Variable } from '../src/areas/studies/analysis/variables.ts'
import { whereInEachYear } from '../src/areas/studies/analysis/year-by-year.ts'
import type { Answer } from '../src/areas/studies/questionnaires/answering.ts'
import { type Line, type Measurement, median } from './measure.ts'
import { chance } from './words.ts'

const budget = 2000
const variables = 100

export const analyses: Measurement = {
  name: 'analyses',
  about: 'Each kind of analysis on a made-up study, one after the other, each audited against all that was told before',
  run: async (size) => {
    const people = Math.min(10_000, size.large)
    const { rows, all, spells } = madeUp(people)
    const analyst = new Analyst(rows, all, 'a secret of the bench')
    const scan = median(Array.from({ length: 5 }, () => took(() => scanned(rows, all))))
    const results = kindsOf(analyst, spells).map(([what, work]) => ({ what, ms: took(work) }))
    const worst = results.reduce((most, one) => (one.ms > most.ms ? one : most))
    return [
      line(
        `the slowest of ${results.length} analyses on ${count(people)} people × ${variables} questions (${worst.what})`,
        worst.ms,
      ),
      {
        what: `the same, to a plain pass over all ${count(people * variables)} answers (${Math.round(scan)} ms)`,
        measured: `${(worst.ms / scan).toFixed(1)} ×`,
      },
      ...results.map(({ what, ms }) => line(what, ms)),
    ]
  },
}

const count = (n: number) => n.toLocaleString('en-GB')
const line = (what: string, ms: number): Line => ({
  what,
  measured: `${Math.round(ms)} ms`,
  budget: `< ${count(budget)} ms`,
  holds: ms < budget,
})

function took(work: () => unknown): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

/** The band of every answer, once: the least that anything which looks at all answers must do. */
function scanned(rows: readonly Row[], all: readonly Variable[]) {
  let found = 0
  for (const { name, bandOf } of all)
    for (const row of rows) {
      const answer = row.get(name)
      if (answer?.kind === 'answered') found += bandOf(answer.value!) ?? 0
    }
  return found
}

const named = (at: number) => `q${at}`

/** Questions of two to eight answers, ordered and not, and numbers; a tenth is not answered. */
function madeUp(people: number) {
  const next = chance(3)
  const all: Variable[] = [
    ...about,
    ...Array.from({ length: variables }, (_, at): Variable => {
      const kind = at % 5 === 0 ? 'number' : at % 2 === 0 ? 'ordered' : 'nominal'
      const bands = at === 99 ? 30 : 2 + (at % 7)
      const numberOf = (value: unknown) => Number(value)
      return {
        name: named(at),
        label: `Question ${at}`,
        kind,
        bands: Array.from({ length: bands }, (_, band) => ({ value: String(band), label: `Answer ${band}` })),
        bandOf: (value) => Math.min(bands - 1, Math.floor(Number(value))),
        numberOf,
      }
    }),
  ]
  const rows = Array.from({ length: people }, (): Row => {
    const leaning = next()
    const row = new Map<string, Answer>([
      ['arm', { kind: 'answered', value: next() < 0.5 ? 'letters' : 'places' }],
      ['mode', { kind: 'answered', value: next() < 0.7 ? 'web' : 'paper' }],
    ])
    for (const [at, { bands, kind }] of all.slice(about.length).entries()) {
      // Uneven on purpose: some answers are rare, so that much has to be kept back.
      const value = Math.min(0.999, ((next() * 2 + leaning) / 3) ** (1 + (at % 4))) * bands.length
      row.set(
        named(at),
        next() < 0.1
          ? { kind: 'skipped', value: null }
          : { kind: 'answered', value: kind === 'number' ? value : String(Math.floor(value)) },
      )
    }
    return row
  })
  const spells = rows.flatMap((_, at): Spell[] =>
    Array.from({ length: 1 + Math.floor(next() * 4) }, (): Spell => {
      const from = 1995 + Math.floor(next() * 30)
      const ended = next() < 0.6
      return {
        participant: `p${at}`,
        sourceKind: next() < 0.5 ? 'online-group' : 'helpline',
        online: next() < 0.5 ? 'online' : 'offline',
        from,
        to: ended ? Math.min(2026, from + Math.floor(next() * 12)) : null,
        state: ended ? (next() < 0.2 ? 'returned' : 'left') : 'taking-part',
        reasons: next() < 0.1 ? ['bereavement'] : ['needs'],
      }
    }),
  )
  return { rows, all, spells }
}

function kindsOf(analyst: Analyst, spells: readonly Spell[]): (readonly [string, () => unknown])[] {
  const names = Array.from({ length: variables }, (_, at) => named(at))
  const yesNo = names.filter((name) => analyst.variable(name).bands.length === 2)
  return [
    ['all questions described', () => names.map((name) => analyst.describe(name))],
    ['what is missing, of all questions', () => analyst.missing(names)],
    ['two side by side', () => analyst.cross(named(1), named(3))],
    ['two side by side, 30 by 8', () => analyst.cross(named(99), named(6))],
    ['two side by side, 8 by 8', () => analyst.cross(named(6), named(13))],
    ['forty questions by the way of answering', () => analyst.effects(names.slice(0, 40), 'mode')],
    ['a family of twenty', () => analyst.family(names.slice(0, 20).map((name, at) => [name, named(at + 40)] as const))],
    ['one question with each of the others', () => names.slice(1, 40).map((name) => analyst.cross(named(0), name))],
    ['two groups ranked', () => analyst.ranks(named(5), yesNo[1]!)],
    ['many groups ranked', () => analyst.ranks(named(10), named(13))],
    ['two numbers together', () => analyst.correlate(named(5), named(10))],
    [
      'a model of eight questions',
      () =>
        analyst.regress({
          outcome: yesNo[0]!,
          yes: '1',
          predictors: [1, 3, 5, 9, 11, 13, 15, 20].map(named),
        }),
    ],
    [
      'a model with rare events (Firth)',
      () => analyst.regress({ outcome: named(27), yes: '7', predictors: [1, 3, 5, 9, 11, 13, 15, 20].map(named) }),
    ],
    ['how long use lasts', () => lasting(analyst, spells, 2026)],
    ['what use ends by', () => endings(analyst, spells, 2026)],
    ['coming back', () => returns(analyst, spells, 2026)],
    ['who is where in each year', () => whereInEachYear(analyst, spells, 2026)],
    ['two more side by side, after all that', () => analyst.cross(named(50), named(61))],
  ]
}
