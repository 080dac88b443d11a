/** What a member said yes to: each purpose separate, versioned and dated, and never rewritten. */
import { z } from 'zod'
import { newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { refuse, yes } from '../../kit/refuse.ts'
import { type Doing, type Door, task } from '../../kit/task.ts'
import { isSignedIn, type MemberId } from '../../kit/who.ts'
import { isTold } from './telling.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    consent: {
      id: string
      member: string
      purpose: Purpose
      version: string
      given: boolean
      via: Door
      at: Date
    }
  }
}

/** Changes whenever the words below change what is asked; older yeses keep the version they were given to. */
export const consentVersion = '2026-11'

/** The one thing a membership cannot be without. Leaving takes it back. */
export const membershipWords = {
  label: 'Yes, keep what I tell you, so that I can be a member',
  hint: 'We keep your name, your email if you give it, and what you write. Some of it may be about health. Only the people you share it with can read it. You can leave at any time, or have it all erased.',
} as const

/** All of these start as no, and a no changes nothing else. */
export const optionalPurposes = {
  matching: {
    label: 'Suggest other families to me, and me to them',
    hint: 'We look at what you chose to share about the person you care for. Nobody is put in touch until both say yes.',
  },
  studies: {
    label: 'Invite me to take part in studies',
    hint: 'You decide each time. Researchers do not see your posts or your address. Saying no never changes the help you get.',
  },
  figures: {
    label: 'Count me in figures about the community',
    hint: 'For example: how many families have a grown-up son or daughter. No figure is so small that it could be you.',
  },
  news: {
    label: 'Send me news from the charity',
    hint: 'Events, and ways to help. This is apart from what members write to each other.',
  },
  'support-map': {
    label: 'Let staff look at my support map when they help me',
    hint: 'The map shows what you have turned to, and when. Each look is noted. Without your yes, only you can see it.',
  },
} as const satisfies Record<string, { label: string; hint: string }>

export type OptionalPurpose = keyof typeof optionalPurposes
export type Purpose = 'membership' | OptionalPurpose
export const optional = Object.keys(optionalPurposes) as OptionalPurpose[]

/** Nobody is asked before they know what it is about. */
export const askedAtJoining = optional.filter((purpose) => purpose !== 'support-map')

/** Boxes that were ticked; what is not a purpose is refused. */
export const Purposes = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .default([])
  .pipe(z.array(z.enum(optional, { error: 'Choose from the list.' })))

/** The optional purposes a member says yes to now. */
export async function consentsOf(db: Db | Tx, member: MemberId | string): Promise<OptionalPurpose[]> {
  const rows = await db
    .selectFrom('consent')
    .distinctOn('purpose')
    .select(['purpose', 'given'])
    .where('member', '=', member)
    .orderBy('purpose')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return optional.filter((purpose) => rows.some((row) => row.purpose === purpose && row.given))
}

/** What a yes to a purpose lets reach a member. Whoever is not told of it is not asked and not counted either. */
const reachesBy = {
  matching: 'match',
  studies: 'study',
  news: 'news',
  figures: 'study',
  'support-map': 'answer',
} as const

/**
 * Whether a member says yes to one purpose now. Ask each time: a yes can be taken back. It is kept, and silent,
 * while they are paused, after they left, and after a death unless they asked to keep it.
 */
export const hasConsent = async (db: Db | Tx, member: MemberId | string, purpose: OptionalPurpose) =>
  (await consentsOf(db, member)).includes(purpose) && (await isTold(db, member, reachesBy[purpose]))

/** Note a yes or a no for each purpose. */
export async function noteConsents(
  { db, via, now }: Pick<Doing, 'db' | 'via' | 'now'>,
  member: MemberId,
  answers: readonly (readonly [Purpose, boolean])[],
) {
  if (answers.length === 0) return
  await db
    .insertInto('consent')
    .values(
      answers.map(([purpose, given]) => ({
        id: newId(now.getTime()),
        member,
        purpose,
        version: consentVersion,
        given,
        via,
        at: now,
      })),
    )
    .execute()
}

export const changeConsents = task('members.change-consents', {
  title: 'Say yes or no to what is done with what I tell you',
  doors: ['web', 'phone', 'letter'],
  who: 'Members, for themselves',
  input: z.object({ purposes: Purposes }),
  allowed: (_, { who }) => (isSignedIn(who) ? yes : refuse('Please sign in first.', 401)),
  async run({ purposes }, doing) {
    const member = doing.who.member as MemberId
    const before = await consentsOf(doing.db, member)
    const changed = optional.filter((purpose) => before.includes(purpose) !== purposes.includes(purpose))
    await noteConsents(
      doing,
      member,
      changed.map((purpose) => [purpose, purposes.includes(purpose)] as const),
    )
    return purposes
  },
})

/** Every yes and no of a member, newest first. */
export const consentHistory = (db: Db | Tx, member: MemberId) =>
  db
    .selectFrom('consent')
    .select(['purpose', 'version', 'given', 'via', 'at'])
    .where('member', '=', member)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()

export const purposeWords = (purpose: Purpose) =>
  purpose === 'membership' ? 'Being a member' : optionalPurposes[purpose].label

exports('What you said yes and no to', consentHistory)
