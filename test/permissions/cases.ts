/** What a task is tried on: rows of the table, one for each kind of subject. */
import type { Actor, World } from './world.ts'

/** The input of a task for one person; null where the cell makes no sense, such as what a visitor owns. */
export type Trial = (actor: Actor, world: World) => Record<string, unknown> | null

export interface Case {
  /** by subject, in words: `''` for a task that is done to nothing in particular */
  readonly on: Readonly<Record<string, Trial>>
  /** Only whether it is allowed is asked: doing it would leave the transaction. */
  readonly asksOnly?: true
}

export type Cases = Readonly<Record<string, Case>>

/** A task that is done to nothing in particular. */
export const plain = (input: Record<string, unknown> = {}): Case => ({ on: { '': () => input } })

/** The same input for something of one's own and of another's. */
export const ownAndOther = (input: (whose: World['other'], world: World) => Record<string, unknown>): Case => ({
  on: {
    own: ({ mine }, world) => mine && input(mine, world),
    'another’s': (_, world) => input(world.other, world),
  },
})
