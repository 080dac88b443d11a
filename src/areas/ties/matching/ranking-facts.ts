/** What matching looks at: what two families told and share, how they like to be in touch, what counts to the asker. Pure. */
import type { LookAhead } from '../../../kit/look-ahead.ts'
import { type Field, fieldNames } from '../../members/cared-for.ts'

/** How two families can be in touch. */
export const channels = {
  phone: 'by phone',
  video: 'by video call',
  'in person': 'in person',
  letter: 'by letter',
  message: 'by message here',
} as const
export type Channel = keyof typeof channels

/** What is weighed, in the order that holds unless the asker says otherwise. */
export const weighed = {
  problem: 'the same thing is hard now',
  age: 'someone of the same age',
  diagnosis: 'more years since the diagnosis',
  variant: 'the same kind',
  details: 'walking, seizures, feeding and how they tell us things',
  region: 'they live in the same nation',
  family: 'a family like ours',
} as const
export type Weighed = keyof typeof weighed
export const weighedInOrder = Object.keys(weighed) as Weighed[]

/** One thing told about the person cared for. */
export interface Fact {
  readonly value: string
  /** may other members see it? What is not shared is never looked at here */
  readonly shared: boolean
}

/** Somebody as far as matching looks at them. */
export interface Matchable {
  readonly id: string
  readonly name: string
  readonly facts: Readonly<Partial<Record<Field, Fact>>>
  readonly languages: readonly string[]
  readonly channels: readonly Channel[]
  readonly lookAhead: LookAhead
  /** topics they say they know well, for matching */
  readonly knows: readonly string[]
}

export interface Asker extends Matchable {
  /** the topic that is hard now, from the condition's file */
  readonly topic: string | null
}

/** What somebody shares and that says something: "not sure" fits nobody. */
export type Shared = Readonly<Record<Field, string | undefined>>

const saysNothing = new Set(['not sure', 'rather not say', 'not tested', 'I don’t know', 'we are still finding out'])

/** One thing somebody shares, when it says something. */
export function shares({ facts }: Matchable, field: Field): string | undefined {
  const fact = facts[field]
  return fact?.shared && !saysNothing.has(fact.value) ? fact.value : undefined
}

export function sharedBy(one: Matchable): Shared {
  const told: Partial<Record<Field, string | undefined>> = {}
  for (const field of fieldNames) told[field] = shares(one, field)
  return told as Shared
}

/** The asker's order, with what they did not name after it. */
export const fullOrder = (order: readonly Weighed[]): Weighed[] => [...new Set([...order, ...weighedInOrder])]

export const ages = ['under 2', '2 to 4', '5 to 10', '11 to 15', '16 to 17', '18 to 25', '26 to 40', 'over 40']
const sinceDiagnosis = [
  'still waiting',
  'within the last year',
  '1 to 2 years ago',
  '3 to 5 years ago',
  '6 to 10 years ago',
  'more than 10 years ago',
]

/** What shows that somebody lives with a topic, though they did not say that they know it well. */
const showsTopic: Readonly<Record<string, (told: Shared) => boolean>> = {
  epilepsy: ({ seizures }) => seizures === 'yes' || seizures === 'it changes',
  feeding: ({ tube }) => tube === 'yes' || tube === 'partly',
  moving: ({ walks }) => walks === 'no' || walks === 'with help',
}
export const livesWith = (topic: string, told: Shared) => showsTopic[topic]?.(told) ?? false

/** How much longer ago the other's diagnosis is, in bands; null when either did not share it. */
export function moreYears(asked: Shared, told: Shared): number | null {
  const [mine, theirs] = [asked.diagnosed, told.diagnosed].map((one) => (one ? sinceDiagnosis.indexOf(one) : -1)) as [
    number,
    number,
  ]
  return mine < 0 || theirs < 0 ? null : theirs - mine
}

export const details = ['walks', 'seizures', 'tube', 'talks'] as const
export const ofFamily = ['family', 'siblings'] as const
