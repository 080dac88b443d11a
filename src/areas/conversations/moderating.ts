/** What the care area may do with posts. Each takes the Doing of a running task and is part of its transaction. */
import { signal, tell } from '../../kit/events.ts'
import type { Doing } from '../../kit/task.ts'
import { lockPost, type PostForCare, postForCare, setState, showPost } from './post-store.ts'

export { type PostForCare, postForCare }

/**
 * Show a post that waited for a person: it gets the next number, and those who follow are told.
 * A conversation that waited with its first post is shown with it.
 *
 * @returns its number, or null when it does not wait any more
 */
export async function showHeld(doing: Doing, post: string): Promise<number | null> {
  const { db, now, community } = doing
  await lockPost(db, post)
  const found = await postForCare(db, post)
  if (found?.state !== 'held') return null
  const { id, conversation, author } = found
  // One that had a number before keeps its place.
  if (found.number !== null) {
    await setState(db, [id], 'shown')
    await signal(db, community.schema, conversation)
    return found.number
  }
  const number = await showPost(db, { id, conversation, author, at: now })
  await tell('conversations.replied', { conversation, post: id, number, author }, doing)
  await signal(db, community.schema, conversation)
  return number
}

/** Take a post away. Its number stays in its place, so that replies to it still make sense. */
export async function removePost(doing: Doing, post: string): Promise<void> {
  await lockPost(doing.db, post)
  const found = await postForCare(doing.db, post)
  if (!found || found.state === 'withdrawn' || found.state === 'removed') return
  await setState(doing.db, [found.id], 'removed')
  await signal(doing.db, doing.community.schema, found.conversation)
}

/** Put a removed post back where it was. One that was never shown is shown now, with the next number. */
export async function restorePost(doing: Doing, post: string): Promise<void> {
  await lockPost(doing.db, post)
  const found = await postForCare(doing.db, post)
  if (found?.state !== 'removed') return
  await setState(doing.db, [found.id], found.number === null ? 'held' : 'shown')
  if (found.number === null) await showHeld(doing, post)
  else await signal(doing.db, doing.community.schema, found.conversation)
}
