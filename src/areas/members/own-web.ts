/** /me and what hangs on it. Everything here is for someone who is signed in. */

import type { Condition } from '../../kit/community.ts'
import { all, jsonBody, members, only, there } from '../../kit/gate.ts'
import { html } from '../../kit/html.ts'
import { place, type Under } from '../../kit/places.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../../kit/refuse.ts'
import {
  act,
  type Ctx,
  goOn,
  isReading,
  jsonIn,
  routes,
  show,
  showAgain,
  showRefusal,
  signInOrGate,
  typedIn,
} from '../../kit/web.ts'
import type { MemberId } from '../../kit/who.ts'
import { leftWithSession } from './absence.ts'
import { authOf } from './auth.ts'
import { caredForBy, type Field, isField, optionsFor, tellCaredFor } from './cared-for.ts'
import { changeConsents, consentHistory, consentsOf } from './consent.ts'
import { download } from './download.ts'
import { erase } from './erasing.ts'
import { erasedPage, erasingPage } from './erasing-pages.ts'
import * as pages from './own-pages.ts'
import { makeSheet, sheetOf } from './paper-codes.ts'
import { addPasskey, endPasskey, passkeysOf } from './passkeys.ts'
import { changePreferences, preferencesOf } from './preferences.ts'
import { reachOf } from './reach.ts'
import { reviewSharing } from './reviewing.ts'
import { isStaff } from './second-step.ts'
import { dropSession } from './session-cookie.ts'
import { endSessions, sessionsOf } from './sessions.ts'
import { sheetPage } from './sheet-page.ts'
import { changeName } from './tasks.ts'

const mine = (under: Under, href: string, label: string, about: string, position: number) =>
  place({ on: 'me', under, href: `/me/${href}`, label, about, position })
mine('self', 'name', 'My name', 'What others see.', 10)
mine('self', 'cared-for', 'The person I care for', 'What you tell us, and who may see it.', 11)
mine('reach', 'preferences', 'How you write to me', 'How often, by which door, and how far ahead I look.', 12)
mine('self', 'consent', 'What I said yes to', 'See it and change it.', 60)
mine('self', 'paper-codes', 'Codes on paper', 'To sign in without email.', 70)
mine('self', 'passkeys', 'Passkeys', 'To sign in with your face, finger or screen lock.', 71)
mine('self', 'sessions', 'Where I am signed in', 'See it, and sign out.', 72)
mine('self', 'copies', 'A copy of everything of mine', 'As a page or as a file.', 80)
mine('self', 'erasure', 'Erase everything of mine', 'You choose what happens to your posts.', 90)
place({
  on: 'me',
  under: 'self',
  href: '/me/second-step',
  label: 'My second step',
  about: 'Staff give a second code when they sign in.',
  position: 1,
  for: (who) => isStaff(who.roleHeld),
})

export const own = routes()

const me = (c: Ctx) => c.var.who.member as MemberId

for (const path of ['/me', '/me/*'])
  own.use(path, async (c, next) => {
    if (c.var.who.member) return next()
    // Whoever left can have a copy and be erased without coming back first.
    const left = await leftWithSession(c.var.community.db, c.var.token)
    if (left && /^\/me\/(copies|erasure)$/.test(c.req.path)) {
      c.set('who', left)
      return next()
    }
    if (left && isReading(c)) return c.redirect('/return', 303)
    return signInOrGate(c, next)
  })

own.get('/me', (c) => show(c, pages.mePage(c.var.who)))

own.get('/me/name', (c) => show(c, pages.namePage(c.var.who.name)))
own.post('/me/name', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, changeName, typed)
  if (isRefusal(done)) return showAgain(c, pages.namePage(c.var.who.name, { typed, refusal: done }), done)
  return goOn(c, '/me', 'Your name is changed.')
})

own.get('/me/preferences', async (c) => {
  const { db } = c.var.community
  const now = await preferencesOf(db, me(c))
  const addressMissing = now.door === 'letter' && !(await reachOf(db, me(c))).address
  return show(c, pages.preferencesPage(now, undefined, addressMissing))
})
own.post('/me/preferences', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, changePreferences, typed)
  if (!isRefusal(done)) {
    const where = done.door === 'letter' && !(await reachOf(c.var.community.db, me(c))).address
    return where ? goOn(c, '/me/reach', 'Saved. For letters, we need your address.') : goOn(c, '/me', 'Saved.')
  }
  const now = await preferencesOf(c.var.community.db, me(c))
  return showAgain(c, pages.preferencesPage(now, { typed, refusal: done }), done)
})

async function consentNow(c: Ctx, refusal?: Refusal) {
  const { db } = c.var.community
  const page = pages.consentPage(await consentsOf(db, me(c)), await consentHistory(db, me(c)), { refusal })
  return refusal ? showAgain(c, page, refusal) : show(c, page)
}
own.get('/me/consent', (c) => consentNow(c))
own.post('/me/consent', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, changeConsents, { purposes: typed['purposes[]'] })
  return isRefusal(done) ? consentNow(c, done) : goOn(c, '/me/consent', 'Saved.')
})

const shownAs = (field: Field, value: string, condition: Condition) =>
  optionsFor(field, condition).find((option) => option.value === value)?.label ?? value

