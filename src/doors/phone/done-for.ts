/** What was done for somebody by phone or letter: read back in the call, and seen later by whom it was done for. */
import { sql } from 'kysely'
import type { Db } from '../../kit/database.ts'
import { type Door, tasks } from '../../kit/task.ts'
import type { MemberId, Role } from '../../kit/who.ts'

export interface DoneFor {
  task: string
  /** what it was, in words */
  title: string
  via: Door
  at: Date
  /** who did it */
  by: string | null
  role: Role | null
  standing: string | null
  /** title of the conversation it was done in */
  conversation: string | null
  /** what was written, where it is a post of theirs */
  words: string | null
}

type Row = Omit<DoneFor, 'title'>

/** Saving while typing is no deed of its own: what was typed is either sent or still a draft. */
const quiet = ['conversations.save-draft', 'conversations.throw-draft-away']

/** What staff do on pages of their own that is about one member: she reads of it too. */
const aboutThem = [
  'support.look-at-map',
  'members.see-address',
  'members.make-paper-codes',
  'members.ask-second-step-recovery',
  'members.agree-second-step-recovery',
  'members.stop-second-step-recovery',
]

const columns = sql`
  a.task, a.via, a.at, v.name as by, v.role, v.standing, c.title as conversation,
  case when a.task in ('conversations.open', 'conversations.reply') and p.author = a.for_whom then p.words end as words`
const joins = sql`
  left join member v on v.id = a.who
  left join lateral (
    select a.subject::uuid as id
    where a.task like 'conversations.%' and a.subject ~ '^[0-9a-f-]{36}$'
  ) s on true
  left join post p on p.id = s.id
  left join conversation c on c.id = coalesce(p.conversation, s.id)`

const inWords = (rows: readonly Row[]): DoneFor[] => {
  const titles = new Map(tasks().map(({ name, title }) => [name, title]))
  return rows.map((row) => ({ ...row, title: titles.get(row.task) ?? 'Something that is not offered any more' }))
}

/** What one volunteer has done for a member since a call began, in the order of doing. */
export async function doneInCall(
  db: Db,
  { volunteer, member, since }: { volunteer: MemberId; member: MemberId; since: Date },
): Promise<DoneFor[]> {
  const { rows } = await sql<Row>`
    select ${columns}
    from audit a
    ${joins}
    where a.who = ${volunteer}
      and a.for_whom = ${member}
      and a.at >= ${since}
      and a.task <> all(${quiet})
    order by a.at, a.id
    limit 100`.execute(db)
  return inWords(rows)
}

export const doneOnAPage = 30

/** Everything that staff did for a member, or looked at of theirs, the newest first. */
export async function doneFor(db: Db, member: MemberId, page: number): Promise<{ done: DoneFor[]; total: number }> {
  const { rows } = await sql<Row & { total: number }>`
    select ${columns}, count(*) over ()::int as total
    from audit a
    ${joins}
    where (
        a.for_whom = ${member} and a.via in ('phone', 'letter', 'in person') and a.task <> all(${quiet})
        or a.task = any(${aboutThem}) and a.subject = ${member}::text and a.who <> ${member}
      )
    order by a.at desc, a.id desc
    limit ${doneOnAPage} offset ${(page - 1) * doneOnAPage}`.execute(db)
  return { done: inWords(rows), total: rows[0]?.total ?? 0 }
}
