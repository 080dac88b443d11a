/**
 * Addresses of somebody's way through a questionnaire. After each answer the browser is sent on to the next page: the phone's
 * own Back button then walks through questions and never asks whether to send a form again (docs/decisions/0210).
 */

import type { Context } from 'hono'
import type { Typed } from '../../../kit/form.ts'
import { only } from '../../../kit/gate.ts'
import { isRefusal, type Refusal, refuse } from '../../../kit/refuse.ts'
import { type Ctx, routes, show, showAgain, showKept, showRefusal, typedIn } from '../../../kit/web.ts'
import { slugOf } from '../doors.ts'
import { studyThere } from '../guards.ts'
import { keyOf, type Place } from '../questionnaires/answering.ts'
import { houseWords } from '../questionnaires/house-words.ts'
import { asResearch } from '../wall.ts'
import { checkPage, thanksPage } from './checking-pages.ts'
import { codeToReturn } from './coming.ts'
import { complete } from './completing.ts'
import { consentsOf } from './consents.ts'
import { closedPage, codeAgainPage, endedPage, stoppedPage } from './entering-pages.ts'
import { houseFor, keepAnswer, type Participation } from './keeping.ts'
import {
  answersAt,
  comeBy,
  dropPass,
  givePass,
  leaveKept,
  participantHere,
  passOf,
  typeCode,
  unnamed,
} from './participant.ts'
import { passFor } from './pass.ts'
import { isAlike, questionPage, type Shown } from './question-pages.ts'
import { beforeOf } from './same-person.ts'
import { tongueOfStudy } from './tongues.ts'
import { addressOf, after, backFrom, firstOpen, indexOf, readStop, type Stop, type Way, wayOf } from './way.ts'

export const questions = routes()
const at = '/studies/:slug/answers'

type Here = (so: Participation) => Response | Promise<Response>

/** Read a page of somebody's answers; whoever has no pass types their code. */
async function reading(c: Ctx, what: Here) {
  const so = await participantHere(c)
  if (!so) return typeCode(c)
  if (isRefusal(so)) return showRefusal(c, so)
  return so.study.state === 'open' ? what(so) : show(c, ended(so), 410)
}

/** Send something; when the pass has ended meanwhile, the code is asked for and what was sent waits in that form. */
async function sending(c: Ctx, what: (so: Participation, typed: Typed) => Response | Promise<Response>) {
  const typed = await typedIn(c)
  let so = await participantHere(c)
  const codeAgain = async (refusal?: Refusal) => {
    const { pathname } = new URL(c.req.url)
    const { house } = await tongueOfStudy(c)
    if (!refusal) return show(c, codeAgainPage(pathname, typed, house), 401)
    return showAgain(c, codeAgainPage(pathname, typed, house, { typed, refusal: house.refused(refusal) }), refusal)
  }
  if (!so && typed.code !== undefined) {
    const coming = await comeBy(c, typed)
    const mine = !isRefusal(coming) && coming.slug === slugOf(c) && coming.participant
    const refusal = isRefusal(coming) ? coming : mine ? null : refuse(houseWords.otherStudy, 404)
    if (refusal) return codeAgain(refusal)
    givePass(c, slugOf(c), 'participant', (mine as { id: string }).id)
    so = await participantHere(c, { kind: 'participant', id: (mine as { id: string }).id, ends: new Date(8.64e15) })
  }
  if (!so) return codeAgain()
  if (isRefusal(so)) return showRefusal(c, so)
  return so.study.state === 'open' ? what(so, typed) : show(c, ended(so), 410)
}

const ended = (so: Participation) => endedPage(so.study.slug, so.study.title, houseFor(so))

const goTo = (c: Ctx, slug: string, place: Place | 'check', back?: string | null) =>
  c.redirect(place === 'check' ? `${answersAt(slug)}/check` : addressOf(slug, place, back), 303)

/** Whoever comes back goes straight on where they stopped. */
questions.get(at, async (c) => {
  if (passOf(c)?.kind === 'code') return c.redirect(`${answersAt(slugOf(c))}/information`, 303)
  return reading(c, (so) => {
    if (so.completed_at) return c.redirect(`${answersAt(so.study.slug)}/thanks`, 303)
    return goTo(c, so.study.slug, firstOpen(so, wayOf(so)) ?? 'check')
  })
})

function stopAt(c: Context, way: Way): Stop | null {
  const round = Number(c.req.param('round') ?? '1') - 1
  return way.stops[indexOf(way, { question: c.req.param('question') ?? '', round })] ?? null
}

