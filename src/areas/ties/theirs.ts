/** A tie must be there, and belong to whoever does something with it. */
import { idOf } from '../../kit/brand.ts'
import { type Allowed, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import type { Doing } from '../../kit/task.ts'
import type { Who } from '../../kit/who.ts'
import { mustBeSignedIn } from '../members/rules.ts'
import { standsOutside } from './tie-rules.ts'
import { lockedTie, type TieId, type TieView, tieFor } from './tie-store.ts'

export const TieIdInput = idOf<'TieId'>()

const outside = 'Clinicians and researchers are in no private contact here. Please answer in the circle.'

/** Whether somebody may be in touch with a member in private at all. */
export function mayBeInTies(who: Who): Allowed {
  const signedIn = mustBeSignedIn(who)
  if (signedIn !== yes) return signedIn
  return standsOutside(who) ? refuse(outside, 403) : yes
}

export async function isTheirs({ tie }: { tie: TieId }, { db, who }: Doing): Promise<Allowed> {
  const signedIn = mustBeSignedIn(who)
  if (signedIn !== yes) return signedIn
  return (await tieFor(db, tie, who.member!)) ? yes : notFound()
}

/** The tie behind a lock, or that it is not there for them. */
export async function theirs(tie: TieId, { db, who, about }: Doing): Promise<TieView | Refusal> {
  const found = await lockedTie(db, tie, who.member!)
  if (found) about(found.id)
  return found ?? notFound()
}

/** Why nothing can pass between the two now; null when it can. */
export function whyNotOpen({ standing, away, name }: TieView): Refusal | null {
  if (standing !== 'open') return refuse('You two are not in touch here now.', 409)
  return away ? refuse(`${name} is not here now. What you have rests until they are back.`, 409) : null
}
