/** What is new for one member since a time: for their digest. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId, Role } from '../../kit/who.ts'
import { liesAhead } from './ahead.ts'
import type { Kind } from './rules.ts'
import type { Standing } from './standing.ts'
import type { ConversationId } from './store.ts'

export interface Since {
  readonly member: MemberId
  readonly role: Exclude<Role, 'visitor'>
  readonly since: Date
  readonly until: Date
  /** stages that lie further ahead than they look; what is their own comes all the same, and so do circles for a time of life that they follow */
  readonly hidden: readonly string[]
  /** how many conversations at most */
  readonly most: number
}

export interface NewsLine extends Standing {
  conversation: ConversationId
  kind: Kind
  title: string
  circle: string
  /** the member opened it or wrote in it */
  mine: boolean
  answered: boolean
  new_posts: number
  /** it began since then */
  began: boolean
  /** the newest post that is new */
  number: number
  name: string
  words: string
}

/** Circles whose posts may reach this member by mail: a researcher's only when anyone may read them. */
const readable = ({ member, role }: Since) => sql`
  select o.id, o.name, o.stage,
    exists (select from circle_member i where i.circle = o.id and i.member = ${member}) as inside
  from circle o
  where o.door = 'open'
    or (${role} <> 'researcher' and o.door = 'members')
    or (${role} <> 'researcher' and exists (select from circle_member i where i.circle = o.id and i.member = ${member}))`

/**
 * Conversations with posts that are new to a member: their own first, then those of their circles, newest first.
 * A member who is in no circle yet hears of all they may read. What they wrote, read, muted or blocked is left out.
 *
 * @returns the first few, and how many there are
 */
export async function newsFor(db: Db | Tx, reader: Since): Promise<{ lines: NewsLine[]; total: number }> {
  const { member, since, until, most } = reader
  const { rows } = await sql<NewsLine & { total: number }>`
    with readable as materialized (${readable(reader)}),
    blocked as materialized (select b.blocked from block b where b.member = ${member}),
    fresh as (
      select c.id, c.kind, c.title, c.answered_at is not null as answered, o.name as circle, c.last_post_at,
        c.opened_at > ${since} and c.opened_by <> ${member} and coalesce(r.last_number, 0) = 0 as began,
        o.inside, o.stage is not null as staged,
        not exists (select from circle_member i where i.member = ${member}) as anywhere,
        ${liesAhead(reader.hidden)} as ahead,
        c.opened_by = ${member} or exists (
          select from post w where w.author = ${member} and w.conversation = c.id and w.state = 'shown'
        ) as mine,
        coalesce(r.last_number, 0) as read_to
      from conversation c
      join readable o on o.id = c.circle
      left join reading r on r.conversation = c.id and r.member = ${member}
      where c.shown
        and c.last_post_at > ${since}
        and not coalesce(r.muted, false)
        and c.opened_by not in (select b.blocked from blocked b)
    )
    select f.id as conversation, f.kind, f.title, f.circle, f.mine, f.answered, f.began, n.new_posts, p.number,
      case when m.state = 'left' then 'a former member' else m.name end as name,
      left(p.words, 400) as words, p.voice, p.basis, p.basis_words, p.applies_to, p.interest, p.country, p.source_written,
      count(*) over ()::int as total
    from fresh f
    cross join lateral (
      select count(*)::int as new_posts, max(x.number) as newest
      from post x
      where x.conversation = f.id
        and x.number > f.read_to
        and x.state = 'shown'
        and x.posted_at > ${since}
        and x.posted_at <= ${until}
        and x.author <> ${member}
        and x.author not in (select b.blocked from blocked b)
    ) n
    join post p on p.conversation = f.id and p.number = n.newest
    join member m on m.id = p.author
    where n.new_posts > 0
      and (f.mine or (f.inside and (f.staged or not f.ahead)) or (f.anywhere and not f.ahead))
    order by f.mine desc, f.last_post_at desc, f.id
    limit ${most}`.execute(db)
  return { lines: rows, total: rows[0]?.total ?? 0 }
}

export interface WaitingLine {
  conversation: ConversationId
  title: string
  circle: string
  opened_at: Date
}

/** Questions of others that wait for an answer, oldest first: for a helper's digest, which is read unasked. */
export async function questionsFor(db: Db | Tx, reader: Since): Promise<{ lines: WaitingLine[]; total: number }> {
  const { rows } = await sql<WaitingLine & { total: number }>`
    with readable as materialized (${readable(reader)})
    select c.id as conversation, c.title, o.name as circle, c.opened_at, count(*) over ()::int as total
    from conversation c
    join readable o on o.id = c.circle
    where c.kind = 'asks'
      and c.answered_at is null
      and c.shown
      and not ${liesAhead(reader.hidden)}
      and c.opened_by <> ${reader.member}
      and not exists (select from block b where b.member = ${reader.member} and b.blocked = c.opened_by)
    order by c.opened_at
    limit ${reader.most}`.execute(db)
  return { lines: rows, total: rows[0]?.total ?? 0 }
}

/** The member's own questions that have replies and are not marked as answered. */
export async function ownOpenQuestions(db: Db | Tx, reader: Since): Promise<WaitingLine[]> {
  const { rows } = await sql<WaitingLine>`
    select c.id as conversation, c.title, o.name as circle, c.opened_at
    from conversation c
    join circle o on o.id = c.circle
    where c.opened_by = ${reader.member}
      and c.kind = 'asks'
      and c.answered_at is null
      and c.first_reply_at is not null
      and c.shown
    order by c.opened_at desc
    limit ${reader.most}`.execute(db)
  return rows
}
