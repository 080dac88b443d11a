/** Closed circles: a member asks to be let in, a moderator decides, and can let someone out again. */
import { type Generated, sql } from 'kysely'
import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { post } from '../../kit/outbox.ts'
import { type Allowed, notFound, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { optionalWords } from '../../kit/typed-words.ts'
import { isModerator, isSignedIn, type MemberId } from '../../kit/who.ts'
import { addressOf } from '../members/tasks.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    circle_request: {
      id: string
      circle: string
      member: string
      words: string | null
      asked_at: Date
      decided_at: Date | null
      decided_by: string | null
      let_in: Generated<boolean | null>
    }
  }
}

export interface Request {
  readonly id: string
  readonly circle: string
  readonly circle_name: string
  readonly name: string
  readonly words: string | null
  readonly asked_at: Date
}

/** Requests that wait, oldest first. */
export async function requestsWaiting(db: Db | Tx): Promise<Request[]> {
  const { rows } = await sql<Request>`
    select r.id, r.circle, c.name as circle_name, m.name, r.words, r.asked_at
    from circle_request r
    join circle c on c.id = r.circle
    join member m on m.id = r.member
    where r.decided_at is null
      and m.state in ('member', 'paused')
    order by r.asked_at`.execute(db)
  return rows
}

export interface Insider {
  readonly circle: string
  readonly circle_name: string
  readonly member: MemberId
  readonly name: string
  readonly since: Date
}

/** Who is inside the closed circles, by circle and name. */
export async function insiders(db: Db | Tx): Promise<Insider[]> {
  const { rows } = await sql<Insider>`
    select c.id as circle, c.name as circle_name, m.id as member, m.name, i.since
    from circle_member i
    join circle c on c.id = i.circle
    join member m on m.id = i.member
    where c.door = 'closed'
      and m.state in ('member', 'paused')
    order by c.position, c.name, m.name`.execute(db)
  return rows
}

/** A closed circle this member asked to come into, and whether the request still waits. */
export async function requestOf(db: Db | Tx, slug: string, member: MemberId) {
  const { rows } = await sql<{ name: string; door: string; waits: boolean; inside: boolean }>`
    select c.name, c.door,
      exists (select from circle_request r where r.circle = c.id and r.member = ${member} and r.decided_at is null) as waits,
      exists (select from circle_member i where i.circle = c.id and i.member = ${member}) as inside
    from circle c
    where c.slug = ${slug}`.execute(db)
  return rows[0] ?? null
}

export const askToComeIn = task('founding.ask-to-come-in', {
  title: 'Ask to be let into a closed circle',
  doors: ['web', 'phone', 'letter'],
  who: 'Members who are not in that circle',
  input: z.object({ slug: z.string().max(80), words: optionalWords(1000) }),
  async allowed({ slug }, { db, who }): Promise<Allowed> {
    if (!isSignedIn(who)) return refuse('Please sign in first.', 401)
    if (who.roleHeld === 'researcher') return refuse('Researchers do not join circles.', 403)
    const circle = await requestOf(db, slug, who.member)
    if (circle?.door !== 'closed') return notFound('circle')
    return circle.inside ? refuse('You are in this circle already.', 409) : yes
  },
  async run({ slug, words }, { db, who, now, about }) {
    const { id } = await db.selectFrom('circle').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
    await db
      .insertInto('circle_request')
      .values({
        id: newId(now.getTime()),
        circle: id,
        member: who.member!,
        words,
        asked_at: now,
        decided_at: null,
        decided_by: null,
      })
      // Asking again changes the words of the request that waits.
      .onConflict((conflict) =>
        conflict.columns(['circle', 'member']).where('decided_at', 'is', null).doUpdateSet({ words }),
      )
      .execute()
    about(id)
    return slug
  },
})

const moderatorOnly = (_: unknown, { who }: Pick<Doing, 'who'>): Allowed =>
  isModerator(who) ? yes : refuse('Only a moderator can do this.', who.member ? 403 : 401)

/** Let someone in who asked, or tell them kindly that it is not possible. */
export const decideRequest = task('founding.decide-request', {
  title: 'Decide who is let into a closed circle',
  doors: ['web', 'phone'],
  who: 'Moderators and stewards',
  input: z.object({
    request: idOf<'RequestId'>(),
    decision: z.enum(['yes', 'no'], { error: 'Choose yes or no.' }),
    words: optionalWords(1000),
  }),
  allowed: moderatorOnly,
  async run({ request, decision, words }, { db, who, now, community, about }) {
    const row = await db
      .selectFrom('circle_request')
      .innerJoin('circle', 'circle.id', 'circle_request.circle')
      .select(['circle_request.circle', 'circle_request.member', 'circle_request.decided_at', 'circle.slug'])
      .where('circle_request.id', '=', request)
      .forUpdate('circle_request')
      .executeTakeFirst()
    if (!row) return notFound('request')
    if (row.decided_at) return refuse('Someone has decided this already.', 409)
    await db
      .updateTable('circle_request')
      .set({ decided_at: now, decided_by: who.member, let_in: decision === 'yes' })
      .where('id', '=', request)
      .execute()
    if (decision === 'yes')
      await db
        .insertInto('circle_member')
        .values({ circle: row.circle, member: row.member, since: now })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    const address = await addressOf(db, row.member)
    // The link names no circle: on a lock screen, a name such as "after a death" would tell.
    if (address)
      await post(db, {
        to: address,
        member: row.member as MemberId,
        kind: 'decision',
        subject: 'You asked to come into a circle',
        plain: `${decision === 'yes' ? 'You are let in. You can read and write there now:' : 'We could not let you in this time. Other circles are open to you:'}

${community.url}/circles
${words ? `\nA moderator wrote:\n\n${words}\n` : ''}`,
      })
    about(request)
    return decision
  },
})

/** Let someone out of a closed circle. What they wrote stays. */
export const letOut = task('founding.let-out', {
  title: 'Let someone out of a closed circle',
  doors: ['web', 'phone'],
  who: 'Moderators and stewards',
  input: z.object({ circle: idOf<'CircleId'>(), member: idOf<'MemberId'>() }),
  allowed: moderatorOnly,
  async run({ circle, member }, { db, about }) {
    const one = await db.selectFrom('circle').select('door').where('id', '=', circle).executeTakeFirst()
    if (!one) return notFound('circle')
    // In any other circle, being in it means to follow it: that is the member's own choice.
    if (one.door !== 'closed') return refuse('This circle is not closed, so nobody can be let out of it.', 409)
    const gone = await db
      .deleteFrom('circle_member')
      .where('circle', '=', circle)
      .where('member', '=', member)
      .executeTakeFirst()
    if (gone.numDeletedRows === 0n) return refuse('They are not in this circle.', 409)
    about(circle)
    return member
  },
})
