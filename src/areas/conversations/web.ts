import { isUuid } from '../../kit/brand.ts'
import { isRefusal, notFound, yes } from '../../kit/refuse.ts'
import {
  act,
  type Ctx,
  goOn,
  pageNumber,
  routes,
  show,
  showAgain,
  showRefusal,
  signInFirst,
  typedIn,
} from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import { circlePage, circlesPage, conversationPage, heldPage, newConversationPage } from './pages.ts'
import { postsHtml } from './posts-html.ts'
import { holdReasons, mayRead, maySpeak, pageOf } from './rules.ts'
import {
  type ConversationId,
  circleBySlug,
  circlesFor,
  conversationFor,
  conversationsIn,
  rememberReading,
} from './store.ts'
import { openConversation, reply } from './tasks.ts'

export const web = routes()

web.get('/circles', async (c) => show(c, circlesPage(await circlesFor(c.var.community.db, c.var.who.member))))

web.get('/circles/:slug', async (c) => {
  const { who, community } = c.var
  const circle = await circleBySlug(community.db, c.req.param('slug'), who.member)
  if (!circle) return showRefusal(c, notFound('circle'))
  const read = mayRead(who, circle)
  if (isRefusal(read)) return read.status === 401 ? signInFirst(c) : showRefusal(c, read)
  const page = pageNumber(c)
  const lines = await conversationsIn(community.db, circle.id, who.member, page)
  return show(c, circlePage(circle, lines, page, !circle.closed && maySpeak(who, circle) === yes))
})

web.get('/circles/:slug/new', async (c) => {
  const circle = await circleBySlug(c.var.community.db, c.req.param('slug'), c.var.who.member)
  if (!circle) return showRefusal(c, notFound('circle'))
  const speak = maySpeak(c.var.who, circle)
  if (isRefusal(speak)) return speak.status === 401 ? signInFirst(c) : showRefusal(c, speak)
  return show(c, newConversationPage(circle, c.var.who))
})

web.post('/circles/:slug/conversations', async (c) => {
  const typed = await typedIn(c)
  const slug = c.req.param('slug')
  const posted = await act(c, openConversation, { ...typed, circle: slug })
  if (isRefusal(posted)) {
    const circle = await circleBySlug(c.var.community.db, slug, c.var.who.member)
    if (!circle) return showRefusal(c, posted)
    return showAgain(c, newConversationPage(circle, c.var.who, { typed, refusal: posted }), posted)
  }
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

web.post('/conversations/:id/replies', async (c) => {
  const typed = await typedIn(c)
  const id = c.req.param('id')
  const posted = await act(c, reply, { ...typed, conversation: id })
  if (isRefusal(posted)) return showConversation(c, { typed, refusal: posted })
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

async function showConversation(c: Ctx, sent?: Parameters<typeof conversationPage>[0]['sent']) {
  const { community, who } = c.var
  const id = c.req.param('id') ?? ''
  const view = isUuid(id) ? await conversationFor(community.db, id as ConversationId, who.member) : null
  if (!view?.shown) return showRefusal(c, notFound('conversation'))
  const circle = { door: view.circle.door, inside: view.inside }
  const read = mayRead(who, circle)
  if (isRefusal(read)) return read.status === 401 ? signInFirst(c) : showRefusal(c, read)
  const last = pageOf(view.posts)
  const page = sent ? last : Math.min(pageNumber(c), last)
  const posts = await postsHtml(community.db, community, view, page)
  const content = conversationPage({
    view,
    posts,
    page,
    who,
    maySpeak: !view.circle.closed && maySpeak(who, circle) === yes,
    sent,
  })
  const seen = Math.min(page * 20, view.posts)
  if (isSignedIn(who) && seen > (view.last_number ?? -1))
    await rememberReading(community.db, who.member, id, seen, new Date())
  return sent?.refusal ? showAgain(c, content, sent.refusal) : show(c, content)
}
