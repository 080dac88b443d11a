/**
 * What somebody can work out who holds every table that was released, of every freeze, and knows how they are made.
 * Bounds of each set of people are narrowed along every line of sums until nothing moves. A new table is tried on top of
 * what is narrowed already, so that a trial costs what the table touches, not all that was ever released.
 */
import {
  type Bounds,
  base,
  boundsOf,
  type Line,
  linesOf,
  type Released,
  type Shown,
  setsOf,
  sum,
  tells,
} from './released.ts'

/** Another freeze of the same study. How many came and went is taken as known. */
export interface Elsewhere {
  readonly released: readonly Released[]
  /** how many people of the freeze at hand are not in that one, and of that one not in the freeze at hand */
  readonly came: number
  readonly went: number
  /** how many of those who came had been left out of that one at random, and of those who went are left out now */
  readonly back?: number
  readonly left?: number
}

interface Other extends Elsewhere {
  /** put before the names of its sets */
  readonly name: string
  readonly shown: ReadonlyMap<string, Shown>
}

interface Noted {
  readonly set: string
  readonly low: number
  readonly high: number
}

/** What a table adds: bounds of sets, lines of sums, and its counts as shown. */
interface Added {
  readonly noted: readonly Noted[]
  readonly lines: readonly Line[]
  readonly shown: ReadonlyMap<string, Shown>
}

export class Ledger {
  readonly #bounds = new Map<string, Bounds>()
  readonly #lines: Line[] = []
  readonly #linesOf = new Map<string, number[]>()
  readonly #known = new Set<string>()
  readonly #shown = new Map<string, Shown>()
  readonly #others: readonly Other[]
  #told = false
  /** beginnings of the names of sets that hold people by chance besides those who truly came or went */
  readonly #mixed = new Set<string>()

