import type { Sent } from '../../kit/form.ts'
import { all, members, only } from '../../kit/gate.ts'
import { html } from '../../kit/html.ts'
import { isRefusal, notFound, refuse, yes } from '../../kit/refuse.ts'
import {
  act,
  type Ctx,
  goOn,
  pageNumber,
  routes,
  safePath,
  show,
  showAgain,
  showKept,
  showRefusal,
  signInFirst,
  typedIn,
} from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import './exports.ts'
import './lists.ts'
import { allInSight, sightOf } from './ahead.ts'
import { aheadIn, conversationFor, conversationsIn, rememberReading } from './conversation-store.ts'
import { draftAt, draftOf, saveDraft } from './drafts.ts'
import { findingWeb } from './finding-web.ts'
import { answer, follow, mute } from './following.ts'
import { circleHere, conversationHere, conversationToReplyIn, wordsAndPhotos } from './guards.ts'
import { live } from './live.ts'
import { mineWeb } from './mine-web.ts'
import './need-lists.ts'
import { opened, openedPost, photosLost, photosSent, wordsKept } from './opening.ts'
import { circlePage, circlesPage, conversationPage, heldPage, newConversationPage } from './pages.ts'
import { replyPage } from './post-pages.ts'
import { postWeb } from './post-web.ts'
import { postsHtml } from './posts-html.ts'
import { holdReasons, mayRead, maySpeak, pageOf, postsOnAPage } from './rules.ts'
import { circleBySlug, circlesFor } from './store.ts'
import { openConversation, reply } from './tasks.ts'

export const web = routes()

web.get('/circles', async (c) => {
  const { community, who } = c.var
  const all = c.req.query('ahead') === 'all'
  const [circles, sight] = await Promise.all([circlesFor(community.db, who.member), sightOf(community, who.member)])
  return show(c, circlesPage(circles, sight, all))
})

web.get('/circles/:slug', async (c) => {
  const { who, community } = c.var
  const circle = await circleBySlug(community.db, c.req.param('slug'), who.member)
  if (!circle) return showRefusal(c, notFound('circle'))
  const read = mayRead(who, circle)
  if (isRefusal(read)) {
    if (read.status === 401) return signInFirst(c)
    const asks = html`<p><a class="button" href="/circles/${circle.slug}/request">Ask to come in</a></p>`
    return showRefusal(c, read, circle.door === 'closed' && isSignedIn(who) ? asks : undefined)
  }
  const page = pageNumber(c)
  // To follow a circle is a choice: all of it is in sight.
  const all = c.req.query('ahead') === 'all'
  const sight = circle.inside || all ? allInSight(who.member) : await sightOf(community, who.member)
  const [lines, ahead] = await Promise.all([
    conversationsIn(community.db, circle.id, sight, page),
    aheadIn(community.db, circle.id, sight),
  ])
  return show(
    c,
    circlePage({
      circle,
      lines,
      page,
      maySpeak: !circle.closed && maySpeak(who, circle) === yes,
      mayFollow: isSignedIn(who) && circle.door !== 'closed',
      ahead,
      sight,
      all,
    }),
  )
})

web.get('/circles/:slug/new', async (c) => {
  const circle = await circleBySlug(c.var.community.db, c.req.param('slug'), c.var.who.member)
  if (!circle) return showRefusal(c, notFound('circle'))
  const speak = maySpeak(c.var.who, circle)
  if (isRefusal(speak)) return speak.status === 401 ? signInFirst(c) : showRefusal(c, speak)
  const draft = await draftAt(c.var.community.db, c.var.who.member, `circle:${circle.slug}`)
  return show(c, newConversationPage(circle, c.var.who, draft ? { typed: draft } : undefined))
})

web.post('/circles/:slug/conversations', only(circleHere, wordsAndPhotos), async (c) => {
  const typed = await typedIn(c)
  const slug = c.req.param('slug')
  const signedOut = await wordsKept(c, typed)
  if (signedOut) return signedOut
  const asDraft = typed.save === 'draft'
  const photos = asDraft ? [] : await photosSent(c, typed)
  const posted = isRefusal(photos)
    ? photos
    : asDraft
      ? await act(c, saveDraft, { place: `circle:${slug}`, fields: draftOf(typed) })
      : await act(c, openConversation, { ...typed, circle: slug, photos })
  if (isRefusal(posted)) {
    const circle = await circleBySlug(c.var.community.db, slug, c.var.who.member)
    if (!circle) return showRefusal(c, posted)
    const refusal = await photosLost(c, posted)
    return showAgain(c, newConversationPage(circle, c.var.who, { typed, refusal }), posted)
  }
  if ('saved' in posted) return goOn(c, '/me/drafts', await draftSaid(c, posted.saved))
  if (posted.held.length > 0)
    return show(
      c,
      heldPage(
        { id: posted.conversation, title: String(typed.title) },
        posted.held.map((why) => holdReasons[why]),
        true,
      ),
    )
  return goOn(c, `/conversations/${posted.conversation}`, 'Your post is up.')
})

