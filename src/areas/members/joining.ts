/** Becoming a member: by link, by code or by asking; or by claiming what was moved in under one's address. */
import { z } from 'zod'
import { newId } from '../../kit/brand.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { tell } from '../../kit/events.ts'
import { isRefusal, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { type Doing, task } from '../../kit/task.ts'
import type { MemberId } from '../../kit/who.ts'
import { askedAtJoining, consentVersion, noteConsents, type OptionalPurpose, Purposes } from './consent.ts'
import { invitationBy, useInvitation } from './invitations.ts'
import { newSheet } from './paper-codes.ts'
import { beginMembership, insertMember, type JoinedBy, memberByEmail } from './store.ts'
import { Email, Name } from './tasks.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    joining: {
      member: string
      name: string
      consents: string[]
      version: string
      invitation: string | null
      joined_by: JoinedBy
      at: Date
    }
  }
}

declare module '../../kit/events.ts' {
  interface Events {
    /** A person became a member; `by` import means that they claimed what was moved in. */
    'members.joined': { member: MemberId; by: JoinedBy }
  }
}

export const OptionalEmail = z.union([z.literal('').transform(() => null), Email])
const Sure = z.literal('yes', { error: 'To be a member, you need to say yes to this one.' })

/**
 * Join with an invitation. With an address, the person is a member once they have typed the code we send to it;
 * without one (only by a code from a letter) they are a member at once, and get codes on paper.
 */
export const join = task('members.join', {
  title: 'Join with a link or a code',
  doors: ['web', 'phone', 'letter'],
  who: 'Anyone with a link or a code',
  input: z.object({
    proof: z.string().max(200),
    name: Name,
    email: OptionalEmail,
    membership: Sure,
    purposes: Purposes,
  }),
  async allowed({ proof }, { db, community, now }) {
    const invitation = await invitationBy(community, db, proof, now)
    return isRefusal(invitation) ? invitation : yes
  },
  async run({ proof, name, email, purposes }, doing): Promise<Joining | Refusal> {
    const { db, community, now, about } = doing
    const invitation = await invitationBy(community, db, proof, now)
    if (isRefusal(invitation)) return invitation
    if (!email && invitation.kind !== 'code')
      return refuse('Type your email address.', 422, { email: 'Type your email address.' })
    const known = email ? await memberByEmail(db, email) : undefined
    // A member already: nothing changes, and the page does not tell. They get a code to sign in with.
    if (known && known.state !== 'to be') return { member: null, email, codes: null }
    const member = (known?.id ?? newId<'MemberId'>(now.getTime())) as MemberId
    about(member)
    if (!known) await insertMember(db, { id: member, name, email, state: 'to be', joinedBy: invitation.kind, at: now })
    const begun = {
      name,
      consents: purposes,
      version: consentVersion,
      invitation: invitation.id,
      joined_by: invitation.kind,
      at: now,
    }
    await db
      .insertInto('joining')
      .values({ member, ...begun })
      .onConflict((clash) => clash.column('member').doUpdateSet(begun))
      .execute()
    if (email) return { member, email, codes: null }
    const became = await become(doing, member, { name, purposes })
    return isRefusal(became)
      ? became
      : { member, email, codes: await newSheet({ ...doing, who: { ...doing.who, member } }, member, 'sign in') }
  },
})

export interface Joining {
  /** null when the address belongs to a member already */
  readonly member: MemberId | null
  readonly email: string | null
  /** codes on paper, for those without an address; then they are a member now */
  readonly codes: readonly string[] | null
}

/** The person of a session who has shown that an address is theirs, and is not a member yet. */
export async function toBeWithSession(db: Db | Tx, token: string | null) {
  if (!token) return null
  const found = await db
    .selectFrom('session')
    .innerJoin('member', (on) => on.on('member.id', '=', (where) => where.cast<string>('session.login_id', 'uuid')))
    .leftJoin('joining', 'joining.member', 'member.id')
    .select(['member.id', 'member.name', 'joining.name as chosen', 'joining.consents', 'joining.version'])
    .where('session.token', '=', token)
    .where('session.expires_at', '>', new Date())
    .where('member.state', '=', 'to be')
    .executeTakeFirst()
  return found ? { ...found, id: found.id as MemberId } : null
}

/** Finish joining, or claim what was moved in, in a session that an emailed code has begun. */
export const finishJoining = task('members.finish-joining', {
  title: 'Finish joining',
  doors: ['web'],
  who: 'Someone who has shown that the address is theirs',
  input: z.object({ token: z.string().max(200), name: Name, membership: Sure, purposes: Purposes }),
  async allowed({ token }, { db }) {
    return (await toBeWithSession(db, token)) ? yes : refuse('Please sign in with your email first.', 401)
  },
  async run({ token, name, purposes }, doing): Promise<MemberId | Refusal> {
    const person = (await toBeWithSession(doing.db, token))!
    doing.about(person.id)
    return become(doing, person.id, { name, purposes })
  },
})

/** From here on they are a member: dated, with what they said yes and no to. */
async function become(
  doing: Doing,
  member: MemberId,
  { name, purposes }: { name: string; purposes: readonly OptionalPurpose[] },
): Promise<MemberId | Refusal> {
  const { db, now } = doing
  const begun = await db.deleteFrom('joining').where('member', '=', member).returningAll().executeTakeFirst()
  if (begun?.invitation && !(await useInvitation(db, begun.invitation, now)))
    return refuse('This way to join has been used up meanwhile. You can still ask to join.', 410)
  const by = begun?.joined_by ?? 'import'
  await db.updateTable('member').set({ name, state: 'member' }).where('id', '=', member).execute()
  await db.updateTable('login').set({ name }).where('id', '=', member).execute()
  // Members whose list was moved in have been members since the day it says.
  const since = await db.selectFrom('membership').select('id').where('member', '=', member).executeTakeFirst()
  if (!since) await beginMembership(db, member, by, now)
  await noteConsents(doing, member, [
    ['membership', true],
    ...askedAtJoining.map((purpose) => [purpose, purposes.includes(purpose)] as const),
  ])
  await tell('members.joined', { member, by }, doing)
  await tell('members.renamed', { member }, doing)
  return member
}
