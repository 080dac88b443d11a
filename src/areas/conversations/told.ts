/** Who hears of a new post by mail, and what the mail says. Read by the email door. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'
import { yes } from '../../kit/refuse.ts'
import { type MemberId, type Role, staffRoles, visitor, type Who } from '../../kit/who.ts'
import { type CircleDoor, mayRead } from './rules.ts'
import type { Standing } from './standing.ts'
import type { ConversationId, PostId } from './store.ts'

export interface ToldPost extends Standing {
  id: PostId
  number: number
  conversation: ConversationId
  title: string
  name: string
  author_standing: string | null
  words: string
  html: string
  written_at: Date
  /** the first post of the conversation */
  first: PostId
  reply_to: PostId | null
  reply_to_number: number | null
}

/** A shown post as a mail needs it. */
export async function postToTell(db: Db | Tx, post: PostId): Promise<ToldPost | null> {
  const { rows } = await sql<ToldPost>`
    select p.id, p.number, p.conversation, p.words, p.html, p.written_at,
      p.voice, p.basis, p.basis_words, p.applies_to, p.interest, p.country, p.source_written,
      c.title,
      case when m.state = 'left' then 'a former member' else m.name end as name,
      case when m.state <> 'left' then m.standing end as author_standing,
      (select f.id from post f where f.conversation = c.id and f.number = 1) as first,
      q.id as reply_to,
      q.number as reply_to_number
    from post p
    join conversation c on c.id = p.conversation
    join member m on m.id = p.author
    left join post q on q.id = p.reply_to
    where p.id = ${post}
      and p.state = 'shown'`.execute(db)
  return rows[0] ?? null
}

interface ToldRow {
  member: MemberId
  name: string
  role: Exclude<Role, 'visitor'>
  door: CircleDoor
  inside: boolean
}

/**
 * The members a post concerns: who opened the conversation, and who is replied to. Never its writer, nobody who muted
 * the conversation, blocked the writer, or may not read the circle any more. Whether a pause lets it through is asked by the door.
 */
export async function whoIsTold(db: Db | Tx, post: PostId): Promise<MemberId[]> {
  const { rows } = await sql<ToldRow>`
    select m.id as member, m.name, m.role, o.door,
      exists (select from circle_member i where i.circle = o.id and i.member = m.id) as inside
    from post p
    join conversation c on c.id = p.conversation
    join circle o on o.id = c.circle
    left join post q on q.id = p.reply_to
    join member m on m.id in (c.opened_by, q.author)
    where p.id = ${post}
      and m.id <> p.author
      and m.state in ('member', 'paused')
      and not exists (select from reading r where r.member = m.id and r.conversation = c.id and r.muted)
      and not exists (select from block b where b.member = m.id and b.blocked = p.author)`.execute(db)
  return rows.filter((row) => mayRead(mailReader(row), row) === yes).map(({ member }) => member)
}

/** The person a mail is read by: nobody gives a second factor to open their mail, so staff read as members. */
export function mailReader({ member, name, role }: Pick<ToldRow, 'member' | 'name' | 'role'>): Who {
  const staff = (staffRoles as readonly Role[]).includes(role)
  return { ...visitor, member, name, role: staff ? 'member' : role, roleHeld: role }
}
