/** Making and changing circles. */
import { z } from 'zod'
import { idOf, newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { type Allowed, notFound, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import { words } from '../../kit/typed-words.ts'
import { isSteward } from '../../kit/who.ts'
import { Description, Door, slugOf } from './rules.ts'

export const CircleName = words(80, 'Type a name for the circle.')
const Order = z.coerce.number().int().min(0).max(999).default(50)

export const stewardOnly = (_: unknown, { who }: Pick<Doing, 'who'>): Allowed =>
  isSteward(who) ? yes : refuse('Only a steward can do this.', who.member ? 403 : 401)

/** Every circle as stewards see it, in the order of the list. */
export const allCircles = (db: Db | Tx) =>
  db
    .selectFrom('circle')
    .select(['id', 'slug', 'name', 'about', 'door', 'stage', 'position', 'closed_at'])
    .orderBy('position')
    .orderBy('name')
    .execute()

export const makeCircle = task('founding.make-circle', {
  title: 'Make a circle',
  doors: ['web', 'phone'],
  who: 'Stewards',
  input: z.object({ name: CircleName, about: Description, door: Door, position: Order }),
  allowed: stewardOnly,
  async run({ name, about, door, position }, doing) {
    const id = newId(doing.now.getTime())
    const slug = slugOf(
      name,
      (await allCircles(doing.db)).map((one) => one.slug),
    )
    await doing.db
      .insertInto('circle')
      .values({ id, slug, name, about, door, position, stage: null, closed_at: null })
      .execute()
    doing.about(id)
    return { id, slug }
  },
})

/** Change a circle. Its address stays, so that no link to it breaks. */
export const changeCircle = task('founding.change-circle', {
  title: 'Change a circle: its name and place, what it is for, who reads it, and if it takes new posts',
  doors: ['web', 'phone'],
  who: 'Stewards',
  input: z.object({
    circle: idOf<'CircleId'>(),
    name: CircleName,
    about: Description,
    door: Door,
    position: Order,
    closed: z.literal('yes').optional(),
  }),
  allowed: stewardOnly,
  async run({ circle, name, about, door, position, closed }, { db, now, about: subject }) {
    const before = await db
      .selectFrom('circle')
      .select(['door', 'closed_at'])
      .where('id', '=', circle)
      .forUpdate()
      .executeTakeFirst()
    if (!before) return notFound('circle')
    await db
      .updateTable('circle')
      .set({ name, about, door, position, closed_at: closed ? (before.closed_at ?? now) : null })
      .where('id', '=', circle)
      .execute()
    // Whoever wrote here keeps what they wrote in reach when the door closes.
    if (door === 'closed' && before.door !== 'closed')
      await db
        .insertInto('circle_member')
        .columns(['circle', 'member'])
        .expression((query) =>
          query
            .selectFrom('post')
            .innerJoin('conversation', 'conversation.id', 'post.conversation')
            .where('conversation.circle', '=', circle)
            .select(['conversation.circle', 'post.author'])
            .distinct(),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    subject(circle)
    return { from: before.door, to: door }
  },
})
