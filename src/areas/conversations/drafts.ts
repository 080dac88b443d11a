/** Words begun and not yet sent, kept on the server until they are sent or thrown away. */
import { sql } from 'kysely'
import { z } from 'zod'
import { isUuid } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { Typed } from '../../kit/form.ts'
import { type Allowed, notFound, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { words } from '../../kit/typed-words.ts'
import type { MemberId, Who } from '../../kit/who.ts'
import { conversationFor } from './conversation-store.ts'
import { maySpeak } from './rules.ts'
import { type ConversationId, circleBySlug } from './store.ts'

/** Where a draft belongs: a conversation, one of its posts, or a circle. */
const Place = z
  .string()
  .max(120)
  .regex(/^(circle:[\w-]{1,80}|[0-9a-f-]{36}(\/\d{1,7})?)$/, 'We could not find where this belongs.')

/** Most drafts of one member; no person writes more at once. */
const mostDrafts = 200

const parts = [
  'kind',
  'title',
  'words',
  'basis',
  'basis_words',
  'applies_to',
  'interest',
  'country',
  'source_written',
] as const

/** The parts of a form that are worth keeping. */
export const draftOf = (typed: Typed): Record<string, string> =>
  Object.fromEntries(
    parts.flatMap((part) => (typeof typed[part] === 'string' && typed[part] ? [[part, typed[part]]] : [])),
  )

const isMember = (_: unknown, { who }: { who: Who }): Allowed =>
  who.member ? yes : refuse('Please sign in first.', 401)

/** A draft shows the title of where it belongs, so it is kept only where its writer may speak. */
async function mayWriteAt({ place }: { place: string }, { db, who }: Doing): Promise<Allowed> {
  if (!who.member) return refuse('Please sign in first.', 401)
  if (place.startsWith('circle:')) {
    const circle = await circleBySlug(db, place.slice('circle:'.length), who.member)
    return circle ? maySpeak(who, circle) : notFound('circle')
  }
  const id = place.split('/')[0]!
  const view = isUuid(id) ? await conversationFor(db, id as ConversationId, who.member) : null
  return view?.shown ? maySpeak(who, { door: view.circle.door, inside: view.inside }) : notFound('conversation')
}

export const saveDraft = task('conversations.save-draft', {
  title: 'Keep what I began to write',
  doors: ['web', 'phone'],
  who: 'Members, where they may write',
  input: z.object({
    place: Place,
    fields: z.partialRecord(z.enum(parts), words(20_000, 'Write something first.', 0)),
  }),
  allowed: mayWriteAt,
  async run({ place, fields }, { db, who, now }) {
    const member = who.member!
    if (!Object.entries(fields).some(([part, text]) => part !== 'kind' && part !== 'basis' && text)) {
      await dropDraft(db, member, place)
      return { saved: false }
    }
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from draft where member = ${member} and place <> ${place}`.execute(db)
    if (rows[0]!.n >= mostDrafts) return refuse('You have very many drafts. Please throw some away first.', 409)
    const line = { fields: JSON.stringify(fields) as never, saved_at: now }
    await db
      .insertInto('draft')
      .values({ member, place, ...line })
      .onConflict((clash) => clash.columns(['member', 'place']).doUpdateSet(line))
      .execute()
    return { saved: true }
  },
})

export const throwAway = task('conversations.throw-draft-away', {
  title: 'Throw a draft away',
  doors: ['web', 'phone'],
  who: 'The member whose draft it is',
  input: z.object({ place: Place }),
  allowed: isMember,
  async run({ place }, { db, who }) {
    await dropDraft(db, who.member!, place)
    return place
  },
})

export const dropDraft = (db: Db | Tx, member: MemberId, place: string) =>
  db.deleteFrom('draft').where('member', '=', member).where('place', '=', place).execute()

export async function draftAt(db: Db | Tx, member: MemberId | null, place: string) {
  if (!member) return null
  const row = await db
    .selectFrom('draft')
    .select('fields')
    .where('member', '=', member)
    .where('place', '=', place)
    .executeTakeFirst()
  return row?.fields ?? null
}

export interface DraftLine {
  place: string
  fields: Record<string, string>
  saved_at: Date
  /** of the conversation or the circle it belongs to */
  title: string | null
}

/** A member's drafts, the last saved first. */
export async function draftsOf(db: Db, member: MemberId): Promise<DraftLine[]> {
  const { rows } = await sql<DraftLine>`
    select d.place, d.fields, d.saved_at, coalesce(c.title, o.name) as title
    from draft d
    left join conversation c on c.id::text = split_part(d.place, '/', 1)
    left join circle o on 'circle:' || o.slug = d.place
    where d.member = ${member}
    order by d.saved_at desc`.execute(db)
  return rows
}

/** Where a draft goes on. */
export function draftHref(place: string): string {
  if (place.startsWith('circle:')) return `/circles/${place.slice(7)}/new`
  const [conversation, number] = place.split('/')
  return number ? `/conversations/${conversation}/${number}/reply` : `/conversations/${conversation}?page=1000000#reply`
}
