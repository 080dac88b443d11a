/** News of a conversation while somebody looks at it, by server-sent events. Nothing depends on it. */
import { streamSSE } from 'hono/streaming'
import { isRefusal, refuse } from '../../kit/refuse.ts'
import { routes, showRefusal } from '../../kit/web.ts'
import { isSignedIn, type Who } from '../../kit/who.ts'
import { whoHasSession } from '../members/reader.ts'
import { conversationFor } from './conversation-store.ts'
import { opened } from './opening.ts'
import { mayRead, pageOf } from './rules.ts'

export const live = routes()

/** Open pages of one session; a browser with more of them is told to do without. */
const mostOfASession = 4
const looking = new Map<string, number>()

/** Milliseconds between signs of life; each also asks whether the person is still signed in and may still read. */
const heartbeat = 25_000

live.get('/conversations/:id/news', async (c) => {
  const { community, who, token, server } = c.var
  const session = who.session
  if (!isSignedIn(who) || !session || !token) return showRefusal(c, refuse('Please sign in first.', 401))
  const found = await opened(c)
  if (found instanceof Response) return found
  if ((looking.get(session) ?? 0) >= mostOfASession) return showRefusal(c, refuse('Too many pages are open.', 429))
  // Nobody listens to an answer without a body.
  if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' })
  const { id } = found.view
  const after = Number.parseInt(c.req.query('after') ?? '', 10)
  let told = Number.isSafeInteger(after) && after >= 0 ? after : found.view.posts
  const from = told
  looking.set(session, (looking.get(session) ?? 0) + 1)

  // A proxy such as nginx would gather such an answer before it passes any of it on.
  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (out) => {
    let wake = () => {}
    let heard = true
    const stop = server.signals.listen(community.schema, id, () => {
      heard = true
      wake()
    })
    out.onAbort(() => wake())
    try {
      while (!out.aborted && !out.closed) {
        const still: Who | null = await whoHasSession(community.db, token)
        const view = still && (await conversationFor(community.db, id, still.member))
        if (!still || !view?.shown || isRefusal(mayRead(still, { door: view.circle.door, inside: view.inside }))) {
          await out.writeSSE({ event: 'over', data: '' })
          break
        }
        if (view.posts > told) {
          told = view.posts
          const href = `/conversations/${id}?page=${pageOf(from + 1)}#post-${from + 1}`
          await out.writeSSE({ event: 'news', data: JSON.stringify({ replies: told - from, href }) })
        } else if (!heard) await out.write(': still here\n\n')
        heard = false
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, heartbeat)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
          if (heard || out.aborted) wake()
        })
      }
    } finally {
      stop()
      const left = (looking.get(session) ?? 1) - 1
      if (left > 0) looking.set(session, left)
      else looking.delete(session)
    }
  })
})
