/** Who may send a form about a circle, a conversation or a post, and whether it is there: asked before a form is read. */
import { isUuid } from '../../kit/brand.ts'
import { MB } from '../../kit/form-reader.ts'
import { type Guard, photoForm, type Reading } from '../../kit/gate.ts'
import { notFound, yes } from '../../kit/refuse.ts'
import { isSignedIn } from '../../kit/who.ts'
import { conversationFor } from './conversation-store.ts'
import { opened, openedPost } from './opening.ts'
import type { ConversationId } from './store.ts'
import { circleBySlug } from './store.ts'

/** A conversation that is there for this person to read. */
export const conversationHere: Guard = async (c) => {
  const found = await opened(c)
  return found instanceof Response ? found : yes
}

/** A post that is there for this person to read. */
export const postHere: Guard = async (c) => {
  const found = await openedPost(c)
  return found instanceof Response ? found : yes
}

export const circleHere: Guard = async (c) => {
  const circle = await circleBySlug(c.var.community.db, c.req.param('slug') ?? '', c.var.who.member)
  return circle ? yes : notFound('circle')
}

/** Somebody whose session has ended gets their words back, so their form is read too, but only if it is about something. */
const orSignedOut =
  (guard: Guard): Guard =>
  async (c) => {
    if (isSignedIn(c.var.who)) return guard(c)
    const id = c.req.param('id') ?? ''
    const view = isUuid(id) && (await conversationFor(c.var.community.db, id as ConversationId, null))
    return view ? yes : notFound('conversation')
  }

export const conversationToReplyIn = orSignedOut(conversationHere)

/** Words and photos. The photos of somebody who is signed out are not kept for a moment. */
export const wordsAndPhotos: Reading = { read: (c) => photoForm(isSignedIn(c.var.who) ? 12 * MB : 0).read(c) }
