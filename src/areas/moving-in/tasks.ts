import { z } from 'zod'
import { refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { isSteward } from '../../kit/who.ts'
import { circleBySlug } from '../conversations/store.ts'
import { beginMoving } from './moving.ts'

/** Move a mailing list in: the file is on disk already; a job reads it. */
export const moveListIn = task('moving-in.move-list', {
  title: 'Move in a mailing list',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({
    path: z.string().max(4000),
    name: z.string().max(200),
    circle: z.string({ error: 'Choose a circle.' }).min(1, 'Choose a circle.').max(80),
  }),
  allowed: (_, { who }) =>
    isSteward(who) ? yes : refuse('Only stewards can move a mailing list in.', who.member ? 403 : 401),
  async run({ path, name, circle: slug }, { db, who, community, about }) {
    const circle = await circleBySlug(db, slug, who.member)
    if (!circle) return refuse('Choose a circle.', 422, { circle: 'Choose a circle.' })
    const run = await beginMoving(community, { path, name }, circle.id, who.member)
    about(run)
    return run
  },
})