const showStop = (c: Ctx, shown: Shown) => {
  const { so, way, stop } = shown
  if (!isAlike(shown)) return show(c, questionPage(shown))
  // Nothing that somebody answered is on this page, so it is made once for all who come to it.
  const place = `${keyOf(stop)} ${indexOf(way, stop)} ${way.stops.length}`
  return showKept(c, `question ${so.study.slug} ${so.edition} ${so.language} ${place}`, async () => questionPage(shown))
}

const ask = (c: Ctx) =>
  reading(c, (so) => {
    const way = wayOf(so)
    const stop = stopAt(c, way)
    if (!stop) return c.redirect(answersAt(so.study.slug), 303)
    const back = c.req.query('back')
    return showStop(c, { so, way, stop, back: back && backFrom(way, back) ? back : null })
  })

const keep = (c: Ctx) =>
  sending(c, async (so, typed) => {
    const way = wayOf(so)
    const stop = stopAt(c, way)
    const { slug } = so.study
    // An earlier answer was changed in another window, and nothing leads here any more.
    if (!stop) return c.redirect(answersAt(slug), 303)
    const one = (name: string) => [typed[name]].flat()[0]
    const back = backFrom(way, one('back')) ? one('back')! : null
    const go = one('go')
    const house = houseFor(so)
    const read = readStop(stop, typed, new Date(), house)
    if (isRefusal(read)) return again(c, { so, way, stop, back, sent: { typed, refusal: read } }, read)
    let now = so
    let opened: Place | null = null
    // Nothing was chosen: that leaves a question out, but not on the way back, and it does not unsay "I don't know".
    const leaves = read.kind === 'skipped' && (go !== undefined || one('kept') !== undefined)
    if (!leaves) {
      const kept = await keepAnswer(c.var.community.db, so, stop, read, new Date())
      if (isRefusal(kept)) return again(c, { so, way, stop, back, sent: { typed, refusal: house.refused(kept) } }, kept)
      now = kept.participation
      opened = kept.opened
    }
    if (go === 'stop') return stopped(c, now)
    leaveKept(c, now)
    const next = wayOf(now)
    if (go === 'back') {
      const before = next.stops[indexOf(next, stop) - 1]
      return before ? goTo(c, slug, before, back) : c.redirect(`${answersAt(slug)}/code`, 303)
    }
    const onto = after(now, next, stop, backFrom(next, back), opened)
    const stays = onto !== 'check' && back && keyOf(onto) !== keyOf(backFrom(next, back) as Place)
    return goTo(c, slug, onto, stays ? back : null)
  })

const again = (c: Ctx, shown: Shown, refusal: Refusal) => showAgain(c, questionPage(shown), refusal)

questions.get(`${at}/questions/:question`, ask)
questions.get(`${at}/questions/:question/:round`, ask)
questions.post(`${at}/questions/:question`, only(studyThere), keep)
questions.post(`${at}/questions/:question/:round`, only(studyThere), keep)

/** Said at once and not on a page of its own: by then this phone knows nobody. */
function stopped(c: Ctx, so: Participation) {
  dropPass(c)
  return show(c, stoppedPage(so.study.title, codeToReturn(c.var.community, so), c.var.community.url, houseFor(so)))
}

questions.get(`${at}/check`, (c) => reading(c, (so) => show(c, checkPage(so, wayOf(so)))))

questions.post(`${at}/sending`, only(studyThere), (c) =>
  sending(c, async (so) => {
    const { slug } = so.study
    const pass = passFor(c.var.community, 'participant', so.id)
    const done = await unnamed(c, complete, { study: slug, pass })
    return isRefusal(done) ? showRefusal(c, done) : c.redirect(`${answersAt(slug)}/thanks`, 303)
  }),
)

questions.get(`${at}/thanks`, (c) =>
  reading(c, async (so) => {
    if (!so.completed_at) return c.redirect(answersAt(so.study.slug), 303)
    const found = await asResearch(c.var.community, async (db) => ({
      given: await consentsOf(db, so.id),
      before: await beforeOf(db, so.id),
    }))
    if (isRefusal(found)) return showRefusal(c, found)
    return show(c, thanksPage({ so, code: codeToReturn(c.var.community, so), ...found }))
  }),
)

/** Said at once in their language; whoever was not known any more is led to the same in English. */
questions.post(`${at}/closing`, only(studyThere), async (c) => {
  const so = await participantHere(c)
  dropPass(c)
  if (so && !isRefusal(so)) return show(c, closedPage(houseFor(so)))
  return c.redirect(`${answersAt(slugOf(c))}/closed`, 303)
})
questions.get(`${at}/closed`, (c) => show(c, closedPage()))
