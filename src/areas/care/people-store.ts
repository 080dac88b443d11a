/** The posts and people that care is about, read only; conversations and members change them. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'

/** The post at a place in a conversation, and what decides whether a person can read it. */
export async function postAt(db: Db | Tx, conversation: string, number: number, member: MemberId | null) {
  const { rows } = await sql<{
    post: string
    author: MemberId
    name: string
    state: string
    title: string
    door: 'open' | 'members' | 'closed'
    inside: boolean
  }>`
    select p.id as post, p.author, p.state, c.title, o.door,
      case when m.state = 'left' then 'a former member' else m.name end as name,
      exists (select from circle_member i where i.circle = o.id and i.member = ${member}::uuid) as inside
    from post p
    join conversation c on c.id = p.conversation
    join circle o on o.id = c.circle
    join member m on m.id = p.author
    where p.conversation = ${conversation} and p.number = ${number}`.execute(db)
  return rows[0] ?? null
}

/** How many posts of a member were shown, for a moderator who has to judge the next one. */
export async function shownBefore(db: Db | Tx, member: MemberId): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from post where author = ${member} and state = 'shown'`.execute(db)
  return rows[0]!.n
}

export const memberNamed = (db: Db | Tx, id: string) =>
  db.selectFrom('member').select(['id', 'name']).where('id', '=', id).executeTakeFirst()

/** Moderators and stewards, who can decide. */
export const deciders = (db: Db | Tx) =>
  db
    .selectFrom('member')
    .select('id')
    .where('role', 'in', ['moderator', 'steward'])
    .where('state', '=', 'member')
    .execute()
