/**
 * What the example's people did beyond their posts, area by area, by the same tasks that real members use.
 * All of it is part of the one transaction in which the example is loaded.
 */

import type { Insertable } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { Tables, Tx } from '../../kit/database.ts'
import { isRefusal } from '../../kit/refuse.ts'
import type { Door, Task } from '../../kit/task.ts'
import { type MemberId, visitor, type Who } from '../../kit/who.ts'
import { isWallRaised } from '../studies/wall.ts'
import { calls } from './calls.ts'
import { gatherings } from './gatherings.ts'
import { idFor } from './ids.ts'
import { letters } from './letters.ts'
import { matching } from './matching.ts'
import { needs } from './needs.ts'
import type { ScriptPerson } from './people.ts'
import { recruiting } from './recruiting.ts'
import { sourcesOfExample } from './sources.ts'
import { states } from './states.ts'
import { studies } from './studies.ts'
import { ties } from './ties.ts'

const day = 24 * 60 * 60 * 1000

/** What one area's part of the example stands on. */
export interface Furnishing {
  readonly db: Tx
  readonly community: Community
  readonly now: Date
  /** the id of a person in people.json */
  id(key: string): MemberId
  /** `days` before now */
  ago(days: number): Date
  /**
   * Let somebody do a task at a moment.
   *
   * @param at the moment; now unless told
   * @param by staff who did it for them, by their key
   * @throws when it is refused: the example's own words are wrong then
   */
  does<Input, Outcome>(
    key: string,
    what: Task<Input, Outcome>,
    input: unknown,
    how?: { at?: Date; via?: Door; by?: string },
  ): Promise<Outcome>
}

/** The areas' parts, in the order they are put in. */
const parts: ((example: Furnishing) => Promise<void>)[] = [
  calls,
  ties,
  gatherings,
  letters,
  matching,
  needs,
  sourcesOfExample,
  states,
]

/** Without a role of its own the research side stays closed, and the rest of the example opens all the same. */
const behindTheWall: typeof parts = [studies, recruiting]

export async function furnish({
  db,
  community,
  people,
  now,
}: {
  db: Tx
  community: Community
  people: readonly ScriptPerson[]
  now: Date
}) {
  const ago = (days: number) => new Date(now.getTime() - days * day)
  const person = (key: string) => {
    const found = people.find((one) => one.key === key)
    if (!found) throw new Error(`Nobody in people.json has the key "${key}".`)
    return found
  }
  const id = (key: string) => idFor(`member ${key}`, ago(person(key).joined)) as MemberId
  const who = (key: string): Who => {
    const { name, role = 'member' } = person(key)
    return { member: id(key), name, role, roleHeld: role, session: null }
  }
  const audit: Insertable<Tables['audit']>[] = []
  const example: Furnishing = {
    db,
    community,
    now,
    id,
    ago,
    async does(key, what, input, { at = now, via = 'web', by = key } = {}) {
      const one = key === '' ? visitor : who(key)
      let subject: string | null = null
      const about = (what: string) => {
        subject = what
      }
      const doing = { db, community, who: one, by: by === key ? one : who(by), via, now: at, about }
      const parsed = what.input.parse(input)
      const allowed = await what.allowed(parsed, doing)
      if (isRefusal(allowed)) throw new Error(`${what.name}: ${allowed.because}`)
      const outcome = await what.run(parsed, doing)
      if (isRefusal(outcome)) throw new Error(`${what.name}: ${outcome.because} ${JSON.stringify(outcome.fields)}`)
      const forWhom = by === key ? null : one.member
      audit.push({
        id: newId(at.getTime()),
        task: what.name,
        who: doing.by.member,
        for_whom: forWhom,
        via,
        subject,
        at,
      })
      return outcome
    },
  }
  for (const part of parts) await part(example)
  if (await isWallRaised(db, community)) for (const part of behindTheWall) await part(example)
  await db.insertInto('audit').values(audit).execute()
}
