import { isUuid } from '../../kit/brand.ts'
import { all, members, only, there } from '../../kit/gate.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, notFound, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { perform } from '../../kit/task.ts'
import { act, type Ctx, goOn, pageNumber, routes, show, showRefusal, signInFirst, typedIn } from '../../kit/web.ts'
import { isSignedIn, visitor } from '../../kit/who.ts'
import { mayTry } from '../members/attempts.ts'
import { guestThanksPage, linkedPage, minePage, pairingPage } from './answer-pages.ts'
import { calendarWeb } from './calendar-web.ts'
import './exports.ts'
import { privateCalendarHref, renewCalendar } from './feeds.ts'
import { hostWeb } from './host-web.ts'
import { gatheringHref } from './lists.ts'
import { dayOf, daysAfter, isDay } from './london-clock.ts'
import { occurrenceOn } from './occurrences.ts'
import { gatheringPage, listPage, pastPage, posterPage } from './pages.ts'
import { answerPairing, pairingOf, pairingsFor } from './pairing.ts'
import './reminders.ts'
import './forgetting.ts'
import { brokenLink, changeRsvp, linkedAnswer, rsvp, rsvpAsGuest } from './rsvp.ts'
import { rsvpsOfMember, takenFor } from './rsvp-store.ts'
import { mayPlan } from './rules.ts'
import { asked, listedFor, shownTo } from './showing.ts'
import { countWriteUps, gatheringsToCome, writeUpsFor } from './store.ts'

export const web = routes()

place({
  on: 'me',
  under: 'people',
  href: '/gatherings/mine',
  label: 'My gatherings',
  about: 'Where I come, and my calendar.',
  position: 25,
})

const onAPage = 20

// Pages with a name of their own stand before those with the id of a gathering.
web.route('/', calendarWeb)

web.get('/gatherings', async (c) => {
  const { community, who } = c.var
  const all = c.req.query('ahead') === 'all'
  const page = pageNumber(c)
  const { lines, ahead, total } = await listedFor(community, who, { all, page, onAPage })
  const about = { ahead, all, mayPlan: mayPlan(who) === yes, signedIn: isSignedIn(who), page, total, onAPage }
  return show(c, listPage(lines, about))
})

web.get('/gatherings/past', async (c) => {
  const { community, who } = c.var
  const page = pageNumber(c)
  const lines = await writeUpsFor(community.db, who, { most: onAPage, skip: (page - 1) * onAPage })
  return show(c, pastPage(lines, page, await countWriteUps(community.db, who), onAPage))
})

web.get('/gatherings/mine', async (c) => {
  const { community, who } = c.var
  if (!isSignedIn(who)) return signInFirst(c)
  const now = new Date()
  const answers = await rsvpsOfMember(community.db, who.member, daysAfter(dayOf(now), -400))
  const all = new Map((await gatheringsToCome(community.db, who, now)).map((one) => [one.id, one]))
  const lines = answers
    .flatMap((answer) => {
      const gathering = all.get(answer.gathering)
      const date = gathering && occurrenceOn(gathering, answer.occurrence)
      return date && date.ends > now ? [{ gathering, date, rsvp: answer }] : []
    })
    .sort((a, b) => a.date.starts.getTime() - b.date.starts.getTime())
  // Whoever holds the address could read it ever after: it is not for a volunteer with a caller.
  const calendar = c.var.by ? null : await privateCalendarHref(community, who.member)
  return show(c, minePage(lines, await pairingsFor(community.db, who.member), calendar))
})

web.post('/gatherings/mine/calendar', only(members), async (c) => {
  const done = await act(c, renewCalendar, {})
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, '/gatherings/mine', 'The address is new. The old one stops.')
})

web.get('/gatherings/pairings/:pairing', (c) => pairingHere(c))
web.post('/gatherings/pairings/:pairing', only(all(members, there(pairingAsked, 'question'))), async (c) => {
  const done = await act(c, answerPairing, { ...(await typedIn(c)), pairing: c.req.param('pairing') })
  if (isRefusal(done)) return pairingHere(c, done)
  const said = done === 'in touch' ? 'You both said yes. You are in touch now.' : 'Thank you. We have your answer.'
  return goOn(c, '/gatherings/mine', said)
})