web.get('/conversations/:id', (c) => showConversation(c))

web.post('/conversations/:id/replies', only(conversationToReplyIn, wordsAndPhotos), async (c) => {
  const typed = await typedIn(c)
  const id = c.req.param('id')
  const signedOut = await wordsKept(c, typed)
  if (signedOut) return signedOut
  const place = typed.replyTo ? `${id}/${typed.replyTo}` : id
  const asDraft = typed.save === 'draft'
  const photos = asDraft ? [] : await photosSent(c, typed)
  const posted = isRefusal(photos)
    ? photos
    : asDraft
      ? await act(c, saveDraft, { place, fields: draftOf(typed) })
      : await act(c, reply, { ...typed, conversation: id, photos })
  if (isRefusal(posted)) return replyAgain(c, { typed, refusal: await photosLost(c, posted) })
  if ('saved' in posted) return goOn(c, '/me/drafts', await draftSaid(c, posted.saved))
  if (posted.held.length > 0) {
    const view = (await conversationFor(c.var.community.db, posted.conversation, c.var.who.member))!
    return show(
      c,
      heldPage(
        view,
        posted.held.map((why) => holdReasons[why]),
        false,
      ),
    )
  }
  return goOn(c, `/conversations/${id}?page=${pageOf(posted.number!)}#post-${posted.number}`, 'Your reply is up.')
})

web.post('/circles/:slug/following', only(all(members, circleHere)), async (c) => {
  const slug = c.req.param('slug')
  const typed = await typedIn(c)
  const done = await act(c, follow, { circle: slug, follow: typed.follow })
  if (isRefusal(done)) return showRefusal(c, done)
  const say = typed.follow === 'yes' ? `You follow ${done} now.` : `You do not follow ${done} any more.`
  return goOn(c, `/circles/${slug}`, say)
})

web.post('/conversations/:id/answer', only(all(members, conversationHere)), async (c) => {
  const id = c.req.param('id')
  const typed = await typedIn(c)
  const done = await act(c, answer, { conversation: id, answered: typed.answered })
  if (isRefusal(done)) return showRefusal(c, done)
  const then = safePath(typeof typed.then === 'string' ? typed.then : undefined, `/conversations/${id}`)
  return goOn(
    c,
    then,
    done === 'yes' ? 'Marked as answered. Thank you for telling us.' : 'It is back on the helpers’ list.',
  )
})

web.post('/conversations/:id/muting', only(all(members, conversationHere)), async (c) => {
  const id = c.req.param('id')
  const typed = await typedIn(c)
  const muted = await act(c, mute, { conversation: id, mute: typed.mute })
  if (isRefusal(muted)) return showRefusal(c, muted)
  return goOn(c, `/conversations/${id}`, muted ? 'You will hear no more of this.' : 'You will hear of new posts again.')
})

async function draftSaid(c: Ctx, saved: boolean) {
  if (!saved) return 'There was nothing to save.'
  const { fields } = await photosLost(c, refuse('A draft holds words alone.'))
  const photos = Object.keys(fields).length > 0
  return photos
    ? 'Your words are saved. A draft cannot keep photos: please choose them again later.'
    : 'Your draft is saved.'
}

/** A refused reply comes back where it was written: beside the post it replies to, or below the conversation. */
async function replyAgain(c: Ctx, sent: Required<Sent>) {
  const { replyTo } = sent.typed
  if (typeof replyTo !== 'string') return showConversation(c, sent)
  const found = await openedPost(c, replyTo)
  // The post may have gone meanwhile: the words are then a reply to the whole conversation.
  if (found instanceof Response || found.post.state !== 'shown' || !found.maySpeak) return showConversation(c, sent)
  return showAgain(c, replyPage(found.view, found.post, sent), sent.refusal!)
}

async function showConversation(c: Ctx, sent?: Sent) {
  const found = await opened(c)
  if (found instanceof Response) return found
  const { view } = found
  const community = c.get('community')
  const who = c.get('who')
  const last = pageOf(view.posts)
  const page = sent ? last : Math.min(pageNumber(c), last)
  const content = async () =>
    conversationPage({
      view,
      posts: await postsHtml(community.db, community, view, page),
      page,
      who,
      maySpeak: found.maySpeak,
      sent: sent ?? (view.draft ? { typed: view.draft } : undefined),
    })
  const seen = Math.min(page * postsOnAPage, view.posts)
  if (isSignedIn(who) && seen > (view.last_number ?? -1))
    await rememberReading(community.db, who.member, view.id, seen, new Date())
  if (sent?.refusal) return showAgain(c, await content(), sent.refusal)
  const asker = view.opened_by === who.member
  return showKept(c, `${page} ${asker} ${found.maySpeak} ${view.madeFrom}`, content)
}

for (const more of [findingWeb, mineWeb, postWeb, live]) web.route('/', more)