  constructor(released: readonly Released[] = [], elsewhere: readonly Elsewhere[] = []) {
    this.#others = elsewhere.map((one, at) => {
      const name = `freeze ${at}: `
      const shown = new Map<string, Shown>()
      for (const table of one.released) {
        const added = addedBy(table, name)
        this.#add(added)
        for (const [set, count] of added.shown) shown.set(set, count)
      }
      return { ...one, name, shown }
    })
    for (const table of released) this.add(table)
  }

  /** Whether somebody knows already of a set that one to nine people are in it. */
  get told() {
    return this.#told
  }

  /** Take a released table in, for good. */
  add(table: Released) {
    this.#add(this.#withOthers(table))
  }

  #add(added: Added) {
    const trial = this.#tried(added)
    if (trial.told) this.#told = true
    for (const [set, bounds] of trial.moved) this.#bounds.set(set, bounds)
    for (const line of trial.lines) {
      const at = this.#lines.push(line) - 1
      this.#known.add(nameOf(line))
      for (const set of new Set([...line.parts, line.whole])) {
        const of = this.#linesOf.get(set)
        if (of) of.push(at)
        else this.#linesOf.set(set, [at])
      }
    }
    for (const [set, count] of added.shown) this.#shown.set(set, count)
  }

  /**
   * Try a table without taking it in.
   *
   * @returns whether with it somebody would know too much, and what each set of people could then be
   */
  try(table: Released): { readonly told: boolean; readonly bounds: (set: string) => Bounds } {
    const { told, bounds } = this.#tried(this.#withOthers(table))
    return { told: told || this.#told, bounds }
  }

  /** A table, with how its sets hang together with those of other freezes: there are those who came, and those who went. */
  #withOthers(table: Released): Added {
    const own = addedBy(table, '')
    const noted = [...own.noted]
    const lines = [...own.lines]
    for (const { name, shown, came, went, back = 0, left = 0 } of this.#others) {
      if (shown.size === 0) continue
      const both = [...own.shown.keys()].filter((set) => set !== 'all' && shown.has(name + set))
      const [whoCame, whoWent] = [`${name}came: `, `${name}went: `]
      for (const set of both) {
        const differs = this.#differs(own.shown.get(set)!, shown.get(name + set)!)
        noted.push({ set: whoCame + set, low: differs && went === 0 ? 1 : 0, high: came })
        noted.push({ set: whoWent + set, low: differs && came === 0 ? 1 : 0, high: went })
      }
      // How many came and went in all is taken as known, so the numbers of people in both hang together to the unit.
      for (const set of ['all', ...both]) {
        lines.push({ parts: [name + set, whoCame + set], whole: `${name}either: ${set}` })
        lines.push({ parts: [set, whoWent + set], whole: `${name}either: ${set}` })
      }
      for (const { who, many, chance } of [
        { who: whoCame, many: came, chance: back },
        { who: whoWent, many: went, chance: left },
      ]) {
        noted.push({ set: `${who}all`, low: many, high: many })
        if (both.length === 0) continue
        const alike = (prefix: string, all: number) => {
          noted.push({ set: `${prefix}all`, low: all, high: all })
          for (const { parts, whole } of own.lines)
            lines.push({ parts: parts.map((part) => prefix + part), whole: prefix + whole })
        }
        alike(who, many)
        if (chance === 0) continue
        // Who is there by chance is unknown to everybody: only the others among them are to be protected.
        const [byChance, truly] = [`${who}${chancy}`, `${who}truly `]
        alike(byChance, chance)
        alike(truly, many - chance)
        for (const set of both) {
          noted.push({ set: byChance + set, low: 0, high: chance })
          noted.push({ set: truly + set, low: 0, high: many - chance })
          lines.push({ parts: [byChance + set, truly + set], whole: who + set })
        }
        this.#mixed.add(who)
      }
    }
    return { noted, lines, shown: own.shown }
  }

  /** Sets that hold people by chance, whom nobody can name, need no protection of their own. */
  #isOfPeople(set: string) {
    if (this.#mixed.size === 0) return true
    const at = set.indexOf(': ', set.indexOf(': ') + 1)
    const [who, rest] = [set.slice(0, at + 2), set.slice(at + 2)]
    return !this.#mixed.has(who) || rest.startsWith('truly ')
  }

  /** The same people are always rounded the same way (see people.ts), so other numbers are other people. */
  #differs(one: Shown, other: Shown) {
    return one !== null && other !== null && one !== other
  }

  #tried({ noted, lines: brought, shown }: Added) {
    const moved = new Map<string, Bounds>()
    const bounds = (set: string): Bounds => moved.get(set) ?? this.#bounds.get(set) ?? { low: 0, high: Infinity }
    const numberOf = (set: string) => shown.get(set) ?? this.#shown.get(set) ?? null
    const lines = brought.filter((line) => !this.#known.has(nameOf(line)))
    const own = new Map<string, number[]>()
    for (const [at, { parts, whole }] of lines.entries())
      for (const set of new Set([...parts, whole])) {
        const of = own.get(set)
        if (of) of.push(at)
        else own.set(set, [at])
      }
    const waiting: number[] = []
    const isWaiting = new Set<number>()
    const first = this.#lines.length
    const wait = (at: number) => {
      if (isWaiting.has(at)) return
      isWaiting.add(at)
      waiting.push(at)
    }
    const touched = new Set<number>()
    const tighten = (set: string, low: number, high: number) => {
      const before = bounds(set)
      if (low <= before.low && high >= before.high) return
      moved.set(set, { low: Math.max(low, before.low), high: Math.min(high, before.high) })
      for (const at of this.#linesOf.get(set) ?? []) wait(at)
      for (const at of own.get(set) ?? []) wait(first + at)
    }
    for (const at of lines.keys()) wait(first + at)
    for (const { set, low, high } of noted) tighten(set, low, high)
    // Bounds are whole numbers and only narrow, so this ends; the limit is for hours nobody has.
    for (let steps = 0; waiting.length > 0 && steps < 1_000_000; steps++) {
      const at = waiting.shift()!
      isWaiting.delete(at)
      touched.add(at)
      narrow(at < first ? this.#lines[at]! : lines[at - first]!, bounds, tighten)
    }
    const told =
      [...moved].some(([set, one]) => !set.endsWith('all') && tells(one) && this.#isOfPeople(set)) ||
      [...touched].some((at) => {
        const line = at < first ? this.#lines[at]! : lines[at - first]!
        return this.#isOfPeople(line.whole) && togetherTell(line, bounds, numberOf)
      })
    return { told, moved, lines, bounds }
  }
}

/** In names of sets: those who are there, or are not, by chance. */
const chancy = 'by chance '

const nameOf = ({ parts, whole }: Line) => `${parts.join('+')}=${whole}`

function addedBy(table: Released, name: string): Added {
  const { cells, rows, columns, total, known, empty } = table
  const sets = setsOf(table)
  const shown = new Map<string, Shown>([[`${name}all`, total]])
  const noted: Noted[] = [{ set: `${name}all`, ...boundsOf(total) }]
  const note = (set: string, count: Shown) => {
    shown.set(name + set, count)
    noted.push({ set: name + set, ...boundsOf(count) })
  }
  for (const [i, line] of cells.entries()) for (const [j, count] of line.entries()) note(sets.cell(i, j), count)
  if (columns) {
    for (const [i, count] of rows.entries()) note(sets.row(i), count)
    for (const [j, count] of columns.entries()) note(sets.column(j), count)
  }
  for (const [i, j] of empty ?? []) noted.push({ set: name + sets.cell(i, j), low: 0, high: 0 })
  for (const [i, line] of (known ?? []).entries())
    for (const [j, count] of line.entries()) noted.push({ set: name + sets.cell(i, j), low: count, high: count })
  const lines = linesOf(table).map(({ parts, whole }) => ({
    parts: parts.map((part) => name + part),
    whole: name + whole,
  }))
  return { noted, lines, shown }
}

/** The parts of a line bound its whole, and the whole with the other parts bounds each part. */
function narrow(
  { parts, whole }: Line,
  bounds: (set: string) => Bounds,
  tighten: (set: string, low: number, high: number) => void,
) {
  let lows = 0
  let highs = 0
  let endless = 0
  for (const part of parts) {
    const { low, high } = bounds(part)
    lows += low
    if (high === Infinity) endless++
    else highs += high
  }
  tighten(whole, lows, endless > 0 ? Infinity : highs)
  const of = bounds(whole)
  for (const part of parts) {
    const { low, high } = bounds(part)
    const othersHigh = endless - (high === Infinity ? 1 : 0) > 0 ? Infinity : highs - (high === Infinity ? 0 : high)
    tighten(part, of.low - othersHigh, of.high - (lows - low))
  }
}

/** What is kept back in one line, taken together, is a set as well. */
function togetherTell({ parts, whole }: Line, bounds: (set: string) => Bounds, shown: (set: string) => Shown): boolean {
  const hidden = parts.filter((part) => bounds(part).high - bounds(part).low > 2 * (base - 1))
  if (hidden.length === 0 || hidden.length === parts.length) return false
  const seen = parts.filter((part) => !hidden.includes(part))
  const of = bounds(whole)
  const left = {
    low: Math.max(0, of.low - sum(seen.map((part) => bounds(part).high))),
    high: of.high - sum(seen.map((part) => bounds(part).low)),
  }
  if (tells(left)) return true
  // With one part seen, another number for the whole says that somebody is in the rest.
  const there = seen.filter((part) => bounds(part).high > 0)
  const [one, all] = [there.length === 1 ? shown(there[0]!) : null, shown(whole)]
  return one !== null && all !== null && one !== all && tells({ low: Math.max(1, left.low), high: left.high })
}

/**
 * Whether somebody who holds all these tables, and knows how they are made, knows of any set that 1 to 9 people are in it.
 */
export const anyTold = (tables: readonly Released[], elsewhere: readonly Elsewhere[] = []): boolean =>
  new Ledger(tables, elsewhere).told
