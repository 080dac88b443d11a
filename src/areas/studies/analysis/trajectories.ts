/**
 * Spells of use over time: how long they last, what they end by, who comes back, and who is where in each year.
 * Pure. Times are whole years, for people remember years; curves stop where fewer than ten are at risk, and what is
 * told of them is rounded, so that no step is one person.
 */
import { type Answer, anotherOf, keyOf, type When } from '../questionnaires/answering.ts'
import type { Questionnaire } from '../questionnaires/questionnaire.ts'
import { cumulativeIncidence, kaplanMeier, meanReturns, type Observed, type Returning } from '../statistics/survival.ts'
import { fewest, rounded } from './disclosure.ts'
import type { Output } from './output.ts'

export const states = ['looking', 'taking-part', 'helping', 'paused', 'left', 'returned'] as const

export interface Spell {
  readonly participant: string
  readonly sourceKind: string
  readonly online: 'online' | 'offline' | 'both'
  readonly from: number | null
  readonly to: number | null
  readonly state: (typeof states)[number]
  readonly reasons: readonly string[]
}

const onlineKinds = ['online-group', 'social-media', 'blog', 'website']
export const isOnline = (kind: string) => (onlineKinds.includes(kind) ? 'online' : 'offline')

/** The spells in a repeated section that asks source, source_from, source_state, source_to and source_reasons. */
export function spellsIn(
  questionnaire: Questionnaire,
  participant: string,
  answers: ReadonlyMap<string, Answer>,
): Spell[] {
  const section = questionnaire.sections.find(
    ({ repeat, questions }) => repeat && questions.some(({ id }) => id === 'source'),
  )
  if (!section?.repeat) return []
  const spells: Spell[] = []
  for (let round = 0; round < section.repeat.most; round++) {
    const at = (question: string) => {
      const found = answers.get(keyOf({ question, round }))
      return found?.kind === 'answered' ? found.value : null
    }
    const kind = at('source')
    if (typeof kind === 'string') {
      const middle = (when: unknown) => {
        const { from, to } = (when ?? { from: null, to: null }) as When
        return from === null || to === null ? null : Math.floor((from + to) / 2)
      }
      spells.push({
        participant,
        sourceKind: kind,
        online: isOnline(kind),
        from: middle(at('source_from')),
        to: middle(at('source_to')),
        state: (at('source_state') as Spell['state'] | null) ?? 'looking',
        reasons: (at('source_reasons') as readonly string[] | null) ?? [],
      })
    }
    if (answers.get(keyOf({ question: anotherOf(section), round }))?.value !== 'yes') break
  }
  return spells
}

/** How long a spell was watched: to its end, or to the year of the study while it goes on. Bereavement is an end of its own. */
export function observedIn(spells: readonly Spell[], thisYear: number): Observed[] {
  return spells.flatMap(({ from, to, state, reasons }) => {
    if (from === null || from > thisYear) return []
    const ended = state === 'left' || state === 'paused' || state === 'returned'
    if (ended && to === null) return []
    const time = Math.max(0, (ended ? to! : thisYear) - from) + 0.5
    return [{ time, end: !ended ? 0 : reasons.includes('bereavement') ? 2 : 1 }]
  })
}

const five = (share: number) => Math.round(share * 20) * 5
const groupsOf = (spells: readonly Spell[]) => [
  ['online', spells.filter(({ online }) => online === 'online')] as const,
  ['offline', spells.filter(({ online }) => online !== 'online')] as const,
]

const tails = (people: number, left: number, tests: string) => ({
  n: `about ${Math.round(people / 5) * 5} spells`,
  missing: `spells without a year (${left < fewest ? 'fewer than 10' : `about ${Math.round(left / 5) * 5}`})`,
  tests,
  decision: 'Curves stop where fewer than 10 are at risk. Shares are rounded to 5 in 100.',
})

/** How long use lasts, online and offline, until somebody stops for any reason. */
export function lasting(spells: readonly Spell[], thisYear: number): Output {
  const lines = groupsOf(spells).map(([label, some]) => ({
    label,
    steps: kaplanMeier(observedIn(some, thisYear)),
  }))
  const observed = observedIn(spells, thisYear)
  return {
    title: 'How long use lasts',
    table: {
      caption:
        'Of 100 who began, how many still went on after so many years (Kaplan–Meier, 95 % interval by Greenwood)',
      head: ['', 'Years', 'Still going on', 'Interval'],
      rows: lines.flatMap(({ label, steps }) =>
        steps
          .filter(({ ends }) => ends > 0)
          .map((step) => [
            label,
            String(Math.floor(step.time)),
            String(five(step.survival)),
            `${five(step.low)} to ${five(step.high)}`,
          ]),
      ),
    },
    plot: {
      kind: 'steps',
      x: 'Years since they began',
      y: 'Of 100, still going on',
      lines: lines.map(({ label, steps }) => ({
        label,
        points: [
          { x: 0, y: 100 },
          ...steps
            .filter(({ ends }) => ends > 0)
            .map(({ time, survival }) => ({ x: Math.floor(time), y: five(survival) })),
        ],
      })),
    },
    says: lines.every(({ steps }) => steps.length === 0)
      ? ['Fewer than ten spells can be followed, so no curve is drawn.']
      : [],
    ...tails(observed.length, spells.length - observed.length, 'Kaplan–Meier'),
  }
}

