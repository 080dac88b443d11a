/** Twenty of those who said yes are interviewed: a spread over the selection grid, by made-up talks that two people code. */
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { planInterviews } from '../interviews/inviting.ts'
import { gridOf } from '../interviews/selection.ts'
import { placeSyntheticInterviews } from '../interviews/synthetic-interviews-placing.ts'
import { asResearch } from '../wall.ts'
import type { Hand } from './hands.ts'
import type { Field } from './taking-part.ts'

const variables = ['child_age', 'peer_ever'] as const
const day = 24 * 60 * 60 * 1000

/**
 * @param researchers two; the first interviews, both code
 * @param people how many are interviewed
 */
export async function interviews(
  { community, study }: Field,
  researchers: readonly [Hand, Hand],
  seed: number,
  people: number,
  at: Date,
) {
  const withdraw_until = dayOf(new Date(at.getTime() + 60 * day))
  const keep_until = dayOf(new Date(at.getTime() + 700 * day))
  const plan = { study, rows: variables[0], columns: variables[1], withdraw_until, keep_until }
  const about = 'This interview is made up. Nobody will ring you.'
  await researchers[0].does(planInterviews, { ...plan, about }, at)
  const placed = await asResearch(community, async (db) => {
    const { id } = await db.selectFrom('study').select('id').where('slug', '=', study).executeTakeFirstOrThrow()
    const grid = await gridOf(db, id, variables)
    if (isRefusal(grid)) return grid
    // One from each cell in turn, until there are enough: a spread of lives, not a sample.
    const most = Math.max(...grid.cells.map((cell) => cell.people.length))
    const inTurn = Array.from({ length: most }, (_, turn) =>
      grid.cells.flatMap((cell) => cell.people.slice(turn, turn + 1).map((one) => one.id)),
    ).flat()
    const [one, other] = researchers
    return placeSyntheticInterviews(db, {
      study: id,
      participants: inTurn.slice(0, people),
      researchers: [
        { id: one.id, name: one.name },
        { id: other.id, name: other.name },
      ],
      ...{ seed, now: at, withdraw_until, keep_until },
    })
  })
  if (isRefusal(placed)) throw new Error(placed.because)
  return placed
}