async function pairingHere(c: Ctx, refusal?: Refusal) {
  const { community, who } = c.var
  if (!isSignedIn(who)) return refusal ? showRefusal(c, refusal) : signInFirst(c)
  const id = c.req.param('pairing') ?? ''
  const pairing = isUuid(id) ? await pairingOf(community.db, id, who.member) : null
  if (!pairing) return showRefusal(c, notFound('question'))
  return show(c, pairingPage(pairing, pairing.came === who.member ? 'came' : 'missed', { refusal }), refusal?.status)
}

web.get('/gatherings/answers/:token', (c) => linkedHere(c))
web.post('/gatherings/answers/:token', only(there(answerHere)), async (c) => {
  const { community } = c.var
  const token = c.req.param('token')
  // Whoever is signed in here, the link alone says whose answer it is.
  const done = await perform(changeRsvp, { ...(await typedIn(c)), token }, { community, who: visitor, via: 'email' })
  if (isRefusal(done)) return linkedHere(c, done)
  return goOn(c, `/gatherings/answers/${token}`, 'Thank you. We have your answer.')
})

async function linkedHere(c: Ctx, refusal?: Refusal) {
  const { community } = c.var
  const token = c.req.param('token') ?? ''
  const linked = await linkedAnswer({ db: community.db, community }, token)
  const date = linked && occurrenceOn(linked.gathering, linked.rsvp.occurrence)
  if (!date) return showRefusal(c, refuse(brokenLink, 404))
  const { gathering, rsvp: answer } = linked
  const taken = await takenFor(community.db, gathering.id, date.occurrence)
  const page = linkedPage({ token, gathering, date, rsvp: answer, taken, over: date.ends <= new Date() }, { refusal })
  return show(c, page, refusal?.status)
}

web.route('/', hostWeb)

async function gatheringHere(c: Ctx, sent?: Parameters<typeof gatheringPage>[1], on?: string) {
  const found = await asked(c)
  if (isRefusal(found)) return showRefusal(c, found)
  const date = (on && occurrenceOn(found.gathering, on)) || found.date
  return show(c, gatheringPage(await shownTo(c, { ...found, date }), sent), sent?.refusal?.status)
}

web.get('/gatherings/:id', (c) => gatheringHere(c))

web.get('/gatherings/:id/poster', async (c) => {
  const found = await asked(c)
  if (isRefusal(found)) return showRefusal(c, found)
  const { name, url } = c.var.community
  return show(c, posterPage(await shownTo(c, found), name, url))
})

const dayTyped = (typed: unknown) => (typeof typed === 'string' && isDay(typed) ? typed : undefined)

web.post('/gatherings/:id/answers', only(all(members, there(asked, 'gathering'))), async (c) => {
  const typed = await typedIn(c)
  const id = c.req.param('id')
  const done = await act(c, rsvp, { ...typed, gathering: id, wishes: [typed['wishes[]'] ?? []].flat() })
  if (isRefusal(done))
    return done.status === 401 || done.status === 403
      ? showRefusal(c, done)
      : gatheringHere(c, { typed, refusal: done }, dayTyped(typed.occurrence))
  const said =
    done.state === 'coming'
      ? 'Thank you. A seat is yours.'
      : done.state === 'waiting'
        ? 'It is full. You are on the waiting list.'
        : 'Thank you for telling us.'
  return goOn(c, gatheringHref(id, String(typed.occurrence)), said)
})

web.post('/gatherings/:id/guests', only(there(asked, 'gathering')), async (c) => {
  const { community } = c.var
  const typed = await typedIn(c)
  const reach = String(typed.email || typed.phone || '').toLowerCase()
  const first = await mayTry(community, 'come as a guest', reach)
  const may = first === yes ? await mayTry(community, 'any guest') : first
  const done = may === yes ? await act(c, rsvpAsGuest, { ...typed, gathering: c.req.param('id') }) : may
  if (isRefusal(done))
    return done.status === 401 || done.status === 403
      ? showRefusal(c, done)
      : gatheringHere(c, { typed, refusal: done }, dayTyped(typed.occurrence))
  const found = await asked(c)
  if (isRefusal(found)) return showRefusal(c, found)
  return show(c, guestThanksPage(found.gathering, Boolean(typed.email)))
})

async function pairingAsked(c: Ctx) {
  const id = c.req.param('pairing') ?? ''
  return isUuid(id) ? pairingOf(c.var.community.db, id, c.var.who.member!) : null
}

async function answerHere(c: Ctx) {
  const { community } = c.var
  const linked = await linkedAnswer({ db: community.db, community }, c.req.param('token') ?? '')
  return linked ?? refuse(brokenLink, 404)
}