/** What use ends by, when a death competes with every other end. */
export function endings(spells: readonly Spell[], thisYear: number): Output {
  const observed = observedIn(spells, thisYear)
  const steps = cumulativeIncidence(observed, 2).filter(
    ({ incidence }, at, all) => at === 0 || incidence.some((one, end) => one !== all[at - 1]!.incidence[end]),
  )
  const ends = ['stopped or paused', 'ended by a death']
  return {
    title: 'What use ends by',
    table: {
      caption:
        'Of 100 who began, how many had come to each end after so many years (cumulative incidence, Aalen–Johansen)',
      head: ['Years', ...ends],
      rows: steps.map(({ time, incidence }) => [
        String(Math.floor(time)),
        ...incidence.map((one) => String(five(one))),
      ]),
    },
    plot: {
      kind: 'steps',
      x: 'Years since they began',
      y: 'Of 100, come to this end',
      lines: ends.map((label, end) => ({
        label,
        points: [
          { x: 0, y: 0 },
          ...steps.map(({ time, incidence }) => ({ x: Math.floor(time), y: five(incidence[end]!) })),
        ],
      })),
    },
    says: steps.length === 0 ? ['Fewer than ten spells can be followed, so no curve is drawn.'] : [],
    ...tails(observed.length, spells.length - observed.length, 'cumulative incidence'),
  }
}

/** How often people came back to a kind of source they had left. */
export function returns(spells: readonly Spell[], thisYear: number): Output {
  const people: Returning[] = [
    ...Map.groupBy(
      spells.filter(({ from }) => from !== null),
      ({ participant }) => participant,
    ).values(),
  ].map((theirs) => {
    const began = Math.min(...theirs.map(({ from }) => from!))
    const back = theirs
      .filter(({ state, to }) => state === 'returned' && to !== null)
      .map(({ to }) => to! - began + 0.5)
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
    return { until: thisYear - began + 0.5, at: [...back, ...again.map(({ from }) => from! - began + 0.5)] }
  })
  const steps = meanReturns(people)
  return {
    title: 'Coming back',
    table: {
      caption: 'Returns for each 100 people, by years since they first used anything (mean cumulative number)',
      head: ['Years', 'Returns for 100 people'],
      rows: steps.map(({ time, mean }) => [String(Math.floor(time)), String(five(mean))]),
    },
    plot: {
      kind: 'steps',
      x: 'Years since they first used anything',
      y: 'Returns for 100 people',
      lines: [
        {
          label: 'returns',
          points: [{ x: 0, y: 0 }, ...steps.map(({ time, mean }) => ({ x: Math.floor(time), y: five(mean) }))],
        },
      ],
    },
    says: steps.length === 0 ? ['Nobody came back, or fewer than ten can be followed.'] : [],
    ...tails(people.length, 0, 'mean cumulative number of returns'),
    n: `about ${Math.round(people.length / 5) * 5} people`,
  }
}

/** Who is where in each year since they first used anything: nothing, online, offline, both. */
export function whereInEachYear(spells: readonly Spell[], thisYear: number, secret: string): Output {
  const people = [
    ...Map.groupBy(
      spells.filter(({ from }) => from !== null),
      ({ participant }) => participant,
    ).values(),
  ]
  const labels = ['online only', 'offline only', 'both', 'neither'] as const
  const rows: { year: number; counts: (number | null)[] }[] = []
  for (let year = 0; year <= 40; year++) {
    const counts = [0, 0, 0, 0]
    for (const theirs of people) {
      const at = Math.min(...theirs.map(({ from }) => from!)) + year
      if (at > thisYear) continue
      const using = theirs.filter(
        ({ from, to, state }) =>
          from! <= at && at <= (state === 'left' || state === 'paused' ? (to ?? from!) : thisYear),
      )
      const online = using.some((one) => one.online !== 'offline')
      const offline = using.some((one) => one.online !== 'online')
      counts[online && offline ? 2 : online ? 0 : offline ? 1 : 3]!++
    }
    if (counts.reduce((total, one) => total + one, 0) < fewest) break
    rows.push({ year, counts: counts.map((count, state) => rounded(count, secret, `year ${year} state ${state}`)) })
  }
  return {
    title: 'Online, offline, both: year by year',
    table: {
      caption: 'People in each state, by years since they first used anything',
      head: ['Years', ...labels],
      rows: rows.map(({ year, counts }) => [
        String(year),
        ...counts.map((count) => (count === null ? 'not shown' : String(count))),
      ]),
    },
    plot: {
      kind: 'layers',
      x: 'Years since they first used anything',
      layers: labels.map((label, state) => ({
        label,
        points: rows.map(({ year, counts }) => ({ x: year, y: counts[state] ?? 0 })),
      })),
    },
    says: rows.length === 0 ? ['Fewer than ten people can be followed.'] : [],
    n: `about ${Math.round(people.length / 5) * 5} people`,
    missing: 'whoever gave no year',
    tests: 'none',
    decision: 'Counts under ten are not shown; others are rounded to 5.',
  }
}
