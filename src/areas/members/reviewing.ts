/**
 * At 16 and at 18 the person cared for has rights of their own to what is told of them, so the parent is asked again:
 * would they want this shared? Then each year while it is so. Silent after a death. Source: DOMAIN, rules.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { job } from '../../kit/jobs.ts'
import { list } from '../../kit/lists.ts'
import { task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { type Field, fieldNames } from './cared-for.ts'
import { mustBeSignedIn } from './rules.ts'
import { reaches, tellMember } from './telling.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    sharing_review: { member: string; point: ReviewPoint; told_at: Date | null; done_at: Date | null }
  }
}

export const reviewPoints = ['16', '18'] as const
export type ReviewPoint = (typeof reviewPoints)[number]

const pointOf: Readonly<Record<string, ReviewPoint>> = { '16 to 17': '16', '18 to 25': '18' }

/** The review point of an age band, if it has one. */
export const pointOfAge = (band: string | null): ReviewPoint | null => pointOf[band ?? ''] ?? null

/** A year later one looks again. */
const again = sql`interval '1 year'`

/** SQL for members `m` whose review is due: their band is at a point, they share something, and they did not look for a year. */
const due = (now: Date) => sql`
  from member m
  join cared_for age on age.member = m.id and age.field = 'age'
  join lateral (
    select case age.value when '16 to 17' then '16' when '18 to 25' then '18' end as point
  ) at on at.point is not null
  left join sharing_review r on r.member = m.id and r.point = at.point
  where m.bereaved_at is null
    and (r.done_at is null or r.done_at < ${now}::timestamptz - ${again})
    and exists (select from cared_for c where c.member = m.id and c.shared)`

/** The point at which a member is to look again at what they share; null when none is due. */
export async function reviewDue(db: Db | Tx, member: MemberId | string, now: Date): Promise<ReviewPoint | null> {
  const { rows } = await sql<{ point: ReviewPoint }>`select at.point ${due(now)} and m.id = ${member}`.execute(db)
  return rows[0]?.point ?? null
}

/**
 * Look again at what is shared. Nothing new is shared by it: what is not named is kept to the member from now on.
 *
 * @returns the fields that members may still see
 */
export const reviewSharing = task('members.review-sharing', {
  title: 'Look again at what I share about the person I care for',
  doors: ['web', 'letter', 'phone'],
  who: 'Members, about the person they care for',
  input: z.object({
    /** fields they would want shared; all that are shared now, unless told */
    fields: z
      .union([z.array(z.string()), z.string().transform((one) => [one])])
      .transform((all) => all.filter(Boolean))
      .pipe(z.array(z.enum(fieldNames, { error: 'Choose from the list.' })))
      .optional(),
    /** as a reply slip asks it */
    still: z.enum(['all', 'none']).optional(),
  }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ fields, still }, { db, who, now, about }): Promise<Field[]> {
    const member = who.member as MemberId
    about(member)
    const shared = await db
      .selectFrom('cared_for')
      .select(['field', 'value'])
      .where('member', '=', member)
      .where('shared', '=', true)
      .execute()
    const stay = still === 'none' ? [] : (fields ?? shared.map(({ field }) => field))
    const gone = shared.map(({ field }) => field).filter((field) => !stay.includes(field))
    if (gone.length > 0)
      await db
        .updateTable('cared_for')
        .set({ shared: false })
        .where('member', '=', member)
        .where('field', 'in', gone)
        .execute()
    if (gone.includes('nation')) await db.updateTable('member').set({ nation: null }).where('id', '=', member).execute()
    const age = await db
      .selectFrom('cared_for')
      .select('value')
      .where('member', '=', member)
      .where('field', '=', 'age')
      .executeTakeFirst()
    const point = pointOfAge(age?.value ?? null)
    if (point) await note(db, member, point, { done_at: now })
    return shared.map(({ field }) => field).filter((field) => stay.includes(field))
  },
})

const note = (db: Tx, member: string, point: ReviewPoint, line: { done_at: Date } | { told_at: Date }) =>
  db
    .insertInto('sharing_review')
    .values({ member, point, told_at: null, done_at: null, ...line })
    .onConflict((clash) => clash.columns(['member', 'point']).doUpdateSet(line))
    .execute()

const title = (point: ReviewPoint) => `They are ${point} now: look again at what you share`
const about = 'What you tell of them is theirs too. Would they want it shared?'

const answer = {
  task: reviewSharing.name,
  input: {},
  asks: [
    {
      field: 'still',
      label: 'Would they want it shared?',
      options: [
        { value: 'all', label: 'Yes. Members may still see what I chose.' },
        { value: 'none', label: 'No. Keep it all to me.' },
      ],
    },
  ],
} as const

list({
  name: 'members.review',
  heading: 'Look again',
  on: ['today', 'letter'],
  position: 5,
  byStage: true,
  async lines({ db, reader, now }) {
    const point = await reviewDue(db, reader.member, now)
    return point
      ? [{ title: title(point), about, href: '/me/cared-for/review', offline: 'Ring us, or send the slip.', answer }]
      : []
  },
})

/** Tell each member once that it is time, by the door that reaches them. */
export async function tellReviews(community: Community, now: Date) {
  const { rows } = await sql<{ member: MemberId; point: ReviewPoint }>`
    select m.id as member, at.point ${due(now)}
      and (r.told_at is null or r.told_at < r.done_at)
      and ${reaches('review')}`.execute(community.db)
  for (const { member, point } of rows)
    await community.db.transaction().execute(async (db) => {
      await tellMember({ db, community, now }, member, {
        kind: 'review',
        subject: 'Something to look at again',
        words: `${title(point)}. ${about} It takes a minute.`,
        href: '/me/cared-for/review',
        answer,
      })
      await note(db, member, point, { told_at: now })
    })
}

job({
  name: 'members.tell-reviews',
  cron: '30 8 * * *',
  async work(_, community) {
    if (!community.example) await tellReviews(community, new Date())
  },
})

exports('When you looked again at what you share', (db, member) =>
  db.selectFrom('sharing_review').select(['point', 'told_at', 'done_at']).where('member', '=', member).execute(),
)
