/** What the directory does when somebody leaves for good. */
import { on } from '../../../kit/events.ts'

/** A source stays; that they suggested it, and what they said of any, goes. A suggestion nobody looked at goes too. */
on('members.erased', async ({ member }, { db }) => {
  await db.deleteFrom('source_say').where('member', '=', member).execute()
  await db.deleteFrom('source').where('suggested_by', '=', member).where('state', '=', 'suggested').execute()
  await db
    .updateTable('source')
    .set({ suggested_by: null, suggestion: null })
    .where('suggested_by', '=', member)
    .execute()
})
