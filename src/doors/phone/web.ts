/** The phone desk's addresses. What a caller wants done stands at the areas' own addresses: see calling.ts. */

import { moderators, only } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, refuse } from '../../kit/refuse.ts'
import { perform, tasks } from '../../kit/task.ts'
import {
  type Ctx,
  goOn,
  pageNumber,
  routes,
  safePath,
  show,
  showAgain,
  showRefusal,
  signInOrGate,
  typedIn,
} from '../../kit/web.ts'
import { isModerator, isSignedIn, type MemberId } from '../../kit/who.ts'
import { atDesk, inCall, inCheckedCall, volunteer } from './at-desk.ts'
import * as callPages from './call-pages.ts'
import { dropCall, keepCall } from './calling.ts'
import { doneInCall } from './done-for.ts'
import './exports.ts'
import { findCallers } from './finding.ts'
import { mine } from './mine-web.ts'
import { notePage } from './opened.ts'
import { callsPage, deskPage, newCallPage, registerPage, toRingPage } from './pages.ts'
import { privateOnCalls } from './private-web.ts'
import { registerMember } from './registering.ts'
import { wishes, wishFor } from './rules.ts'
import { callsLogged, conversationsOf, type OpenCall, openCallOf, promised, toCheck } from './store.ts'
import { beginCall, endCall, hearConsent, keepPromise, logCall, takeUpCall, tellNotice } from './tasks.ts'
import { mayReadOut, noticesFor, toRing } from './to-ring.ts'

place({ on: 'desk', href: '/phone', label: 'Phone desk', about: 'With a caller, or somebody to ring.', position: 5 })
export const web = routes()
web.route('/', mine)

for (const path of ['/phone', '/phone/*'])
  web.use(path, async (c, next) => {
    const who = volunteer(c)
    if (isModerator(who)) return next()
    if (!isSignedIn(who)) return signInOrGate(c, next)
    if (who.roleHeld !== who.role) return c.redirect('/second-step?then=/phone', 303)
    return showRefusal(c, refuse('The phone desk is for moderators.', 403))
  })

web.get('/phone', async (c) => {
  if (c.var.call) return c.redirect('/phone/call', 303)
  const { db } = c.var.community
  const typed = c.req.query('q')?.trim().slice(0, 100) || null
  const [open, found, ring, waits] = await Promise.all([
    openCallOf(db, volunteer(c).member as MemberId),
    typed ? findCallers(db, typed) : [],
    toRing(db),
    promised(db),
  ])
  return show(c, deskPage({ open, typed, found, toRing: ring.length, promised: waits }))
})

async function begin(c: Ctx, input: unknown) {
  const begun = await atDesk(c, beginCall, input)
  if (isRefusal(begun)) return begun
  keepCall(c, begun)
  return begun
}

web.post('/phone/calls', only(moderators), async (c) => {
  const begun = await begin(c, await typedIn(c))
  return isRefusal(begun) ? showRefusal(c, begun) : goOn(c, '/phone/call')
})

web.get('/phone/to-ring', async (c) => show(c, toRingPage(await toRing(c.var.community.db))))

web.get('/phone/members/new', async (c) => (c.var.call ? c.redirect('/phone/call', 303) : show(c, registerPage())))
web.post('/phone/members', only(moderators), async (c) => {
  const typed = await typedIn(c)
  const member = await atDesk(c, registerMember, typed)
  if (isRefusal(member)) return showAgain(c, registerPage({ typed, refusal: member }), member)
  const begun = await begin(c, { member })
  if (isRefusal(begun)) return goOn(c, '/phone', `${typed.name} is a member now. ${begun.because}`)
  // Whoever was just written down needs no check.
  await atDesk(c, hearConsent, {})
  return goOn(c, '/phone/call', `${typed.name} is a member now.`)
})

web.get('/phone/calls', async (c) => {
  const page = pageNumber(c)
  const { calls, total } = await callsLogged(c.var.community.db, page)
  return show(c, callsPage(calls, page, total))
})
web.get('/phone/calls/new', (c) => show(c, newCallPage()))
web.post('/phone/calls/noted', only(moderators), async (c) => {
  const typed = await typedIn(c)
  const noted = await atDesk(c, logCall, typed)
  return isRefusal(noted)
    ? showAgain(c, newCallPage({ typed, refusal: noted }), noted)
    : goOn(c, '/phone', 'It is noted.')
})
web.post('/phone/promises/kept', only(moderators), async (c) => {
  const kept = await atDesk(c, keepPromise, await typedIn(c))
  return isRefusal(kept) ? showRefusal(c, kept) : goOn(c, '/phone', 'Done. Thank you.')
})

