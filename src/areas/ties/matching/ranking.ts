/**
 * Whom to propose to somebody who would like to meet another family. Pure: no database, no clock.
 * Source: DOMAIN, matching. Only what both chose to share decides, so nothing else can show through.
 */
import type { Condition } from '../../../kit/community.ts'
import { afterADeath, hiddenStages, type LookAhead } from '../../../kit/look-ahead.ts'
import type { Field } from '../../members/cared-for.ts'
import {
  type Asker,
  ages,
  type Channel,
  details,
  fullOrder,
  livesWith,
  type Matchable,
  moreYears,
  ofFamily,
  type Shared,
  sharedBy,
  shares,
  type Weighed,
  weighedInOrder,
} from './ranking-facts.ts'
import { differsWords, whyWords } from './ranking-words.ts'

export interface Candidate extends Matchable {
  /** said that they may be proposed, and said yes to matching */
  readonly willing: boolean
  /** a member who is neither paused nor gone, nor bereaved */
  readonly here: boolean
  /** one of the two blocked the other, they are in touch already, or it was tried before */
  readonly apart: boolean
  /** matches they are in now as a helper, answered or not */
  readonly live: number
}

export interface Proposal {
  readonly id: string
  readonly name: string
  /** see `rank`; only for comparing, never shown */
  readonly score: number
  readonly live: number
  readonly channels: readonly Channel[]
  readonly languages: readonly string[]
  /** one sentence: why this may fit */
  readonly why: string
  /** one or two sentences: what does not match, and what is not known */
  readonly differs: string
}

type Life = Pick<Condition, 'stages' | 'topics'>

export const mostLive = 2

/**
 * The candidates that fit, best first.
 *
 * Must fit: a shared language and channel; look-ahead both ways; willing, here, not apart, under two live matches.
 * Then each thing weighed has a place in the asker's order. With seven of them the first weighs 64, then 32, 16, 8, 4,
 * 2 and 1, so one that fits wholly outweighs all after it together. How well each fits is from 0 to 1:
 *
 * - problem: 1 when they say they know the topic, or share a fact that shows it (seizures, for epilepsy).
 * - age: 1 for the same band, ½ for the next one on either side.
 * - diagnosis: 1 when theirs is longer ago, ½ when as long ago: more experience is preferred.
 * - variant: 1 for the same. region: 1 for the same nation.
 * - details and family: the part of what the asker shares that is the same.
 *
 * A later stage of life, which is within the asker's sight, adds ½: it decides only between equals.
 * What is not shared fits 0. Equals are ordered by fewer live matches, then by id, so the order they come in is nothing.
 *
 * Worked example. The asker's order is problem, age, then the rest; her topic is epilepsy, her daughter 5 to 10 with
 * seizures. A: knows epilepsy, 11 to 15, seizures: 64 + ½ · 32 + 4 = 84. B: 5 to 10, walks: 32. A stands before B.
 * With age first: A has ½ · 64 + 32 + 4 = 68 and B 64; without the seizures A has 64, and fewer live matches decide.
 *
 * @param order what counts most to the asker; what is not named follows in the order of `weighed`
 * @param most how many proposals at most
 */
