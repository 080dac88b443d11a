/**
 * While a call goes on, the volunteer's pages are the caller's: read with the caller's rights, and what is done is done
 * for the caller, by the volunteer, at the phone door. A caller is only ever a plain member, whatever role they hold.
 */
import type { MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isUuid } from '../../kit/brand.ts'
import type { Typed } from '../../kit/form.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { type Ctx, callField, type Env, goOn, show, typedIn } from '../../kit/web.ts'
import { isModerator, type Who } from '../../kit/who.ts'
import { askFirstPage, heardField, notOnACallPage, otherCallPage, steppedAwayPage, yoursPage } from './call-pages.ts'
import { mostHours, needsAt, openToWhoLeft, type Scope } from './rules.ts'
import { type OpenCall, openCallHere } from './store.ts'
import { hearConsent } from './tasks.ts'

declare module 'hono' {
  interface ContextVariableMap {
    call?: OpenCall
  }
}

const callCookie = 'call'

/** Whether this browser says that a call goes on; what it says is not believed before it is looked up. */
export const saysCall = (c: Ctx) => c.req.header('cookie')?.includes(`${callCookie}=`) === true

export function keepCall(c: Ctx, call: string) {
  const secure = c.var.community.url.startsWith('https:')
  setCookie(c, callCookie, call, { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge: mostHours * 60 * 60 })
}

export const dropCall = (c: Ctx) => setCookie(c, callCookie, '', { path: '/', maxAge: 0 })

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
  const said = saysCall(c) && getCookie(c, callCookie)
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
  // The yes and what was to be done come in one press, and nothing typed is lost between.
  const said = await hear(c, volunteer, typed[heardField])
  const missing = needs.scopes.find((scope) => !call.scopes.includes(scope) && !said.includes(scope))
  if (!missing) return next()
  const { pathname, search } = new URL(c.req.url)
  return show(c, askFirstPage({ name, scope: missing, path: pathname + search, typed, sends: !reads(c) }), 403)
}

async function hear(c: Ctx, volunteer: Who, said: Typed[string]): Promise<readonly Scope[]> {
  if (said === undefined) return []
  const { community } = c.var
  const heard = await perform(hearConsent, { scopes: said }, { community, who: volunteer, via: 'phone' })
  return isRefusal(heard) ? [] : heard
}
