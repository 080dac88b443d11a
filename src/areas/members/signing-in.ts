/** Every way in: emailed code or link, code on paper, passkey. Tries are counted before anything is looked up. */

import type { Typed } from '../../kit/form.ts'
import { anyone, jsonBody, only } from '../../kit/gate.ts'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { type Ctx, goOn, jsonIn, routes, safePath, show, showAgain, signInFirst, typedIn } from '../../kit/web.ts'
import { isSignedIn, type MemberId } from '../../kit/who.ts'
import { askForCode, browserOf, mayTryFrom } from './asking-for-a-code.ts'
import { forgetTries, mayTry } from './attempts.ts'
import { type Auth, authOf, beginSession } from './auth.ts'
import { firstStepOf } from './first-steps.ts'
import { beginWithCode } from './joining-web.ts'
import { codePage, linkPage, noCodePage, paperPage, passkeyScript, signInPage, signOutPage } from './pages.ts'
import { bareCode, isPaperCode, useCode } from './paper-codes.ts'
import { dropSession, keepSession } from './session-cookie.ts'
import { emailAwaited, takeCode, takeLink } from './sign-in-codes.ts'
import { stateOf } from './store.ts'
import { Email } from './tasks.ts'

export const signingIn = routes()

signingIn.get(passkeyScript.href, (c) =>
  c.body(passkeyScript.bytes, 200, { 'content-type': 'text/javascript', ...forever }),
)

const text = (typed: Typed, name: string) => (typeof typed[name] === 'string' ? typed[name] : '')
const forever = { 'cache-control': 'public, max-age=31536000, immutable' }
const keptHere = (c: Ctx) => c.var.server.config.smtpUrl === null

signingIn.get('/sign-in', (c) => show(c, signInPage(safePath(c.req.query('then'), '/'))))

/** The same answer whether or not the address is known. */
signingIn.post('/sign-in', only(anyone), async (c) => {
  const typed = await typedIn(c)
  const then = safePath(text(typed, 'then'), '/')
  const again = (refusal: Refusal) => showAgain(c, signInPage(then, { typed, refusal }), refusal)
  const email = Email.safeParse(typed.email)
  if (!email.success) return again(refuse('Type your email address.', 422, { email: email.error.issues[0]!.message }))
  const sent = await askForCode(c, email.data)
  if (isRefusal(sent)) return again(sent)
  return c.redirect(`/sign-in/code?${new URLSearchParams({ asked: 'yes', then })}`, 303)
})

/** An address of its own: a tab that was dropped on the way to the mail is opened again here. */
signingIn.get('/sign-in/code', async (c) => {
  const then = safePath(c.req.query('then'), '/')
  const browser = browserOf(c)
  const email = browser && (await emailAwaited(c.var.community, browser))
  if (email) return show(c, codePage(email, then, keptHere(c)))
  return show(c, noCodePage(then, !browser && c.req.query('asked') === 'yes'))
})

signingIn.post('/sign-in/code', only(anyone), async (c) => {
  const typed = await typedIn(c)
  const then = safePath(text(typed, 'then'), '/')
  const browser = browserOf(c)
  const email = browser && (await emailAwaited(c.var.community, browser))
  if (!email) return show(c, noCodePage(then, false), 422)
  const member = await mayTake(c, () => takeCode(c.var.community, browser, text(typed, 'code')))
  if (isRefusal(member)) return showAgain(c, codePage(email, then, keptHere(c), { typed, refusal: member }), member)
  return signedIn(c, member, then)
})

signingIn.get('/sign-in/link/:link', (c) => show(c, linkPage(c.req.param('link'))))

signingIn.post('/sign-in/link', only(anyone), async (c) => {
  const typed = await typedIn(c)
  const member = await mayTake(c, () => takeLink(c.var.community, text(typed, 'link').slice(0, 100)))
  if (!isRefusal(member)) return signedIn(c, member, '/')
  const because = member.status === 429 ? member.because : 'This link does not work any more. Ask for a new code.'
  const refusal = refuse(because, member.status, { email: because })
  return showAgain(c, signInPage('/', { refusal }), refusal)
})

