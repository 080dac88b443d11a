/** The first page, search, and the helpers' list. */
import { listsAt } from '../../kit/lists.ts'
import { refuse } from '../../kit/refuse.ts'
import { pageNumber, routes, show, showRefusal, signInFirst } from '../../kit/web.ts'
import { isHelper, isSignedIn } from '../../kit/who.ts'
import { listReader } from '../members/looking.ts'
import { lookFor, readableCircles, search } from './search.ts'
import { searchPage } from './search-pages.ts'
import { type Basis, bases, type Voice, voices } from './standing.ts'
import { askedBy, heldOf, mostOfEach, newsFor, repliesTo } from './today.ts'
import { todayPage, visitorPage } from './today-pages.ts'
import { waiting, waitingPage } from './waiting.ts'

export const findingWeb = routes()

findingWeb.get('/', async (c) => {
  const { who, community } = c.var
  const { db } = community
  const circles = await readableCircles(db, who)
  if (!isSignedIn(who)) return show(c, visitorPage(community, circles))
  const ids = circles.map(({ id }) => id)
  const now = new Date()
  const reader = await listReader(db, who.member)
  const [news, replies, asked, held, lists] = await Promise.all([
    newsFor(db, who.member, ids, now),
    repliesTo(db, who.member, ids),
    askedBy(db, who.member),
    heldOf(db, who.member),
    listsAt('today', { db, community, reader, since: null, now, need: null, most: mostOfEach }),
  ])
  return show(c, todayPage({ news, replies, asked, held, circles, lists }, who))
})

findingWeb.get('/search', async (c) => {
  const { who, community } = c.var
  const { condition, db } = community
  const text = (name: string) =>
    (c.req.query(name) ?? '')
      .replace(/[\u0000-\u001f\u007f\ufffd]/g, ' ')
      .trim()
      .slice(0, 200)
  const typed = Object.fromEntries(['q', 'circle', 'voice', 'basis', 'stage'].map((name) => [name, text(name)]))
  const { q = '', circle, voice = '', basis = '', stage } = typed
  const circles = await readableCircles(db, who)
  const page = pageNumber(c)
  if (!q) return show(c, searchPage({ typed, circles, condition, found: null, also: [], page }))
  const { queries, also } = lookFor(q, condition.layWords)
  const inside = circles.filter(({ slug }) => !circle || slug === circle)
  const filters = {
    circle: circle ? inside[0]?.id : undefined,
    voice: voice in voices ? (voice as Voice) : undefined,
    basis: basis in bases ? (basis as Basis) : undefined,
    stage: condition.stages.some(({ id }) => id === stage) ? stage : undefined,
  }
  const found = await search(db, who.member, queries, inside, filters, Math.min(page, 10))
  return show(c, searchPage({ typed, circles, condition, found, also, page: Math.min(page, 10) }))
})

findingWeb.get('/waiting', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  if (!isHelper(who)) return showRefusal(c, refuse('This list is for helpers and staff.', 403))
  const circles = await readableCircles(community.db, who)
  const ids = circles.map(({ id }) => id)
  return show(c, waitingPage(await waiting(community.db, ids, new Date())))
})
