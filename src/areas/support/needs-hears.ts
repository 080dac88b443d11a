/** What happens to needs and to the support map when other areas tell an event. */
import { on } from '../../kit/events.ts'

on('members.erased', async ({ member }, { db }) => {
  await db.deleteFrom('need').where('member', '=', member).execute()
})
