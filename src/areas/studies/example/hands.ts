/** Hands that do what people of the house do, task by task, and stop when anything is refused: the script is wrong then. */
import { newId } from '../../../kit/brand.ts'
import type { Community } from '../../../kit/community.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { type Door, perform, type Task } from '../../../kit/task.ts'
import { type MemberId, type Role, visitor, type Who } from '../../../kit/who.ts'
import { insertMember } from '../../members/store.ts'

export interface Hand {
  readonly who: Who
  /** a member's id; empty for nobody */
  readonly id: string
  readonly name: string
  /**
   * Do a task.
   *
   * @throws when it is refused
   */
  does<Input, Outcome>(what: Task<Input, Outcome>, input: unknown, at: Date, via?: Door): Promise<Outcome>
}

export function handOf(community: Community, who: Who): Hand {
  return {
    who,
    id: who.member ?? '',
    name: who.name,
    async does(what, input, at, via = 'web') {
      const outcome = await perform(what, input, { community, who, via, now: at })
      if (isRefusal(outcome)) throw new Error(`${what.name}: ${outcome.because} ${JSON.stringify(outcome.fields)}`)
      return outcome
    },
  }
}

/** Whoever takes part, under no name. */
export const nobody = (community: Community) => handOf(community, visitor)

/** Somebody new on the staff of a made-up community. */
export async function newHand(community: Community, name: string, role: Exclude<Role, 'visitor'>, at: Date) {
  const id = newId<'MemberId'>(at.getTime())
  const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@example.org`
  await community.db.transaction().execute((db) => insertMember(db, { id, name, email, role, joinedBy: 'example', at }))
  return handOf(community, { member: id as MemberId, name, role, roleHeld: role, session: null })
}
