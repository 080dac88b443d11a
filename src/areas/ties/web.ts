/** Ties at the web door. Everything here is for one of the two. */

import { isUuid } from '../../kit/brand.ts'
import type { Sent } from '../../kit/form.ts'
import { all, members, only, there } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, notFound, type Refusal, yes } from '../../kit/refuse.ts'
import {
  act,
  type Ctx,
  goOn,
  pageNumber,
  routes,
  show,
  showAgain,
  showRefusal,
  signInOrGate,
  typedIn,
} from '../../kit/web.ts'
import type { MemberId } from '../../kit/who.ts'
import { block } from '../care/blocking.ts'
import { type ContactId, contactsOf, correctContact, noteContact, ownContact, removeContact } from './contacts.ts'
import { gladPage } from './matching/glad-pages.ts'
import { chooseTalk, gladnessOf } from './matching/glad-to-talk.ts'
import { messagesPage, reportMessagePage } from './message-pages.ts'
import { countMessages, type MessageId, messagesOf, messageWithBefore, reportMessage, sendMessage } from './messages.ts'
import { answer, end, mayOffer, offer, offerFrom, takeBack } from './offering.ts'
import { myPeoplePage, newOfferPage } from './people-pages.ts'
import { heldOf, sharedBy, sharesOf } from './shared.ts'
import { share } from './sharing.ts'
import { contactPage, sharingPage, tiePage } from './tie-pages.ts'
import { standsOutside } from './tie-rules.ts'
import { rememberRead, type TieView, tieBetween, tieFor, tiesOf } from './tie-store.ts'
import { toldHow } from './where-met.ts'

place({
  on: 'me',
  under: 'people',
  href: '/ties',
  label: 'My people',
  about: 'Whom I am in touch with, and how.',
  position: 5,
  for: (who) => !standsOutside(who),
})
place({
  on: 'me',
  under: 'people',
  href: '/me/glad-to-talk',
  label: 'Glad to talk',
  about: 'What I am glad to talk about, and who may ask me.',
  position: 13,
  for: (who) => !standsOutside(who),
})

export const web = routes()

for (const path of ['/ties', '/ties/*'])
  web.use(path, async (c, next) => {
    if (c.var.who.member) return next()
    return signInOrGate(c, next)
  })

const me = (c: Ctx) => c.var.who.member as MemberId

web.get('/ties', async (c) => show(c, myPeoplePage(await tiesOf(c.var.community.db, me(c)))))

web.get('/ties/new', async (c) => {
  const [from = '', id] = (c.req.query('from') ?? '').split(':')
  return newOffer(c, { to: c.req.query('with'), from, id })
})
web.post('/ties', only(members), async (c) => {
  const typed = await typedIn(c)
  const { to, from, id, words } = typed
  const done = await act(c, offer, { to, from, id, words, means: typed['means[]'], shares: typed['shares[]'] })
  if (isRefusal(done)) {
    if (done.status !== 422) return showRefusal(c, done)
    // Boxes are named as lists, so that one ticked is a list too.
    const fields = 'means' in done.fields ? { ...done.fields, 'means[]': done.fields.means! } : done.fields
    return newOffer(c, { to, from, id }, { typed, refusal: { ...done, fields } })
  }
  const say = done.state === 'open' ? 'You had both asked. You are in touch now.' : 'They have been asked.'
  return goOn(c, `/ties/${done.tie}`, say)
})

/** The form with which one member asks another, when they may. */
async function newOffer(
  c: Ctx,
  wish: Readonly<Record<'to' | 'from' | 'id', unknown>>,
  sent?: Sent & { refusal: Refusal },
) {
  const { db } = c.var.community
  const { who, by = who } = c.var
  const { to, id = null } = wish
  const from = offerFrom.find((one) => one === wish.from) ?? 'conversation'
  if (typeof to !== 'string' || !isUuid(to) || (id !== null && (typeof id !== 'string' || !isUuid(id))))
    return showRefusal(c, notFound('person'))
  const tie = await tieBetween(db, me(c), to)
  const view = tie && (await tieFor(db, tie.id, me(c)))
  // What waits or is open has a page of its own.
  if (!sent && view && view.standing !== 'at rest') return c.redirect(`/ties/${view.id}`, 303)
  const may = await mayOffer({ to: to as MemberId, from, id: id ?? undefined }, { db, who, by, now: new Date() })
  if (may !== yes) return showRefusal(c, may)
  const { name } = await db.selectFrom('member').select('name').where('id', '=', to).executeTakeFirstOrThrow()
  const page = newOfferPage({ to, name, from, id, held: await heldOf(db, me(c)), again: !!tie?.agreed_at }, sent)
  return sent ? showAgain(c, page, sent.refusal) : show(c, page)
}

