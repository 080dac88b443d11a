/** Stepping away on the web and by the link in a mail. */
import { members, only, there } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, refuse } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, typedIn } from '../../kit/web.ts'
import type { MemberId, Who } from '../../kit/who.ts'
import { whereaboutsOf } from './absence.ts'
import { readAwayToken } from './away-link.ts'
import * as pages from './away-pages.ts'
import { leave } from './leaving.ts'
import { pause } from './pausing.ts'
import { comeBack } from './returning.ts'
import { isStaff } from './second-step.ts'
import { dropSession } from './session-cookie.ts'

place({
  on: 'me',
  under: 'reach',
  href: '/me/away',
  label: 'Step away or come back',
  about: 'Pause, leave, come back. Each is one step, and nothing is lost.',
  position: 20,
})

export const away = routes()

const now = (c: Ctx) => whereaboutsOf(c.var.community.db, c.var.who.member!)

away.get('/me/away', async (c) => show(c, pages.awayPage(await now(c))))

away.get('/me/pause', async (c) => show(c, pages.pausePage(await now(c))))
away.post('/me/pause', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, pause, { ...typed, keeps: typed['keeps[]'], reasons: typed['reasons[]'] })
  if (isRefusal(done)) {
    const where = await now(c)
    return showAgain(c, pages.pausePage(where, { typed, refusal: done }), done)
  }
  const said = `You are paused ${pages.untilWords(done.until)}. You can come back at any time.`
  // They said so themselves, and need not look for what is there for them.
  const then = [typed['reasons[]']].flat().includes('bereavement') ? '/me/bereavement' : '/me/away'
  return goOn(c, then, said)
})

away.get('/me/leaving', (c) => show(c, pages.leavingPage(isStaff(c.var.who.roleHeld))))
away.post('/me/leaving', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, leave, { ...typed, reasons: typed['reasons[]'] })
  if (isRefusal(done))
    return showAgain(c, pages.leavingPage(isStaff(c.var.who.roleHeld), { typed, refusal: done }), done)
  dropSession(c)
  return goOn(c, '/left')
})
away.get('/left', (c) => show(c, pages.leftPage()))

const brokenLink =
  'This link is not whole. Your mail program may have cut it. You can sign in and step away on your page.'

/** Whoever is signed in here, the link alone says for whom it is; it gives no right but to step away and come back. */
async function linkHolder(c: Ctx) {
  return (await holderOf(c)) ?? refuse(brokenLink, 404)
}

async function holderOf(c: Ctx): Promise<Who | null> {
  const member = readAwayToken(c.var.community, c.req.param('token') ?? '')
  const one =
    member &&
    (await c.var.community.db
      .selectFrom('member')
      .select(['name'])
      .where('id', '=', member)
      .where('state', '<>', 'to be')
      .where('erased_at', 'is', null)
      .executeTakeFirst())
  return one ? { member: member as MemberId, name: one.name, role: 'member', roleHeld: 'member', session: null } : null
}

away.get('/away/:token', async (c) => {
  const who = await holderOf(c)
  if (!who) return showRefusal(c, refuse(brokenLink, 404))
  return show(c, pages.awayLinkPage(c.req.path, await whereaboutsOf(c.var.community.db, who.member!)))
})

away.post('/away/:token', only(there(linkHolder)), async (c) => {
  const who = await holderOf(c)
  if (!who) return showRefusal(c, refuse(brokenLink, 404))
  const typed = await typedIn(c)
  const { community } = c.var
  const acting = { community, who, via: 'email' } as const
  const done =
    typed.back === 'yes'
      ? await perform(comeBack, {}, acting)
      : typed.leave === 'yes'
        ? await perform(leave, {}, acting)
        : await perform(pause, { pause: typed.pause }, acting)
  if (isRefusal(done)) return showRefusal(c, done)
  const where = await whereaboutsOf(community.db, who.member!)
  const heading =
    where.state === 'member'
      ? 'Welcome back'
      : where.state === 'left'
        ? 'You have left'
        : `You are paused ${pages.untilWords(where.until)}`
  return show(c, pages.awayLinkDonePage(heading, where, c.req.path))
})
