/** The second pass: mails that were read become conversations, thread after thread. */
import { sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { Tx } from '../../kit/database.ts'
import { foreignFile, readForeign, readingForeign } from '../../kit/foreign-file.ts'
import { prose } from '../../kit/prose.ts'
import { isRefusal, type Refusal } from '../../kit/refuse.ts'
import { letInWriters } from '../conversations/letting-in.ts'
import { type PlacedPost, placeConversation, placePosts } from '../conversations/placing.ts'
import type { CircleId, ConversationId, PostId } from '../conversations/store.ts'
import type { Dated, footersIn, postsIn, threadsIn } from './archive-file.ts'
import { NotMbox } from './mbox.ts'
import { memberFor } from './people.ts'
import { batch, type Progress } from './store.ts'
import { cleanSubject, type Header } from './threading.ts'
import { asks, footerLines, titleFrom } from './wording.ts'

const archive = new URL('./archive-file.ts', import.meta.url)
const threadsFile = foreignFile<typeof threadsIn>(archive, 'threadsIn', { seconds: 60, heap: 768, queue: 'jobs' })
const footersFile = foreignFile<typeof footersIn>(archive, 'footersIn', { seconds: 60, queue: 'jobs' })
const postsFile = foreignFile<typeof postsIn>(archive, 'postsIn', { seconds: 60, queue: 'jobs' })

export async function placeAll(community: Community, id: string, circle: CircleId, tell: (progress: Progress) => void) {
  const { db } = community
  await setAsideDuplicates(community, id)
  const rows = await db
    .selectFrom('moving_mail')
    .select(['position', 'message_id', 'subject', 'at', 'parents', 'state'])
    .where('moving_in', '=', id)
    .where('state', 'in', ['read', 'placed'])
    .orderBy('position')
    .execute()
  const headers = dated(rows)
  const found = await readingForeign(footersFile, 'file', (ask) => footersOf(community, id, ask))
  if (isRefusal(found)) throw new Error(found.because)
  const waiting = new Set(rows.filter(({ state }) => state === 'read').map((row) => row.message_id))
  let done = rows.length - waiting.size
  const all = await readForeign(threadsFile, 'file', headers)
  if (isRefusal(all)) throw new NotMbox('There are too many mails in this archive. Cut it in parts by year.')
  const threads = all.map((ids) => ids.filter((mail) => waiting.has(mail))).filter((ids) => ids.length > 0)
  const byId = new Map(headers.map((header) => [header.id, header]))
  const placed = await readingForeign(postsFile, 'file', async (ask) => {
    const read = (words: readonly string[]) => postsFrom(words, [...found], ask)
    for (const some of batches(threads)) {
      await db.transaction().execute(async (tx) => {
        await sql`select pg_advisory_xact_lock(hashtext(${`moving in ${id}`}))`.execute(tx)
        for (const one of some) await placeThread(tx, { id, circle, headers: byId, read }, one)
      })
      done += some.reduce((sum, ids) => sum + ids.length, 0)
      tell({ state: 'placing', done, of: rows.length })
    }
  })
  if (isRefusal(placed)) throw new Error(placed.because)
  await db
    .updateTable('moving_in')
    .set({ state: 'done', ended_at: new Date(), path: null })
    .where('id', '=', id)
    .execute()
}

/** Some threads to a transaction, so that one holds about 200 mails; a longer thread is cut, and goes on in the next. */
function* batches(threads: readonly (readonly string[])[]) {
  let some: (readonly string[])[] = []
  let size = 0
  for (const ids of threads)
    for (let from = 0; from < ids.length; from += batch) {
      const piece = ids.slice(from, from + batch)
      some.push(piece)
      size += piece.length
      if (size < batch) continue
      yield some
      some = []
      size = 0
    }
  if (some.length > 0) yield some
}

/**
 * A mail whose Message-ID came before in this file, or is a post already, is there;
 * when it says something else, the report names it.
 */
async function setAsideDuplicates({ db }: Community, id: string) {
  const before = sql`
    select from moving_mail before
    where before.message_id = mail.message_id
      and before.fingerprint is not null
      and (before.moving_in <> ${id} and before.state = 'placed' or before.moving_in = ${id} and before.position < mail.position)`
  await sql`
    update moving_mail mail
    set state = 'unreadable', reason = ${otherWords}, words = null, name = null, address = null
    where moving_in = ${id} and state = 'read'
      and exists (${before})
      and not exists (${before} and before.fingerprint = mail.fingerprint)`.execute(db)
  await sql`
    update moving_mail mail
    set state = 'there', words = null, name = null, address = null
    where moving_in = ${id} and state = 'read'
      and (exists (${before}) or exists (select from post where post.message_id = mail.message_id))`.execute(db)
}

const otherWords = 'Another mail has the same Message-ID and other words. Only one of them came in.'

/** A mail without a date is taken to have come just after the one before it in the file. */
function dated(
  rows: readonly { message_id: string; subject: string | null; at: Date | null; parents: string[] }[],
): Dated[] {
  let last = rows.find(({ at }) => at)?.at?.getTime() ?? Date.now()
  return rows.map(({ message_id, subject, at, parents }) => {
    last = at?.getTime() ?? last + 1
    return { id: message_id, parents, at: last, subject: subject ?? '' }
  })
}

type Ask<Read extends (...args: never[]) => unknown> = (
  ...args: Parameters<Read>
) => Promise<ReturnType<Read> | Refusal>

/** Mails as posts. One that takes too much to read comes as a post that says so; the others come as they are. */
async function postsFrom(
  words: readonly string[],
  footers: readonly string[],
  ask: Ask<typeof postsIn>,
): Promise<ReturnType<typeof postsIn>> {
  if (words.length === 0) return []
  const posts = await ask(words, footers)
  if (!isRefusal(posts)) return posts
  if (words.length === 1) return [{ words: tooMuch, html: prose(tooMuch) }]
  const middle = Math.ceil(words.length / 2)
  return [
    ...(await postsFrom(words.slice(0, middle), footers, ask)),
    ...(await postsFrom(words.slice(middle), footers, ask)),
  ]
}
const tooMuch = 'The words of this mail could not be read, so they were left out.'

async function footersOf({ db }: Community, id: string, ask: Ask<typeof footersIn>) {
  const times = new Map<string, number>()
  let mails = 0
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('moving_mail')
      .select(['position', 'words'])
      .where('moving_in', '=', id)
      .where('state', '=', 'read')
      .where('position', '>', after)
      .orderBy('position')
      .limit(batch)
      .execute()
    const found = await ask(rows.map(({ words }) => words!))
    for (const footer of isRefusal(found) ? [] : found) {
      mails++
      if (footer && (times.has(footer) || times.size < 5000)) times.set(footer, (times.get(footer) ?? 0) + 1)
    }
    if (rows.length < batch) return footerLines(times, mails)
    after = rows.at(-1)!.position
  }
}

