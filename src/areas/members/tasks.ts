import { z } from 'zod'
import { newId } from '../../kit/brand.ts'
import { refuse, yes } from '../../kit/refuse.ts'
import { task, words } from '../../kit/task.ts'
import { isSignedIn, type MemberId } from '../../kit/who.ts'
import { emailOf, insertMember, memberByEmail } from './store.ts'

export const Email = z
  .string({ error: 'Type your email address.' })
  .trim()
  .toLowerCase()
  .max(254, 'That email address is too long.')
  .pipe(z.email('Type an email address like name@example.org.'))

export const Name = words(60, 'Type the name you want others to see.')

/** Make the first steward of a community that was just set up. */
export const becomeFirstSteward = task('members.become-first-steward', {
  title: 'Become the first steward of a new community',
  doors: ['web'],
  input: z.object({ name: Name, email: Email }),
  async allowed(_, { db }) {
    const steward = await db.selectFrom('member').select('id').where('role', '=', 'steward').executeTakeFirst()
    return steward ? refuse('This community already has a steward.', 403) : yes
  },
  async run({ name, email }, { db, now }) {
    const id = newId<'MemberId'>(now.getTime())
    await insertMember(db, { id, name, email, role: 'steward', joinedBy: 'setting up', at: now })
    return id
  },
})

/** Change the name others see. Old posts show the new name, and the old one is not kept. */
export const changeName = task('members.change-name', {
  title: 'Change my name',
  doors: ['web', 'phone'],
  input: z.object({ name: Name }),
  allowed: (_, { who }) => (isSignedIn(who) ? yes : refuse('Please sign in first.', 401)),
  async run({ name }, { db, who }) {
    await db.updateTable('member').set({ name }).where('id', '=', who.member).execute()
    await db.updateTable('login').set({ name }).where('id', '=', who.member).execute()
    return name
  },
})

/** The address mail for a member goes to; null for members without one. Never shown to other members. */
export const addressOf = (db: Parameters<typeof emailOf>[0], member: MemberId | string) => emailOf(db, member)
export { memberByEmail }