export function rank(
  asker: Asker,
  candidates: readonly Candidate[],
  order: readonly Weighed[],
  life: Life,
  most = 20,
): Proposal[] {
  const weights = weightsOf(order)
  const hidden = hiding(life)
  const own = asker.facts.stage?.value ?? livesIn(asker, life)
  const asked = sharedBy(asker)
  return candidates
    .filter(
      (candidate) =>
        mayBeAsked(asker, candidate) &&
        sees(hidden(own, asker.lookAhead), livesIn(candidate, life)) &&
        sees(hidden(livesIn(candidate, life), candidate.lookAhead), livesIn(asker, life)),
    )
    .map((candidate) => ({ candidate, score: scoreOf(asker, asked, candidate, weights, life) }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        a.candidate.live - b.candidate.live ||
        (a.candidate.id < b.candidate.id ? -1 : a.candidate.id > b.candidate.id ? 1 : 0),
    )
    .slice(0, most)
    .map(({ candidate, score }) => ({
      id: candidate.id,
      name: candidate.name,
      score,
      live: candidate.live,
      channels: common(asker.channels, candidate.channels),
      languages: common(asker.languages, candidate.languages),
      why: whyWords(asker, candidate, order, life),
      differs: differsWords(asker, candidate, order),
    }))
}

const common = <T>(some: readonly T[], others: readonly T[]) => some.filter((one) => others.includes(one))

const mayBeAsked = (asker: Asker, candidate: Candidate) =>
  candidate.id !== asker.id &&
  candidate.willing &&
  candidate.here &&
  !candidate.apart &&
  candidate.live < mostLive &&
  common(asker.languages, candidate.languages).length > 0 &&
  common(asker.channels, candidate.channels).length > 0

/**
 * Whether two may meet, by everything that is known of them, shared or not: asked once more before anybody is told,
 * so that nobody hears of a life further ahead than they want only because it was not shared.
 */
export function mayMeet(asker: Asker, candidate: Candidate, life: Life): boolean {
  const [one, other] = [allShared(asker), allShared(candidate)]
  const hidden = hiding(life)
  return (
    mayBeAsked(one, other) &&
    sees(hidden(livesIn(one, life), one.lookAhead), livesIn(other, life)) &&
    sees(hidden(livesIn(other, life), other.lookAhead), livesIn(one, life))
  )
}

const allShared = <Someone extends Matchable>(one: Someone): Someone => ({
  ...one,
  facts: Object.fromEntries(
    Object.entries(one.facts).map(([field, fact]) => [field, { value: fact.value, shared: true }]),
  ),
})

/** The stage of life that an age usually is in; the first that the condition's file knows. Source: DOMAIN, life course. */
const usualStage: Readonly<Record<string, readonly string[]>> = {
  'under 2': ['regression', 'first-years'],
  '2 to 4': ['regression', 'first-years'],
  '5 to 10': ['school'],
  '11 to 15': ['middle', 'school'],
  '16 to 17': ['moving-on'],
  '18 to 25': ['moving-on'],
  '26 to 40': ['adult'],
  'over 40': ['ageing'],
}

const stageAt = (age: string | undefined, { stages }: Life) =>
  age ? (usualStage[age] ?? []).find((stage) => stages.some(({ id }) => id === stage)) : undefined

/** The stage that somebody's life is in: the one they share, or the one that the age they share is usually in. */
const livesIn = (one: Matchable, life: Life): string | undefined =>
  shares(one, 'stage') ?? stageAt(shares(one, 'age'), life)

/** The stages hidden from somebody in a stage of life, worked out once for all who are alike in it. */
function hiding(life: Life) {
  const known = new Map<string, ReadonlySet<string>>()
  return (stage: string | undefined, lookAhead: LookAhead): ReadonlySet<string> => {
    const key = `${lookAhead} ${stage}`
    let hidden = known.get(key)
    if (!hidden) {
      hidden = new Set(hiddenStages({ stage: stage ?? null, lookAhead, bereaved: false }, life))
      known.set(key, hidden)
    }
    return hidden
  }
}

/**
 * Whether a life is in sight. Where nothing of it is shared, nobody can say how far ahead it lies,
 * so it is in sight only of those from whom no stage of life is hidden.
 */
const sees = (hidden: ReadonlySet<string>, stage: string | undefined) =>
  stage === undefined ? hidden.size === 0 || (hidden.size === 1 && hidden.has(afterADeath)) : !hidden.has(stage)

function weightsOf(order: readonly Weighed[]): Readonly<Record<Weighed, number>> {
  const full = fullOrder(order)
  return Object.fromEntries(full.map((one, place) => [one, 2 ** (full.length - 1 - place)])) as Record<Weighed, number>
}

function scoreOf(
  asker: Asker,
  asked: Shared,
  candidate: Candidate,
  weights: Readonly<Record<Weighed, number>>,
  life: Life,
): number {
  const told = sharedBy(candidate)
  let score = isLater(asked.stage, told.stage, life) ? 0.5 : 0
  for (const one of weighedInOrder) score += weights[one] * fits[one](asked, told, asker, candidate)
  return score
}

const isLater = (stage: string | undefined, other: string | undefined, { stages }: Life) => {
  const [mine, theirs] = [stage, other].map((one) => stages.findIndex(({ id }) => id === one)) as [number, number]
  return mine >= 0 && theirs > mine
}

function partAlike(of: readonly Field[], asked: Shared, told: Shared): number {
  let known = 0
  let alike = 0
  for (const field of of) {
    if (asked[field] === undefined) continue
    known++
    if (asked[field] === told[field]) alike++
  }
  return known === 0 ? 0 : alike / known
}

type Fit = (asked: Shared, told: Shared, asker: Asker, candidate: Candidate) => number
const alike =
  (field: Field): Fit =>
  (asked, told) =>
    asked[field] !== undefined && asked[field] === told[field] ? 1 : 0

/** How well each thing fits, from 0 to 1. */
const fits: Readonly<Record<Weighed, Fit>> = {
  problem: (_, told, { topic }, { knows }) => (topic && (knows.includes(topic) || livesWith(topic, told)) ? 1 : 0),
  age: (asked, told) => {
    if (!asked.age || !told.age) return 0
    const apart = Math.abs(ages.indexOf(asked.age) - ages.indexOf(told.age))
    return apart === 0 ? 1 : apart === 1 ? 0.5 : 0
  },
  diagnosis: (asked, told) => {
    const more = moreYears(asked, told)
    return more === null || more < 0 ? 0 : more === 0 ? 0.5 : 1
  },
  variant: alike('variant'),
  details: (asked, told) => partAlike(details, asked, told),
  region: alike('nation'),
  family: (asked, told) => partAlike(ofFamily, asked, told),
}
