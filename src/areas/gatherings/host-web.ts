/** For hosts: planning, changing, who comes, and what is done afterwards. */
import { all, members, only, there } from '../../kit/gate.ts'
import { isRefusal, type Refusal, refuse, yes } from '../../kit/refuse.ts'
import { act, type Ctx, goOn, routes, show, showRefusal, signInFirst, typedIn } from '../../kit/web.ts'
import { isSignedIn } from '../../kit/who.ts'
import { noteWhoCame, writeUp } from './afterwards.ts'
import { cancel, change, move } from './changing.ts'
import { peoplePage, writeUpForm, writeUpPage } from './host-pages.ts'
import { gatheringHref } from './lists.ts'
import { isDay } from './london-clock.ts'
import { datesBetween, type Occurrence, occurrenceOn } from './occurrences.ts'
import { pair, pairingsOn, pairsToPropose } from './pairing.ts'
import { checkPlan } from './plan-input.ts'
import { circlesToPlanIn, plan } from './planning.ts'
import { cancelPage, changePage, movePage, planPage, previewPage } from './planning-pages.ts'
import { rsvpsOn, toMeetAfter } from './rsvp-store.ts'
import { mayPlan, mayTend } from './rules.ts'
import { asked, tends } from './showing.ts'
import { type Gathering, writeUpOf } from './store.ts'

export const hostWeb = routes()

type Sent = Parameters<typeof planPage>[2]
type Typed = NonNullable<NonNullable<Sent>['typed']>

const many = (value: Typed[string]) => [value ?? []].flat()
/** Lists as the task names them. */
const lists = (typed: Typed) => ({ stages: many(typed['stages[]']), topics: many(typed['topics[]']) })

const planning = async (c: Ctx, sent?: Sent) =>
  show(
    c,
    planPage(await circlesToPlanIn(c.var.community.db, c.var.who), c.var.community.condition, sent),
    sent?.refusal?.status,
  )

hostWeb.get('/gatherings/new', async (c) => {
  const may = mayPlan(c.var.who)
  if (may === yes) return planning(c)
  return isSignedIn(c.var.who) ? showRefusal(c, may) : signInFirst(c)
})

hostWeb.post('/gatherings', only(all(members, (c) => mayPlan(c.var.who))), async (c) => {
  const typed = await typedIn(c)
  if (typed.step === 'again') return planning(c, { typed })
  if (typed.step === 'preview') {
    const read = checkPlan({ ...typed, ...lists(typed) }, new Date())
    return isRefusal(read) ? planning(c, { typed, refusal: read }) : show(c, previewPage(read, typed, new Date()))
  }
  const done = await act(c, plan, { ...typed, ...lists(typed) })
  if (isRefusal(done)) return planning(c, { typed, refusal: done })
  return goOn(c, `/gatherings/${done}`, 'It is planned. Others can see it now.')
})

/** Whoever looks after the gathering of this address. */
async function tended(c: Ctx) {
  const found = await asked(c)
  return isRefusal(found) ? found : mayTend(c.var.who, found.gathering.host)
}

/** A page for whoever looks after the gathering. */
async function forHost(
  c: Ctx,
  page: (gathering: Gathering, date: Occurrence) => Promise<Response> | Response,
): Promise<Response> {
  const found = await asked(c)
  if (isRefusal(found)) return showRefusal(c, found)
  const may = mayTend(c.var.who, found.gathering.host)
  if (may !== yes) return isSignedIn(c.var.who) ? showRefusal(c, may) : signInFirst(c)
  return page(found.gathering, found.date)
}

const changing = (c: Ctx, sent?: Sent) =>
  forHost(c, (gathering) => show(c, changePage(gathering, c.var.community.condition, sent), sent?.refusal?.status))

hostWeb.get('/gatherings/:id/change', (c) => changing(c))
hostWeb.post('/gatherings/:id/changes', only(all(members, there(tended))), async (c) => {
  const typed = await typedIn(c)
  const id = c.req.param('id')
  const done = await act(c, change, { ...typed, ...lists(typed), gathering: id })
  if (isRefusal(done)) return done.status === 422 ? changing(c, { typed, refusal: done }) : showRefusal(c, done)
  return goOn(c, `/gatherings/${id}`, 'It is changed.')
})

const moving = (c: Ctx, sent?: Sent) =>
  forHost(c, (gathering, date) =>
    show(c, movePage(gathering, dateTyped(gathering, sent) ?? date, sent), sent?.refusal?.status),
  )

/** The date a form was about. */
const dateTyped = (gathering: Gathering, sent: Sent) => {
  const day = sent?.typed?.occurrence
  return typeof day === 'string' && isDay(day) ? occurrenceOn(gathering, day) : null
}

