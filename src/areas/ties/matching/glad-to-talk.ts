/** What somebody is glad to talk about, as they said themselves, and whether others may ask them at all. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../../../kit/database.ts'
import { isRefusal } from '../../../kit/refuse.ts'
import { task } from '../../../kit/task.ts'
import type { MemberId } from '../../../kit/who.ts'
import { mayBeInTies } from '../theirs.ts'
import { meetingPlace } from '../where-met.ts'

declare module '../../../kit/database.ts' {
  interface Tables {
    glad_to_talk: { member: string; topic: string; since: Date }
    may_be_asked: { member: string; answer: boolean; changed_at: Date }
  }
}

export interface Gladness {
  readonly topics: readonly string[]
  readonly mayBeAsked: boolean
}

export const mayBeAsked = async (db: Db | Tx, member: MemberId) =>
  (await db.selectFrom('may_be_asked').select('answer').where('member', '=', member).executeTakeFirst())?.answer ?? true

export async function gladnessOf(db: Db | Tx, member: MemberId): Promise<Gladness> {
  const topics = await db.selectFrom('glad_to_talk').select('topic').where('member', '=', member).execute()
  return { topics: topics.map(({ topic }) => topic), mayBeAsked: await mayBeAsked(db, member) }
}

/** Choose whether others may ask to be in touch, and what one is glad to talk about. */
export const chooseTalk = task('ties.choose-talk', {
  title: 'Say what I am glad to talk about, and whether others may ask me',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves; not clinicians or researchers',
  input: z.object({
    topics: z.preprocess((typed) => (typed === undefined ? [] : [typed].flat()), z.array(z.string().max(40)).max(60)),
    asked: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }),
  }),
  allowed: (_, { who }) => mayBeInTies(who),
  async run({ topics, asked }, { db, who, now, community }) {
    const member = who.member!
    const known = [...new Set(topics)].filter((topic) => community.condition.topics.some(({ id }) => id === topic))
    await db
      .insertInto('may_be_asked')
      .values({ member, answer: asked === 'yes', changed_at: now })
      .onConflict((clash) => clash.column('member').doUpdateSet({ answer: asked === 'yes', changed_at: now }))
      .execute()
    await db.deleteFrom('glad_to_talk').where('member', '=', member).execute()
    if (known.length > 0)
      await db
        .insertInto('glad_to_talk')
        .values(known.map((topic) => ({ member, topic, since: now })))
        .execute()
    return known
  },
})

/** Somebody who is glad to talk about a topic, with what they chose to share with members. */
export interface GladPerson {
  readonly id: MemberId
  readonly name: string
  readonly role: string
  readonly topics: readonly string[]
  /** of the person they care for; null when they do not share it */
  readonly age: string | null
  readonly nation: string | null
  readonly stage: string | null
}

/** So that nobody is asked by everybody. */
const mostOffersWaiting = 3

/**
 * Who is glad to talk about a topic, those first whom fewest have asked. Left out: whoever is away, bereaved, asked by
 * enough people already, would rather not be asked, or is blocked by or has blocked the reader.
 *
 * @param topic from the condition's file; null for any
 */
export async function gladToTalk(db: Db | Tx, topic: string | null, reader: MemberId): Promise<GladPerson[]> {
  const shared = (field: string) => sql`(
      select value from cared_for where cared_for.member = m.id and field = ${field} and shared
    )`
  const { rows } = await sql<GladPerson>`
    select m.id, m.name, m.role, g.topics, ${shared('age')} as age, ${shared('nation')} as nation,
      ${shared('stage')} as stage
    from (
      select member, array_agg(topic order by topic) as topics
      from glad_to_talk
      where ${topic}::text is null or topic = ${topic}
      group by member
    ) g
    join member m on m.id = g.member
    left join may_be_asked a on a.member = m.id
    cross join lateral (
      select count(*)::int as n
      from tie t
      where (t.one = m.id or t.other = m.id) and t.state = 'offered' and t.offered_by <> m.id
    ) waiting
    where m.state = 'member'
      and m.bereaved_at is null
      and m.role not in ('clinician', 'researcher')
      and m.id <> ${reader}
      and coalesce(a.answer, true)
      and waiting.n < ${mostOffersWaiting}
      and not exists (
        select from block b
        where (b.member = m.id and b.blocked = ${reader}) or (b.member = ${reader} and b.blocked = m.id)
      )
      and not exists (
        select from tie t
        where ((t.one = m.id and t.other = ${reader}) or (t.one = ${reader} and t.other = m.id)) and t.state <> 'ended'
      )
    order by waiting.n, m.name, m.id
    limit 60`.execute(db)
  return rows
}

meetingPlace({
  from: 'glad to talk',
  async met(db, _, asks, other) {
    if (isRefusal(mayBeInTies(asks))) return false
    const found = await db.selectFrom('glad_to_talk').select('topic').where('member', '=', other).executeTakeFirst()
    return found !== undefined
  },
  told: async () => ({ words: 'One of you had said what they are glad to talk about.' }),
})
