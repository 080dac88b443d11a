/** What the phone door does when an area tells an event. */
import { on } from '../../kit/events.ts'

/** That there was a call stays in the log; whose it was and what was said of it goes. */
on('members.erased', async ({ member }, { db }) => {
  const theirs = db.selectFrom('call').select('id').where('member', '=', member)
  for (const table of ['call_consent', 'call_page', 'call_code'] as const)
    await db.deleteFrom(table).where('call', 'in', theirs).execute()
  await db.deleteFrom('phone_code').where('member', '=', member).execute()
  await db
    .updateTable('call')
    .set({ member: null, words: null, next_step: null })
    .where('member', '=', member)
    .execute()
})
