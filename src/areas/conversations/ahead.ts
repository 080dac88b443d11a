/**
 * How far ahead a reader looks, for lists of conversations and circles. The rule is kit/look-ahead.ts; here it is SQL,
 * because these lists are long. A conversation belongs to its own stages and to that of its circle.
 */
import { sql } from 'kysely'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { afterADeath, hiddenStages, inSight } from '../../kit/look-ahead.ts'
import { yes } from '../../kit/refuse.ts'
import type { MemberId, Who } from '../../kit/who.ts'
import { lookingOf } from '../members/looking.ts'
import { type CircleDoor, mayRead } from './rules.ts'

/** Who looks, and which stages lie further ahead than they want to see unasked. */
export interface Sight {
  readonly member: MemberId | null
  /** from `hiddenStages`; empty when all is to be shown */
  readonly hidden: readonly string[]
}

export const sightOf = async ({ db, condition }: Pick<Community, 'db' | 'condition'>, member: MemberId | null) => ({
  member,
  hidden: hiddenStages(await lookingOf(db, member), condition),
})

/** Everything, for those who asked for it. */
export const allInSight = (member: MemberId | null): Sight => ({ member, hidden: [] })

/** SQL: conversation `c` of circle `o` lies further ahead. */
export const liesAhead = (hidden: readonly string[]) => sql<boolean>`
  (
    (cardinality(c.stages) > 0 or o.stage is not null)
    and c.stages <@ ${hidden}::text[]
    and (o.stage is null or o.stage = any(${hidden}::text[]))
  )`

/**
 * SQL: conversation `c` of circle `o` is the member's own: opened or written in by them, or in a circle for a time of life
 * that they follow. To follow such a circle is a choice; to follow one for everybody says nothing of how far they look.
 */
const isOwn = (member: MemberId | null) =>
  member
    ? sql<boolean>`
  (
    c.opened_by = ${member}
    or (o.stage is not null and exists (select from circle_member i where i.circle = c.circle and i.member = ${member}))
    or exists (select from post w where w.author = ${member} and w.conversation = c.id and w.state = 'shown')
  )`
    : sql<boolean>`false`

/** SQL: conversation `c` of circle `o` is put before this reader without being asked for. What is their own always is. */
export const isInSight = ({ hidden, member }: Sight) =>
  hidden.length === 0 ? sql<boolean>`true` : sql<boolean>`(not ${liesAhead(hidden)} or ${isOwn(member)})`

/** Whether a circle is: those they follow always are. */
export const circleInSight = ({ hidden }: Sight, { stage, inside }: { stage: string | null; inside: boolean }) =>
  inside || inSight(stage ? [stage] : [], hidden)

/** "3 conversations lie further ahead": never more than that is said unasked. */
export const aheadWords = (n: number, one: string, { hidden }: Sight): string => {
  const what = n === 1 ? `1 ${one}` : `${n} ${one}s`
  // After a death, what is hidden is not ahead any more.
  return hidden.includes(afterADeath)
    ? `${what} ${n === 1 ? 'lies' : 'lie'} further ahead.`
    : `${what} ${n === 1 ? 'is' : 'are'} for other times of life.`
}

export interface StagedCircle {
  readonly slug: string
  readonly name: string
  readonly about: string
  readonly stage: string
  readonly inside: boolean
  readonly mayRead: boolean
}

/** Circles that are for one stage of life, open to writing, with whether somebody follows and may read them. */
export async function circlesByStage(db: Db | Tx, who: Who): Promise<StagedCircle[]> {
  const { rows } = await sql<Omit<StagedCircle, 'mayRead'> & { door: CircleDoor }>`
    select slug, name, about, stage, door,
      exists (select from circle_member i where i.circle = circle.id and i.member = ${who.member}::uuid) as inside
    from circle
    where stage is not null and closed_at is null
    order by position, name`.execute(db)
  return rows.map((one) => ({ ...one, mayRead: mayRead(who, one) === yes }))
}
