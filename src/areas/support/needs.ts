/** What a member needs now, as they say it. An ended need falls silent at once: everything else reads only these. */
import type { ColumnType } from 'kysely'
import type { Brand } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import type { MemberId } from '../../kit/who.ts'

export type NeedId = Brand<string, 'NeedId'>

declare module '../../kit/database.ts' {
  interface Tables {
    need: {
      id: string
      member: string
      what: What
      topic: string | null
      words: string | null
      since_words: string | null
      since_from: ColumnType<Date | null, string | null, string | null>
      since_to: ColumnType<Date | null, string | null, string | null>
      made_at: Date
      confirmed_at: Date
      ended_at: Date | null
    }
  }
}

/** What somebody may need, in their words. Source: seed, "the same reasons" for which every kind of source is used. */
export const whats = {
  information: 'to know more',
  talk: 'someone to talk to',
  practical: 'help with day to day life',
  equipment: 'equipment',
  break: 'a break',
  rights: 'our rights, and money',
  other: 'something else',
} as const
export type What = keyof typeof whats

export interface OpenNeed {
  readonly id: NeedId
  readonly what: What
  readonly topic: string | null
}

/** The needs a member has now, oldest first. */
export async function needsOf(db: Db | Tx, member: MemberId | string): Promise<OpenNeed[]> {
  const rows = await db
    .selectFrom('need')
    .select(['id', 'what', 'topic'])
    .where('member', '=', member)
    .where('ended_at', 'is', null)
    .orderBy('made_at')
    .execute()
  return rows as OpenNeed[]
}
