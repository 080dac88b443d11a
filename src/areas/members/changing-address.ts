/**
 * Another email address to sign in with. A code goes to the new one; the old one is told.
 * Nothing tells whether somebody else has the new address, before its own mail is read.
 */
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Community } from '../../kit/community.ts'
import { tell } from '../../kit/events.ts'
import { exports } from '../../kit/exports.ts'
import { type Allowed, isRefusal, refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import type { MemberId, Who } from '../../kit/who.ts'
import { endToBe } from './bringing.ts'
import { sendAddressChanged, sendAddressInUse, sendAddressToBe } from './mail.ts'
import { mustBeSignedIn } from './rules.ts'
import { waitsForSecondStep } from './second-step.ts'
import { emailOf, memberByEmail } from './store.ts'
import { Email } from './tasks.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    address_change: { member: string; address: string; hash: string; ends_at: Date }
  }
}

declare module '../../kit/events.ts' {
  interface Events {
    /**
     * A member signs in with another address from now on.
     * `sender` stood for the new address until now, without ever having joined; it is ended after this was told.
     */
    'members.address-changed': { member: MemberId; from: string | null; to: string; sender: MemberId | null }
  }
}

/** Whoever can change the address can take the account over: so staff show first that it is really them. */
function mayChange(who: Who): Allowed {
  const signedIn = mustBeSignedIn(who)
  if (isRefusal(signedIn)) return signedIn
  return waitsForSecondStep(who) ? refuse('Please give your second step first.', 403) : yes
}

export const minutes = 30

const hashOf = (community: Community, member: MemberId, address: string, code: string) =>
  createHmac('sha256', community.secret).update(`address change ${member} ${address} ${code}`).digest('base64url')

/** Say which address: a code is mailed to it. The door counts tries before it comes here (attempts.ts). */
export const nameNewAddress = task('members.name-new-address', {
  title: 'Say what my new email address is',
  doors: ['web'],
  who: 'Members, for themselves; staff after their second step',
  input: z.object({ email: Email }),
  allowed: (_, { who }) => mayChange(who),
  async run({ email }, { db, who, community, now }) {
    const member = who.member as MemberId
    if (email === (await emailOf(db, member))) return refuse(yoursAlready, 422, { email: yoursAlready })
    const known = await memberByEmail(db, email)
    if (known && known.state !== 'to be') {
      // The person who reads the mail of that address may know; the one who typed it may not.
      await db.deleteFrom('address_change').where('member', '=', member).execute()
      await sendAddressInUse(db, community, email)
      return email
    }
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    const ends_at = new Date(now.getTime() + minutes * 60_000)
    const change = { address: email, hash: hashOf(community, member, email, code), ends_at }
    await db
      .insertInto('address_change')
      .values({ member, ...change })
      .onConflict((clash) => clash.column('member').doUpdateSet(change))
      .execute()
    await sendAddressToBe(db, community, email, code)
    return email
  },
})

const yoursAlready = 'This is your address already.'
const noSuchCode = 'That code does not work. Check it, or ask for a new one.'

/** Type the code: from now on they sign in with the new address, and all mail goes there. */
export const changeAddress = task('members.change-address', {
  title: 'Change my email address',
  doors: ['web'],
  who: 'Members, with the code mailed to the new address; staff after their second step',
  input: z.object({ code: z.string({ error: noSuchCode }).max(40, noSuchCode) }),
  allowed: (_, { who }) => mayChange(who),
  async run({ code }, doing) {
    const { db, who, community, now, about } = doing
    const member = who.member as MemberId
    const change = await db
      .deleteFrom('address_change')
      .where('member', '=', member)
      .where('ends_at', '>', now)
      .returning(['address', 'hash'])
      .executeTakeFirst()
    const typed = Buffer.from(hashOf(community, member, change?.address ?? '', code.replace(/\D/g, '')))
    const right = change && timingSafeEqual(typed, Buffer.from(change.hash))
    if (!right) return refuse(noSuchCode, 422, { code: noSuchCode })
    about(member)
    const to = change.address
    const from = await emailOf(db, member)
    const known = await memberByEmail(db, to)
    if (known && known.state !== 'to be') return refuse('Somebody became a member with that address meanwhile.', 409)
    const sender = (known?.id ?? null) as MemberId | null
    await tell('members.address-changed', { member, from, to, sender }, doing)
    if (sender) await endToBe(db, sender, now)
    await db
      .updateTable('login')
      .set({ email: to, email_verified: true, updated_at: now })
      .where('id', '=', member)
      .execute()
    // What waits goes where they read it now; codes for the old address are keys, and stay with it.
    await db
      .updateTable('message_out')
      .set({ to_address: to })
      .where('member', '=', member)
      .where('state', '=', 'waiting')
      .where('kind', '<>', 'sign-in')
      .execute()
    if (!from) return to
    // So that it is in their copy, and is erased when they leave.
    await db.updateTable('membership_request').set({ email: to }).where('email', '=', from).execute()
    await db.updateTable('invitation').set({ email: to }).where('email', '=', from).execute()
    await sendAddressChanged(db, community, from, member)
    return to
  },
})

exports('A new email address that waits for its code', (db, member) =>
  db.selectFrom('address_change').select(['address', 'ends_at']).where('member', '=', member).execute(),
)
