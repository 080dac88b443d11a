/** What the phone door does when an area tells an event. */
import { on } from '../../kit/events.ts'

/** That there was a call stays in the log; whose it was and what was said of it goes. */
on('members.erased', async ({ member }, { db }) => {
  await db
    .deleteFrom('call_consent')
    .where('call', 'in', db.selectFrom('call').select('id').where('member', '=', member))
    .execute()
  await db
    .updateTable('call')
    .set({ member: null, words: null, next_step: null })
    .where('member', '=', member)
    .execute()
})
