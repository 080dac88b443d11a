/** Messages on their way out, written in the same transaction as the task that sends them. */
import { type Generated, sql } from 'kysely'
import { newId } from './brand.ts'
import type { Db, Tx } from './database.ts'
import type { MemberId } from './who.ts'

/** A calendar file that goes with a mail, as text/calendar with its method. Source: RFC 6047. */
export interface CalendarFile {
  readonly method: 'REQUEST' | 'CANCEL' | 'PUBLISH'
  readonly content: string
}

export interface Message {
  readonly to: string
  readonly member?: MemberId | null
  /** What kind of message this is, so that a person can stop that kind: sign-in, reply, digest, decision … */
  readonly kind: string
  /** No health word, no name of a condition: it shows on a lock screen. */
  readonly subject: string
  readonly plain: string
  readonly html?: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly calendar?: CalendarFile | null
  /** When it may leave; now unless told. */
  readonly due?: Date
}

declare module './database.ts' {
  interface Tables {
    message_out: {
      id: string
      member: string | null
      to_address: string
      kind: string
      subject: string
      plain: string
      html: string | null
      headers: Generated<Record<string, string>>
      calendar: Generated<CalendarFile | null>
      state: Generated<'waiting' | 'sent' | 'kept' | 'failed'>
      due_at: Generated<Date>
      attempts: Generated<number>
      error: string | null
      sent_at: Date | null
      made_at: Generated<Date>
    }
  }
}

/**
 * Put a message in the outbox. It leaves when the transaction has committed.
 * To a member who is being erased, or was, nothing is written: their address must not stay here (see member-lock.ts).
 */
export async function post(db: Db | Tx, message: Message) {
  const { to, member = null, kind, subject, plain, html = null, headers = {}, calendar = null, due = null } = message
  const columns = sql`id, member, to_address, kind, subject, plain, html, headers, calendar, due_at`
  const values = sql`
    ${newId()}::uuid, ${member}::uuid, ${to}, ${kind}, ${subject}, ${plain}, ${html}::text,
    ${JSON.stringify(headers)}::jsonb, ${calendar && JSON.stringify(calendar)}::jsonb, coalesce(${due}::timestamptz, now())`
  await (member
    ? sql`
        with reader as (select id from member where id = ${member} and erased_at is null for key share skip locked)
        insert into message_out (${columns})
        select ${values}
        from reader`
    : sql`insert into message_out (${columns}) values (${values})`
  ).execute(db)
  await sql`select pg_notify('alongside', 'outbox')`.execute(db)
}
