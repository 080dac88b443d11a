/** What care does when other areas tell an event. */
import { newId } from '../../kit/brand.ts'
import { on } from '../../kit/events.ts'
import './forgetting.ts'
import { holdAgain } from './store.ts'

/** A post that waits for a person goes on the desk, in the transaction in which it was sent. */
on('conversations.held', async ({ post, reasons }, { db, now }) => {
  await holdAgain(db, { id: newId<'MatterId'>(now.getTime()), post, reasons, at: now })
})
