/** How often a member hears from us, by which door, and how far ahead they want to look. */
import { z } from 'zod'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { lookAheads } from '../../kit/look-ahead.ts'
import { task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { mustBeSignedIn } from './rules.ts'

export const digests = ['daily', 'weekly', 'monthly', 'none'] as const
export const preferenceDoors = ['email', 'letter', 'phone', 'none'] as const

export interface Preferences {
  readonly digest: (typeof digests)[number]
  readonly repliesByEmail: boolean
  readonly lookAhead: (typeof lookAheads)[number]
  /** how the charity reaches them, where there is a choice */
  readonly door: (typeof preferenceDoors)[number]
}

declare module '../../kit/database.ts' {
  interface Tables {
    preference: {
      member: string
      digest: Preferences['digest']
      replies_by_email: boolean
      look_ahead: Preferences['lookAhead']
      door: Preferences['door']
      changed_at: Date
    }
  }
}

/** What holds for members who never chose; the same as the defaults of the table. */
export const defaultPreferences: Preferences = {
  digest: 'weekly',
  repliesByEmail: true,
  lookAhead: 'a little ahead',
  door: 'email',
}

/** A member's preferences; the defaults where they never chose. */
export async function preferencesOf(db: Db | Tx, member: MemberId | string): Promise<Preferences> {
  const row = await db.selectFrom('preference').selectAll().where('member', '=', member).executeTakeFirst()
  if (!row) return defaultPreferences
  return { digest: row.digest, repliesByEmail: row.replies_by_email, lookAhead: row.look_ahead, door: row.door }
}

const yesNo = z.enum(['yes', 'no']).transform((word) => word === 'yes')

/** Change any of one's preferences; those not named stay as they are. */
export const changePreferences = task('members.change-preferences', {
  title: 'Choose how often and how we write to me, and how far ahead I look',
  doors: ['web', 'email', 'letter', 'phone'],
  who: 'Members, for themselves',
  input: z.object({
    digest: z.enum(digests, { error: 'Choose how often.' }).optional(),
    repliesByEmail: yesNo.or(z.boolean()).optional(),
    lookAhead: z.enum(lookAheads, { error: 'Choose how far ahead.' }).optional(),
    door: z.enum(preferenceDoors, { error: 'Choose how we reach you.' }).optional(),
  }),
  allowed: (_, { who }) => mustBeSignedIn(who),
  async run(changes, { db, who, now }) {
    const member = who.member as MemberId
    const before = await preferencesOf(db, member)
    const line = {
      digest: changes.digest ?? (await howOftenAtFirst(db, member, changes.door)) ?? before.digest,
      replies_by_email: changes.repliesByEmail ?? before.repliesByEmail,
      look_ahead: changes.lookAhead ?? before.lookAhead,
      door: changes.door ?? before.door,
      changed_at: now,
    }
    await db
      .insertInto('preference')
      .values({ member, ...line })
      .onConflict((clash) => clash.column('member').doUpdateSet(line))
      .execute()
    return preferencesOf(db, member)
  },
})

/** Whoever asks for letters and never said how often gets one a month; what they chose before stays. */
async function howOftenAtFirst(db: Tx, member: MemberId, door: Preferences['door'] | undefined) {
  if (door !== 'letter') return null
  const chosen = await db.selectFrom('preference').select('member').where('member', '=', member).executeTakeFirst()
  return chosen ? null : 'monthly'
}

exports('Preferences', (db, member) =>
  db
    .selectFrom('preference')
    .select(['digest', 'replies_by_email', 'look_ahead', 'door', 'changed_at'])
    .where('member', '=', member)
    .execute(),
)
