/** What moving in does when other areas tell an event. */
import { on } from '../../kit/events.ts'
import { givePosts } from '../conversations/giving.ts'
import { letInWhereTheyWrote } from '../conversations/letting-in.ts'

/** Nothing that says whose an address was stays behind. */
on('members.erased', async ({ member }, { db }) => {
  await db.deleteFrom('claimed_address').where('member', '=', member).execute()
  await db.deleteFrom('list_invitation').where('member', '=', member).execute()
  await db.deleteFrom('address_claim').where('member', '=', member).execute()
})

/** Whoever becomes a member with posts from the list comes into the closed circles they stand in. */
on('members.joined', async ({ member }, { db }) => {
  await letInWhereTheyWrote(db, member, member)
})

/**
 * What was sent from the old address, and what will still be moved in from there, stays theirs; they can take it away.
 * What stood for the new address is theirs now, as when they claim it: the same code showed that they read its mail.
 */
on('members.address-changed', async ({ member, from, to, sender }, { db, now }) => {
  await db.deleteFrom('claimed_address').where('address', '=', to).execute()
  if (sender) {
    await letInWhereTheyWrote(db, sender, member)
    await givePosts(db, sender, member)
  }
  if (!from) return
  await db
    .insertInto('claimed_address')
    .values({ address: from, member, at: now })
    .onConflict((clash) => clash.column('address').doUpdateSet({ member, at: now }))
    .execute()
})
