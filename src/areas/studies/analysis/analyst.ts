/**
 * Analyses over the people of one freeze. An analyst remembers what it has released, so that no later answer can be
 * held against an earlier one. Pure but for that memory: the same freeze and the same questions give the same output.
 */
import type { Answer } from '../questionnaires/answering.ts'
import { type Fitted, firth, logistic, varianceInflation } from '../statistics/logistic.ts'
import { kruskalWallis, mannWhitney, spearman } from '../statistics/ranks.ts'
import { benjaminiHochberg, holm } from '../statistics/several.ts'
import { type Association, associate, pSteps } from './associating.ts'
import { fewest, type Refused, type Released, release, type Shown } from './disclosure.ts'
import { about, decisionOn, type Output, percentWords, shownWords } from './output.ts'
import { collinear } from './plan.ts'
import { answerFor, bandIn, countsOf, numberIn, type Row, type Variable } from './variables.ts'

const refusals: Record<Refused['because'], string> = {
  'too few people': 'Fewer than ten people answered, so nothing is shown.',
  'too many variables': 'Two things at most can be put side by side.',
  'would tell too much': 'Nothing is shown: with what was shown before, it would give away a group of fewer than ten.',
}

const noAnswer = 'No answer'

export interface Model {
  readonly outcome: string
  /** the band of the outcome that counts as yes */
  readonly yes: string
  readonly predictors: readonly string[]
}

export class Analyst {
  readonly rows: readonly Row[]
  readonly #variables: ReadonlyMap<string, Variable>
  readonly #secret: string
  readonly #released: Released[]

  /**
   * @param released tables of this freeze that were released before
   */
  constructor(
    rows: readonly Row[],
    variables: readonly Variable[],
    secret: string,
    released: readonly Released[] = [],
  ) {
    this.rows = rows
    this.#variables = new Map(variables.map((one) => [one.name, one]))
    this.#secret = secret
    this.#released = [...released]
  }

  get released(): readonly Released[] {
    return this.#released
  }

  variable(name: string): Variable {
    const found = this.#variables.get(name)
    if (!found) throw new Error(`There is no variable "${name}".`)
    return found
  }

