/** Linear programming for tests: the least and the most that an unknown can be, all unknowns being 0 or more. */

export interface Limit {
  /** unknown → how many times it counts */
  readonly of: ReadonlyMap<number, number>
  readonly low: number
  readonly high: number
}

const tiny = 1e-8

/** What can be, given some limits; asked again and again from where the last answer stood. Dantzig's simplex, dense. */
export class Programme {
  /** each row: its coefficients, then what it is equal to */
  readonly #rows: Float64Array[] = []
  readonly #basis: number[] = []
  readonly #width: number
  /** from this column on they are artificial, and stay out once they are out */
  readonly #artificial: number
  #pushed = false

  constructor(unknowns: number, limits: readonly Limit[]) {
    const lines = limits.flatMap(({ of, low, high }) => [
      ...(low === high ? [{ of, is: low, slack: 0 }] : []),
      ...(low !== high && high < Infinity ? [{ of, is: high, slack: 1 }] : []),
      ...(low !== high && low > 0 ? [{ of, is: low, slack: -1 }] : []),
    ])
    const slacks = lines.filter(({ slack }) => slack !== 0).length
    this.#artificial = unknowns + slacks
    this.#width = this.#artificial + lines.length + 1
    let slackAt = unknowns
    for (const [at, { of, is, slack }] of lines.entries()) {
      const row = new Float64Array(this.#width)
      const sign = is < 0 ? -1 : 1
      for (const [unknown, times] of of) row[unknown] = times * sign
      if (slack !== 0) row[slackAt] = slack * sign
      row[this.#width - 1] = is * sign
      row[this.#artificial + at] = 1
      const own = slack * sign > 0 ? slackAt : this.#artificial + at
      if (slack !== 0) slackAt++
      this.#rows.push(row)
      this.#basis.push(own)
    }
    const cost = new Float64Array(this.#width)
    cost.fill(1, this.#artificial, this.#width - 1)
    if (this.#minimise(cost) > 1e-5) throw new Error('Nothing can be so.')
    this.#pushOut()
  }

  /** @returns the least and the most an unknown can be */
  leastAndMost(unknown: number): { readonly least: number; readonly most: number } {
    const cost = new Float64Array(this.#width)
    cost[unknown] = 1
    const least = this.#minimise(cost)
    cost[unknown] = -1
    return { least, most: -this.#minimise(cost) }
  }

  /** Artificial ones that are in the basis at nothing are exchanged, or their rows say nothing and go. */
  #pushOut() {
    for (let at = this.#rows.length - 1; at >= 0; at--) {
      if (this.#basis[at]! < this.#artificial) continue
      const row = this.#rows[at]!
      let column = -1
      for (let j = 0; j < this.#artificial && column < 0; j++) if (Math.abs(row[j]!) > 1e-6) column = j
      if (column >= 0) this.#pivot(at, column)
      else {
        this.#rows.splice(at, 1)
        this.#basis.splice(at, 1)
      }
    }
    this.#pushed = true
  }

  #pivot(at: number, column: number) {
    const row = this.#rows[at]!
    const by = row[column]!
    for (let j = 0; j < row.length; j++) row[j]! /= by
    for (const other of this.#rows) {
      const times = other[column]!
      if (other === row || times === 0) continue
      for (let j = 0; j < row.length; j++) other[j]! -= times * row[j]!
    }
    this.#basis[at] = column
  }

  #minimise(cost: Float64Array): number {
    const last = this.#width - 1
    const reduced = Float64Array.from(cost)
    for (const [at, row] of this.#rows.entries()) {
      const times = cost[this.#basis[at]!]!
      if (times !== 0) for (let j = 0; j < row.length; j++) reduced[j]! -= times * row[j]!
    }
    const columns = this.#pushed ? this.#artificial : last
    for (let steps = 0; ; steps++) {
      let column = -1
      // Against going round in circles, the first that helps is taken after a while (Bland 1977).
      let best = -tiny
      for (let j = 0; j < columns; j++)
        if (reduced[j]! < best) {
          column = j
          if (steps > 500) break
          best = reduced[j]!
        }
      if (column < 0) return -reduced[last]!
      let at = -1
      let least = Infinity
      for (const [i, row] of this.#rows.entries())
        if (row[column]! > tiny) {
          const ratio = row[last]! / row[column]!
          if (ratio < least - tiny || (ratio < least + tiny && at >= 0 && this.#basis[i]! < this.#basis[at]!)) {
            at = i
            least = Math.min(least, ratio)
          }
        }
      if (at < 0) return -Infinity
      this.#pivot(at, column)
      const times = reduced[column]!
      const row = this.#rows[at]!
      for (let j = 0; j < row.length; j++) reduced[j]! -= times * row[j]!
    }
  }
}
