/** What moving in does when other areas tell an event. */
import { on } from '../../kit/events.ts'

/** Nothing that says whose an address was stays behind. */
on('members.left', async ({ member }, { db }) => {
  await db.deleteFrom('claimed_address').where('member', '=', member).execute()
  await db.deleteFrom('address_claim').where('member', '=', member).execute()
})
