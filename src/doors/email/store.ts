/** The outbox as the email door sees it: what is due, what went, what did not. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../kit/database.ts'
import type { CalendarFile } from '../../kit/outbox.ts'
import type { MemberId } from '../../kit/who.ts'

export interface Outgoing {
  id: string
  member: MemberId | null
  to_address: string
  kind: string
  subject: string
  plain: string
  html: string | null
  headers: Record<string, string>
  calendar: CalendarFile | null
  attempts: number
  made_at: Date
}

/** How long a message that was taken stays with whoever took it, should they vanish; longer than any try. */
const lease = '5 minutes'

/**
 * Take messages that are due, so that no other server takes them too.
 * A server that dies meanwhile gives them back when the lease ends.
 *
 * @param most how many at once
 */
export async function takeDue(db: Db, most: number): Promise<Outgoing[]> {
  const { rows } = await sql<Outgoing>`
    with due as materialized (
      select id
      from message_out
      where state = 'waiting'
        and due_at <= now()
      order by (kind <> 'sign-in'), due_at
      limit ${most}
      for update skip locked
    )
    update message_out
    set attempts = attempts + 1,
      due_at = now() + ${lease}::interval
    from due
    where message_out.id = due.id
    returning message_out.id, member, to_address, kind, subject, plain, html, headers, calendar, attempts,
      made_at`.execute(db)
  return rows
}

export const markSent = (db: Db, id: string) =>
  sql`update message_out set state = 'sent', sent_at = now(), error = null where id = ${id}`.execute(db)

/** @param seconds how long to wait before the next try */
export const markWaiting = (db: Db, id: string, error: string, seconds: number) =>
  sql`
    update message_out
    set due_at = now() + make_interval(secs => ${seconds}), error = ${error}
    where id = ${id}`.execute(db)

export const markFailed = (db: Db, id: string, error: string) =>
  sql`update message_out set state = 'failed', error = ${error} where id = ${id}`.execute(db)

/** Keep what is due here, where no mail is sent. */
export const keepDue = (db: Db) =>
  sql`update message_out set state = 'kept' where state = 'waiting' and due_at <= now()`.execute(db)

/** Whether mail has been due for some minutes and was not tried. */
export async function waitsSince(db: Db, minutes: number): Promise<boolean> {
  const { rows } = await sql`
    select from message_out
    where state = 'waiting' and attempts = 0 and due_at < now() - make_interval(mins => ${minutes})
    limit 1`.execute(db)
  return rows.length > 0
}

/** Old mail is not kept for ever: it holds words from closed circles, and codes. */
export const forgetOld = (db: Db) =>
  sql`
    delete from message_out
    where (state = 'sent' and made_at < now() - interval '30 days')
      or (state in ('kept', 'failed') and made_at < now() - interval '90 days')`.execute(db)

export const onAPage = 20

export interface Kept {
  id: string
  to_address: string
  subject: string
  plain: string
  made_at: Date
}

export async function keptMail(db: Db, page: number): Promise<{ mails: Kept[]; total: number }> {
  const { rows } = await sql<Kept & { total: number }>`
    select id, to_address, subject, plain, made_at, count(*) over ()::int as total
    from message_out
    where state in ('kept', 'waiting')
    order by made_at desc, id desc
    limit ${onAPage}
    offset ${(page - 1) * onAPage}`.execute(db)
  return { mails: rows, total: rows[0]?.total ?? 0 }
}

export interface Failed {
  id: string
  to_address: string
  name: string | null
  kind: string
  error: string | null
  made_at: Date
}

export interface MailState {
  waiting: number
  /** the oldest that should have gone by now */
  oldest: Date | null
  /** the newest words of the mail server about a mail that still waits */
  error: string | null
  failed: number
  sent_at: Date | null
}

export async function mailState(db: Db): Promise<MailState> {
  const { rows } = await sql<MailState>`
    select
      count(*) filter (where state = 'waiting')::int as waiting,
      min(made_at) filter (where state = 'waiting' and attempts > 0) as oldest,
      (select error from message_out where state = 'waiting' and error is not null order by due_at desc limit 1) as error,
      count(*) filter (where state = 'failed')::int as failed,
      max(sent_at) as sent_at
    from message_out`.execute(db)
  return rows[0]!
}

export async function failedMail(db: Db, page: number): Promise<Failed[]> {
  const { rows } = await sql<Failed>`
    select o.id, o.to_address, m.name, o.kind, o.error, o.made_at
    from message_out o
    left join member m on m.id = o.member
    where o.state = 'failed'
    order by o.made_at desc
    limit ${onAPage}
    offset ${(page - 1) * onAPage}`.execute(db)
  return rows
}

/**
 * Put failed mail back into the outbox. Codes have run out by now, so they stay.
 *
 * @param id one message; all when null
 * @returns how many will be tried again
 */
export async function tryAgain(db: Tx, id: string | null): Promise<number> {
  const { numAffectedRows } = await sql`
    update message_out
    set state = 'waiting', attempts = 0, due_at = now(), error = null, made_at = now()
    where state = 'failed'
      and kind <> 'sign-in'
      and (${id}::uuid is null or id = ${id}::uuid)`.execute(db)
  await sql`select pg_notify('alongside', 'outbox')`.execute(db)
  return Number(numAffectedRows ?? 0)
}
