/**
 * How far ahead a reader wants to look. Pure: the same rule holds for lists, search, digests, print and matching.
 * Source: DOMAIN, look-ahead. Descriptive labels and filters, never warnings.
 */
import type { Condition } from './community.ts'

export const lookAheads = ['only now', 'a little ahead', 'the whole picture'] as const
export type LookAhead = (typeof lookAheads)[number]

/** What decides how far ahead somebody sees. */
export interface Looking {
  /** the stage of life they told, from the condition's file; null when they told none */
  readonly stage: string | null
  readonly lookAhead: LookAhead
  /** after the death of the person they cared for */
  readonly bereaved: boolean
}

/** Somebody of whom nothing is known: nothing is hidden from them but what is about a death. */
export const anybody: Looking = { stage: null, lookAhead: 'a little ahead', bereaved: false }

/** Notices of a death are opt-in (DOMAIN, bereavement), so this stage is nobody's next one. */
export const afterADeath = 'after-a-death'

/**
 * The stages of life that lie further ahead than somebody wants to look.
 *
 * "only now": what comes after their own stage. "a little ahead": what comes after the next one.
 * "the whole picture": nothing. What is about a death is hidden until they are bereaved or want the whole picture.
 * After a death nothing that is driven by a stage of life is shown but what is for those who are bereaved.
 */
export function hiddenStages({ stage, lookAhead, bereaved }: Looking, { stages }: Pick<Condition, 'stages'>): string[] {
  if (lookAhead === 'the whole picture') return []
  const life = stages.map(({ id }) => id).filter((id) => id !== afterADeath)
  if (bereaved) return life
  const now = stage ? life.indexOf(stage) : -1
  const furthest = now < 0 ? life.length : now + (lookAhead === 'only now' ? 0 : 1)
  return [...life.slice(furthest + 1), afterADeath]
}

/**
 * Whether something that belongs to these stages may be put before somebody without being asked for.
 * What belongs to no stage is for everybody; what belongs to several is shown when any of them is in sight.
 *
 * @param hidden from `hiddenStages`
 */
export const inSight = (belongsTo: readonly string[], hidden: readonly string[]) =>
  belongsTo.length === 0 || belongsTo.some((stage) => !hidden.includes(stage))