/** Wrong codes are counted by where they come from as well, whatever addresses they are for. */
async function mayTake(c: Ctx, take: () => Promise<MemberId | Refusal>): Promise<MemberId | Refusal> {
  const member = await take()
  if (!isRefusal(member)) return member
  const may = await mayTryFrom(c, 'wrong codes from one place')
  return isRefusal(may) ? refuse(may.because, may.status, { code: may.because }) : member
}

async function signedIn(c: Ctx, member: MemberId, then: string) {
  keepSession(c, await beginSession(c.var.community, member, device(c)))
  return afterSignIn(c, member, then)
}

signingIn.get('/sign-in/paper', (c) => show(c, paperPage(safePath(c.req.query('then'), '/'))))

/** One page for every code on paper: people should not have to know which kind they hold. */
signingIn.post('/sign-in/paper', only(anyone), async (c) => {
  const { community } = c.var
  const typed = await typedIn(c)
  const then = safePath(text(typed, 'then'), '/')
  const code = text(typed, 'code').slice(0, 200)
  const again = (because: string, status: Refusal['status'] = 422) => {
    const refusal = refuse(because, status, { code: because })
    return showAgain(c, paperPage(then, { typed, refusal }), refusal)
  }
  if (!isPaperCode(code)) return again('Type all 16 letters of the code. It has four groups of four letters.')
  for (const [way, subject] of [
    ['paper code', bareCode(code).slice(0, 4)],
    ['any paper code', ''],
  ] as const) {
    const may = await mayTry(community, way, subject)
    if (isRefusal(may)) return again(may.because, may.status)
  }
  const member = await useCode(community, community.db, code, 'sign in', new Date())
  if (member) {
    await forgetTries(community, 'paper code', bareCode(code).slice(0, 4))
    return signedIn(c, member, then)
  }
  return (await beginWithCode(c, code)) ?? again('That code does not work. Check each letter. Each code works once.')
})

type PasskeyAnswer = NonNullable<Parameters<Auth['api']['verifyPasskeyAuthentication']>[0]>['body']['response']

signingIn.get('/sign-in/passkey/options', async (c) =>
  (await authOf(c.var.community)).api.generatePasskeyAuthenticationOptions({
    asResponse: true,
    headers: c.req.raw.headers,
  }),
)

signingIn.post('/sign-in/passkey', only(anyone, jsonBody), async (c) => {
  const body = jsonIn(c) as { response?: PasskeyAnswer } | null
  const no = () => c.json({ message: 'That passkey does not work here. Please use another way.' }, 401)
  if (typeof body?.response !== 'object' || !body.response) return no()
  const answer = await (await authOf(c.var.community)).api.verifyPasskeyAuthentication({
    body: { response: body.response },
    headers: c.req.raw.headers,
    asResponse: true,
  })
  if (!answer.ok) return no()
  for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
  return c.json({ message: 'You are signed in.' })
})

/** Where a passkey leads: it was the script that signed in, so the page is asked for anew. */
signingIn.get('/sign-in/done', (c) => {
  const { who } = c.var
  const then = safePath(c.req.query('then'), '/')
  return isSignedIn(who) ? afterSignIn(c, who.member, then) : signInFirst(c)
})

signingIn.get('/sign-out', (c) => show(c, signOutPage()))

signingIn.post('/sign-out', only(anyone), async (c) => {
  const { session } = c.var.who
  if (session) await c.var.community.db.deleteFrom('session').where('id', '=', session).execute()
  dropSession(c)
  return goOn(c, '/', 'You are signed out.')
})

const device = (c: Ctx) => c.req.header('user-agent') ?? ''

/** On to where they were going; staff by way of their second step, newcomers by way of finishing to join. */
async function afterSignIn(c: Ctx, member: MemberId, then: string) {
  const { state, role } = await stateOf(c.var.community.db, member)
  if (state === 'to be') return goOn(c, await firstStepOf(c.var.community.db, member))
  if (state === 'left') return goOn(c, '/return')
  const staff = role !== 'member' && role !== 'helper'
  return goOn(c, staff ? `/second-step?then=${encodeURIComponent(then)}` : then, 'You are signed in.')
}
