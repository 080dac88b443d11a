import { anyone, only } from '../../kit/gate.ts'
import { html } from '../../kit/html.ts'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showAgain, showRefusal, signInFirst, typedIn } from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import { askForCode } from './asking-for-a-code.ts'
import { mayTry } from './attempts.ts'
import { beginSession } from './auth.ts'
import { type OptionalPurpose, Purposes } from './consent.ts'
import { invitationBy, invitationWithCode, proofOf } from './invitations.ts'
import { finishJoining, join, OptionalEmail, toBeWithSession } from './joining.ts'
import * as pages from './joining-pages.ts'
import { askToJoin } from './requests.ts'
import { keepSession } from './session-cookie.ts'
import { sheetPage } from './sheet-page.ts'
import { Name } from './tasks.ts'
import { waysToJoin } from './ways-to-join.ts'

export const joining = routes()

const askLink = html`<p><a href="/join/ask">Ask to join</a></p>`
const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const wrong = (field: string, because: string) => refuse(because, 422, { [field]: because })

joining.get('/join', async (c) => {
  const { db, name } = c.var.community
  return show(c, pages.joinPage(name, await waysToJoin(db)))
})
joining.get('/join/ask', (c) => show(c, pages.askPage()))

joining.post('/join/requests', only(anyone), async (c) => {
  const typed = await typedIn(c)
  const again = (refusal: Refusal) => showAgain(c, pages.askPage({ typed, refusal }), refusal)
  const may = await mayTry(c.var.community, 'ask to join', textOf(typed.email).toLowerCase())
  if (isRefusal(may)) return again(may)
  const mayAnyone = await mayTry(c.var.community, 'anyone asks to join')
  if (isRefusal(mayAnyone)) return again(mayAnyone)
  const asked = await act(c, askToJoin, typed)
  return isRefusal(asked) ? again(asked) : show(c, pages.askedPage())
})

joining.get('/join/link/:proof', async (c) => {
  const { community } = c.var
  const proof = c.req.param('proof')
  const invitation = await invitationBy(community, community.db, proof, new Date())
  if (isRefusal(invitation)) return showRefusal(c, invitation, askLink)
  return show(c, pages.invitedPage(community.name, proof, invitation))
})

/** A code from a letter, typed where codes are typed. Null when it is not one. */
export async function beginWithCode(c: Ctx, code: string) {
  const { community } = c.var
  const invitation = await invitationWithCode(community, community.db, code, new Date())
  if (!invitation) return null
  if (isRefusal(invitation)) return showRefusal(c, invitation, askLink)
  return show(c, pages.invitedPage(community.name, proofOf(community, invitation.id), invitation))
}

joining.post('/join/answers', only(anyone), async (c) => {
  const { community } = c.var
  const typed = await typedIn(c)
  const proof = textOf(typed.proof)
  const invitation = await invitationBy(community, community.db, proof, new Date())
  if (isRefusal(invitation)) return showRefusal(c, invitation, askLink)
  const byLetter = invitation.kind === 'code'
  const purposes = Purposes.safeParse(typed['purposes[]']).data ?? []
  const answers = { proof, name: textOf(typed.name), email: textOf(typed.email), purposes }
  const ask = (question: pages.Question, refusal?: Refusal) => {
    const page = pages.questionPage(question, answers, byLetter, refusal && { typed, refusal })
    return refusal ? showAgain(c, page, refusal) : show(c, page)
  }
  const asked = textOf(typed.question)
  if (!asked) return ask('name')
  const name = Name.safeParse(answers.name)
  if (!name.success) return ask('name', wrong('name', name.error.issues[0]!.message))
  if (asked === 'name') return ask('email')
  const email = OptionalEmail.safeParse(answers.email.trim())
  if (!email.success || !(email.data || byLetter)) {
    const because = answers.email.trim() ? 'Type an email address like name@example.org.' : 'Type your email address.'
    return ask('email', wrong('email', because))
  }
  if (asked === 'email') return ask('consent')

  if (email.data) {
    const may = await mayTry(community, 'ask for a code', email.data)
    if (isRefusal(may)) return ask('consent', may)
  }
  const joined = await act(c, join, { ...answers, email: answers.email.trim(), membership: typed.membership })
  if (isRefusal(joined))
    return Object.keys(joined.fields).length ? ask('consent', joined) : showRefusal(c, joined, askLink)
  if (joined.codes) {
    keepSession(c, await beginSession(community, joined.member!, c.req.header('user-agent')))
    const next = html`<h2>You are a member now. Welcome</h2><p><a class="button" href="/">I have the codes. Go on</a></p>`
    return show(c, sheetPage(community, joined.codes, next))
  }
  await askForCode(c, joined.email!)
  return show(c, pages.checkEmailPage(joined.email!, c.var.server.config.smtpUrl === null))
})

joining.get('/join/membership', async (c) => {
  if (isSignedIn(c.var.who)) return goOn(c, '/')
  const person = await toBeWithSession(c.var.community.db, c.var.token)
  if (!person) return signInFirst(c)
  const purposes = (person.consents ?? []) as OptionalPurpose[]
  if (person.chosen !== null && !c.req.query('change')) return show(c, pages.checkAnswersPage(person.chosen, purposes))
  const answers = { proof: '', name: person.chosen ?? person.name, email: '', purposes }
  return show(c, pages.finishPage('name', answers, person.chosen === null))
})

joining.post('/join/membership', only(anyone), async (c) => {
  const typed = await typedIn(c)
  const person = await toBeWithSession(c.var.community.db, c.var.token)
  if (!person) return signInFirst(c)
  const purposes = Purposes.safeParse(typed['purposes[]']).data ?? []
  const answers = { proof: '', name: textOf(typed.name), email: '', purposes }
  const ask = (question: 'name' | 'consent', refusal?: Refusal) => {
    const page = pages.finishPage(question, answers, person.chosen === null, refusal && { typed, refusal })
    return refusal ? showAgain(c, page, refusal) : show(c, page)
  }
  const name = Name.safeParse(answers.name)
  if (!name.success) return ask('name', wrong('name', name.error.issues[0]!.message))
  if (typed.question === 'name') return ask('consent')
  const joined = await act(c, finishJoining, { ...answers, token: c.var.token, membership: typed.membership })
  if (isRefusal(joined))
    return Object.keys(joined.fields).length ? ask('consent', joined) : showRefusal(c, joined, askLink)
  return goOn(c, '/', 'You are a member now. Welcome.')
})
