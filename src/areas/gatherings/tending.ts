/** Finding the gathering a task is about, and whether this person may see it or look after it. */
import { sql } from 'kysely'
import { z } from 'zod'
import { idOf } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { type Allowed, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import type { Doing } from '../../kit/task.ts'
import type { MemberId, Who } from '../../kit/who.ts'
import { isDay } from './london-clock.ts'
import { type Occurrence, occurrenceOn } from './occurrences.ts'
import { maySee, mayTend } from './rules.ts'
import { type Gathering, type GatheringId, gatheringFor } from './store.ts'

export const GatheringIdInput = idOf<'GatheringId'>()
export const DayInput = z.string({ error: 'Choose a date.' }).refine(isDay, 'We could not find that date.')

const missing = notFound('gathering')

/** A gathering that this person may see; a refusal when there is none for them. */
export async function seen(db: Db | Tx, id: GatheringId | string, who: Who): Promise<Gathering | Refusal> {
  const gathering = await gatheringFor(db, id, who.member)
  if (!gathering) return missing
  const may = maySee(who, gathering)
  return may === yes ? gathering : may
}

/** May they see it? */
export const canSee = async ({ gathering }: { gathering: GatheringId }, { db, who }: Doing): Promise<Allowed> => {
  const one = await seen(db, gathering, who)
  return 'refused' in one ? one : yes
}

/** May they look after it? */
export const canTend = async ({ gathering }: { gathering: GatheringId }, { db, who }: Doing): Promise<Allowed> => {
  const one = await seen(db, gathering, who)
  return 'refused' in one ? one : mayTend(who, one.host)
}

/** One date of a gathering, or why there is none. */
export function dateOf(gathering: Gathering, day: string): Occurrence | Refusal {
  return occurrenceOn(gathering, day) ?? refuse('There is no such date. Choose one from the page.', 404)
}

/** A date that one can still say something to. */
export function openDate(gathering: Gathering, day: string, now: Date): Occurrence | Refusal {
  const date = occurrenceOn(gathering, day)
  if (!date) return refuse('There is no such date. Choose one from the page.', 404)
  if (date.cancelled) return refuse('This one is off. Choose another date.', 410)
  return date.ends > now ? date : refuse('This one is over.', 410)
}

/** The rights a member has when a link of theirs is followed: never more than a member's. */
export async function memberWho(db: Db | Tx, member: MemberId): Promise<Who | null> {
  const { rows } = await sql<{ name: string; role: Who['roleHeld']; state: string }>`
    select name, role, state from member where id = ${member}`.execute(db)
  const [one] = rows
  if (!one || one.state === 'left' || one.state === 'to be') return null
  return { member, name: one.name, role: 'member', roleHeld: one.role, session: null }
}
