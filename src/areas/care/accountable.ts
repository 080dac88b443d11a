/** The one person who answers for keeping people safe. Source: Online Safety Act 2023, section 10. */
import { sql } from 'kysely'
import { z } from 'zod'
import { refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { words } from '../../kit/typed-words.ts'
import { isSteward } from '../../kit/who.ts'

/** The registry of communities is read again by the door, once this is stored. */
export const nameAccountable = task('care.name-accountable', {
  title: 'Name the person who answers for keeping people safe',
  doors: ['web'],
  who: 'Stewards',
  input: z.object({ accountable: words(120, 'Type a name and a role.') }),
  allowed: (_, { who }) => (isSteward(who) ? yes : refuse('Only stewards can do this.', who.member ? 403 : 401)),
  async run({ accountable }, { db, community }) {
    await sql`
      update public.community
      set settings = settings || jsonb_build_object('accountable', ${accountable}::text)
      where id = ${community.id}`.execute(db)
    return accountable
  },
})
