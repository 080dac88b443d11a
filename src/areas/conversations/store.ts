/** The tables of this area, and circles. */
import { type ColumnType, type Generated, sql } from 'kysely'
import type { Brand } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { Door } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import type { CircleDoor, Kind } from './rules.ts'
import type { Basis, Voice } from './standing.ts'

export type CircleId = Brand<string, 'CircleId'>
export type ConversationId = Brand<string, 'ConversationId'>
export type PostId = Brand<string, 'PostId'>
export type PostState = 'shown' | 'held' | 'withdrawn' | 'removed'

declare module '../../kit/database.ts' {
  interface Tables {
    circle: {
      id: string
      slug: string
      name: string
      about: string
      door: CircleDoor
      stage: string | null
      position: Generated<number>
      closed_at: Date | null
      made_at: Generated<Date>
    }
    circle_member: { circle: string; member: string; since: Generated<Date> }
    conversation: {
      id: string
      circle: string
      kind: Kind
      title: string
      opened_by: string
      opened_at: Date
      posts: Generated<number>
      last_post_at: Date
      first_reply_at: Date | null
      answered_at: Date | null
      stages: Generated<string[]>
      topics: Generated<string[]>
      version: Generated<number>
      made_by_import: string | null
      shown: Generated<boolean>
    }
    post: {
      id: string
      conversation: string
      /** of its conversation; filled when it is stored */
      circle: Generated<string>
      facets: Generated<string[]>
      number: number | null
      author: string
      reply_to: string | null
      words: string
      html: string
      voice: Voice
      basis: Basis
      basis_words: string | null
      applies_to: string | null
      interest: string | null
      country: string | null
      source_written: string | null
      source_from: ColumnType<Date | null, string | null, string | null>
      source_to: ColumnType<Date | null, string | null, string | null>
      written_at: Date
      posted_at: Date
      via: Door
      state: Generated<PostState>
      amended_at: Date | null
      once: string | null
      message_id: string | null
      title: string | null
    }
    reading: {
      member: string
      conversation: string
      last_number: Generated<number>
      read_at: Date
      muted: Generated<boolean>
    }
    block: { member: string; blocked: string; since: Date }
    amendment: { id: string; post: string; words_before: string; reason: string; by: string; at: Date }
    kept_post: { member: string; post: string; kept_at: Date }
    draft: { member: string; place: string; fields: Record<string, string | string[]>; saved_at: Date }
    photo: {
      id: string
      post: string
      description: string
      of_people: Generated<boolean>
      type: string
      width: number
      height: number
      bytes: Buffer
      position: Generated<number>
    }
  }
}

export interface CircleRow {
  id: CircleId
  slug: string
  name: string
  about: string
  door: CircleDoor
  stage: string | null
  closed: boolean
  conversations: number
  /** the reader was let in, or joined it */
  inside: boolean
}

/** Every circle that is still open to writing, with whether this reader is in it. */
export async function circlesFor(db: Db | Tx, member: MemberId | null): Promise<CircleRow[]> {
  const { rows } = await sql<CircleRow>`
    select circle.id, slug, name, about, door, stage, closed_at is not null as closed,
      (select count(*) from conversation where conversation.circle = circle.id and shown)::int as conversations,
      exists (select from circle_member where circle_member.circle = circle.id and member = ${member}::uuid) as inside
    from circle
    order by position, name`.execute(db)
  return rows
}

export async function circleBySlug(db: Db | Tx, slug: string, member: MemberId | null): Promise<CircleRow | null> {
  const { rows } = await sql<CircleRow>`
    select circle.id, slug, name, about, door, stage, closed_at is not null as closed,
      (select count(*) from conversation where conversation.circle = circle.id and shown)::int as conversations,
      exists (select from circle_member where circle_member.circle = circle.id and member = ${member}::uuid) as inside
    from circle
    where slug = ${slug}`.execute(db)
  return rows[0] ?? null
}
