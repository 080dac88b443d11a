/** What the email door does when an area tells an event. */
import { postToTell, whoIsTold } from '../../areas/conversations/told.ts'
import { preferencesOf } from '../../areas/members/preferences.ts'
import { addressOf } from '../../areas/members/tasks.ts'
import { isTold } from '../../areas/members/telling.ts'
import { on } from '../../kit/events.ts'
import { post as putInOutbox } from '../../kit/outbox.ts'
import { replyMail } from './reply-mail.ts'

/** A reply reaches whoever asked and whoever is replied to, in the transaction in which it was shown. */
on('conversations.replied', async ({ post }, { db, community }) => {
  const told = await whoIsTold(db, post)
  if (told.length === 0) return
  const words = await postToTell(db, post)
  if (!words) return
  for (const member of told) {
    if (!(await isTold(db, member, 'reply')) || !(await preferencesOf(db, member)).repliesByEmail) continue
    const address = await addressOf(db, member)
    if (address) await putInOutbox(db, await replyMail(community, words, { member, address }))
  }
})
