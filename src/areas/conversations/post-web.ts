import { isUuid } from '../../kit/brand.ts'
import { all, members, only } from '../../kit/gate.ts'
import { notFound } from '../../kit/refuse.ts'
import {
  act,
  goOn,
  isRefusal,
  routes,
  safePath,
  show,
  showAgain,
  showRefusal,
  signInFirst,
  typedIn,
} from '../../kit/web.ts'
import { isModerator } from '../../kit/who.ts'
import { amend, changesOf, withdraw } from './amending.ts'
import { draftAt } from './drafts.ts'
import { keep } from './following.ts'
import { postHere } from './guards.ts'
import { openedPost } from './opening.ts'
import { photoById } from './photos.ts'
import { amendPage, changesPage, postPage, replyPage } from './post-pages.ts'
import { mayRead, pageOf } from './rules.ts'

export const postWeb = routes()

postWeb.get('/conversations/:id/:n{[0-9]+}', async (c) => {
  const found = await openedPost(c)
  if (found instanceof Response) return found
  return show(c, postPage(found.view, found.post, c.var.who, c.var.community.url, found.maySpeak))
})

postWeb.get('/conversations/:id/:n{[0-9]+}/reply', async (c) => {
  const found = await openedPost(c)
  if (found instanceof Response) return found
  if (!c.var.who.member) return signInFirst(c)
  if (!found.maySpeak || found.post.state !== 'shown') return showRefusal(c, notFound('post'))
  const draft = await draftAt(c.var.community.db, c.var.who.member, `${found.view.id}/${found.post.number}`)
  return show(c, replyPage(found.view, found.post, draft ? { typed: draft } : undefined))
})

postWeb.get('/conversations/:id/:n{[0-9]+}/changes', async (c) => {
  const found = await openedPost(c)
  if (found instanceof Response) return found
  // What was withdrawn, removed or waits is not readable by a side door.
  if (found.post.state !== 'shown' || found.view.blocked.includes(found.post.author))
    return showRefusal(c, notFound('post'))
  return show(c, changesPage(found.view, found.post, await changesOf(c.var.community.db, found.post.id)))
})

postWeb.get('/conversations/:id/:n{[0-9]+}/amend', async (c) => {
  const found = await openedPost(c)
  if (found instanceof Response) return found
  if (!c.var.who.member) return signInFirst(c)
  const { state, author } = found.post
  if (author !== c.var.who.member || (state !== 'shown' && state !== 'held')) return showRefusal(c, notFound('post'))
  return show(c, amendPage(found.view, found.post))
})

postWeb.post('/conversations/:id/:n{[0-9]+}/amendments', only(all(members, postHere)), async (c) => {
  const typed = await typedIn(c)
  const { id, n } = c.req.param()
  const amended = await act(c, amend, { ...typed, conversation: id, number: n })
  if (isRefusal(amended)) {
    if (amended.status !== 422) return showRefusal(c, amended)
    const found = await openedPost(c)
    if (found instanceof Response) return found
    return showAgain(c, amendPage(found.view, found.post, { typed, refusal: amended }), amended)
  }
  const say = amended.held ? 'Thank you. A person will read this first.' : 'Your post is changed.'
  return goOn(c, `/conversations/${id}?page=${pageOf(Number(n))}#post-${n}`, say)
})

postWeb.post('/conversations/:id/:n{[0-9]+}/withdrawal', only(all(members, postHere)), async (c) => {
  const { id, n } = c.req.param()
  const done = await act(c, withdraw, { conversation: id, number: n })
  if (isRefusal(done)) return showRefusal(c, done)
  return goOn(
    c,
    n === '1' ? '/circles' : `/conversations/${id}?page=${pageOf(Number(n))}#post-${n}`,
    'Your post is withdrawn.',
  )
})

postWeb.post('/conversations/:id/:n{[0-9]+}/keeping', only(all(members, postHere)), async (c) => {
  const { id, n } = c.req.param()
  const typed = await typedIn(c)
  const done = await act(c, keep, { conversation: id, number: n, keep: typed.keep })
  if (isRefusal(done)) return showRefusal(c, done)
  const then = safePath(typeof typed.then === 'string' ? typed.then : undefined, `/conversations/${id}/${n}`)
  return goOn(c, then, done === 'yes' ? 'Kept for later. Find it on your page.' : 'You keep it no longer.')
})

postWeb.get('/photos/:photo', async (c) => {
  const { who, community } = c.var
  const id = c.req.param('photo')
  const photo = isUuid(id) ? await photoById(community.db, id, who.member) : null
  const mine = photo?.author === who.member || isModerator(who)
  const open = photo && ((photo.state === 'shown' && photo.shown) || (mine && photo.state === 'held'))
  if (!photo || !open || isRefusal(mayRead(who, photo))) return showRefusal(c, notFound('photo'))
  c.header('content-type', photo.type)
  c.header('cache-control', 'private, max-age=600')
  return c.body(new Uint8Array(photo.bytes))
})
