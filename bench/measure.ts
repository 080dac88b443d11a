/** What every measurement gives: lines of a table, each with its budget where there is one. */

export interface Line {
  readonly what: string
  readonly measured: string
  /** Nothing where the number is only for reading. */
  readonly budget?: string
  readonly holds?: boolean
}

export interface Size {
  /** posts of the large and of the small community */
  readonly large: number
  readonly small: number
  /** whether each server is asked for a while before it is measured */
  readonly warm: boolean
  /** how often each thing is measured */
  readonly rounds: number
  /** seconds of load in each round */
  readonly seconds: number
  /** searches */
  readonly searches: number
  /** members who read, each on a connection, and people who answer, all at once */
  readonly readers: number
  readonly answering: number
}

export const full: Size = {
  ...{ large: 1_000_000, small: 10_000, warm: true, rounds: 7, seconds: 3, searches: 1000 },
  ...{ readers: 20, answering: 100 },
}
/** Enough to see that the bench itself works. */
export const tiny: Size = {
  ...{ large: 300, small: 200, warm: false, rounds: 1, seconds: 0.2, searches: 10 },
  ...{ readers: 4, answering: 4 },
}

export interface Measurement {
  readonly name: string
  readonly about: string
  run(size: Size): Promise<Line[]>
}

/** The value below which a share of all values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

export const median = (values: readonly number[]) => quantile(values, 0.5)
export const percent = (ratio: number) => `${Math.round(ratio * 100)} %`
const span = (values: readonly number[], write: (value: number) => string) =>
  `${write(median(values))} (${write(Math.min(...values))} to ${write(Math.max(...values))})`
export const spanOfPercent = (values: readonly number[]) => span(values, percent)
export const spanOfTimes = (values: readonly number[]) => span(values, (value) => `${value.toFixed(2)} ×`)

const megabytes = () => process.memoryUsage().rss / 2 ** 20

/** @returns how long some work took, in seconds, and the most memory it held beyond what was there before, in MB */
export async function watched(work: () => Promise<unknown>) {
  const before = megabytes()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, megabytes())
  }, 50)
  const began = performance.now()
  await work()
  clearInterval(watch)
  return { seconds: (performance.now() - began) / 1000, memory: Math.max(most, megabytes()) - before }
}