/** The tie of this address, when it is theirs. */
async function tieOf(c: Ctx): Promise<TieView | null> {
  const id = c.req.param('id') ?? ''
  return isUuid(id) ? tieFor(c.var.community.db, id, me(c)) : null
}
const notThere = (c: Ctx) => showRefusal(c, notFound())

web.get('/ties/:id', async (c) => showTie(c))

async function showTie(c: Ctx, sent?: Sent & { refusal: Refusal }) {
  const tie = await tieOf(c)
  if (!tie) return notThere(c)
  const { db } = c.var.community
  const open = tie.standing === 'open' && !tie.away
  const page = tiePage(
    {
      tie,
      me: me(c),
      how: await toldHow(db, { from: tie.came_from, id: tie.came_from_id }, c.var.who),
      theirs: open ? await sharedBy(db, tie.id, tie.other) : {},
      mine: await sharesOf(db, tie.id, me(c)),
      held: await heldOf(db, me(c)),
      contacts: await contactsOf(db, tie.id),
      messages: await countMessages(db, tie.id),
    },
    sent,
  )
  return sent ? showAgain(c, page, sent.refusal) : show(c, page)
}

web.post('/ties/:id/answer', only(all(members, there(tieOf))), async (c) => {
  const typed = await typedIn(c)
  const tie = c.req.param('id')
  const done = await act(c, answer, { tie, answer: typed.answer, shares: typed['shares[]'] })
  if (isRefusal(done)) return done.status === 422 ? showTie(c, { typed, refusal: done }) : showRefusal(c, done)
  return done === 'yes' ? goOn(c, `/ties/${tie}`, 'You are in touch now.') : goOn(c, '/ties', 'They are not told.')
})

web.post('/ties/:id/withdrawal', only(all(members, there(tieOf))), async (c) => {
  const done = await act(c, takeBack, { tie: c.req.param('id') })
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/ties', 'You took it back.')
})

web.post('/ties/:id/ending', only(all(members, there(tieOf))), async (c) => {
  const done = await act(c, end, { tie: c.req.param('id') })
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/ties', 'It is ended. They get no word of it.')
})

web.post('/ties/:id/block', only(all(members, there(tieOf))), async (c) => {
  const tie = await tieOf(c)
  if (!tie) return notThere(c)
  const done = await act(c, block, { member: tie.other })
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/ties', `You have blocked ${tie.name}.`)
})

async function showSharing(c: Ctx, sent?: Sent & { refusal: Refusal }) {
  const tie = await tieOf(c)
  if (tie?.standing !== 'open') return notThere(c)
  const { db } = c.var.community
  const page = sharingPage(tie, await heldOf(db, me(c)), await sharesOf(db, tie.id, me(c)), sent)
  return sent ? showAgain(c, page, sent.refusal) : show(c, page)
}
web.get('/ties/:id/sharing', (c) => showSharing(c))
web.post('/ties/:id/sharing', only(all(members, there(tieOf))), async (c) => {
  const typed = await typedIn(c)
  const tie = c.req.param('id')
  const done = await act(c, share, { ...typed, tie })
  if (isRefusal(done)) return done.status === 422 ? showSharing(c, { typed, refusal: done }) : showRefusal(c, done)
  return goOn(c, `/ties/${tie}/sharing`, typed.share === 'yes' ? 'It is shared.' : 'They no longer see it here.')
})

async function showContact(c: Ctx, sent?: Sent & { refusal: Refusal }) {
  const tie = await tieOf(c)
  const id = c.req.param('contact')
  const contact = id && isUuid(id) ? await ownContact(c.var.community.db, id as ContactId, me(c)) : null
  if (!tie || (id && contact?.tie !== tie.id)) return notThere(c)
  const page = contactPage(tie, contact, sent)
  return sent ? showAgain(c, page, sent.refusal) : show(c, page)
}
web.get('/ties/:id/contacts/new', (c) => showContact(c))
web.get('/ties/:id/contacts/:contact', (c) => showContact(c))
web.post('/ties/:id/contacts', only(all(members, there(tieOf))), async (c) => {
  const typed = await typedIn(c)
  const tie = c.req.param('id')
  const done = await act(c, noteContact, { ...typed, tie })
  if (isRefusal(done)) return done.status === 422 ? showContact(c, { typed, refusal: done }) : showRefusal(c, done)
  return goOn(c, `/ties/${tie}`, 'It is noted. You both see it.')
})
web.post('/ties/:id/contacts/:contact', only(all(members, there(contactHere))), async (c) => {
  const typed = await typedIn(c)
  const { id, contact } = c.req.param()
  const done = await act(c, correctContact, { ...typed, contact })
  if (isRefusal(done)) return done.status === 422 ? showContact(c, { typed, refusal: done }) : showRefusal(c, done)
  return goOn(c, `/ties/${id}`, 'It is changed.')
})
web.post('/ties/:id/contacts/:contact/removal', only(all(members, there(contactHere))), async (c) => {
  const { id, contact } = c.req.param()
  const done = await act(c, removeContact, { contact })
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, `/ties/${id}`, 'It is taken away.')
})

