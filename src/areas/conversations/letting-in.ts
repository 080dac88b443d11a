/** Who comes into closed circles, and how. */
import { sql } from 'kysely'
import type { Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import type { CircleId } from './store.ts'

/** Let a person into a circle; who is in it already stays in it. */
export const letIn = (db: Tx, circle: CircleId, member: MemberId) =>
  db
    .insertInto('circle_member')
    .values({ circle, member })
    .onConflict((clash) => clash.doNothing())
    .execute()

/**
 * Let a member into the closed circles where what `writer` wrote is shown: they were on the list that moved in there.
 * Not where they have written as themselves and are outside all the same: a person let them out.
 * See docs/decisions/0050-claiming-opens-the-circle.md
 *
 * @param writer who the posts are by now; the member themselves, when they had no other name here before
 * @returns the names of the circles they came into
 */
export async function letInWhereTheyWrote(db: Tx, writer: MemberId, member: MemberId): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    with came as (
      insert into circle_member (circle, member)
      select circle.id, member.id
      from circle
      join member on member.id = ${member} and member.role <> 'researcher'
      where circle.door = 'closed'
        and exists (
          select from post
          join conversation on conversation.id = post.conversation
          where post.author = ${writer} and post.state = 'shown' and conversation.circle = circle.id
        )
        and (${writer}::uuid = ${member}::uuid or not ${hasWrittenIn(member)})
      on conflict do nothing
      returning circle
    )
    select name from circle where id in (select circle from came) order by name`.execute(db)
  return rows.map(({ name }) => name)
}

const hasWrittenIn = (member: MemberId) => sql<boolean>`exists (
  select from post
  join conversation on conversation.id = post.conversation
  where post.author = ${member} and conversation.circle = circle.id
)`

/** Let members whose posts are about to be placed into the closed circle that the list goes to; by the same rule. */
export async function letInWriters(db: Tx, circle: CircleId, writers: readonly MemberId[]) {
  if (writers.length === 0) return
  await sql`
    insert into circle_member (circle, member)
    select circle.id, member.id
    from circle
    join member on member.id = any(${writers}::uuid[])
    where circle.id = ${circle}
      and circle.door = 'closed'
      and member.state in ('member', 'paused')
      and member.role <> 'researcher'
      and not exists (
        select from post
        join conversation on conversation.id = post.conversation
        where post.author = member.id and conversation.circle = circle.id
      )
    on conflict do nothing`.execute(db)
}
