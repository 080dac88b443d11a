/** Addresses for reading a study out on the phone: /studies/:slug/desk/phone */

import { sql } from 'kysely'
import type { Sent, Typed } from '../../../kit/form.ts'
import { dayOf } from '../../../kit/fuzzy-day.ts'
import { only } from '../../../kit/gate.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Ctx, goOn, routes, show, showAgain, showRefusal, typedIn } from '../../../kit/web.ts'
import { wavesInWords } from '../answering/before-pages.ts'
import { notOfThen } from '../answering/before-web.ts'
import { begin } from '../answering/beginning.ts'
import { codeToReturn, unknownCode } from '../answering/coming.ts'
import { complete } from '../answering/completing.ts'
import { keepAnswer, type Participation, participationOf } from '../answering/keeping.ts'
import { comeBy } from '../answering/participant.ts'
import { passFor } from '../answering/pass.ts'
import { joinBefore } from '../answering/same-person.ts'
import { firstOpen, indexOf, readStop, type Stop, type Way, wayOf } from '../answering/way.ts'
import { codeOf } from '../codes.ts'
import { slugOf } from '../doors.ts'
import { atDeskHere } from '../guards.ts'
import { asksOfBefore, closedToday, type Standing, studyStanding } from '../standing.ts'
import type { ResearchDb } from '../wall.ts'
import { beginCall, callPass, dropCall, forCaller, sentAlready, takeCall, withCaller } from './caller.ts'
import * as pages from './phone-pages.ts'
import { deskAt, readAt, showAt } from './rooms.ts'
import type { DeskHere } from './sitting.ts'

export const phone = routes()
const at = '/studies/:slug/desk/phone'
const home = (c: Ctx, path = '') => `${deskAt({ slug: slugOf(c) })}/phone${path}`

/** Places that have a code, for callers who have none with them. */
async function placesOf(db: ResearchDb, study: string): Promise<pages.PlaceHere[]> {
  const { rows } = await sql<pages.PlaceHere>`
    select distinct on (name, study_place.id) study_code.id as code, name
    from study_place
    join study_code on study_code.place = study_place.id
    where study_place.study = ${study} and study_code.state <> 'withdrawn'
    order by name, study_place.id, study_code.made_at`.execute(db)
  return rows
}

const call = (c: Ctx, sent?: Sent) =>
  showAt(c, async (db, desk) => pages.callPage(desk, await placesOf(db, desk.id), sent), sent)
phone.get(at, (c) => {
  // One caller after another: what was begun before is kept, and theirs to go on with.
  if (callPass(c)) dropCall(c)
  return call(c)
})

/** What a caller comes with: a code of their own, or a place that is known here. */
async function comesBy(c: Ctx, typed: Typed): Promise<{ kind: 'code' | 'participant'; id: string } | Refusal> {
  const places = await readAt(c, (db, desk) => placesOf(db, desk.id))
  if (isRefusal(places)) return places
  if (typed.place !== undefined || typed.code === undefined) {
    const place = places.find(({ code }) => code === typed.place)
    const because = 'Choose where they heard of it.'
    return place ? { kind: 'code', id: place.code } : refuse(because, 422, { place: because })
  }
  const found = await comeBy(c, typed)
  if (isRefusal(found)) return found
  if (found.slug !== slugOf(c)) return unknownCode
  const wrong = (because: string) => refuse(because, 410, { code: because })
  if (found.participant?.withdrawn_at) return wrong('What was answered with this code was taken back.')
  if (!found.participant && found.code?.state === 'withdrawn') return wrong('This code does not work any more.')
  return found.participant ? { kind: 'participant', id: found.participant.id } : { kind: 'code', id: found.code!.id }
}

phone.post(at, only(atDeskHere), async (c) => {
  const typed = await typedIn(c)
  const came = await comesBy(c, typed)
  if (isRefusal(came)) return call(c, { typed, refusal: came })
  if (came.kind === 'code') {
    takeCall(c, 'code', came.id)
    return c.redirect(home(c, '/information'), 303)
  }
  const so = await participationOf(c.var.community.db, came.id)
  if (isRefusal(so)) return call(c, { typed, refusal: so })
  if (so?.completed_at) return call(c, { typed, refusal: { ...sentAlready, fields: { code: sentAlready.because } } })
  takeCall(c, 'participant', came.id)
  return c.redirect(home(c, '/questions'), 303)
})

/** The study that a caller may take part in, who has a code and has not begun. */
async function beginning(c: Ctx): Promise<{ desk: DeskHere; study: Standing; code: string } | Response> {
  const found = await readAt<{ desk: DeskHere; study: Standing }>(c, async (db, desk) => {
    const study = await studyStanding(db, desk.slug, dayOf(new Date()))
    return isRefusal(study) ? study : (closedToday(study) ?? { desk, study })
  })
  if (isRefusal(found)) return showRefusal(c, found)
  const pass = callPass(c)
  if (pass?.kind === 'participant') return c.redirect(home(c, '/questions'), 303)
  return pass ? { ...found, code: codeOf(c.var.community, pass.id) } : beginCall(c)
}

phone.get(`${at}/information`, async (c) => {
  const found = await beginning(c)
  return found instanceof Response ? found : show(c, pages.informationPage(found.desk, found.study))
})

