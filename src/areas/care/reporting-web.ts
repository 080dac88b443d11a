/** Reporting and complaining at the web door: three steps, no account, no script. */

import { isUuid } from '../../kit/brand.ts'
import type { Sent, Typed } from '../../kit/form.ts'
import { anyone, only, there } from '../../kit/gate.ts'
import { isRefusal, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { act, type Ctx, clientAddress, goOn, routes, show, showAgain, showRefusal, typedIn } from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import { mayRead } from '../conversations/rules.ts'
import { decisionAbout } from './decision-store.ts'
import { helpNowPage, howThisWorksPage } from './help-pages.ts'
import { mayStillSend } from './patience.ts'
import { postAt } from './people-store.ts'
import { becamePage, reportPage, type Sending, type Step, stepPage } from './reporting-pages.ts'
import { contactsNow, isUrgent, readCode } from './rules.ts'
import { matterByCode } from './store.ts'
import { appeal, ComplaintInput, complain, mayAppeal, report, WrongInput } from './tasks.ts'

export const web = routes()

const contacts = (c: Ctx) => contactsNow(c.var.community.condition.contacts, new Date())

web.get('/help-now', (c) => show(c, helpNowPage(contacts(c), new Date())))
web.get('/how-this-works', (c) => show(c, howThisWorksPage(c.var.community)))
web.get('/report', (c) => show(c, reportPage()))

web.get('/conversations/:id/:n/report', async (c) => {
  const sending = await aboutPost(c)
  return isRefusal(sending) ? showRefusal(c, sending) : show(c, stepPage(sending, 1, {}))
})
web.post('/conversations/:id/:n/report', only(there(aboutPost, 'post')), async (c) => {
  const sending = await aboutPost(c)
  return isRefusal(sending) ? showRefusal(c, sending) : nextStep(c, sending)
})

web.get('/reports/new', (c) => show(c, stepPage(anything(c), 1, {})))
web.post('/reports', only(anyone), (c) => nextStep(c, anything(c)))
web.get('/complaints/new', (c) => show(c, stepPage(complaint(c), 1, {})))
web.post('/complaints', only(anyone), (c) => nextStep(c, complaint(c)))

const common = (c: Ctx) => ({ signedIn: isSignedIn(c.var.who), contacts: contacts(c) })
const anything = (c: Ctx): Sending => ({ kind: 'report', action: '/reports', about: null, ...common(c) })
const complaint = (c: Ctx): Sending => ({ kind: 'complaint', action: '/complaints', about: null, ...common(c) })

/** A post that a link leads to can be reported; its title is shown only to those who may read it. */
async function aboutPost(c: Ctx): Promise<Sending | Refusal> {
  const id = c.req.param('id') ?? ''
  const number = Number(c.req.param('n'))
  if (!isUuid(id) || !Number.isInteger(number) || number < 1 || number > 1_000_000) return notFound('post')
  const post = await postAt(c.var.community.db, id, number, c.var.who.member)
  if (!post) return notFound('post')
  if (post.state !== 'shown') return refuse('This post is not shown any more, so nobody can read it.', 410)
  const href = `/conversations/${id}/${number}`
  const title = mayRead(c.var.who, post) === yes ? post.title : null
  return { kind: 'report', action: `${href}/report`, about: { number, title, href }, ...common(c) }
}

/** Take the answers of one step and show the next, the one before, or what was wrong. */
async function nextStep(c: Ctx, sending: Sending) {
  const typed = await typedIn(c)
  const step = typed.step === '3' ? 3 : typed.step === '2' ? 2 : 1
  if (typed.go === 'back') return show(c, stepPage(sending, step === 3 ? 2 : 1, { typed }))
  const missing = missingAt(sending, step, typed)
  if (missing) return showAgain(c, stepPage(sending, step, { typed, refusal: missing }), missing)
  if (step < 3) return show(c, stepPage(sending, step === 1 ? 2 : 3, { typed }))
  return send(c, sending, { typed })
}

function missingAt({ kind, about }: Sending, step: Step, typed: Typed): Refusal | null {
  if (step === 1) {
    const chosen = (kind === 'complaint' ? ComplaintInput : WrongInput).safeParse(typed.wrong)
    return chosen.success ? null : wrongIn('wrong', chosen.error.issues[0]!.message)
  }
  const said = (name: string) => typeof typed[name] === 'string' && typed[name].trim() !== ''
  if (step === 2 && kind === 'complaint' && !said('words'))
    return wrongIn('words', 'Tell us what happened, in your own words.')
  if (step === 2 && kind === 'report' && !about && !said('place') && !said('words'))
    return wrongIn('place', 'Paste a link, or tell us where it is.')
  return null
}

const wrongIn = (field: string, because: string) => refuse(because, 422, { [field]: because })

async function send(c: Ctx, sending: Sending, sent: Sent) {
  const typed = sent.typed ?? {}
  const wrong = String(typed.wrong ?? '')
  const address = clientAddress(c)
  // Danger is always heard.
  if (!sending.signedIn && !isUrgent(wrong) && !mayStillSend(address, Date.now())) {
    const later = refuse(
      'A lot has come from where you are in the last hour. Please send this again a little later.',
      429,
    )
    return showAgain(c, stepPage(sending, 3, { ...sent, refusal: later }), later)
  }
  const outcome =
    sending.kind === 'complaint'
      ? await act(c, complain, typed)
      : await act(c, report, { ...typed, conversation: c.req.param('id'), number: c.req.param('n') })
  if (!isRefusal(outcome)) return goOn(c, `/reports/${outcome.code}?new=yes`)
  const step = outcome.fields.wrong ? 1 : outcome.fields.words || outcome.fields.place ? 2 : 3
  return showAgain(c, stepPage(sending, step, { ...sent, refusal: outcome }), outcome)
}

const noSuchCode = 'We do not know this code. Please check it letter by letter.'

web.get('/reports', async (c) => {
  const typed = c.req.query('code') ?? ''
  const code = readCode(typed)
  if (code) return c.redirect(`/reports/${code}`, 303)
  const refusal = wrongIn('code', 'A code looks like K7F-9X4-RDM. Please check yours.')
  return showAgain(c, reportPage({ typed: { code: typed }, refusal }), refusal)
})
web.get('/reports/:code', (c) => showBecame(c))
web.post('/reports/:code/appeal', only(there(matterHere)), async (c) => {
  const typed = await typedIn(c)
  const outcome = await act(c, appeal, { code: c.req.param('code'), words: typed.words })
  if (isRefusal(outcome)) return showBecame(c, { typed, refusal: outcome })
  return goOn(c, `/reports/${c.req.param('code')}`, 'Someone else will look at it again.')
})

async function showBecame(c: Ctx, sent?: Sent) {
  const { db } = c.var.community
  const code = readCode(c.req.param('code') ?? '')
  const matter = code ? await matterByCode(db, code) : null
  if (!matter) return showRefusal(c, refuse(noSuchCode, 404))
  const decision = await decisionAbout(db, matter.id)
  const content = becamePage({
    matter,
    decision,
    second: decision?.appeal ? await decisionAbout(db, decision.appeal) : null,
    isNew: c.req.query('new') === 'yes' && !decision,
    mayAppeal: decision !== null && mayAppeal(decision, c.var.who.member, matter.code) === yes,
    contacts: contacts(c),
    sent,
  })
  return sent?.refusal ? showAgain(c, content, sent.refusal) : show(c, content)
}

/** The report or complaint whose code this is. */
async function matterHere(c: Ctx) {
  const code = readCode(c.req.param('code') ?? '')
  return (code && (await matterByCode(c.var.community.db, code))) || refuse(noSuchCode, 404)
}
