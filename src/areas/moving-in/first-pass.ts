/** The first pass: every mail of the file is read and kept, with how far the file was read. */
import { sql } from 'kysely'
import type { Community } from '../../kit/community.ts'
import { foreignFile, readingForeign } from '../../kit/foreign-file.ts'
import { isRefusal } from '../../kit/refuse.ts'
import type { KeptMail, Reached, readMails } from './archive-file.ts'
import { NotMbox } from './mbox.ts'
import { batch, type Progress } from './store.ts'

const archive = foreignFile<typeof readMails>(new URL('./archive-file.ts', import.meta.url), 'readMails', {
  seconds: 60,
  bytes: 256,
  queue: 'jobs',
})

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
  const keep = async (mails: readonly KeptMail[], end: number) => {
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
        from jsonb_to_recordset(${JSON.stringify(mails)}::jsonb) as mail (
          position int, message_id text, state text, reason text, subject text, name text, address text,
          at timestamptz, parents text[], words text, fingerprint text
        )`.execute(tx)
    })
    tell({ state: 'reading', done: end, of: run.bytes })
  }
  const read = await readingForeign(
    archive,
    'file',
    async (ask, noted) => {
      let [position, end, most] = [last, run.bytes_read, batch]
      for (let done = false; !done; ) {
        const some = await ask(run.path!, end, position, most, run.started_at.getTime())
        if (isRefusal(some)) {
          const reached = noted() as Reached | undefined
          if (!reached || reached.position <= position) throw new NotMbox(`After mail ${position}: ${some.because}`)
          // One mail took too much. Those before it are read without it, then it is left out.
          most = reached.position - position - 1
          if (most > 0) continue
          position = reached.position
          end = reached.end
          await keep([leftOut(position)], end)
        } else if ('notMbox' in some) throw new NotMbox(some.notMbox)
        else {
          position += some.mails.length
          end = some.end
          done = some.done
          if (some.mails.length > 0) await keep(some.mails, end)
        }
        most = batch
      }
    },
    [run.path!],
  )
  if (isRefusal(read)) throw new Error(read.because)
  await db.updateTable('moving_in').set({ state: 'placing' }).where('id', '=', run.id).execute()
}

const leftOut = (position: number): KeptMail => ({
  position,
  message_id: `mail ${position}`,
  state: 'unreadable',
  reason: 'It takes too much time or memory to read.',
  parents: [],
})
