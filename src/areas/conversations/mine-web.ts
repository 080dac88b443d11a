import { isUuid } from '../../kit/brand.ts'
import { all, type Guard, members, only } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { notFound, refuse, yes } from '../../kit/refuse.ts'
import {
  act,
  type Ctx,
  goOn,
  isRefusal,
  routes,
  show,
  showAgain,
  showRefusal,
  signInFirst,
  typedIn,
} from '../../kit/web.ts'
import { isModerator, isSignedIn } from '../../kit/who.ts'
import { takeBack } from './amending.ts'
import { amendHeld, ownPost } from './amending-held.ts'
import { draftHref, draftOf, draftsOf, saveDraft, throwAway } from './drafts.ts'
import { keptBy } from './following.ts'
import { draftsPage, heldPostPage, keptPage, waitingPostsPage } from './mine-pages.ts'
import { heldOf } from './today.ts'

export const mineWeb = routes()

place({ on: 'me', under: 'words', href: '/me/kept', label: 'Posts I keep', position: 20 })
place({
  on: 'me',
  under: 'words',
  href: '/me/drafts',
  label: 'My drafts',
  about: 'Words you began and have not sent.',
  position: 21,
})
place({ on: 'me', under: 'words', href: '/me/posts-that-wait', label: 'My posts that wait for a person', position: 22 })

mineWeb.get('/me/kept', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  return show(c, keptPage(await keptBy(community.db, who.member, isModerator(who))))
})

mineWeb.get('/me/drafts', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  return show(c, draftsPage(await draftsOf(community.db, who.member)))
})

/** Saving while typing: the form itself says nothing, the script does. */
mineWeb.post('/me/drafts', only(members), async (c) => {
  const { place: where = '', ...typed } = await typedIn(c)
  const saved = await act(c, saveDraft, { place: where, fields: draftOf(typed) })
  return isRefusal(saved) ? c.json({ because: saved.because }, saved.status) : c.json({ saved: saved.saved })
})

mineWeb.post('/me/drafts/thrown-away', only(members), async (c) => {
  const thrown = await act(c, throwAway, await typedIn(c))
  return isRefusal(thrown) ? showRefusal(c, thrown) : goOn(c, '/me/drafts', 'It is thrown away.')
})

mineWeb.get('/me/posts-that-wait', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  return show(c, waitingPostsPage(await heldOf(community.db, who.member)))
})

mineWeb.post('/me/posts-that-wait/taken-back', only(members), async (c) => {
  const back = await act(c, takeBack, await typedIn(c))
  if (isRefusal(back)) return showRefusal(c, back)
  const { conversation, words, title, kind, slug } = back
  const where = title ? `circle:${slug}` : conversation
  await act(c, saveDraft, { place: where, fields: title ? { title, words, kind } : { words } })
  return goOn(c, draftHref(where), 'You have it back, as a draft. Nobody else has seen it.')
})

async function heldPost(c: Ctx, sent?: Parameters<typeof heldPostPage>[1]) {
  const { who, community } = c.var
  const id = c.req.param('post') ?? ''
  const post = isUuid(id) ? await ownPost(community.db, id, who.member) : null
  if (!post) return showRefusal(c, notFound('post'))
  if (post.state !== 'held') return showRefusal(c, refuse('This post does not wait any more.', 409))
  const page = heldPostPage(post, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}

/** One of this member's own posts. */
const ownPostHere: Guard = async (c) => {
  const id = c.req.param('post') ?? ''
  return isUuid(id) && (await ownPost(c.var.community.db, id, c.var.who.member)) ? yes : notFound('post')
}

mineWeb.get('/me/posts-that-wait/:post', async (c) => (isSignedIn(c.var.who) ? heldPost(c) : signInFirst(c)))

mineWeb.post('/me/posts-that-wait/:post/changes', only(all(members, ownPostHere)), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, amendHeld, { ...typed, post: c.req.param('post') })
  if (!isRefusal(done)) return goOn(c, '/me/posts-that-wait', 'It is changed. It goes on waiting for a person.')
  return done.status === 422 ? heldPost(c, { typed, refusal: done }) : showRefusal(c, done)
})
