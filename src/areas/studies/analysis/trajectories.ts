/**
 * Spells of use over time: how long they last, what they end by, and who comes back.
 * Pure. Times are whole years, for people remember years. Curves stop where fewer than ten people are at risk; each step of
 * a curve is the ends of ten people or more, however many years it takes to gather them; what is told is rounded; and ten
 * people are left out at random, as wherever something finer than a count is told.
 */
import { cumulativeIncidence, kaplanMeier, meanReturns } from '../statistics/survival.ts'
import { type Analyst, withoutTenWords } from './analyst.ts'
import { about, fewestForPercent, type Output } from './output.ts'
import { keysOf, withoutTen } from './people.ts'
import { fewest } from './released.ts'
import { byPerson, observedIn, type Spell, type Watched } from './spells.ts'

const five = (share: number) => Math.round(share * 20) * 5
const year = (time: number) => Math.floor(time)
const tooFew = 'Too few people can be followed, so no curve is drawn.'

/** Those who are followed, but for ten. */
function followed(analyst: Analyst, all: readonly string[]) {
  const people = [...new Set(all)].sort()
  const keys = keysOf(analyst.secret, people)
  return {
    shown: analyst.round(people.length, keys),
    kept: new Set(withoutTen(keys, analyst.secret).map((at) => people[at]!)),
  }
}

/**
 * The times at which a curve may step: each when ten people or more have come to it since the step before.
 *
 * @param times whole steps of the curve, in order
 * @param whoAt who came to it at each
 */
function stepsOfTen<Step extends { readonly time: number }>(
  times: readonly Step[],
  whoAt: (time: number) => readonly string[],
): Step[] {
  const steps: Step[] = []
  let who = new Set<string>()
  for (const step of times) {
    for (const one of whoAt(step.time)) who.add(one)
    if (who.size < fewest) continue
    steps.push(step)
    who = new Set()
  }
  return steps
}

/** Up to which time ten different people are at risk; a curve goes no further. */
function watchedUntil(all: readonly Watched[]): number {
  const longest = new Map<string, number>()
  for (const { participant, time } of all) longest.set(participant, Math.max(time, longest.get(participant) ?? 0))
  return [...longest.values()].sort((a, b) => b - a)[fewest - 1] ?? -1
}

const whoEnded = (all: readonly Watched[], isEnd: (end: number) => boolean) => {
  const at = Map.groupBy(
    all.filter(({ end }) => isEnd(end)),
    ({ time }) => time,
  )
  return (time: number) => (at.get(time) ?? []).map(({ participant }) => participant)
}

const curveFoot = (shown: number | null, tests: string) => ({
  n: `${about(shown)} people with spells`,
  missing: 'spells without a year',
  tests,
  decision: `Curves stop where fewer than 10 are at risk. Each step is 10 people or more. Shares are rounded to 5 in 100. ${withoutTenWords}`,
})

/** How long use lasts, online and offline, until somebody stops for any reason. */
export function lasting(analyst: Analyst, spells: readonly Spell[], thisYear: number): Output {
  const groups = (['online', 'offline'] as const).map((label) => {
    const watched = observedIn(
      spells.filter(({ online }) => (online === 'online') === (label === 'online')),
      thisYear,
    )
    const { shown, kept } = followed(
      analyst,
      watched.map(({ participant }) => participant),
    )
    const some = watched.filter(({ participant }) => kept.has(participant))
    const until = watchedUntil(some)
    const enough = shown !== null && shown >= fewestForPercent && kept.size >= fewestForPercent - fewest
    const curve = enough ? kaplanMeier(some).filter(({ time }) => time <= until) : []
    return {
      label,
      shown,
      steps: stepsOfTen(
        curve,
        whoEnded(some, (end) => end > 0),
      ),
      drawn: curve.length > 0,
    }
  })
  const { shown } = followed(
    analyst,
    observedIn(spells, thisYear).map(({ participant }) => participant),
  )
  const rows = groups.flatMap(({ label, steps }) => steps.map((step) => ({ label, ...step })))
  const caption =
    'Of 100 who began, how many still went on after so many years (Kaplan–Meier, 95 % interval by Greenwood)'
  return {
    title: 'How long use lasts',
    table: {
      caption,
      head: ['', 'Years', 'Still going on', 'Interval'],
      rows: rows.map(({ label, time, survival, low, high }) => [
        label,
        String(year(time)),
        String(five(survival)),
        `${five(low)} to ${five(high)}`,
      ]),
    },
    long: {
      caption,
      head: ['group', 'years', 'still_going_on', 'low', 'high'],
      rows: rows.map(({ label, time, survival, low, high }) => [
        label,
        String(year(time)),
        ...[survival, low, high].map((one) => String(five(one))),
      ]),
    },
    plot: {
      kind: 'steps',
      x: 'Years since they began',
      y: 'Of 100, still going on',
      lines: groups
        .filter(({ drawn }) => drawn)
        .map(({ label, steps }) => ({
          label,
          points: [{ x: 0, y: 100 }, ...steps.map(({ time, survival }) => ({ x: year(time), y: five(survival) }))],
        })),
    },
    says: groups.flatMap(({ label, steps, drawn }) => {
      if (!drawn) return [`${label}: ${tooFew}`]
      const half = steps.find(({ survival }) => survival <= 0.5)
      return half ? [`${label}: half had stopped after about ${year(half.time)} years.`] : []
    }),
    ...curveFoot(shown, 'Kaplan–Meier'),
  }
}

