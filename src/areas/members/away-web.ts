/** Stepping away on the web and by the link in a mail. */
import { members, only, there } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, refuse } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, typedIn } from '../../kit/web.ts'
import { visitor, type Who } from '../../kit/who.ts'
import { whereaboutsOf } from './absence.ts'
import { mayTry } from './attempts.ts'
import { readAwayToken } from './away-link.ts'
import * as pages from './away-pages.ts'
import { renewAwayLink } from './away-renewing.ts'
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
const signInToLeave =
  'To leave, please sign in first. A link in a mail may be forwarded, so it can only pause. Nothing was changed.'

async function linkHolder(c: Ctx) {
  return (await holderOf(c)) ?? refuse(brokenLink, 404)
}

/** Whoever is signed in here, the link alone says for whom it is; it gives no right but to pause and end a pause. */
async function holderOf(c: Ctx): Promise<{ readonly who: Who; readonly expired: boolean } | null> {
  const link = readAwayToken(c.var.community, c.req.param('token') ?? '')
  if (!link) return null
  const { member, expired } = link
  const found = await c.var.community.db
    .selectFrom('member')
    .select(['name'])
    .where('id', '=', member)
    .where('state', '<>', 'to be')
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  const who = { member, name: found?.name ?? '', role: 'member', roleHeld: 'member', session: null } as const
  return found ? { who, expired } : null
}

away.get('/away/:token', async (c) => {
  const holder = await holderOf(c)
  if (!holder) return showRefusal(c, refuse(brokenLink, 404))
  if (holder.expired) return show(c, pages.awayLinkOverPage(c.req.path), 410)
  return show(c, pages.awayLinkPage(c.req.path, await whereaboutsOf(c.var.community.db, holder.who.member!)))
})

away.post('/away/:token', only(there(linkHolder)), async (c) => {
  const holder = await holderOf(c)
  if (!holder) return showRefusal(c, refuse(brokenLink, 404))
  if (holder.expired) return show(c, pages.awayLinkOverPage(c.req.path), 410)
  const { who } = holder
  const typed = await typedIn(c)
  // Mails that are out already have a page with this button.
  if (typed.leave) return showRefusal(c, refuse(signInToLeave, 403), pages.signInToLeave)
  const { community } = c.var
  const acting = { community, who, via: 'email' } as const
  const done =
    typed.back === 'yes' ? await perform(comeBack, {}, acting) : await perform(pause, { pause: typed.pause }, acting)
  if (isRefusal(done)) return showRefusal(c, done)
  const where = await whereaboutsOf(community.db, who.member!)
  const heading = where.state === 'member' ? 'Welcome back' : `You are paused ${pages.untilWords(where.until)}`
  return show(c, pages.awayLinkDonePage(heading, where, c.req.path))
})

/** A link that has run out still says whose it was, so a new one goes to their own address and to nobody else's. */
away.post('/away/:token/renewals', only(there(linkHolder)), async (c) => {
  const token = c.req.param('token')
  const { community } = c.var
  const holder = await holderOf(c)
  if (!holder) return showRefusal(c, refuse(brokenLink, 404))
  const may = await mayTry(community, 'codes of a member', holder.who.member!)
  if (isRefusal(may)) return showRefusal(c, may)
  const sent = await perform(renewAwayLink, { token }, { community, who: visitor, via: 'email' })
  return isRefusal(sent) ? showRefusal(c, sent) : show(c, pages.awayLinkSentPage())
})
