/** The first page, search, and the helpers' list. */
import { listsAt } from '../../kit/lists.ts'
import { hiddenStages } from '../../kit/look-ahead.ts'
import { refuse } from '../../kit/refuse.ts'
import { pageNumber, routes, show, showRefusal, signInFirst } from '../../kit/web.ts'
import { isHelper, isSignedIn } from '../../kit/who.ts'
import { leftWithSession, whereaboutsOf } from '../members/absence.ts'
import { listReader } from '../members/looking.ts'
import { allInSight, circleInSight, sightOf } from './ahead.ts'
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
  if (!isSignedIn(who)) {
    if (await leftWithSession(db, c.var.token)) return c.redirect('/return', 303)
    const sight = await sightOf(community, null)
    return show(
      c,
      visitorPage(
        community,
        circles.filter((one) => circleInSight(sight, one)),
      ),
    )
  }
  const ids = circles.map(({ id }) => id)
  const now = new Date()
  const [reader, where] = await Promise.all([listReader(db, who.member), whereaboutsOf(db, who.member)])
  // After a death, what is there for them comes before everything else, once.
  if (where.unread) return c.redirect('/me/bereavement', 303)
  const sight = { member: who.member, hidden: hiddenStages(reader, community.condition) }
  const [news, replies, asked, held, lists] = await Promise.all([
    newsFor(db, who.member, ids, sight, now),
    repliesTo(db, who.member, ids),
    askedBy(db, who.member),
    heldOf(db, who.member),
    listsAt('today', { db, community, reader, since: null, now, need: null, most: mostOfEach, opens: c.var.opens }),
  ])
  return show(c, todayPage({ news, replies, asked, held, circles, lists, where, now }, who))
})

findingWeb.get('/search', async (c) => {
  const { who, community } = c.var
  const { condition, db } = community
  const text = (name: string) =>
    (c.req.query(name) ?? '')
      .replace(/[\u0000-\u001f\u007f\ufffd]/g, ' ')
      .trim()
      .slice(0, 200)
  const typed = Object.fromEntries(
    ['q', 'circle', 'voice', 'basis', 'stage', 'ahead'].map((name) => [name, text(name)]),
  )
  const { q = '', circle, voice = '', basis = '', stage } = typed
  const circles = await readableCircles(db, who)
  const page = pageNumber(c)
  const sight = typed.ahead === 'all' ? allInSight(who.member) : await sightOf(community, who.member)
  if (!q) return show(c, searchPage({ typed, circles, condition, result: null, sight, also: [], page }))
  const { queries, also } = lookFor(q, condition.layWords)
  const inside = circles.filter(({ slug }) => !circle || slug === circle)
  const filters = {
    circle: circle ? inside[0]?.id : undefined,
    voice: voice in voices ? (voice as Voice) : undefined,
    basis: basis in bases ? (basis as Basis) : undefined,
    stage: condition.stages.some(({ id }) => id === stage) ? stage : undefined,
  }
  // Who asks for one time of life, or for one circle, wants to see it.
  const asked = [filters.stage, ...(circle ? inside.map((one) => one.stage) : [])]
  const narrowed = { ...sight, hidden: sight.hidden.filter((stage) => !asked.includes(stage)) }
  const result = await search(db, narrowed, queries, inside, filters, Math.min(page, 10))
  return show(c, searchPage({ typed, circles, condition, result, sight: narrowed, also, page: Math.min(page, 10) }))
})

findingWeb.get('/waiting', async (c) => {
  const { who, community } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  if (!isHelper(who)) return showRefusal(c, refuse('This list is for helpers and staff.', 403))
  const circles = await readableCircles(community.db, who)
  const ids = circles.map(({ id }) => id)
  return show(c, waitingPage(await waiting(community.db, ids, new Date())))
})