/** What use ends by, when a death competes with every other end. */
export function endings(analyst: Analyst, spells: readonly Spell[], thisYear: number): Output {
  const watched = observedIn(spells, thisYear)
  const { shown, kept } = followed(
    analyst,
    watched.map(({ participant }) => participant),
  )
  const some = watched.filter(({ participant }) => kept.has(participant))
  const until = watchedUntil(some)
  const enough = shown !== null && shown >= fewestForPercent
  const curve = enough ? cumulativeIncidence(some, 2).filter(({ time }) => time <= until) : []
  const ends = ['stopped or paused', 'ended by a death'].map((label, at) => ({
    label,
    points: stepsOfTen(
      curve,
      whoEnded(some, (end) => end === at + 1),
    ).map(({ time, incidence }) => ({
      x: year(time),
      y: five(incidence[at]!),
    })),
  }))
  const rows = ends.flatMap(({ label, points }) => points.map(({ x, y }) => [label, String(x), String(y)]))
  const caption =
    'Of 100 who began, how many had come to each end after so many years (cumulative incidence, Aalen–Johansen)'
  return {
    title: 'What use ends by',
    table: { caption, head: ['End', 'Years', 'Of 100'], rows },
    long: { caption, head: ['end', 'years', 'of_100'], rows },
    plot: {
      kind: 'steps',
      x: 'Years since they began',
      y: 'Of 100, come to this end',
      lines:
        curve.length === 0 ? [] : ends.map(({ label, points }) => ({ label, points: [{ x: 0, y: 0 }, ...points] })),
    },
    says: curve.length === 0 ? [tooFew] : [],
    ...curveFoot(shown, 'cumulative incidence (a death competes)'),
  }
}

/** When somebody came back to a kind of source they had left, counted from when they first used anything. */
function returnsOf(theirs: readonly Spell[]): { began: number; at: number[] } {
  const began = Math.min(...theirs.map(({ from }) => from!))
  const back = theirs.filter(({ state, to }) => state === 'returned' && to !== null).map(({ to }) => to! - began + 0.5)
  // The same kind again after a spell that ended is a return as well.
  const again = theirs.filter((one) =>
    theirs.some(
      (other) =>
        other !== one &&
        other.sourceKind === one.sourceKind &&
        other.to !== null &&
        other.to <= one.from! &&
        other.from! < one.from!,
    ),
  )
  return { began, at: [...back, ...again.map(({ from }) => from! - began + 0.5)] }
}

/** How often people came back to a kind of source they had left. */
export function returns(analyst: Analyst, spells: readonly Spell[], thisYear: number): Output {
  const all = byPerson(spells)
  const { shown, kept } = followed(analyst, [...all.keys()])
  const people = [...all].flatMap(([participant, theirs]) => {
    if (!kept.has(participant)) return []
    const { began, at } = returnsOf(theirs)
    return [{ participant, until: thisYear - began + 0.5, at }]
  })
  const whoAt = (time: number) => people.filter(({ at }) => at.includes(time)).map(({ participant }) => participant)
  const enough = shown !== null && shown >= fewestForPercent
  const steps = enough ? stepsOfTen(meanReturns(people), whoAt) : []
  const rows = steps.map(({ time, mean }) => [String(year(time)), String(five(mean))])
  const caption = 'Returns for each 100 people, by years since they first used anything (mean cumulative number)'
  return {
    title: 'Coming back',
    table: { caption, head: ['Years', 'Returns for 100 people'], rows },
    long: { caption, head: ['years', 'returns_for_100'], rows },
    plot: {
      kind: 'steps',
      x: 'Years since they first used anything',
      y: 'Returns for 100 people',
      lines:
        steps.length > 0
          ? [
              {
                label: 'returns',
                points: [{ x: 0, y: 0 }, ...steps.map(({ time, mean }) => ({ x: year(time), y: five(mean) }))],
              },
            ]
          : [],
    },
    says: steps.length === 0 ? ['Fewer than ten people came back, or too few can be followed.'] : [],
    ...curveFoot(shown, 'mean cumulative number of returns'),
  }
}
