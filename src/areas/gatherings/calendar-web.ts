/** Calendars as files: all that is open, a member's own, and one gathering. Asked for often, and mostly unchanged. */
import { isRefusal, notFound } from '../../kit/refuse.ts'
import { type Ctx, routes, showRefusal } from '../../kit/web.ts'
import { seriesFeed } from './calendar.ts'
import { type Feed, privateFeed, publicFeed, seriesOf } from './feeds.ts'
import { asked } from './showing.ts'

export const calendarWeb = routes()

const type = { 'content-type': 'text/calendar; charset=utf-8' }

/** The feed, or "not modified" for a program that has it. */
async function answer(c: Ctx, feed: Feed, whose: 'public' | 'private') {
  const headers = {
    etag: feed.etag,
    'last-modified': feed.changedAt.toUTCString(),
    'cache-control': `${whose}, no-cache`,
  }
  const has = c.req.header('if-none-match')
  if (has?.split(/,\s*/).some((one) => one.replace(/^W\//, '') === feed.etag)) return c.body(null, 304, headers)
  return c.body(await feed.content(), 200, { ...type, ...headers })
}

calendarWeb.get('/gatherings/calendar.ics', async (c) =>
  answer(c, await publicFeed(c.var.community, new Date()), 'public'),
)

calendarWeb.get('/gatherings/mine/:file', async (c) => {
  const token = /^(.+)\.ics$/.exec(c.req.param('file'))?.[1]
  const feed = token && (await privateFeed(c.var.community, token, new Date()))
  return feed ? answer(c, feed, 'private') : showRefusal(c, notFound('calendar'))
})

calendarWeb.get('/gatherings/:id/calendar.ics', async (c) => {
  const found = await asked(c)
  if (isRefusal(found)) return showRefusal(c, found)
  const series = seriesOf(found.gathering)
  if (!series) return showRefusal(c, notFound('date'))
  const { community } = c.var
  return c.body(seriesFeed(community, found.gathering.title, [series]), 200, {
    ...type,
    'cache-control': 'private, no-store',
    'content-disposition': 'attachment; filename="gathering.ics"',
  })
})
