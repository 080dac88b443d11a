/** Addresses of recruiting: letters for stewards; codes, places, rates and the checklist for researchers. */

import { isUuid } from '../../../kit/brand.ts'
import type { Sent } from '../../../kit/form.ts'
import { only } from '../../../kit/gate.ts'
import { isRefusal, notFound, type Refusal } from '../../../kit/refuse.ts'
import { act, type Ctx, goOn, pageNumber, routes, showRefusal, typedIn } from '../../../kit/web.ts'
import { londonDay } from '../../members/days.ts'
import type { StudyHere } from '../access.ts'
import { codeOf } from '../codes.ts'
import { showIn, slugOf } from '../doors.ts'
import { inStudyThere, researchersHere } from '../guards.ts'
import { type Standing, studyStanding } from '../standing.ts'
import type { ResearchDb } from '../wall.ts'
import { cherriesItem } from './cherries.ts'
import { codeGroups, codesOf, codesOnAPage } from './code-states.ts'
import { letters } from './letters-web.ts'
import * as pages from './pages.ts'
import { addPlace, changePlace, closePlace, placeById, placesOf } from './places.ts'
import { noticePage, placePage, placesPage } from './places-pages.ts'
import { ratesOf } from './rates.ts'
import { cherriesWritten, knownOf, writeCherries } from './reporting.ts'

export const recruiting = routes()
recruiting.route('/', letters)

const at = '/studies/:slug/recruiting'
const home = (c: Ctx, path = '') => `/studies/${slugOf(c)}/recruiting${path}`

recruiting.get(at, (c) => showIn(c, async (db, study) => pages.codesPage(study, await codeGroups(db, study.id))))

recruiting.get(`${at}/codes`, (c) =>
  showIn(c, async (db, study) => {
    const groups = await codeGroups(db, study.id)
    const total = groups
      .filter(({ arm }) => arm === 'letters')
      .flatMap(({ states }) => Object.values(states))
      .reduce((sum, many) => sum + many, 0)
    const page = Math.min(pageNumber(c), Math.max(1, Math.ceil(total / codesOnAPage)))
    return pages.codeListPage(study, await codesOf(db, study.id, groups, page), page, total)
  }),
)

recruiting.get(`${at}/places`, (c) =>
  showIn(c, async (db, study) =>
    placesPage(study, await placesOf(db, study.id), ({ code }) => codeOf(c.var.community, code)),
  ),
)
const newPlace = (c: Ctx, sent?: Sent) =>
  showIn(c, async (_, study) => placePage(study, null, sent), sent?.refusal ?? undefined)
recruiting.get(`${at}/places/new`, (c) => newPlace(c))
recruiting.post(`${at}/places`, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, addPlace, { ...typed, study: slugOf(c) })
  return isRefusal(done) ? newPlace(c, { typed, refusal: done }) : goOn(c, home(c, '/places'), 'The place is noted.')
})

const placeHere = inStudyThere((db, study, c) => placeOf(c, db, study) as Promise<unknown>, 'place')

const placeOf = async (c: Ctx, db: ResearchDb, study: StudyHere) => {
  const id = c.req.param('place') ?? ''
  return isUuid(id) ? placeById(db, study.id, id) : notFound('place')
}
const onePlace = (c: Ctx, sent?: Sent) =>
  showIn(
    c,
    async (db, study) => {
      const place = await placeOf(c, db, study)
      return isRefusal(place) ? place : placePage(study, place, sent)
    },
    sent?.refusal ?? undefined,
  )
recruiting.get(`${at}/places/:place`, (c) => onePlace(c))
recruiting.post(`${at}/places/:place`, only(placeHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, changePlace, { ...typed, study: slugOf(c), place: c.req.param('place') })
  return isRefusal(done) ? onePlace(c, { typed, refusal: done }) : goOn(c, home(c, '/places'), 'Saved.')
})
recruiting.post(`${at}/places/:place/closing`, only(placeHere), async (c) => {
  const done = await act(c, closePlace, { study: slugOf(c), place: c.req.param('place') })
  return isRefusal(done) ? showRefusal(c, done) : goOn(c, home(c, '/places'), 'The place is closed.')
})
recruiting.get(`${at}/places/:place/notice`, (c) =>
  showIn(c, async (db, study) => {
    const place = await placeOf(c, db, study)
    if (isRefusal(place)) return place
    return noticePage(study, place, codeOf(c.var.community, place.code), c.var.community.url)
  }),
)

const standing = (db: ResearchDb, { slug }: StudyHere) =>
  studyStanding(db, slug, londonDay(new Date())) as Promise<Standing>

recruiting.get(`${at}/rates`, (c) =>
  showIn(c, async (db, study) => {
    const { questionnaire } = await standing(db, study)
    const rates = await ratesOf(db, c.var.community, study.id, questionnaire?.content ?? null)
    return pages.ratesPage(study, rates, await placesOf(db, study.id))
  }),
)

const known = async (c: Ctx, db: ResearchDb, study: StudyHere) =>
  knownOf(db, c.var.community, await standing(db, study))
recruiting.get(`${at}/cherries`, (c) =>
  showIn(c, async (db, study) =>
    pages.cherriesPage(study, await known(c, db, study), await cherriesWritten(db, study.id)),
  ),
)
const item = (c: Ctx, sent?: Sent & { readonly refusal: Refusal }) =>
  showIn(
    c,
    async (db, study) => {
      const one = cherriesItem(c.req.param('item') ?? '')
      if (!one) return notFound('item')
      const words = (await cherriesWritten(db, study.id)).get(one.id) ?? ''
      return pages.cherriesItemPage(study, one, await known(c, db, study), words, sent)
    },
    sent?.refusal,
  )
recruiting.get(`${at}/cherries/:item`, (c) => item(c))
recruiting.post(`${at}/cherries/:item`, only(researchersHere), async (c) => {
  const typed = await typedIn(c)
  const done = await act(c, writeCherries, { words: typed.words, study: slugOf(c), item: c.req.param('item') })
  return isRefusal(done) ? item(c, { typed, refusal: done }) : goOn(c, home(c, '/cherries'), 'Saved.')
})
