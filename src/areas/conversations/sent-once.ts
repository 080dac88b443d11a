/** The same form sent twice, by a double tap or a page sent again, posts once. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'
import type { Photo } from './photos.ts'

/** What a form says of itself: from which state of the page it was sent, or a random key. */
export const Once = z.string().max(64).optional()

/**
 * What makes a sending the same as one before: who wrote, from which form, where to, and what.
 * Other words from the same form are another post, for a browser that goes back shows the old form again.
 *
 * @returns a UUID made from a hash, or null when the form said nothing of itself
 */
export function sameSending(
  author: MemberId,
  { once, ...sent }: { once?: string | undefined; words: string; photos: readonly Photo[]; [more: string]: unknown },
): string | null {
  if (!once) return null
  const hash = createHash('sha256').update(JSON.stringify([author, once, { ...sent, photos: sent.photos.length }]))
  for (const { bytes } of sent.photos) hash.update(bytes)
  return hash.digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

/** The post already stored by the same sending. One that is being stored right now is waited for. */
export async function postSentBefore(db: Tx, sending: string) {
  await sql`select pg_advisory_xact_lock(hashtextextended(${sending}, 0))`.execute(db)
  return db
    .selectFrom('post')
    .select(['id', 'conversation', 'number', 'words', 'author'])
    .where('once', '=', sending)
    .executeTakeFirst()
}
