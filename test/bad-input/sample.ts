/** A route that takes a form: who sends it, where to, and fields that are good. */
import type { Role } from '../../src/kit/who.ts'
import type { Person } from '../harness.ts'
import type { World } from './world.ts'

export interface Sample {
  readonly as: Role
  /** Where it goes, when the route holds more than its own name; ids in it are forged in turn. */
  readonly to?: (world: World, me: Person) => string | Promise<string>
  readonly fields?: (world: World, me: Person) => Record<string, string> | Promise<Record<string, string>>
  /** Fields in which people type: in these, too much and broken letters are refused. */
  readonly text?: readonly string[]
  /** A script asks, and is answered in JSON. */
  readonly json?: true
  /** May come from another site (RFC 8058). */
  readonly fromAnywhere?: true
}

export type Samples = Readonly<Record<string, Sample>>

/** A form with the same fields for everybody; in those named in `text`, people type. */
export const by = (as: Role, fields: Record<string, string> = {}, text: readonly string[] = []): Sample => ({
  as,
  fields: () => fields,
  text,
})
export const asMember = (fields?: Record<string, string>, text?: readonly string[]) => by('member', fields, text)
