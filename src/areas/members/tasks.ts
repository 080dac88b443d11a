import { z } from 'zod'
import { newId } from '../../kit/brand.ts'
import { tell } from '../../kit/events.ts'
import { refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { words } from '../../kit/typed-words.ts'
import type { MemberId } from '../../kit/who.ts'
import { mustBeSignedIn } from './rules.ts'
import { emailOf, insertMember, memberByEmail } from './store.ts'

declare module '../../kit/events.ts' {
  interface Events {
    /** Posts show the new name from now on. */
    'members.renamed': { member: MemberId }
    /** Told before what is held of the member is erased. Their posts stay under "a former member", or are withdrawn. */
    'members.erased': { member: MemberId; posts: 'kept' | 'withdrawn' }
    /** Stepped away until a day or until they say so. Nothing decays; only what they asked to keep reaches them. */
    'members.paused': { member: MemberId }
    /** Left, and may come back: nothing is erased. What waits for their answer is withdrawn quietly. */
    'members.left': { member: MemberId }
    /** Back after a pause or after having left; `since` is when they stepped away. */
    'members.returned': { member: MemberId; since: Date }
    /** The person they cared for has died: what is driven by age or stage of life ends in this transaction. */
    'members.bereaved': { member: MemberId }
  }
}

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
  who: 'The person who sets the community up',
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
  who: 'Members, for themselves',
  input: z.object({ name: Name }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run({ name }, doing) {
    const { db, who } = doing
    const member = who.member as MemberId
    await db.updateTable('member').set({ name }).where('id', '=', member).execute()
    await db.updateTable('login').set({ name }).where('id', '=', member).execute()
    await tell('members.renamed', { member }, doing)
    return name
  },
})

/** The address mail for a member goes to; null for members without one. Never shown to other members. */
export const addressOf = (db: Parameters<typeof emailOf>[0], member: MemberId | string) => emailOf(db, member)
export { type Preferences, preferencesOf } from './preferences.ts'
export { insertMember, memberByEmail }