phone.post(`${at}/information`, only(atDeskHere), async (c) => {
  const typed = await typedIn(c)
  const found = await beginning(c)
  if (found instanceof Response) return found
  const { desk, study, code } = found
  const said = (id: string) => [typed[`item-${id}`]].flat()[0]
  const unsaid = study.items.filter(({ id }) => said(id) !== 'yes' && said(id) !== 'no')
  const ask = 'Read this out, and note yes or no.'
  if (unsaid.length > 0) {
    const refusal = refuse(ask, 422, Object.fromEntries(unsaid.map(({ id }) => [`item-${id}`, ask])))
    return showAgain(c, pages.informationPage(desk, study, { typed, refusal }), refusal)
  }
  if (study.items.some(({ id, needed }) => needed && said(id) === 'no')) {
    dropCall(c)
    return show(c, pages.notTakingPartPage(desk))
  }
  const began = await forCaller(c, begin, {
    study: study.slug,
    code,
    mode: 'phone',
    language: typed.language,
    consents: study.items.filter(({ id }) => said(id) === 'yes').map(({ id }) => id),
    once: typed.once,
  })
  if (isRefusal(began)) return showAgain(c, pages.informationPage(desk, study, { typed, refusal: began }), began)
  takeCall(c, 'participant', began.participant)
  const given = study.items.filter(({ id }) => said(id) === 'yes').map(({ id }) => id)
  return c.redirect(home(c, asksOfBefore(study, given) ? '/before' : '/code'), 303)
})

phone.get(`${at}/before`, (c) => withCaller(c, (_, desk) => show(c, pages.beforePage(desk))))
phone.post(`${at}/before`, only(atDeskHere), (c) =>
  withCaller(c, async (so, desk) => {
    const typed = await typedIn(c)
    const again = (refusal: Refusal) => showAgain(c, pages.beforePage(desk, { typed, refusal }), refusal)
    const found = await comeBy(c, typed)
    if (isRefusal(found)) return again(found)
    if (!found.participant || found.slug !== desk.slug) return again(notOfThen)
    const pass = passFor(c.var.community, 'participant', so.id)
    const done = await forCaller(c, joinBefore, { study: desk.slug, pass, code: typed.code })
    if (isRefusal(done)) return again(done)
    return goOn(c, home(c, '/code'), `Their answers are joined to those of ${wavesInWords([done])}. Tell them so.`)
  }),
)

const codeFor = (c: Ctx, so: Participation) => codeToReturn(c.var.community, so)

phone.get(`${at}/code`, (c) => withCaller(c, (so, desk) => show(c, pages.codePage(desk, so, codeFor(c, so)))))

/** On to the next question that has no answer, or to the end. */
const onward = (c: Ctx, desk: DeskHere, stop: Stop | null | undefined) =>
  c.redirect(stop ? pages.questionAt(desk, stop) : home(c, '/end'), 303)

phone.get(`${at}/questions`, (c) => withCaller(c, (so, desk) => onward(c, desk, firstOpen(so, wayOf(so)))))

function stopAt(c: Ctx, way: Way): Stop | null {
  const round = Number(c.req.param('round') ?? '1') - 1
  return way.stops[indexOf(way, { question: c.req.param('question') ?? '', round })] ?? null
}

const ask = (c: Ctx) =>
  withCaller(c, (so, desk) => {
    const way = wayOf(so)
    const stop = stopAt(c, way)
    return stop ? show(c, pages.askPage(desk, { so, way, stop })) : c.redirect(home(c, '/questions'), 303)
  })

const answer = (c: Ctx) =>
  withCaller(c, async (so, desk) => {
    const typed = await typedIn(c)
    const way = wayOf(so)
    const stop = stopAt(c, way)
    if (!stop) return c.redirect(home(c, '/questions'), 303)
    const go = [typed.go].flat()[0]
    const leaves = [typed.instead].flat()[0] === 'leave'
    const read = leaves ? ({ kind: 'skipped', value: null } as const) : readStop(stop, typed, new Date())
    const field = stop.asks?.kind === 'many' ? 'answer[]' : 'answer'
    const again = ({ because, status }: Refusal) => {
      const refusal = refuse(because, status, { [field]: because })
      return showAgain(c, pages.askPage(desk, { so, way, stop, sent: { typed, refusal } }), refusal)
    }
    if (isRefusal(read)) return again(read)
    // On the phone nobody leaves a question out by pressing Go on: that is said, and has a button.
    const nothing = read.kind === 'skipped' && !leaves
    if (nothing && go === undefined && typed.kept === undefined) {
      const because = 'Choose what they said, or press one of the other buttons.'
      return again(refuse(because))
    }
    let now = so
    if (!nothing) {
      const kept = await keepAnswer(c.var.community.db, so, stop, read, new Date())
      if (isRefusal(kept)) return again(kept)
      now = kept.participation
    }
    if (go === 'stop') return goodbye(c, desk, now, false)
    const next = wayOf(now)
    const here = indexOf(next, stop)
    if (go === 'back') return onward(c, desk, next.stops[Math.max(here - 1, 0)])
    return onward(c, desk, next.stops[here + 1])
  })

for (const path of [`${at}/questions/:question`, `${at}/questions/:question/:round`]) {
  phone.get(path, ask)
  phone.post(path, only(atDeskHere), answer)
}

phone.get(`${at}/end`, (c) =>
  withCaller(c, (so, desk) => {
    const way = wayOf(so)
    const open = firstOpen(so, way)
    return open ? onward(c, desk, open) : show(c, pages.endPage(desk, so, way))
  }),
)

phone.post(`${at}/sending`, only(atDeskHere), (c) =>
  withCaller(c, async (so, desk) => {
    const pass = passFor(c.var.community, 'participant', so.id)
    const done = await forCaller(c, complete, { study: desk.slug, pass })
    return isRefusal(done) ? showRefusal(c, done) : goodbye(c, desk, so, true)
  }),
)

/** Said at once and not on a page of its own: by then this computer knows of no caller. */
async function goodbye(c: Ctx, desk: DeskHere, so: Participation, sent: boolean) {
  const code = codeFor(c, so)
  dropCall(c)
  return show(c, pages.goodbyePage(desk, { so, code, sent }))
}
