/**
 * Analyses over the people of one freeze. An analyst remembers what it has released, so that no later answer can be
 * held against an earlier one. Pure but for that memory: the same freeze and the same questions give the same output.
 */
import { howChanged } from './changing.ts'
import { rankGroups, rankTogether } from './comparing.ts'
import { crossTwo, families, tableOf } from './crossing.ts'
import { describeOne, missingIn } from './describing.ts'
import { marginsOf, peopleName, type Refused, type Released, release, rounded, type Shown } from './disclosure.ts'
import { type Elsewhere, Ledger } from './ledger.ts'
import { explain, type Model } from './modelling.ts'
import { about, type Output } from './output.ts'
import { keysOf } from './people.ts'
import { fewest, type Question } from './released.ts'
import { bandsOf, countedIn, type Row, type Variable } from './variables.ts'

export type { Model } from './modelling.ts'

export const refusals: Record<Refused['because'], string> = {
  'too few people': 'Fewer than ten people answered, so nothing is shown.',
  'too many variables': 'Two things at most can be put side by side.',
  'would tell too much': 'Nothing is shown: with what was shown before, it would give away a group of fewer than ten.',
}

export const noAnswer = 'No answer'

/** What an analyst may know besides the rows. */
export interface Around {
  /** who the rows are, in their order: the same person in two freezes is then known to be the same */
  readonly people?: readonly string[]
  /** other freezes of the same study */
  readonly elsewhere?: readonly Elsewhere[]
  readonly joined?: Joined
}

/** Rows that are the same person in two waves, the earlier first. */
export interface Joined {
  /** what these people are called where they are counted: another name in each freeze */
  readonly name: string
  readonly pairs: readonly (readonly [number, number])[]
}

export class Analyst {
  readonly rows: readonly Row[]
  readonly secret: string
  /** a number for each row; see people.ts */
  readonly keys: readonly number[]
  readonly ledger: Ledger
  readonly #variables: ReadonlyMap<string, Variable>
  readonly #released: Released[]
  readonly #bands = new Map<string, number[]>()
  readonly joined: Joined
  #fresh: Released[] = []

  /**
   * @param released tables of this freeze that were released before
   */
  constructor(
    rows: readonly Row[],
    variables: readonly Variable[],
    secret: string,
    released: readonly Released[] = [],
    { people = rows.map((_, at) => String(at)), elsewhere = [], joined = { name: 'joined', pairs: [] } }: Around = {},
  ) {
    this.rows = rows
    this.secret = secret
    this.keys = keysOf(secret, people)
    this.joined = joined
    this.ledger = new Ledger(released, elsewhere)
    this.#variables = new Map(variables.map((one) => [one.name, one]))
    this.#released = [...released]
  }

  /** Everything that was released of this freeze. */
  get released(): readonly Released[] {
    return this.#released
  }

  /** What this analyst itself has released, to be stored before it is shown. */
  get fresh(): readonly Released[] {
    return this.#fresh
  }

  has(name: string): boolean {
    return this.#variables.has(name)
  }

  variable(name: string): Variable {
    const found = this.#variables.get(name)
    if (!found) throw new Error(`There is no variable "${name}".`)
    return found
  }

  /** The band of each row. */
  bands(variable: Variable): readonly number[] {
    const known = this.#bands.get(variable.name)
    if (known) return known
    const made = bandsOf(this.rows, variable)
    this.#bands.set(variable.name, made)
    return made
  }

  /** Exact counts of one or two variables; never to be shown. */
  counted(first: Variable, second?: Variable) {
    const size = (one: Variable) => one.bands.length + 1
    const other = second ? { bands: this.bands(second), size: size(second) } : null
    return countedIn(this.bands(first), size(first), other, this.keys)
  }

  /** The table of these variables that was released before, if one was. */
  releasedOf(variables: readonly string[]): Released | undefined {
    return this.#released.find((one) => one.variables.join() === variables.join())
  }

  /**
   * A table as it may leave: as it was released before, or released now. `keep` it to have it counted.
   * The tables of each of two variables alone are released with it: they are its margins.
   */
  release(question: Question): Released | Refused {
    const before = this.releasedOf(question.variables)
    if (before || question.variables.length === 1) return before ?? release(question, this.secret, this.ledger)
    const [rows, columns] = marginsOf(question).map((one) => this.releaseAndKeep(one)) as
      | [Released, Released]
      | [Refused]
    if ('because' in rows) return rows
    if (!columns || 'because' in columns) return columns ?? rows
    return release({ ...question, alone: [rows, columns] }, this.secret, this.ledger)
  }

