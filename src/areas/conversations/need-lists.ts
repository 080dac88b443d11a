/** What circles hold for a need: the circles where it is talked about, and what was asked about it and answered. */
import { sql } from 'kysely'
import { type Asked, type Line, list } from '../../kit/lists.ts'
import type { Who } from '../../kit/who.ts'
import { type ReadableCircle, readableCircles } from './search.ts'

/** A need's page is its reader's own, so staff are shown there what they may read as members. */
const circlesOf = ({ db, reader: { member, role: roleHeld } }: Asked): Promise<ReadableCircle[]> => {
  const who: Who = { member, name: '', role: 'member', roleHeld, session: null }
  return readableCircles(db, who)
}

const atYourPace = 'Ring or write to us: we can read it to you, or ask there for you.'

/** So many of the newest conversations about a topic that have a reply say where it is talked about. */
const newest = 200

export const circlesForNeed = list({
  name: 'conversations.circles-for-need',
  heading: 'Circles',
  on: ['need'],
  position: 10,
  otherwise: 'No circle talks about this yet. You can be the first to ask.',
  async lines(asked) {
    const { topic } = asked.need!
    const circles = await circlesOf(asked)
    const { rows } = topic
      ? await sql<{ circle: string; n: number }>`
          select circle, count(*)::int as n
          from (
            select circle
            from conversation
            where shown and first_reply_at is not null and topics @> array[${topic}]::text[]
              and circle = any(${circles.map(({ id }) => id)}::uuid[])
            order by last_post_at desc
            limit ${newest}
          ) about
          group by circle`.execute(asked.db)
      : { rows: [] }
    const talks = new Map(rows.map(({ circle, n }) => [circle, n]))
    const isForStage = ({ stage }: ReadableCircle) => stage !== null && stage === asked.reader.stage
    return circles
      .filter((circle) => talks.has(circle.id) || isForStage(circle) || (!topic && circle.inside))
      .sort((a, b) => Number(isForStage(b)) - Number(isForStage(a)) || (talks.get(b.id) ?? 0) - (talks.get(a.id) ?? 0))
      .map(
        ({ slug, name, about, stage }): Line => ({
          title: name,
          href: `/circles/${slug}`,
          about,
          stages: stage ? [stage] : [],
          offline: atYourPace,
        }),
      )
  },
})

interface Found {
  id: string
  title: string
  circle: string
  posts: number
  answered: boolean
  stages: string[]
}

export const conversationsForNeed = list({
  name: 'conversations.answers-for-need',
  heading: 'What others asked',
  on: ['need'],
  position: 12,
  otherwise: 'Nobody has asked about this yet. Your question would help the next family too.',
  async lines(asked) {
    const { topic } = asked.need!
    const { member, stage } = asked.reader
    const circles = await circlesOf(asked)
    // With no topic, what is asked at the reader's own stage of life.
    const near = topic ? circles : circles.filter((circle) => circle.inside || (stage && circle.stage === stage))
    const { rows } = await sql<Found>`
      select c.id, c.title, o.name as circle, c.posts, c.answered_at is not null as answered,
        case when c.stages = '{}' and o.stage is not null then array[o.stage] else c.stages end as stages
      from (
        select *
        from conversation
        where shown and first_reply_at is not null and kind <> 'announces'
          ${topic ? sql`and topics @> array[${topic}]::text[]` : sql``}
          and circle = any(${near.map(({ id }) => id)}::uuid[])
          and opened_by <> all(array(select blocked from block where block.member = ${member}))
        order by last_post_at desc
        limit 50
      ) c
      join circle o on o.id = c.circle
      order by c.answered_at is null, c.kind, c.last_post_at desc`.execute(asked.db)
    return rows.map(
      ({ id, title, circle, posts, answered, stages }): Line => ({
        title,
        href: `/conversations/${id}`,
        about: `In ${circle}. ${answered ? 'Answered' : `${posts} posts`}.`,
        stages,
        offline: atYourPace,
      }),
    )
  },
})
