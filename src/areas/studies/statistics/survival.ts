/**
 * How long a spell of use lasts: Kaplan–Meier, cumulative incidence with competing ends, and returns as recurrent events.
 * Sources: Kaplan & Meier 1958; Greenwood 1926; Aalen & Johansen 1978; Nelson 1995 (mean cumulative function).
 */
import { z95 } from './distributions.ts'

/** Curves stop where fewer are at risk (DOMAIN, research rules). */
export const fewestAtRisk = 10

export interface Observed {
  /** how long it was watched, in any unit, the same for all */
  readonly time: number
  /** 0: still going on when last seen; 1, 2 …: which end it came to */
  readonly end: number
}

export interface SurvivalStep {
  readonly time: number
  readonly atRisk: number
  readonly ends: number
  readonly survival: number
  /** Greenwood's standard error of the survival */
  readonly standardError: number
  readonly low: number
  readonly high: number
}

/** At each distinct time: how many were at risk just before, and how many came to each end. */
function tableOf(all: readonly Observed[]) {
  const times = [...new Set(all.map(({ time }) => time))].sort((a, b) => a - b)
  const byTime = Map.groupBy(all, ({ time }) => time)
  let atRisk = all.length
  return times.map((time) => {
    const here = byTime.get(time)!
    const row = { time, atRisk, here }
    atRisk -= here.length
    return row
  })
}

/**
 * The Kaplan–Meier curve, with Greenwood's intervals on the log scale (as R's `survfit` gives unless told).
 *
 * @param stopBelow the curve stops where fewer are at risk; 0 for the whole curve
 */
export function kaplanMeier(all: readonly Observed[], stopBelow = fewestAtRisk): SurvivalStep[] {
  const steps: SurvivalStep[] = []
  let survival = 1
  let greenwood = 0
  for (const { time, atRisk, here } of tableOf(all)) {
    if (atRisk < stopBelow) break
    const ends = here.filter(({ end }) => end > 0).length
    survival *= 1 - ends / atRisk
    greenwood += ends === 0 ? 0 : ends / (atRisk * (atRisk - ends))
    const spread = z95 * Math.sqrt(greenwood)
    steps.push({
      time,
      atRisk,
      ends,
      survival,
      standardError: survival * Math.sqrt(greenwood),
      low: survival > 0 ? survival * Math.exp(-spread) : Number.NaN,
      high: survival > 0 ? Math.min(1, survival * Math.exp(spread)) : Number.NaN,
    })
  }
  return steps
}

export interface IncidenceStep {
  readonly time: number
  readonly atRisk: number
  /** by end: the probability of having come to it by then */
  readonly incidence: readonly number[]
}

/**
 * Cumulative incidence of each end when the others compete with it (Aalen–Johansen).
 *
 * @param ends how many kinds of end there are
 */
export function cumulativeIncidence(all: readonly Observed[], ends: number, stopBelow = fewestAtRisk): IncidenceStep[] {
  const steps: IncidenceStep[] = []
  let survival = 1
  const incidence = new Array<number>(ends).fill(0)
  for (const { time, atRisk, here } of tableOf(all)) {
    if (atRisk < stopBelow) break
    const counts = incidence.map((_, at) => here.filter(({ end }) => end === at + 1).length)
    for (const [at, count] of counts.entries()) incidence[at]! += (survival * count) / atRisk
    survival *= 1 - counts.reduce((total, one) => total + one, 0) / atRisk
    steps.push({ time, atRisk, incidence: [...incidence] })
  }
  return steps
}

/** A person who was watched from 0 to `until`, with the times at which something came back. */
export interface Returning {
  readonly until: number
  readonly at: readonly number[]
}

/** The mean number of returns by each time (Nelson's estimate of the mean cumulative function). */
export function meanReturns(all: readonly Returning[], stopBelow = fewestAtRisk) {
  const times = [...new Set(all.flatMap(({ at }) => at))].sort((a, b) => a - b)
  const steps: { time: number; atRisk: number; mean: number }[] = []
  let mean = 0
  for (const time of times) {
    const atRisk = all.filter(({ until }) => until >= time).length
    if (atRisk < stopBelow) break
    mean +=
      all.reduce((total, { at, until }) => total + (until >= time ? at.filter((one) => one === time).length : 0), 0) /
      atRisk
    steps.push({ time, atRisk, mean })
  }
  return steps
}