  /** Remember a table that is told. */
  keep(table: Released): Released {
    if (this.#released.includes(table)) return table
    const before = this.releasedOf(table.variables)
    if (before) this.#released.splice(this.#released.indexOf(before), 1)
    this.#released.push(table)
    this.#fresh = [...this.#fresh.filter((one) => one.variables.join() !== table.variables.join()), table]
    this.ledger.add(table)
    return table
  }

  releaseAndKeep(question: Question): Released | Refused {
    const table = this.release(question)
    return 'because' in table ? table : this.keep(table)
  }

  /** How many of the rows have answers to all of some questions, as it may leave. */
  complete(names: readonly string[], has: (row: Row) => boolean): { readonly shown: Shown; readonly rows: number[] } {
    const rows = [...this.rows.keys()].filter((at) => has(this.rows[at]!))
    const inIt = new Set(rows)
    const bands = this.rows.map((_, at) => (inIt.has(at) ? 0 : 1))
    const variables = [`answered: ${[...names].sort().join(' + ')}`]
    const table = this.releaseAndKeep({ variables, ...countedIn(bands, 2, null, this.keys) })
    return { shown: 'because' in table ? null : (table.cells[0]![0] ?? null), rows }
  }

  /** How the same people answered in two waves. */
  changed(name: string): Output {
    return howChanged(this, this.variable(name))
  }

  /** How many people the freeze has, as it may leave. */
  get total(): Shown {
    return rounded(this.rows.length, this.secret, peopleName(this.keys))
  }

  /** A count of people, rounded as these people always are. */
  round(count: number, keys: readonly number[]): Shown {
    return rounded(count, this.secret, peopleName(keys))
  }

  describe(name: string): Output {
    return describeOne(this, this.variable(name))
  }

  /** What kind of answer each question got, for the table of what is missing. */
  missing(names: readonly string[]): Output {
    return missingIn(
      this,
      names.map((name) => this.variable(name)),
    )
  }

  /** Two variables side by side, with the test that fits and how large the association is. */
  cross(first: string, second: string): Output {
    return crossTwo(this, this.variable(first), this.variable(second))
  }

  /**
   * The family of tests that was set before there were data, with Holm's correction over all of them. A test whose table
   * cannot be told at all counts in the correction and says so.
   */
  family(pairs: readonly (readonly [string, string])[]): Output {
    return families(this, this.#pairs(pairs), {
      title: `The ${pairs.length} associations set before, together`,
      correction: 'Holm',
    })
  }

  /** Pairs that are only looked at, without a guess: it is said that they explore, and corrected as Benjamini and Hochberg say. */
  exploring(pairs: readonly (readonly [string, string])[]): Output {
    return families(this, this.#pairs(pairs), {
      title: 'Looked at to explore, without a guess',
      correction: 'Benjamini–Hochberg',
    })
  }

  /** Whether answers differ by one thing, such as how they were given: each tested, corrected as Benjamini and Hochberg say. */
  effects(names: readonly string[], by: string): Output {
    return families(this, this.#pairs(names.map((name) => [name, by] as const)), {
      title: `Do answers differ? ${this.variable(by).label}`,
      correction: 'Benjamini–Hochberg',
    })
  }

  #pairs(pairs: readonly (readonly [string, string])[]) {
    return pairs.map(([first, second]) => [this.variable(first), this.variable(second)] as const)
  }

  /** The table of two variables as it may leave, for what is worked out from its numbers as shown. */
  crossed(first: Variable, second: Variable): Released | Refused {
    return tableOf(this, first, second)
  }

  /** A number or an ordered answer over groups: Mann–Whitney for two, Kruskal–Wallis for more. */
  ranks(outcome: string, by: string): Output {
    return rankGroups(this, this.variable(outcome), this.variable(by))
  }

  /** Whether two numbers or ordered answers go up together. */
  correlate(first: string, second: string): Output {
    return rankTogether(this, this.variable(first), this.variable(second))
  }

  /** A yes or no explained by others, with odds ratios; Firth's penalised likelihood where events are few. */
  regress(model: Model): Output {
    return explain(this, model)
  }

  /** An output that tells nothing, and why. */
  nothing(title: string, because: string): Output {
    return {
      title,
      table: null,
      plot: null,
      says: [because],
      n: about(this.total),
      missing: 'nothing is told',
      tests: 'none',
      decision: because,
    }
  }
}

/** What is said of everything finer than a count. */
export const withoutTenWords = `${fewest} people were left out at random, so that no two such results can be subtracted.`