interface Place {
  readonly id: string
  readonly circle: CircleId
  readonly headers: ReadonlyMap<string, Dated>
  readonly read: (words: readonly string[]) => Promise<ReturnType<typeof postsIn>>
}

async function placeThread(tx: Tx, { id, circle, headers, read }: Place, ids: readonly string[]) {
  const rows = await tx
    .selectFrom('moving_mail')
    .select(['position', 'message_id', 'name', 'address', 'words'])
    .where('moving_in', '=', id)
    .where('state', '=', 'read')
    .where('message_id', 'in', ids)
    .execute()
  const byId = new Map(rows.map((row) => [row.message_id, row]))
  const known = await postsBefore(tx, circle, [
    ...new Set(ids.flatMap((mail) => [...headers.get(mail)!.parents, mail])),
  ])
  const posts: PlacedPost[] = []
  const made = new Map<string, PostId>(known.map((post) => [post.message_id, post.id]))
  const there = new Set(known.map((post) => post.message_id))
  const fresh = ids.flatMap((messageId) => {
    const row = byId.get(messageId)
    return row && !there.has(messageId) ? [{ messageId, row }] : []
  })
  const texts = await read(fresh.map(({ row }) => row.words!))
  for (const [index, { messageId, row }] of fresh.entries()) {
    const header = headers.get(messageId)!
    const at = new Date(header.at)
    const postId = newId<'PostId'>(at.getTime())
    const parent = header.parents.findLast((one) => made.has(one))
    posts.push({
      id: postId,
      author: await memberFor(tx, row, at),
      replyTo: parent ? made.get(parent)! : null,
      ...texts[index]!,
      voice: 'unknown',
      basis: 'not stated',
      at,
      via: 'email',
      messageId,
    })
    made.set(messageId, postId)
  }
  if (posts.length === 0) return
  await letInWriters(tx, circle, [...new Set(posts.map(({ author }) => author))])
  const opener = headers.get(ids[0]!)!
  const first = { ...opener, ...cleanSubject(opener.subject) }
  const conversation = known[0]?.conversation ?? (await conversationOf(tx, circle, first))
  if (conversation) await placePosts(tx, conversation, posts)
  else await open(tx, id, circle, first, posts)
  await tx
    .updateTable('moving_mail')
    .set({ state: 'placed', words: null, name: null, address: null })
    .where('moving_in', '=', id)
    .where('state', '=', 'read')
    .where('message_id', 'in', ids)
    .execute()
}

/** Posts of this circle that these mails answer, placed by an earlier month's archive or an earlier piece. */
async function postsBefore(tx: Tx, circle: CircleId, ids: readonly string[]) {
  const { rows } = await sql<{ id: PostId; message_id: string; conversation: ConversationId }>`
    select post.id, post.message_id, post.conversation
    from post
    join conversation on conversation.id = post.conversation
    where post.message_id = any (${ids}) and conversation.circle = ${circle}
    order by post.posted_at`.execute(tx)
  return rows
}

/** The conversation of the same subject that was going on, moved in earlier, for a reply without a usable reference. */
async function conversationOf(tx: Tx, circle: CircleId, first: Header) {
  if (!first.isReply) return null
  const { rows } = await sql<{ id: ConversationId }>`
    select id
    from conversation
    where circle = ${circle} and made_by_import is not null and title = ${titleFrom(first.subject)}
      and opened_at between ${new Date(first.at)}::timestamptz - interval '90 days' and ${new Date(first.at)}::timestamptz + interval '2 days'
    order by opened_at desc
    limit 1`.execute(tx)
  return rows[0]?.id ?? null
}

async function open(tx: Tx, run: string, circle: CircleId, first: Header, posts: readonly PlacedPost[]) {
  const title = titleFrom(first.subject)
  const kind = asks(title, posts[0]!.words) ? 'asks' : 'tells'
  // An old archive is history: it does not stand on the helpers' list of what waits.
  const answeredAt = kind === 'asks' ? posts.at(-1)!.at : null
  await placeConversation(tx, { circle, kind, title, answeredAt, madeByImport: run, posts })
}