  #keep(table: Released) {
    const key = table.variables.join()
    const at = this.#released.findIndex(({ variables }) => variables.join() === key)
    if (at >= 0) this.#released[at] = table
    else this.#released.push(table)
  }

  /** Every table but that of the same variables. */
  #others(variables: readonly string[]) {
    return this.#released.filter((one) => one.variables.join() !== variables.join())
  }

  /** One variable: how many are in each band, with a picture. */
  describe(name: string): Output {
    const variable = this.variable(name)
    if (variable.bands.length === 0)
      return this.#nothing(variable.label, 'This question has no bands, so it cannot be counted.')
    const table = release(
      { variables: [name], counts: countsOf(this.rows, [variable]) },
      this.#secret,
      this.#others([name]),
    )
    if ('because' in table) return this.#nothing(variable.label, refusals[table.because])
    this.#keep(table)
    const labels = [...variable.bands.map(({ label }) => label), noAnswer]
    const counts = table.cells.map(([cell]) => cell ?? null)
    return {
      title: variable.label,
      table: {
        caption: variable.label,
        head: ['Answer', 'People', 'Of all'],
        rows: labels.map((label, at) => [label, shownWords(counts[at]!), percentWords(counts[at]!, table.total)]),
      },
      plot: { kind: 'bars', x: 'People', bars: labels.map((label, at) => ({ label, value: counts[at]! })) },
      says: [],
      ...this.#foot(table, 'none'),
    }
  }

  /** Two variables side by side, with the test that fits and how large the association is. */
  cross(first: string, second: string): Output {
    const found = this.#associate(first, second)
    const title = `${this.variable(first).label} · ${this.variable(second).label}`
    return 'because' in found ? this.#nothing(title, refusals[found.because]) : this.#crossed(first, second, found)
  }

  #associate(first: string, second: string): Association | Refused {
    const pair = [this.variable(first), this.variable(second)] as const
    const found = associate(this.rows, pair, this.#secret, this.#others([first, second]))
    if (!('because' in found)) this.#keep(found.table)
    return found
  }

  #crossed(first: string, second: string, { table, says }: Association): Output {
    const [one, two] = [this.variable(first), this.variable(second)]
    const across = [...two.bands.map(({ label }) => label), noAnswer]
    const down = [...one.bands.map(({ label }) => label), noAnswer]
    const cell = (count: Shown, of: Shown) => (count === null ? 'not shown' : `${count} (${percentWords(count, of)})`)
    return {
      title: `${one.label} · ${two.label}`,
      table: {
        caption: `${one.label}, by: ${two.label} Percentages are of the row.`,
        head: ['', ...across, 'All'],
        rows: [
          ...down.map((label, i) => [
            label,
            ...table.cells[i]!.map((count) => cell(count, table.rows[i]!)),
            shownWords(table.rows[i]!),
          ]),
          ['All', ...(table.columns ?? []).map(shownWords), shownWords(table.total)],
        ],
      },
      plot: null,
      says: [says ?? 'The test is not told: with these counts it would give away a group of fewer than ten.'],
      ...this.#foot(table, says ? says.split(':')[0]! : 'kept back'),
    }
  }

  /**
   * The family of tests that was set before there were data, with Holm's correction over all of them. A test whose table
   * cannot be told at all counts in the correction and says so.
   */
  family(pairs: readonly (readonly [string, string])[], correction: 'Holm' | 'Benjamini–Hochberg' = 'Holm'): Output {
    const found = pairs.map(([first, second]) => this.#associate(first, second))
    const ps = found.map((one) => ('because' in one ? null : one.p))
    const known = ps.map((p) => p ?? 1)
    const adjusted = correction === 'Holm' ? holm(known) : benjaminiHochberg(known)
    const all = release(
      { variables: ['arm'], counts: countsOf(this.rows, [this.variable('arm')]) },
      this.#secret,
      this.#others(['arm']),
    )
    return {
      title: `The ${pairs.length} associations set before, together`,
      table: {
        caption: `Each test, and its p-value after ${correction}’s correction, in steps`,
        head: ['Between', 'And', 'What is told', 'After correction'],
        rows: pairs.map(([first, second], at) => {
          const one = found[at]!
          const says = 'because' in one ? refusals[one.because] : (one.says ?? 'kept back')
          return [
            this.variable(first).label,
            this.variable(second).label,
            says,
            ps[at] === null ? 'no test' : pSteps(adjusted[at]!),
          ]
        }),
      },
      plot: null,
      says: [],
      n: 'because' in all ? 'fewer than ten' : about(all.total),
      missing: 'as in each table',
      tests: `as said in each line; ${correction} over all ${pairs.length}`,
      decision: 'P-values after correction are told in steps only.',
    }
  }

  /** A number or an ordered answer over groups: Mann–Whitney for two, Kruskal–Wallis for more. */
  ranks(outcome: string, by: string): Output {
    const [what, groups] = [this.variable(outcome), this.variable(by)]
    const title = `${what.label} · ${groups.label}`
    const values = groups.bands.map((_, band) =>
      this.rows
        .filter((row) => bandIn(row, groups) === band)
        .map((row) => numberIn(row, what))
        .filter((one) => one !== null),
    )
    const some = values.flatMap((group, at) =>
      group.length >= fewest ? [{ group, label: groups.bands[at]!.label }] : [],
    )
    const leftOut = values.filter((group) => group.length > 0 && group.length < fewest).length
    if (some.length < 2)
      return this.#nothing(title, 'Fewer than two groups have ten people or more, so they are not compared.')
    const says: string[] = []
    let test: string
    if (some.length === 2) {
      const found = mannWhitney(some[0]!.group, some[1]!.group)
      test = 'Mann–Whitney'
      says.push(
        found
          ? `${pSteps(found.p)}. One of “${some[0]!.label}” is above one of “${some[1]!.label}” in ${tens(found.superiority.value)} of 100 pairs (95 % interval ${tens(found.superiority.low)} to ${tens(found.superiority.high)}).`
          : 'Nothing varies.',
      )
    } else {
      const found = kruskalWallis(some.map(({ group }) => group))
      test = 'Kruskal–Wallis'
      says.push(
        found ? `${pSteps(found.p)}. Epsilon squared about ${found.epsilonSquared.toFixed(1)}.` : 'Nothing varies.',
      )
    }
    return { title, table: null, plot: null, says, ...this.#coarse(leftOut, test) }
  }

  /** Whether two numbers or ordered answers go up together. */
  correlate(first: string, second: string): Output {
    const [one, two] = [this.variable(first), this.variable(second)]
    const pairs = this.rows.flatMap((row) => {
      const [x, y] = [numberIn(row, one), numberIn(row, two)]
      return x === null || y === null ? [] : [[x, y] as const]
    })
    const title = `${one.label} · ${two.label}`
    if (pairs.length < 2 * fewest)
      return this.#nothing(title, 'Fewer than twenty people answered both, so they are not compared.')
    const found = spearman(
      pairs.map(([x]) => x),
      pairs.map(([, y]) => y),
    )
    const says = found
      ? [
          `${pSteps(found.p)}. Spearman’s rho about ${found.rho.toFixed(1)} (95 % interval ${found.low.toFixed(1)} to ${found.high.toFixed(1)}).`,
        ]
      : ['One of them does not vary.']
    return { title, table: null, plot: null, says, ...this.#coarse(0, 'Spearman') }
  }

  /** A yes or no explained by others, with odds ratios; Firth's penalised likelihood where events are few or groups apart. */
  regress({ outcome, yes, predictors }: Model): Output {
    const what = this.variable(outcome)
    const title = `${what.label} (${yes}), explained`
    if (predictors.filter((one) => collinear.includes(one)).length > 2)
      return this.#nothing(
        title,
        'Parents’ age, children’s age and years since diagnosis say much the same. Choose two of them at most.',
      )
    const yesBand = what.bands.findIndex(({ value }) => value === yes)
    const chosen = predictors.map((name) => this.variable(name))
    const complete = this.rows.filter(
      (row) => bandIn(row, what) !== null && chosen.every((one) => valueIn(row, one) !== null),
    )
    const y = complete.map((row) => (bandIn(row, what) === yesBand ? 1 : 0))
    const events = y.reduce<number>((total, one) => total + one, 0)
    if (events < fewest || y.length - events < fewest)
      return this.#nothing(title, 'Fewer than ten said yes, or fewer than ten said no. That is too few for a model.')
    const terms = chosen.flatMap((one) => termsOf(one, complete))
    if (terms.some(({ people }) => people < fewest))
      return this.#nothing(title, 'A group in it has fewer than ten people. Leave it out, or choose wider bands.')
    const design = complete.map((row) => terms.map(({ value }) => value(row)))
    // Ten events for each coefficient is the usual rule (Peduzzi 1996); below it Firth's version is steadier.
    const few = Math.min(events, y.length - events) < 10 * terms.length
    const plain = few ? null : logistic(design, y)
    const fit = plain && !('because' in plain) ? plain : firth(design, y)
    if ('because' in fit)
      return this.#nothing(title, 'Two of these say exactly the same, so they cannot be told apart.')
    const inflation = varianceInflation(design)
    return this.#model(title, terms, fit, inflation)
  }

  #model(title: string, terms: readonly Term[], fit: Fitted, inflation: readonly number[] | null): Output {
    const two = (n: number) => (Number.isFinite(n) && n < 1e4 ? n.toPrecision(2) : 'very large')
    return {
      title,
      table: {
        caption: 'Odds ratios with 95 % intervals',
        head: ['', 'Odds ratio', '95 % interval', 'p', 'VIF'],
        rows: terms.map(({ label }, at) => {
          const one = fit.coefficients[at + 1]!
          return [
            label,
            two(one.oddsRatio),
            `${two(one.low)} to ${two(one.high)}`,
            pSteps(one.p),
            inflation ? inflation[at]!.toFixed(1) : '–',
          ]
        }),
      },
      plot: null,
      says: [`The whole model: ${pSteps(fit.overall.p)}.`],
      ...this.#coarse(0, `logistic regression by ${fit.method}`),
      n: `about ${Math.round(fit.n / 5) * 5} with an answer to all of these`,
    }
  }

  /** What kind of answer each question got, for the table of what is missing. */
  missing(names: readonly string[]): Output {
    const kinds: Answer['kind'][] = ['answered', 'dont know', 'rather not say', 'skipped', 'not asked', 'illegible']
    const rows = names.map((name) => {
      const variable = this.variable(name)
      const counts = kinds.map((kind) => [this.rows.filter((row) => answerFor(row, variable).kind === kind).length])
      const table = release({ variables: [`kind of ${name}`], counts }, this.#secret, this.#others([`kind of ${name}`]))
      if ('because' in table) return [variable.label, ...kinds.map(() => 'not shown')]
      this.#keep(table)
      return [variable.label, ...table.cells.map(([cell]) => shownWords(cell ?? null))]
    })
    return {
      title: 'What was answered, and what was not',
      table: {
        caption: 'Kinds of answer to each question',
        head: ['Question', 'Answered', 'Don’t know', 'Rather not say', 'Skipped', 'Not asked', 'Illegible'],
        rows,
      },
      plot: null,
      says: [],
      n: about(this.#total()),
      missing: 'is what this table is about',
      tests: 'none',
      decision: 'Counts under ten are not shown, and others are rounded to 5.',
    }
  }

  #total(): Shown {
    const all = release({ variables: ['arm'], counts: countsOf(this.rows, [this.variable('arm')]) }, this.#secret, [])
    return 'because' in all ? null : all.total
  }

  #foot(table: Released, tests: string) {
    const missing = table.columns
      ? 'the lines and columns named “No answer”'
      : shownWords(table.cells.at(-1)?.[0] ?? null)
    return { n: about(table.total), missing, tests, decision: decisionOn(table) }
  }

  #coarse(leftOut: number, tests: string) {
    return {
      n: about(this.#total()),
      missing: leftOut > 0 ? `${leftOut} groups of fewer than ten are left out` : 'whoever did not answer both',
      tests,
      decision: 'Told in steps and whole numbers only, so that nobody can be worked out.',
    }
  }

  #nothing(title: string, because: string): Output {
    return {
      title,
      table: null,
      plot: null,
      says: [because],
      n: about(this.#total()),
      missing: '–',
      tests: 'none',
      decision: because,
    }
  }
}

const tens = (share: number) => String(Math.round(share * 20) * 5)

/** What a row has for a regression: a number, an ordered place, or a band. */
const valueIn = (row: Row, variable: Variable) =>
  variable.kind === 'nominal' ? bandIn(row, variable) : numberIn(row, variable)

interface Term {
  readonly label: string
  readonly people: number
  readonly value: (row: Row) => number
}

/** Numbers and ordered answers go in as they are; a nominal one as a yes or no for each band but the largest. */
function termsOf(variable: Variable, rows: readonly Row[]): Term[] {
  if (variable.kind !== 'nominal')
    return [
      { label: `${variable.label} (for each step up)`, people: rows.length, value: (row) => numberIn(row, variable)! },
    ]
  const counts = variable.bands.map((_, band) => rows.filter((row) => bandIn(row, variable) === band).length)
  const largest = counts.indexOf(Math.max(...counts))
  return variable.bands.flatMap(({ label }, band) =>
    band === largest || counts[band] === 0
      ? []
      : [
          {
            label: `${variable.label} ${label}, against ${variable.bands[largest]!.label}`,
            people: counts[band]!,
            value: (row: Row) => (bandIn(row, variable) === band ? 1 : 0),
          },
        ],
  )
}
