/** What other areas ask of a person who has shown that an address is theirs, before they become a member. */
import type { Db } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'

type FirstStep = (db: Db, person: MemberId) => Promise<string | null>

const steps: FirstStep[] = []

/** Add a page that such a person sees first: its address, or null when there is nothing to ask them. */
export const firstStep = (step: FirstStep) => void steps.push(step)

/** Where someone who is not a member yet goes after signing in. */
export async function firstStepOf(db: Db, person: MemberId): Promise<string> {
  for (const step of steps) {
    const to = await step(db, person)
    if (to) return to
  }
  return '/join/membership'
}
