/**
 * While a call goes on, the volunteer's pages are the caller's: read with the caller's rights, and what is done is done
 * for the caller, by the volunteer, at the phone door. A caller is only ever a plain member, whatever role they hold.
 */
import type { MiddlewareHandler } from 'hono'
import { consentsOf } from '../../areas/members/consent.ts'
import { isUuid } from '../../kit/brand.ts'
import { cookieIn, dropCookie, hasCookie, keepCookie } from '../../kit/cookies.ts'
import type { Typed } from '../../kit/form.ts'
import { isRefusal, refuse, yes } from '../../kit/refuse.ts'
import { type Allows, perform } from '../../kit/task.ts'
import { type Ctx, callField, type Env, goOn, show, typedIn } from '../../kit/web.ts'
import { isModerator, type Who } from '../../kit/who.ts'
import { askFirstPage, heardField, notOnACallPage, otherCallPage, steppedAwayPage, yoursPage } from './call-pages.ts'
import { notePage } from './opened.ts'
import { needsAt, openToWhoLeft, taskNeeds } from './permissions.ts'
import { openPrivate } from './private.ts'
import { askCodePage, codeField } from './private-pages.ts'
import { isPrivate, mostHours, type Scope } from './rules.ts'
import { type OpenCall, openCallHere } from './store.ts'
import { hearConsent } from './tasks.ts'

declare module 'hono' {
  interface ContextVariableMap {
    call?: OpenCall
  }
}

const callCookie = 'call'

/** Whether this browser says that a call goes on; what it says is not believed before it is looked up. */
export const saysCall = (c: Ctx) => hasCookie(c, callCookie)

export function keepCall(c: Ctx, call: string) {
  keepCookie(c, callCookie, call, mostHours * 60 * 60)
}

export const dropCall = (c: Ctx) => dropCookie(c, callCookie)

/** Who is on the phone. Their session is never the volunteer's, and their role is never more than a member's. */
export const callerOf = ({ member, name, role }: OpenCall): Who => ({
  member,
  name: name ?? 'somebody who was here',
  role: 'member',
  // Researchers read less than members do, also on the phone.
  roleHeld: role === 'researcher' ? 'researcher' : 'member',
  session: null,
})

const reads = (c: Ctx) => c.req.method === 'GET' || c.req.method === 'HEAD'

/** Put the caller in the volunteer's place, and ask what a call needs before anything is opened or done. */
export const whileCalling: MiddlewareHandler<Env> = async (c, next) => {
  const volunteer = c.get('who')
  if (!isModerator(volunteer) && !saysCall(c)) return next()
  // Looking round the example as somebody else is no part of a call; a list that moves in is read as it comes.
  if (/^\/(cast|steward\/moving-in)(\/|$)/.test(c.req.path)) return next()
  const call = await callHere(c, volunteer)
  if (!call && saysCall(c)) dropCall(c)
  if (call) {
    const caller = callerOf(call)
    c.set('call', call)
    c.set('by', volunteer)
    c.set('who', caller)
    c.set('via', 'phone')
    c.set('allows', allowedInCall(call))
    c.set('onThePhone', { name: caller.name, call: call.id })
  }
  if (reads(c)) return call && !atDesk(c) ? mayOpen(c, call, volunteer, {}, next) : next()
  // A form says for which call it was shown, so the rest is asked once the gate has let it in and it was read.
  c.set('formRead', async (_, go) => {
    const typed = await typedIn(c)
    if (isAstray(c, call, typed[callField])) return show(c, otherCallPage(typed), 409)
    return call && !atDesk(c) ? mayOpen(c, call, volunteer, typed, go) : go()
  })
  return next()
}

/** A form is never sent for anybody but whom it was shown for: not as the volunteer once the call is over, nor in the next. */
const isAstray = (c: Ctx, call: OpenCall | null, meant: Typed[string]) =>
  call ? meant !== call.id && !(meant === undefined && atDesk(c)) : meant !== undefined

const atDesk = (c: Ctx) => /^\/phone(\/|$)/.test(c.req.path)

async function callHere(c: Ctx, { member, session, ...volunteer }: Who) {
  const said = cookieIn(c, callCookie)
  if (!said || !isUuid(said) || !member || !session || !isModerator({ member, session, ...volunteer })) return null
  return openCallHere(c.var.community.db, said, member, session)
}