hostWeb.get('/gatherings/:id/move', (c) => moving(c))
hostWeb.post('/gatherings/:id/moves', only(all(members, there(tended))), async (c) => {
  const typed = await typedIn(c)
  const id = c.req.param('id')
  const done = await act(c, move, { ...typed, gathering: id })
  if (isRefusal(done)) return done.status === 422 ? moving(c, { typed, refusal: done }) : showRefusal(c, done)
  return goOn(c, gatheringHref(id, String(typed.occurrence)), 'It is moved. Whoever comes is told.')
})

const cancelling = (c: Ctx, sent?: Sent) =>
  forHost(c, (gathering, date) =>
    show(c, cancelPage(gathering, dateTyped(gathering, sent) ?? date, sent), sent?.refusal?.status),
  )

hostWeb.get('/gatherings/:id/cancel', (c) => cancelling(c))
hostWeb.post('/gatherings/:id/cancellations', only(all(members, there(tended))), async (c) => {
  const typed = await typedIn(c)
  const id = c.req.param('id')
  const done = await act(c, cancel, { ...typed, gathering: id })
  if (isRefusal(done)) return done.status === 422 ? cancelling(c, { typed, refusal: done }) : showRefusal(c, done)
  return goOn(c, `/gatherings/${id}`, 'It is off. Whoever wanted to come is told.')
})

const month = 31 * 24 * 60 * 60 * 1000

const people = (c: Ctx, refusal?: Refusal, day?: string) =>
  forHost(c, async (gathering, asks) => {
    const { db } = c.var.community
    const now = new Date()
    const date = (day && occurrenceOn(gathering, day)) || asks
    const dates = gathering.rrule
      ? datesBetween(gathering, new Date(now.getTime() - 2 * month), new Date(now.getTime() + month))
      : []
    const answers = await rsvpsOn(db, gathering.id, date.occurrence)
    const begun = date.starts <= now
    const toPair = begun ? (await pairsToPropose(db, gathering.id, date.occurrence)).length : 0
    const pairings = await pairingsOn(db, gathering.id, date.occurrence)
    return show(
      c,
      peoplePage({ gathering, date, dates, answers, begun, toPair, pairings }, { refusal }),
      refusal?.status,
    )
  })

hostWeb.get('/gatherings/:id/people', (c) => people(c))

hostWeb.post('/gatherings/:id/attendance', only(all(members, there(tended))), async (c) => {
  const typed = await typedIn(c)
  const id = c.req.param('id')
  const done = await act(c, noteWhoCame, { gathering: id, occurrence: typed.occurrence, came: many(typed['came[]']) })
  if (isRefusal(done)) return showRefusal(c, done)
  return goOn(c, `/gatherings/${id}/people?on=${typed.occurrence}`, 'Noted.')
})

hostWeb.post('/gatherings/:id/pairings', only(all(members, there(tended))), async (c) => {
  const typed = await typedIn(c)
  const id = c.req.param('id')
  const done = await act(c, pair, { gathering: id, occurrence: typed.occurrence })
  if (isRefusal(done)) return showRefusal(c, done)
  return goOn(
    c,
    `/gatherings/${id}/people?on=${typed.occurrence}`,
    'They are asked, each by the way that reaches them.',
  )
})

hostWeb.get('/gatherings/:id/write-up', async (c) => {
  const found = await asked(c)
  if (isRefusal(found)) return showRefusal(c, found)
  const { gathering, date } = found
  const { db } = c.var.community
  const written = await writeUpOf(db, gathering.id, date.occurrence)
  if (!written) return showRefusal(c, refuse('Nobody has written it up yet.', 404))
  const toMeet = await toMeetAfter(db, gathering.id, date.occurrence, c.var.who.member)
  return show(c, writeUpPage(gathering, date, written, tends(c.var.who, gathering), toMeet))
})

const writing = (c: Ctx, sent?: Sent) =>
  forHost(c, async (gathering, asks) => {
    const date = dateTyped(gathering, sent) ?? asks
    const written = await writeUpOf(c.var.community.db, gathering.id, date.occurrence)
    return show(c, writeUpForm(gathering, date, written, sent), sent?.refusal?.status)
  })

hostWeb.get('/gatherings/:id/write-up/edit', (c) => writing(c))
hostWeb.post('/gatherings/:id/write-ups', only(all(members, there(tended))), async (c) => {
  const typed = await typedIn(c)
  const id = c.req.param('id')
  const done = await act(c, writeUp, { ...typed, gathering: id })
  if (isRefusal(done)) return done.status === 422 ? writing(c, { typed, refusal: done }) : showRefusal(c, done)
  return goOn(c, `/gatherings/${id}/write-up?on=${typed.occurrence}`, 'It is shared. Thank you.')
})
