/** Making a community: registry, first steward and starting circles. */
import { newId } from '../../kit/brand.ts'
import type { Communities, Community } from '../../kit/community.ts'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { visitor } from '../../kit/who.ts'
import { becomeFirstSteward } from '../members/tasks.ts'
import { startingCircles } from './rules.ts'

export interface Founding {
  readonly name: string
  /** file name in conditions/, without its ending */
  readonly condition: string
  /** address of the first steward */
  readonly email: string
  /** null: answers on every host name that no other community has */
  readonly host?: string | null
  /** The example whose place it takes. */
  readonly insteadOf?: Community | null
}

/**
 * Make a community with its first steward and its starting circles.
 *
 * @returns the community, or a refusal when another one is there already; then nothing was made
 */
export async function found(communities: Communities, founding: Founding): Promise<Community | Refusal> {
  const { name, condition, email, insteadOf = null } = founding
  const host = founding.host ?? insteadOf?.host ?? null
  const community = await communities.add({ host, name, condition, insteadOf: insteadOf?.id }).catch((error) => {
    if ((error as { code?: string }).code === '23505') return null
    throw error
  })
  if (!community) return refuse('A community has been set up here already.', 409)
  const steward = await perform(
    becomeFirstSteward,
    { name: 'The steward', email },
    { community, who: visitor, via: 'web' },
  )
  if (isRefusal(steward)) {
    await communities.remove(community.id)
    return steward
  }
  await community.db
    .insertInto('circle')
    .values(
      startingCircles.map((circle, position) => ({
        ...circle,
        id: newId(),
        stage: community.condition.stages.some(({ id }) => id === circle.stage) ? circle.stage : null,
        position,
        closed_at: null,
      })),
    )
    .execute()
  return community
}
