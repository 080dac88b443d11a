/** The first pass: every mail of the file is read and kept, with how far the file was read. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { sql } from 'kysely'
import type { Community } from '../../kit/community.ts'
import { splitMbox } from './mbox.ts'
import { readMail } from './reading.ts'
import { batch, type Progress } from './store.ts'

export async function readAll(
  { db }: Community,
  run: { id: string; path: string | null; bytes: number; bytes_read: number; started_at: Date },
  tell: (progress: Progress) => void,
) {
  const { last } = await db
    .selectFrom('moving_mail')
    .select(sql<number>`coalesce(max(position), 0)`.as('last'))
    .where('moving_in', '=', run.id)
    .executeTakeFirstOrThrow()
  let position = last
  let waiting: object[] = []
  const keep = async (end: number) => {
    await db.transaction().execute(async (tx) => {
      const moved = await tx
        .updateTable('moving_in')
        .set({ bytes_read: end })
        .where('id', '=', run.id)
        .where('bytes_read', '<', end)
        .executeTakeFirst()
      if (moved.numUpdatedRows === 0n) return
      await sql`
        insert into moving_mail (
          moving_in, position, message_id, state, reason, subject, name, address, at, parents, words, fingerprint
        )
        select ${run.id}, position, message_id, state, reason, subject, name, address, at, parents, words, fingerprint
        from jsonb_to_recordset(${JSON.stringify(waiting)}::jsonb) as mail (
          position int, message_id text, state text, reason text, subject text, name text, address text,
          at timestamptz, parents text[], words text, fingerprint text
        )`.execute(tx)
    })
    waiting = []
    tell({ state: 'reading', done: end, of: run.bytes })
  }
  let end = run.bytes_read
  for await (const raw of splitMbox(createReadStream(run.path!, { start: end }) as AsyncIterable<Buffer>, end)) {
    const mail = await readMail(raw, ++position, run.started_at)
    const { messageId } = mail
    waiting.push(
      'reason' in mail
        ? { position, message_id: messageId, state: 'unreadable', reason: mail.reason, parents: [] }
        : {
            position,
            message_id: messageId,
            state: 'read',
            subject: storable(mail.subject),
            name: mail.name,
            address: mail.address,
            at: mail.at,
            parents: mail.parents,
            words: storable(JSON.stringify({ text: mail.text.slice(0, 120_000), attachments: mail.attachments })),
            fingerprint: fingerprintOf(mail.text),
          },
    )
    end = raw.end
    if (waiting.length >= batch) await keep(end)
  }
  if (waiting.length > 0) await keep(end)
  await db.updateTable('moving_in').set({ state: 'placing' }).where('id', '=', run.id).execute()
}

/** Tells whether two mails say the same, however their lines were broken on the way. */
const fingerprintOf = (text: string) => createHash('sha256').update(text.replace(/\s+/g, '')).digest('base64url')

/** PostgreSQL keeps neither NUL nor half of a surrogate pair. */
const storable = (text: string) => text.toWellFormed().replace(/\0|\\u0000/g, '')