/** Whether this address may be opened for the caller now; else what to say to them. */
async function mayOpen(c: Ctx, call: OpenCall, volunteer: Who, typed: Typed, next: () => Promise<void>) {
  const needs = needsAt(c.req.path)
  const { name } = c.get('who')
  if (needs.for === 'volunteer') return show(c, yoursPage(name), 403)
  if (!call.member) return goOn(c, '/phone/call/ending')
  if (needs.for === 'nobody') return show(c, notOnACallPage(name), 403)
  if (needs.for === 'anyone') return next()
  if (!call.checked_at) return goOn(c, '/phone/call', 'Make sure who it is first.')
  if (call.state === 'left' && !openToWhoLeft(c.req.path)) return show(c, steppedAwayPage(name), 403)
  const { pathname, search } = new URL(c.req.url)
  const asks = { name, path: pathname + search, typed, sends: !reads(c) }
  // The yes and what was to be done come in one press, and nothing typed is lost between.
  const said = await hear(c, volunteer, typed)
  if (said.wrong) return show(c, askCodePage({ ...asks, scope: said.wrong, ...said }), said.status)
  const missing = needs.scopes.find((scope) => !call.scopes.includes(scope) && !said.heard.includes(scope))
  if (missing) {
    const page = isPrivate(missing)
      ? askCodePage({ ...asks, scope: missing })
      : askFirstPage({ ...asks, scope: missing })
    return show(c, page, 403)
  }
  const open = { ...call, scopes: [...call.scopes, ...said.heard] }
  c.set('allows', allowedInCall(open))
  c.set('opens', opensIn(open))
  await next()
  // It is not sent before it is noted.
  if (c.res.status === 200) await notePage(c.var.community.db, call.id, needs.page)
}

/** Which pages what the caller said yes to opens. */
const opensIn =
  ({ scopes }: OpenCall) =>
  (path: string) => {
    const needs = needsAt(path)
    return needs.for === 'anyone' || (needs.for === 'caller' && needs.scopes.every((scope) => scopes.includes(scope)))
  }

interface Heard {
  readonly heard: readonly Scope[]
  /** a private kind whose code was not right */
  readonly wrong?: Scope
  readonly because?: string
  readonly status?: 422 | 429
}

/** What the caller said yes to in the form that was just sent. */
async function hear(c: Ctx, volunteer: Who, typed: Typed): Promise<Heard> {
  const said = typed[heardField]
  if (said === undefined) return { heard: [] }
  const acting = { community: c.var.community, who: volunteer, via: 'phone' } as const
  const code = typed[codeField]
  if (code === undefined) {
    const heard = await perform(hearConsent, { scopes: said }, acting)
    return { heard: isRefusal(heard) ? [] : heard }
  }
  const scope = said as Scope
  const opened = await perform(openPrivate, { scope, code }, acting)
  if (opened === 'opened') return { heard: [scope] }
  if (isRefusal(opened) && opened.fields.scope) return { heard: [] }
  return {
    heard: [],
    wrong: scope,
    because: isRefusal(opened) ? opened.because : 'This code does not fit. Ask for it again.',
    status: isRefusal(opened) && opened.status === 429 ? 429 : 422,
  }
}

/**
 * Which tasks a call may do: those the caller said yes to. Pages are closed the same way, so this holds where a page
 * does more than its address says.
 */
export const allowedInCall =
  ({ member, checked_at, scopes }: OpenCall): Allows =>
  async ({ name }, input, { who, by, db }) => {
    if (by === who) return yes
    const needs = taskNeeds(name)
    if (needs === undefined || needs === 'nobody') return refuse('This cannot be done for a caller.', 403)
    if (who.member !== member || !checked_at) return refuse('Make sure who it is first.', 409)
    if (needs !== 'anyone' && !needs.some((scope) => scopes.includes(scope)))
      return refuse('The caller has not said yes to this. Ask them first.', 403)
    // A yes that lets staff look at the map at any time is as private as the map.
    const gives =
      name === 'members.change-consents' && (input as { purposes: string[] }).purposes.includes('support-map')
    if (gives && !scopes.includes('map') && !(await consentsOf(db, member as string)).includes('support-map'))
      return refuse('Letting staff see the support map needs a code, as the map itself does. Open the map first.', 403)
    return yes
  }
