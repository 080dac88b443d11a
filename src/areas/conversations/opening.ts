/** Which conversation an address means, and whether this person may read and write in it. */
import { isUuid } from '../../kit/brand.ts'
import type { Typed } from '../../kit/form.ts'
import { type Allowed, notFound, type Refusal, yes } from '../../kit/refuse.ts'
import { type Ctx, files, isRefusal, refuse, show, showRefusal, signInFirst } from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import { whoFrom } from '../members/reader.ts'
import { type ConversationView, conversationFor, conversationForToken } from './conversation-store.ts'
import { signedOutPostPage } from './mine-pages.ts'
import { mostPhotos, photoField } from './photo-fields.ts'
import { photosIn } from './photos.ts'
import { postFor } from './post-store.ts'
import { mayRead, maySpeak } from './rules.ts'
import type { ConversationId } from './store.ts'

export interface Opened {
  readonly view: ConversationView
  readonly maySpeak: boolean
}

/** The conversation of this address for its reader, or the answer that says why not. */
export async function opened(c: Ctx): Promise<Opened | Response> {
  const id = c.req.param('id') ?? ''
  const view = isUuid(id) ? await conversationAndReader(c, id as ConversationId) : null
  if (!view?.shown) return showRefusal(c, notFound('conversation'))
  const circle = { door: view.circle.door, inside: view.inside }
  const who = c.get('who')
  const read = mayRead(who, circle)
  if (isRefusal(read)) return noEntry(c, read)
  return { view, maySpeak: !view.circle.closed && maySpeak(who, circle) === yes }
}

/** The same with one of its posts: the one the address names, unless told. */
export async function openedPost(c: Ctx, text = c.req.param('n') ?? '') {
  const found = await opened(c)
  if (found instanceof Response) return found
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0
  const post = number > 0 ? await postFor(c.var.community.db, found.view.id, number, c.var.who.member) : null
  return post ? { ...found, post } : showRefusal(c, notFound('post'))
}

/** Who must sign in first is asked to; who may not come in is told why. */
export const noEntry = (c: Ctx, refusal: Refusal & Allowed) =>
  refusal.status === 401 ? signInFirst(c) : showRefusal(c, refusal)

/** Words sent by somebody whose session has ended come back to them, with the way to send them again. */
export async function wordsKept(c: Ctx, typed: Typed): Promise<Response | null> {
  if (isSignedIn(c.var.who) || typeof typed.words !== 'string' || typed.words.trim() === '') return null
  const refusal = await photosLost(c, refuse('Please sign in first.', 401))
  return show(c, signedOutPostPage(new URL(c.req.url).pathname, { typed, refusal }), 401)
}

/** The photos sent with a form, ready to be stored. */
export const photosSent = (c: Ctx, typed: Typed) =>
  photosIn(typed, async (field) => (await files(c, field))[0], c.var.community.settings)

/** No browser gives a chosen file back, so whoever sent photos with words that were refused is told to choose them again. */
export async function photosLost(c: Ctx, refusal: Refusal): Promise<Refusal> {
  const lost: Record<string, string> = {}
  for (let n = 1; n <= mostPhotos; n++)
    if ((await files(c, photoField(n))).length > 0)
      lost[photoField(n)] = `Photo ${n} could not be kept. Please choose it again.`
  if (Object.keys(lost).length === 0) return refusal
  const fields = Object.keys(refusal.fields).length > 0 ? refusal.fields : { words: refusal.because }
  return { ...refusal, fields: { ...lost, ...fields } }
}

/** The conversation, and who reads it when the web door left that to us: one round trip for both. */
async function conversationAndReader(c: Ctx, id: ConversationId) {
  const community = c.get('community')
  const who = c.get('who')
  const token = c.get('token')
  if (isSignedIn(who) || !token) return conversationFor(community.db, id, who.member)
  const found = await conversationForToken(community.db, id, token)
  if (found?.reader) c.set('who', whoFrom(found.reader))
  return found?.view ?? null
}
