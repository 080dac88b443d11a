/**
 * A mailing list moves in, in two passes. First every mail is read into `moving_mail`, 200 to a transaction, together
 * with how far the file was read; then conversation after conversation is placed. Cut short anywhere, a second run
 * goes on from there; run again, it finds every mail there already.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { MemberId } from '../../kit/who.ts'
import type { CircleId } from '../conversations/store.ts'
import { readAll } from './first-pass.ts'
import { NotMbox } from './mbox.ts'
import { placeAll } from './second-pass.ts'
import type { Progress } from './store.ts'

export interface Report {
  readonly id: string
  readonly found: number
  readonly placed: number
  readonly there: number
  readonly unreadable: readonly { message_id: string; position: number; reason: string }[]
  readonly conversations: number
}

/** Begin to move a file in, or find the run of the same file that was cut short. */
export async function beginMoving(
  community: Community,
  file: { path: string; name: string },
  circle: CircleId,
  startedBy: MemberId | null = null,
): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file.path)) hash.update(chunk as Buffer)
  const file_hash = hash.digest('hex')
  const before = await community.db
    .updateTable('moving_in')
    .set({ path: file.path })
    .where('file_hash', '=', file_hash)
    .where('circle', '=', circle)
    .where('state', 'in', ['reading', 'placing'])
    .returning('id')
    .executeTakeFirst()
  if (before) return before.id
  const id = newId<'MovingInId'>()
  const { size: bytes } = await stat(file.path)
  await community.db
    .insertInto('moving_in')
    .values({
      id,
      file_name: file.name,
      path: file.path,
      file_hash,
      circle,
      started_by: startedBy,
      because: null,
      bytes,
      ended_at: null,
    })
    .execute()
  return id
}

/**
 * Do all that is left of a run. Only one process at a time works on a run; another one waits.
 *
 * @throws NotMbox when the file is something else; the run is then marked as failed
 */
export async function move(
  community: Community,
  id: string,
  tell: (progress: Progress) => void = () => {},
): Promise<Report> {
  const { db } = community
  const run = await db.selectFrom('moving_in').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  try {
    if (run.state === 'reading') await readAll(community, run, tell)
    if (run.state !== 'done' && run.state !== 'failed') await placeAll(community, id, run.circle as CircleId, tell)
  } catch (error) {
    if (!(error instanceof NotMbox)) throw error
    const failed = { state: 'failed' as const, because: error.message, ended_at: new Date() }
    await db.updateTable('moving_in').set(failed).where('id', '=', id).execute()
    throw error
  }
  return reportOf(community, id)
}

/** Every mail of a run, counted: found = placed + already there + could not be read. */
export async function reportOf({ db }: Community, id: string): Promise<Report> {
  const { rows } = await sql<{ found: number; placed: number; there: number; conversations: number }>`
    select count(*)::int as found,
      count(*) filter (where state = 'placed')::int as placed,
      count(*) filter (where state = 'there')::int as there,
      (select count(*)::int from conversation where made_by_import = ${id}) as conversations
    from moving_mail
    where moving_in = ${id}`.execute(db)
  const unreadable = await db
    .selectFrom('moving_mail')
    .select(['message_id', 'position', 'reason'])
    .where('moving_in', '=', id)
    .where('state', '=', 'unreadable')
    .orderBy('position')
    .execute()
  return { id, ...rows[0]!, unreadable: unreadable.map((one) => ({ ...one, reason: one.reason ?? '' })) }
}
