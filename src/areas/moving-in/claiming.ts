/** Posts of a list find the people who wrote them: an address is shown to be theirs by a code mailed to it. */
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { newId } from '../../kit/brand.ts'
import type { Community } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { exports } from '../../kit/exports.ts'
import { post } from '../../kit/outbox.ts'
import { notFound, refuse, yes } from '../../kit/refuse.ts'
import { task } from '../../kit/task.ts'
import { isSignedIn, type MemberId, type Who } from '../../kit/who.ts'
import { givePosts, postsOf, someUnclaimed } from '../conversations/giving.ts'
import { letInWhereTheyWrote } from '../conversations/letting-in.ts'
import { endToBe } from '../members/bringing.ts'
import { toBeWithSession } from '../members/joining.ts'
import { addressOf, Email, insertMember, memberByEmail } from '../members/tasks.ts'

declare module '../../kit/database.ts' {
  interface Tables {
    claimed_address: { address: string; member: string; at: Date }
    address_claim: { member: string; address: string; hash: string; ends_at: Date }
  }
}

const mustBeMember = (who: Who) => (isSignedIn(who) ? yes : refuse('Please sign in first.', 401))
const minutes = 30

const hashOf = (community: Community, member: MemberId, address: string, code: string) =>
  createHmac('sha256', community.secret).update(`address ${member} ${address} ${code}`).digest('base64url')

/**
 * Say that another address is mine too: a code is mailed to it.
 * Nothing tells whether mails from there are here, or whom it belongs to, before the code is typed.
 */
export const nameAddress = task('moving-in.name-address', {
  title: 'Say that another address is mine',
  doors: ['web'],
  who: 'Members, for themselves',
  input: z.object({ address: Email }),
  allowed: (_, { who }) => mustBeMember(who),
  async run({ address }, { db, who, community, now }) {
    const member = who.member!
    const known = await memberByEmail(db, address)
    const ends_at = new Date(now.getTime() + minutes * 60_000)
    if (known && known.state !== 'to be') {
      // The person who reads the mail of that address may know; the one who typed it may not.
      await db.deleteFrom('address_claim').where('member', '=', member).execute()
      await post(db, { to: address, kind: 'sign-in', subject: 'Your address is in use', plain: inUse(community) })
      return address
    }
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    const claim = { address, hash: hashOf(community, member, address, code), ends_at }
    await db
      .insertInto('address_claim')
      .values({ member, ...claim })
      .onConflict((clash) => clash.column('member').doUpdateSet(claim))
      .execute()
    await post(db, { to: address, kind: 'sign-in', subject: `Your code is ${code}`, plain: codeMail(community, code) })
    return address
  },
})

// The name of the community often names a condition, and lock screens show how a mail begins: so it comes last.
const codeMail = (community: Community, code: string) => `Hello,

somebody says that this is their address too.

Was it you? Then type this code on the page where you asked for it:

${code}

It works once, for ${minutes} minutes. What was sent to the old mailing list from this address is then shown as yours.

Was it not you? Then you can ignore this mail. Nothing happens without the code.

${community.name}
`

const inUse = (community: Community) => `Hello,

somebody says that this is their address too.

You sign in there with this address already, so there is nothing to do:

${community.url}/sign-in

Was it not you? Then you can ignore this mail. Nothing has changed.

${community.name}
`

const noSuchCode = 'That code does not work. Check it, or ask for a new one.'

/** Type the code: what was sent from that address, and what will still be moved in, is this member's. */
export const claimAddress = task('moving-in.claim-address', {
  title: 'Claim what I wrote from another address',
  doors: ['web'],
  who: 'Members, with the code mailed to that address',
  input: z.object({ code: z.string({ error: noSuchCode }).max(40, noSuchCode) }),
  allowed: (_, { who }) => mustBeMember(who),
  async run({ code }, { db, who, community, now, about }) {
    const member = who.member!
    const claim = await db
      .deleteFrom('address_claim')
      .where('member', '=', member)
      .where('ends_at', '>', now)
      .returning(['address', 'hash'])
      .executeTakeFirst()
    const typed = Buffer.from(hashOf(community, member, claim?.address ?? '', code.replace(/\D/g, '')))
    const right = claim && timingSafeEqual(typed, Buffer.from(claim.hash))
    if (!right) return refuse(noSuchCode, 422, { code: noSuchCode })
    about(member)
    const { address } = claim
    const sender = await memberByEmail(db, address)
    if (sender && sender.state !== 'to be') return refuse('Somebody became a member with that address meanwhile.', 409)
    await db
      .insertInto('claimed_address')
      .values({ address, member, at: now })
      .onConflict((clash) => clash.column('address').doUpdateSet({ member, at: now }))
      .execute()
    if (!sender) return { address, posts: 0, circles: [] }
    const circles = await letInWhereTheyWrote(db, sender.id as MemberId, member)
    const posts = await givePosts(db, sender.id as MemberId, member)
    await endToBe(db, sender.id as MemberId, now)
    return { address, posts, circles }
  },
})

/** What was claimed stays theirs; what comes from that address later does not. */
export const dropAddress = task('moving-in.drop-address', {
  title: 'Take another address of mine away',
  doors: ['web'],
  who: 'The member whose address it is',
  input: z.object({ address: z.string().max(254) }),
  allowed: (_, { who }) => mustBeMember(who),
  async run({ address }, { db, who, about }) {
    about(who.member!)
    const { numDeletedRows } = await db
      .deleteFrom('claimed_address')
      .where('address', '=', address)
      .where('member', '=', who.member)
      .executeTakeFirst()
    return numDeletedRows === 0n ? notFound('address') : address
  },
})

/**
 * Say that the posts sent from my address are not mine, before becoming a member: an address may have had another owner.
 * They stay under the name they came with. Someone who was not invited has nothing to join with then.
 *
 * @returns whether the person can still become a member
 */
export const disownPosts = task('moving-in.disown-posts', {
  title: 'Say that posts sent from my address are not mine',
  doors: ['web'],
  who: 'Someone who has shown that the address is theirs, before they join',
  input: z.object({ token: z.string().max(200) }),
  allowed: async ({ token }, { db }) =>
    (await toBeWithSession(db, token)) ? yes : refuse('Please sign in with your email first.', 401),
  async run({ token }, { db, now, about }): Promise<boolean> {
    const person = (await toBeWithSession(db, token))!
    about(person.id)
    if (person.chosen === null) {
      await db.deleteFrom('login').where('id', '=', person.id).execute()
      return false
    }
    const writer = newId<'MemberId'>(now.getTime())
    await insertMember(db, { id: writer, name: person.name, state: 'to be', joinedBy: 'import', at: now })
    await givePosts(db, person.id, writer)
    return true
  },
})

/** Addresses besides their own that a member has claimed. */
export const claimedBy = (db: Db | Tx, member: MemberId) =>
  db.selectFrom('claimed_address').select(['address', 'at']).where('member', '=', member).orderBy('address').execute()

/** The posts a person is asked about after signing in, and the page that asks; null for someone without any. */
export const asksAboutPosts = async (db: Db, person: MemberId) =>
  (await postsOf(db, person)).posts > 0 ? '/claim/posts' : null

export { addressOf, postsOf, someUnclaimed }

exports('Other addresses that you claimed', claimedBy)
