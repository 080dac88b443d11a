/** What happens to needs and to the support map when other areas tell an event. */
import { on } from '../../../kit/events.ts'
import '../map/spells.ts'
import '../map/outlook.ts'

on('members.erased', async ({ member }, { db }) => {
  for (const table of ['need', 'spell', 'outlook'] as const)
    await db.deleteFrom(table).where('member', '=', member).execute()
})
