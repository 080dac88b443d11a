/** What is private on a call, opened with a code of the caller's: the addresses that take it, mail it and post it. */
import { mayTry } from '../../areas/members/attempts.ts'
import { moderators, only } from '../../kit/gate.ts'
import { isRefusal, refuse } from '../../kit/refuse.ts'
import { goOn, routes, safePath, show, showRefusal, typedIn } from '../../kit/web.ts'
import { atDesk, inCheckedCall } from './at-desk.ts'
import { postPhoneCodes } from './phone-codes.ts'
import { mailCode, openPrivate } from './private.ts'
import { askCodePage, codeField } from './private-pages.ts'
import { privateScopes } from './rules.ts'

export const privateOnCalls = routes()

/** Open something private with the caller's code, and go where it was wanted. */
privateOnCalls.post('/phone/call/private', only(moderators), (c) =>
  inCheckedCall(c, async (call) => {
    const typed = await typedIn(c)
    const scope = privateScopes.find((one) => one === typed.scope)
    if (!scope) return showRefusal(c, refuse('Choose from the list.', 422))
    const path = safePath(typeof typed.to === 'string' ? typed.to : undefined, '/phone/call')
    const opened = await atDesk(c, openPrivate, { scope, code: typed[codeField] })
    if (opened === 'opened') return goOn(c, path)
    const because = isRefusal(opened) ? opened.because : 'This code does not fit. Ask for it again.'
    const asks = { name: call.name ?? '', scope, path, typed: {}, sends: false, because }
    return show(c, askCodePage(asks), isRefusal(opened) ? opened.status : 422)
  }),
)

privateOnCalls.post('/phone/call/mailed-codes', only(moderators), (c) =>
  inCheckedCall(c, async (call) => {
    const typed = await typedIn(c)
    const may = await mayTry(c.var.community, 'codes of a member', call.member)
    if (isRefusal(may)) return showRefusal(c, may)
    const sent = await atDesk(c, mailCode, { scope: typed.scope })
    if (isRefusal(sent)) return showRefusal(c, sent)
    return goOn(
      c,
      safePath(typeof typed.to === 'string' ? typed.to : undefined, '/phone/call'),
      'A code is on its way.',
    )
  }),
)

privateOnCalls.post('/phone/call/lists', only(moderators), (c) =>
  inCheckedCall(c, async () => {
    const posted = await atDesk(c, postPhoneCodes, {})
    return isRefusal(posted)
      ? showRefusal(c, posted)
      : goOn(c, '/phone/call', 'A list of codes comes in their next letter.')
  }),
)
