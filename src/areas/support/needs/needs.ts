/** What a member needs now, as they say it. An ended need falls silent at once: everything else reads only these. */
import { type ColumnType, sql } from 'kysely'
import type { Brand } from '../../../kit/brand.ts'
import type { Db, Tx } from '../../../kit/database.ts'
import { exports } from '../../../kit/exports.ts'
import type { MemberId } from '../../../kit/who.ts'

export type NeedId = Brand<string, 'NeedId'>

declare module '../../../kit/database.ts' {
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

export const whatNames = Object.keys(whats) as What[]

export interface OpenNeed {
  readonly id: NeedId
  readonly what: What
  readonly topic: string | null
}

/** A need as its owner sees it. */
export interface OwnNeed extends OpenNeed {
  readonly words: string | null
  readonly since_words: string | null
  /** first and last day that can mean, as in 2019-01-01 */
  readonly since_from: string | null
  readonly since_to: string | null
  readonly made_at: Date
  readonly confirmed_at: Date
  readonly ended_at: Date | null
}

/**
 * Whether a need is spoken of: it has not ended, and after a death only what was said to be true since.
 * Source: DOMAIN, bereavement: what was driven by the life before ends at once.
 */
const speaks = sql<boolean>`need.ended_at is null and (member.bereaved_at is null or need.confirmed_at > member.bereaved_at)`

/** The needs a member has now, oldest first. */
export const needsOf = (db: Db | Tx, member: MemberId | string): Promise<OwnNeed[]> =>
  ownNeeds(db, member).where(speaks).execute() as Promise<OwnNeed[]>

/** Every need a member has told, also those that ended, oldest first. */
export const allNeedsOf = (db: Db | Tx, member: MemberId | string): Promise<OwnNeed[]> =>
  ownNeeds(db, member).execute() as Promise<OwnNeed[]>

/** One need of this member; null when it is not theirs. */
export async function ownNeed(db: Db | Tx, member: MemberId | string, need: string): Promise<OwnNeed | null> {
  const row = await ownNeeds(db, member).where('need.id', '=', need).executeTakeFirst()
  return (row as OwnNeed | undefined) ?? null
}

const ownNeeds = (db: Db | Tx, member: MemberId | string) =>
  db
    .selectFrom('need')
    .innerJoin('member', 'member.id', 'need.member')
    .select([
      'need.id',
      'need.what',
      'need.topic',
      'need.words',
      'need.since_words',
      'need.made_at',
      'need.confirmed_at',
      'need.ended_at',
      sql<string | null>`need.since_from::text`.as('since_from'),
      sql<string | null>`need.since_to::text`.as('since_to'),
    ])
    .where('need.member', '=', member)
    .orderBy('need.made_at')
    .orderBy('need.id')

exports('What you need', (db, member) =>
  db
    .selectFrom('need')
    .select(['what', 'topic', 'words', 'since_words', 'made_at', 'confirmed_at', 'ended_at'])
    .where('member', '=', member)
    .orderBy('made_at')
    .execute(),
)