own.get('/me/cared-for', async (c) => {
  const { db, condition } = c.var.community
  const told = (await caredForBy(db, me(c))).map(({ field, value, shared }) => ({
    field,
    shown: shownAs(field, value, condition),
    shared,
  }))
  return show(c, pages.caredForPage(told))
})

async function reviewNow(c: Ctx, sent?: Parameters<typeof pages.reviewPage>[1]) {
  const { db, condition } = c.var.community
  const shared = (await caredForBy(db, me(c)))
    .filter((one) => one.shared)
    .map(({ field, value }) => ({ field, shown: shownAs(field, value, condition) }))
  const page = pages.reviewPage(shared, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}
own.get('/me/cared-for/review', (c) => reviewNow(c))
own.post('/me/cared-for/review', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, reviewSharing, { fields: typed['fields[]'] })
  return isRefusal(done)
    ? reviewNow(c, { typed, refusal: done })
    : goOn(c, '/me/cared-for', 'Saved. Thank you for looking.')
})

async function caredForField(c: Ctx, sent?: Parameters<typeof pages.caredForFieldPage>[3]) {
  const field = c.req.param('field') ?? ''
  if (!isField(field)) return showRefusal(c, notFound('question'))
  const { db, condition } = c.var.community
  const now = (await caredForBy(db, me(c))).find((one) => one.field === field)
  const page = pages.caredForFieldPage(field, optionsFor(field, condition), now, sent)
  return sent?.refusal ? showAgain(c, page, sent.refusal) : show(c, page)
}
const fieldHere = (c: Ctx) => isField(c.req.param('field') ?? '')

own.get('/me/cared-for/:field', (c) => caredForField(c))
own.post('/me/cared-for/:field', only(all(members, there(fieldHere, 'question'))), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, tellCaredFor, { ...typed, field: c.req.param('field') })
  return isRefusal(done) ? caredForField(c, { typed, refusal: done }) : goOn(c, '/me/cared-for', 'Saved.')
})

own.get('/me/sessions', async (c) =>
  show(c, pages.sessionsPage(await sessionsOf(c.var.community.db, me(c)), c.var.who.session)),
)
own.post('/me/ended-sessions', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, endSessions, typed)
  if (isRefusal(done)) return showRefusal(c, done)
  if (typed.session !== 'all' && typed.session !== c.var.who.session)
    return goOn(c, '/me/sessions', 'That device is signed out.')
  dropSession(c)
  return goOn(c, '/', typed.session === 'all' ? 'You are signed out everywhere.' : 'You are signed out.')
})

own.get('/me/passkeys', async (c) => show(c, pages.passkeysPage(await passkeysOf(c.var.community.db, me(c)))))
own.get('/me/passkeys/options', async (c) =>
  (await authOf(c.var.community)).api.generatePasskeyRegistrationOptions({
    asResponse: true,
    headers: c.req.raw.headers,
  }),
)
own.post('/me/passkeys', only(members, jsonBody), async (c) => {
  const sent = jsonIn(c) as { response?: unknown } | null
  const done = await act(c, addPasskey, { response: sent?.response, headers: c.req.raw.headers })
  return isRefusal(done) ? c.json({ message: done.because }, done.status) : c.json({ message: 'It is added.' })
})
own.post('/me/ended-passkeys', only(members), async (c) => {
  const done = await act(c, endPasskey, await typedIn(c))
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/me/passkeys', 'The passkey is taken away.')
})

own.get('/me/paper-codes', async (c) =>
  show(c, pages.paperCodesPage(await sheetOf(c.var.community.db, me(c), 'sign in'))),
)
own.post('/me/paper-codes', only(members), async (c) => {
  const codes = await act(c, makeSheet, {})
  if (isRefusal(codes)) return showRefusal(c, codes)
  return show(c, sheetPage(c.var.community, codes, html`<p><a href="/me">Back to my page</a></p>`))
})

own.get('/me/copies', (c) => show(c, pages.copiesPage()))
own.post('/me/copies', only(members), async (c) => {
  const typed = await typedIn(c)
  const copy = await act(c, download, typed)
  if (isRefusal(copy)) return showRefusal(c, copy)
  const type = typed.as === 'json' ? 'application/json' : 'text/html'
  return c.body(copy, 200, {
    'content-type': `${type}; charset=utf-8`,
    'content-disposition': `attachment; filename="everything-of-mine.${typed.as}"`,
    'cache-control': 'no-store',
  })
})

own.get('/me/erasure', (c) => show(c, erasingPage()))
own.post('/me/erasure', only(members), async (c) => {
  const typed = await typedIn(c)
  const sure = 'Tick the box if you want all of it erased now.'
  // Both are asked for at once, so that nobody is sent back twice.
  const missing: Record<string, string> = typed.posts ? { sure } : { posts: 'Choose what happens to your posts.', sure }
  const done = typed.sure === 'yes' ? await act(c, erase, typed) : refuse(sure, 422, missing)
  if (isRefusal(done)) return showAgain(c, erasingPage({ typed, refusal: done }), done)
  dropSession(c)
  return goOn(c, '/erased')
})
own.get('/erased', (c) => show(c, erasedPage()))