// While somebody is on the phone.

const offered = () => {
  const there = new Set(tasks().map(({ name }) => name))
  return wishes.filter(({ task }) => there.has(task))
}

const returning = () => tasks().find(({ name }) => name === 'members.return')

const callHome = async (c: Ctx, call: OpenCall & { member: MemberId }, typed?: string) => {
  const all = await noticesFor(c.var.community.db, call.member)
  const self = volunteer(c).member
  const notices = all.filter((one) => mayReadOut(one, call.scopes, self))
  return callPages.callPage({
    call,
    wishes: offered(),
    notices,
    waiting: all.filter((one) => one.not_by !== self).length - notices.length,
    mayReturn: returning() !== undefined,
    typed,
    unknown: typed !== undefined,
  })
}

web.get('/phone/call', (c) =>
  inCall(c, async (call) =>
    call.checked_at
      ? show(c, await callHome(c, call))
      : show(c, callPages.checkPage(call, await toCheck(c.var.community.db, call.member))),
  ),
)

web.get('/phone/call/wish', (c) =>
  inCheckedCall(c, async (call) => {
    const want = (c.req.query('want') ?? '').slice(0, 60)
    const wish = wishFor(want, offered())
    return wish ? c.redirect(wish.href, 303) : show(c, await callHome(c, call, want), 422)
  }),
)

web.post('/phone/call/consents', only(moderators), async (c) => {
  const typed = await typedIn(c)
  const heard = await atDesk(c, hearConsent, { scopes: typed['scopes[]'] })
  if (isRefusal(heard)) return showRefusal(c, heard)
  return goOn(c, safePath(typeof typed.to === 'string' ? typed.to : undefined, '/phone/call'))
})

web.route('/', privateOnCalls)

web.get('/phone/call/replies', (c) =>
  inCheckedCall(c, async (call) => {
    if (!call.scopes.includes('community'))
      return show(
        c,
        callPages.askFirstPage({ name: c.var.who.name, scope: 'community', path: c.req.path, typed: {}, sends: false }),
        403,
      )
    await notePage(c.var.community.db, call.id, 'Where you may want to reply')
    return show(c, callPages.repliesPage(c.var.who.name, await conversationsOf(c.var.community.db, call.member)))
  }),
)

web.post('/phone/call/told', only(moderators), async (c) => {
  const told = await atDesk(c, tellNotice, await typedIn(c))
  return isRefusal(told) ? showRefusal(c, told) : goOn(c, '/phone/call', 'Noted: it was read out.')
})

web.post('/phone/call/return', only(moderators), (c) =>
  inCheckedCall(c, async () => {
    const back = returning()
    if (!back) return showRefusal(c, refuse('This cannot be done here yet.', 409))
    const { community, who, by } = c.var
    const done = await perform(back, {}, { community, who, by, via: 'phone', allows: c.var.allows })
    return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/phone/call', `${who.name} is back. Welcome.`)
  }),
)

web.get('/phone/read-back', (c) =>
  inCheckedCall(c, async ({ name, member, began_at }) => {
    const { db } = c.var.community
    const done = await doneInCall(db, { volunteer: volunteer(c).member as MemberId, member, since: began_at })
    return show(c, callPages.readBackPage(name ?? '', done))
  }),
)

web.get('/phone/call/ending', async (c) =>
  c.var.call ? show(c, callPages.endingPage(c.var.call, new Date())) : goOn(c, '/phone', 'Find the caller first.'),
)
web.post('/phone/call/ending', only(moderators), async (c) => {
  const typed = await typedIn(c)
  const ended = await atDesk(c, endCall, typed)
  if (!isRefusal(ended)) {
    dropCall(c)
    return goOn(c, '/phone', 'The call is over, and noted.')
  }
  const open = c.var.call ?? (await openCallOf(c.var.community.db, volunteer(c).member as MemberId))
  return open
    ? showAgain(c, callPages.endingPage(open, new Date(), { typed, refusal: ended }), ended)
    : showRefusal(c, ended)
})

/** The volunteer's pages are their own again, while the caller holds the line. */
web.post('/phone/call/aside', only(moderators), (c) => {
  dropCall(c)
  return goOn(c, '/phone', 'The call is set aside. The pages are yours again.')
})
web.post('/phone/call/taken-up', only(moderators), async (c) => {
  const call = await atDesk(c, takeUpCall, {})
  if (isRefusal(call)) return showRefusal(c, call)
  keepCall(c, call)
  return goOn(c, '/phone/call')
})
