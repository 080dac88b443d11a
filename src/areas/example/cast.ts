/** Looking round the example as one of its people. */
import { z } from 'zod'
import { refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { addressFor, readPeople } from './people.ts'

/** The nine that a visitor can look round as. */
export const cast = readPeople().flatMap(({ key, name, as, cast: about }) =>
  as && about ? [{ key, name, as, about, email: addressFor({ key }) }] : [],
)

/** Look round as one of the cast. Only ever in an example: everywhere else nobody signs in as another. */
export const lookRound = task('example.look-round', {
  title: 'Look round the example as one of its people',
  doors: ['web'],
  who: 'Anyone, in the example only',
  input: z.object({
    as: z.enum(cast.map(({ key }) => key) as [string, ...string[]], { error: 'Choose one of the people.' }),
  }),
  allowed: (_, { community }) => (community.example ? yes : refuse('There is nobody to look round as here.', 404)),
  async run({ as }, { db, about }) {
    const { email } = cast.find(({ key }) => key === as)!
    const login = await db.selectFrom('login').select('id').where('email', '=', email).executeTakeFirst()
    if (!login) return refuse('This person has left the example.', 404)
    about(login.id)
    return login.id as MemberId
  },
})