async function showMessages(c: Ctx, sent?: Sent & { refusal: Refusal }) {
  const tie = await tieOf(c)
  if (!tie?.agreed_at) return notThere(c)
  const { db } = c.var.community
  const page = pageNumber(c)
  const messages = await messagesOf(db, tie.id, page)
  if (messages.length === 0 && page > 1) return notThere(c)
  if (tie.unread > 0 && page === 1) await rememberRead(db, tie.id, me(c), new Date())
  const shown = messagesPage({ tie, me: me(c), messages, page, total: await countMessages(db, tie.id) }, sent)
  return sent ? showAgain(c, shown, sent.refusal) : show(c, shown)
}
web.get('/ties/:id/messages', (c) => showMessages(c))
web.post('/ties/:id/messages', only(all(members, there(tieOf))), async (c) => {
  const typed = await typedIn(c)
  const tie = c.req.param('id')
  const done = await act(c, sendMessage, { ...typed, tie })
  if (!isRefusal(done)) return goOn(c, `/ties/${tie}/messages`, 'Your message is sent.')
  // Whatever stands in the way of sending it, the words are still there.
  return done.status === 404 ? showRefusal(c, done) : showMessages(c, { typed, refusal: done })
})

async function showReport(c: Ctx, sent?: Sent & { refusal: Refusal }) {
  const tie = await tieOf(c)
  const id = c.req.param('message') ?? ''
  const found = tie && isUuid(id) ? await messageWithBefore(c.var.community.db, tie.id, id as MessageId, 0) : null
  const message = found?.[0]
  if (!tie || !message || message.sender === me(c)) return showRefusal(c, notFound('message'))
  const page = reportMessagePage(tie, message, me(c), sent)
  return sent ? showAgain(c, page, sent.refusal) : show(c, page)
}
web.get('/ties/:id/messages/:message/report', (c) => showReport(c))
web.post('/ties/:id/messages/:message/report', only(all(members, there(messageHere, 'message'))), async (c) => {
  const typed = await typedIn(c)
  const { id, message } = c.req.param()
  const done = await act(c, reportMessage, { ...typed, tie: id, message })
  if (isRefusal(done)) return done.status === 404 ? showRefusal(c, done) : showReport(c, { typed, refusal: done })
  return goOn(c, `/reports/${done.code}`, 'Thank you. It is with the moderators now.')
})

async function showGlad(c: Ctx, sent?: Sent & { refusal: Refusal }) {
  const { db, condition } = c.var.community
  const page = gladPage(await gladnessOf(db, me(c)), condition, sent)
  return sent ? showAgain(c, page, sent.refusal) : show(c, page)
}
web.get('/me/glad-to-talk', (c) => showGlad(c))
web.post('/me/glad-to-talk', only(members), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, chooseTalk, { asked: typed.asked, topics: typed['topics[]'] })
  if (isRefusal(done)) return done.status === 422 ? showGlad(c, { typed, refusal: done }) : showRefusal(c, done)
  return goOn(c, '/me/glad-to-talk', 'Saved.')
})

/** A contact that this member noted, with the person of this tie. */
async function contactHere(c: Ctx) {
  const tie = await tieOf(c)
  const id = c.req.param('contact') ?? ''
  const contact = isUuid(id) ? await ownContact(c.var.community.db, id as ContactId, me(c)) : null
  return tie && contact?.tie === tie.id
}

async function messageHere(c: Ctx) {
  const tie = await tieOf(c)
  const id = c.req.param('message') ?? ''
  const found = tie && isUuid(id) ? await messageWithBefore(c.var.community.db, tie.id, id as MessageId, 0) : null
  return found?.[0] && found[0].sender !== me(c)
}
